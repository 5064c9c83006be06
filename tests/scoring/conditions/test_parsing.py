import json

import pytest

from scoring.conditions import ConditionError, Field, FieldCatalogue, TouchNeed, custom_field, operators_for, parse
from scoring.facts import territory_catalogue

VP = {"field": "lead.title", "op": "contains", "value": "VP"}


def nested(levels):
    data = VP
    for _ in range(levels - 1):
        data = {"not": data}
    return data


def problems_of(data, catalogue):
    with pytest.raises(ConditionError) as caught:
        parse(data, catalogue)
    return [(problem.path, problem.code) for problem in caught.value.problems]


def message_of(data, catalogue):
    with pytest.raises(ConditionError) as caught:
        parse(data, catalogue)
    return [problem.message for problem in caught.value.problems]


def field_test(name, op, *value):
    return {"field": name, "op": op, **({"value": value[0]} if value else {})}


def touch(**parts):
    return {"touch": "visit", "op": "count_gte", "value": 1, **parts}


@pytest.mark.parametrize("data", [None, [], "VP", 5, True, {}, {"op": "eq"}, {"all": [VP], "any": [VP]}])
def test_what_is_no_condition_is_refused(catalogue, data):
    assert problems_of(data, catalogue) == [("", "not_a_condition")]


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        ({"all": []}, ("all", "empty_group")),
        ({"any": {}}, ("any", "wrong_type")),
        ({"all": [VP], "name": "x"}, ("name", "unknown_key")),
        ({"not": [VP]}, ("not", "not_a_condition")),
        ({**VP, "within_days": 3}, ("within_days", "unknown_key")),
        ({"field": "lead.title", "value": "VP"}, ("op", "missing_key")),
        (field_test("lead.title", "eq"), ("value", "missing_key")),
        (field_test("lead.title", "is_set", None), ("value", "unknown_key")),
        (field_test("lead.titel", "eq", "VP"), ("field", "unknown_field")),
        (field_test(["lead.title"], "eq", "VP"), ("field", "wrong_type")),
        (field_test("lead.title", "gte", "VP"), ("op", "unknown_operator")),
        (field_test("lead.title", ["eq"], "VP"), ("op", "wrong_type")),
        (field_test("lead.title", "eq", 5), ("value", "wrong_type")),
        (field_test("lead.title", "eq", None), ("value", "wrong_type")),
        (field_test("lead.title", "eq", " \n"), ("value", "empty_value")),
        (field_test("lead.title", "eq", "x" * 501), ("value", "too_long")),
        (field_test("lead.title", "eq", "a\0b"), ("value", "wrong_type")),
        (field_test("lead.title", "eq", "\ud800"), ("value", "wrong_type")),
        (field_test("lead.title", "in", "VP"), ("value", "wrong_type")),
        (field_test("lead.title", "in", []), ("value", "empty_value")),
        (field_test("lead.title", "in", ["a"] * 501), ("value", "too_many_values")),
        (field_test("lead.title", "in", ["a", 5]), ("value[1]", "wrong_type")),
        (field_test("lead.title", "matches", "(a"), ("value", "bad_pattern")),
        (field_test("lead.title", "matches", "a" * 201), ("value", "too_long")),
        (field_test("lead.title", "matches", ""), ("value", "empty_value")),
        (field_test("company.employees", "eq", "5"), ("value", "wrong_type")),
        (field_test("company.employees", "eq", True), ("value", "wrong_type")),
        (field_test("company.employees", "eq", float("nan")), ("value", "out_of_range")),
        (field_test("company.employees", "eq", float("inf")), ("value", "out_of_range")),
        (field_test("company.employees", "eq", 10**5000), ("value", "out_of_range")),
        (field_test("company.employees", "between", 5), ("value", "wrong_type")),
        (field_test("company.employees", "between", [1, 2, 3]), ("value", "wrong_type")),
        (field_test("company.employees", "between", [2, 1]), ("value", "out_of_range")),
        (field_test("company.employees", "older_than_days", 5), ("op", "unknown_operator")),
        (field_test("lead.created", "eq", 20260131), ("value", "wrong_type")),
        (field_test("lead.created", "eq", "yesterday"), ("value", "wrong_type")),
        (field_test("lead.created", "eq", "2026-02-30"), ("value", "wrong_type")),
        (field_test("lead.created", "eq", "2026-02-28T10:00:00"), ("value", "wrong_type")),
        (field_test("lead.created", "eq", "0001-01-01T00:00:00+14:00"), ("value", "out_of_range")),
        (field_test("lead.created", "between", ["2026-01-01", "2026-01-31T00:00:00Z"]), ("value", "wrong_type")),
        (field_test("lead.created", "older_than_days", 0), ("value", "out_of_range")),
        (field_test("lead.created", "older_than_days", 3651), ("value", "out_of_range")),
        (field_test("lead.created", "older_than_days", 1.5), ("value", "wrong_type")),
        (field_test("lead.budget", "is", 1), ("value", "wrong_type")),
        (field_test("lead.budget", "is", "yes"), ("value", "wrong_type")),
        (field_test("lead.stage", "eq", "MQL"), ("value", "unknown_choice")),
        (field_test("lead.stage", "in", ["mql", "lost"]), ("value[1]", "unknown_choice")),
        (touch(touch="email_clik"), ("touch", "unknown_touch")),
        (touch(touch=5), ("touch", "wrong_type")),
        (touch(op="gte"), ("op", "unknown_operator")),
        (touch(value=0), ("value", "out_of_range")),
        (touch(value=1.0), ("value", "wrong_type")),
        (touch(value=True), ("value", "wrong_type")),
        (touch(within_days=0), ("within_days", "out_of_range")),
        (touch(within_days=3651), ("within_days", "out_of_range")),
        (touch(within_days=None), ("within_days", "wrong_type")),
        (touch(within=3), ("within", "unknown_key")),
    ],
)
def test_fault_is_refused_with_its_place(catalogue, data, problem):
    assert problems_of(data, catalogue) == [problem]


def test_all_faults_are_found_at_once(catalogue):
    data = {
        "all": [
            VP,
            {"not": field_test("lead.title", "eq", 5)},
            {"any": [field_test("lead.titel", "eq", "VP"), touch(touch="vist", value=0)], "note": 1},
            {"any": []},
        ]
    }

    assert problems_of(data, catalogue) == [
        ("all[1].not.value", "wrong_type"),
        ("all[2].note", "unknown_key"),
        ("all[2].any[0].field", "unknown_field"),
        ("all[2].any[1].touch", "unknown_touch"),
        ("all[2].any[1].value", "out_of_range"),
        ("all[3].any", "empty_group"),
    ]


def test_messages_help(catalogue):
    assert message_of(field_test("lead.titel", "eq", "VP"), catalogue) == [
        "There is no field “lead.titel”. Did you mean “lead.title”?"
    ]
    assert message_of(field_test("lead.stage", "eq", "MQL"), catalogue) == [
        "There is no choice “MQL”. Did you mean “mql”?"
    ]
    assert message_of(field_test("zzz" * 50, "eq", "VP"), catalogue) == [f"There is no field “{('zzz' * 50)[:60]}…”."]
    assert message_of(field_test("lead.budget", "eq", True), catalogue) == [
        "Budget confirmed cannot be tested with “eq”, only with is."
    ]
    assert message_of(field_test("lead.title", "matches", r"(a)\1"), catalogue) == [
        "This is not an RE2 pattern: invalid escape sequence: \\1."
    ]


def test_unprintable_name_is_refused_in_printable_words(catalogue):
    (message,) = message_of(field_test("\ud800", "eq", "VP"), catalogue)

    assert message == "There is no field “?”."


def test_depth_is_limited(catalogue):
    parse(nested(8), catalogue)

    assert problems_of(nested(9), catalogue) == [(".".join(["not"] * 8), "too_deep")]
    assert problems_of(nested(500), catalogue) == [(".".join(["not"] * 8), "too_deep")]


def test_number_of_parts_is_limited(catalogue):
    parse({"all": [VP] * 199}, catalogue)

    assert problems_of({"all": [VP] * 200}, catalogue) == [("", "too_many_nodes")]
    assert problems_of({"all": [5] * 100_000}, catalogue) == [("", "too_many_nodes")]


def test_json_comes_back_in_its_normal_form(catalogue):
    data = {
        "any": [
            field_test("lead.title", "in", [" VP ", "Head"]),
            field_test("lead.created", "gt", "2026-01-31T14:00:00Z"),
            field_test("lead.created", "between", ["20260101", "2026-01-31"]),
            touch(within_days=3),
        ]
    }
    condition = parse(data, catalogue)

    assert condition.to_json() == {
        "any": [
            field_test("lead.title", "in", ["VP", "Head"]),
            field_test("lead.created", "gt", "2026-01-31T14:00:00+00:00"),
            field_test("lead.created", "between", ["2026-01-01", "2026-01-31"]),
            touch(within_days=3),
        ]
    }
    assert parse(json.loads(json.dumps(condition.to_json())), catalogue) == condition


def test_condition_names_its_fields_and_touches(catalogue):
    condition = parse(
        {"all": [VP, {"not": field_test("custom.booth", "is_set")}, touch(), touch(within_days=3)]}, catalogue
    )

    assert condition.fields() == {"lead.title", "custom.booth"}
    assert condition.touch_needs() == {TouchNeed("visit"), TouchNeed("visit", 3)}


@pytest.mark.parametrize("key", ["", "Booth", "a b", "a'b", "é", "x" * 65, "a\n"])
def test_custom_field_key_is_limited_to_safe_signs(key):
    with pytest.raises(ValueError, match="custom field's key"):
        custom_field(key, "Booth", "text")


def test_choices_belong_to_choice_fields():
    with pytest.raises(ValueError, match="choices"):
        Field("lead.stage", "Stage", "choice", "s.stage")
    with pytest.raises(ValueError, match="choices"):
        Field("lead.title", "Title", "text", "l.title", {"a": "A"})


def test_catalogue_lists_its_fields_and_their_operators():
    title, booth = Field("lead.title", "Title", "text", "l.title"), custom_field("booth", "Booth", "boolean")

    assert list(FieldCatalogue({title.name: title}, {booth.name: booth})) == [title, booth]
    assert operators_for(booth) == ("is",)
    assert operators_for(title) == (
        "eq", "ne", "in", "not_in", "contains", "starts_with", "matches", "is_set", "is_empty",
    )  # fmt: skip


@pytest.mark.parametrize("kind", ["any", "visit", "fax"])
def test_touches_cannot_be_tested_where_only_facts_are_known(kind):
    test = {"any": [{"touch": kind, "within_days": 30, "op": "count_gte", "value": 1}]}

    with pytest.raises(ConditionError) as refused:
        parse(test, territory_catalogue([]))

    assert [(problem.path, problem.code, problem.message) for problem in refused.value.problems] == [
        ("any[0].touch", "no_touches", "Only facts can be tested here: a territory knows nothing of touches."),
    ]
