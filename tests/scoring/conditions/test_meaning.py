"""What each test means, asked of the real database."""

from datetime import UTC, datetime

import pytest


def field(name, op, *value):
    return {"field": name, "op": op, **({"value": value[0]} if value else {})}


TITLES = [{"title": title} for title in ["VP Sales", " vp sales\n", "Head of IT", "100% sure", "", "  ", None]]


@pytest.mark.parametrize(
    ("op", "value", "meant"),
    [
        ("eq", "vp SALES ", [1, 1, 0, 0, 0, 0, 0]),
        ("ne", "VP Sales", [0, 0, 1, 1, 0, 0, 0]),
        ("in", ["VP Sales", "head of it"], [1, 1, 1, 0, 0, 0, 0]),
        ("not_in", ["VP Sales", "head of it"], [0, 0, 0, 1, 0, 0, 0]),
        ("contains", "SALE", [1, 1, 0, 0, 0, 0, 0]),
        ("contains", "%", [0, 0, 0, 1, 0, 0, 0]),
        ("contains", "_", [0, 0, 0, 0, 0, 0, 0]),
        ("contains", "\\", [0, 0, 0, 0, 0, 0, 0]),
        ("starts_with", "vp", [1, 1, 0, 0, 0, 0, 0]),
        ("starts_with", "%", [0, 0, 0, 0, 0, 0, 0]),
        ("matches", r"^(VP|Head)\b", [1, 1, 1, 0, 0, 0, 0]),
        ("matches", r"sales$", [1, 1, 0, 0, 0, 0, 0]),
        ("matches", r".*", [1, 1, 1, 1, 0, 0, 0]),
        ("matches", r"\d%", [0, 0, 0, 1, 0, 0, 0]),
    ],
)
def test_text_is_compared_without_case_and_surrounding_space(leads, op, value, meant):
    assert leads.verdicts(field("lead.title", op, value), TITLES) == [bool(verdict) for verdict in meant]


def test_text_presence_takes_an_empty_text_for_a_missing_one(leads):
    assert leads.verdicts(field("lead.title", "is_set"), TITLES) == [True] * 4 + [False] * 3
    assert leads.verdicts(field("lead.title", "is_empty"), TITLES) == [False] * 4 + [True] * 3


@pytest.mark.parametrize(
    "name", ["İstanbul", "ΟΔΥΣΣΕΥΣ", "STRASSE", "Straße", "ǅ", "'; DROP TABLE leads; --", "%(p1)s", "{}"]
)
def test_text_equals_itself_whatever_the_script(leads, name):
    for op in ["eq", "contains", "starts_with"]:
        assert leads.verdict(field("lead.title", op, name), {"title": name}) is True


SIZES = [{"employees": size} for size in [200, 200.5, 199, 0, -5, None]]


@pytest.mark.parametrize(
    ("op", "value", "meant"),
    [
        ("eq", 200, [1, 0, 0, 0, 0, 0]),
        ("eq", 200.5, [0, 1, 0, 0, 0, 0]),
        ("ne", 200, [0, 1, 1, 1, 1, 0]),
        ("lt", 200, [0, 0, 1, 1, 1, 0]),
        ("lte", 200, [1, 0, 1, 1, 1, 0]),
        ("gt", 200, [0, 1, 0, 0, 0, 0]),
        ("gte", 200, [1, 1, 0, 0, 0, 0]),
        ("gte", -5, [1, 1, 1, 1, 1, 0]),
        ("between", [-5, 199], [0, 0, 1, 1, 1, 0]),
    ],
)
def test_number_is_compared_by_size(leads, op, value, meant):
    assert leads.verdicts(field("company.employees", op, value), SIZES) == [bool(verdict) for verdict in meant]


def test_number_zero_is_a_value(leads):
    assert leads.verdicts(field("company.employees", "is_empty"), SIZES) == [False] * 5 + [True]
    assert leads.verdicts(field("company.employees", "is_set"), SIZES) == [True] * 5 + [False]


# The last second of January, and the first of February, in UTC.
NIGHT = [{"created": "2026-01-31T23:59:59Z"}, {"created": "2026-02-01T00:00:00Z"}, {"created": None}]


@pytest.mark.parametrize(
    ("op", "value", "meant"),
    [
        ("eq", "2026-01-31", [1, 0, 0]),
        ("ne", "2026-01-31", [0, 1, 0]),
        ("lt", "2026-02-01", [1, 0, 0]),
        ("lte", "2026-01-31", [1, 0, 0]),
        ("gt", "2026-01-31", [0, 1, 0]),
        ("gte", "2026-02-01", [0, 1, 0]),
        ("between", ["2026-01-01", "2026-01-31"], [1, 0, 0]),
        ("eq", "2026-02-01T01:00:00+01:00", [0, 1, 0]),
        ("between", ["2026-01-31T23:59:59Z", "2026-02-01T00:00:00Z"], [1, 1, 0]),
    ],
)
def test_date_is_compared_with_whole_days_or_with_instants(leads, op, value, meant):
    assert leads.verdicts(field("lead.created", op, value), NIGHT) == [bool(verdict) for verdict in meant]


def test_day_is_the_tenants_calendar_day(leads):
    last_of_january = field("lead.created", "eq", "2026-01-31")

    assert leads.verdicts(last_of_january, NIGHT, zone="Europe/Berlin") == [False, False, False]
    assert leads.verdicts(last_of_january, NIGHT, zone="America/New_York") == [True, True, False]


def test_age_in_days_is_counted_from_the_given_moment_across_summer_time(leads):
    # New York, the session's zone, lost an hour on 8 March 2026.
    at = datetime(2026, 3, 10, 12, tzinfo=UTC)
    created = [{"created": f"2026-03-07T{clock}Z"} for clock in ["11:59:59", "12:00:00", "12:00:01"]]

    assert leads.verdicts(field("lead.created", "older_than_days", 3), created, at=at) == [True, False, False]
    assert leads.verdicts(field("lead.created", "newer_than_days", 3), created, at=at) == [False, False, True]


def test_newer_keeps_a_lead_written_just_after_the_moment(leads):
    at = datetime(2026, 3, 10, 12, tzinfo=UTC)

    assert (
        leads.verdict(field("lead.created", "newer_than_days", 1), {"created": "2026-03-10T12:00:01Z"}, at=at) is True
    )


def test_field_can_speak_of_the_moment(leads):
    at = datetime(2026, 3, 10, 12, tzinfo=UTC)

    assert leads.verdict(field("lead.age", "eq", 2), {"created": "2026-03-10T10:00:00Z"}, at=at) is True


def test_boolean_unknown_is_neither_and_flag_unknown_is_no(leads):
    answers = [{"budget": answer, "unsubscribed": answer} for answer in [True, False, None]]

    assert leads.verdicts(field("lead.budget", "is", True), answers) == [True, False, False]
    assert leads.verdicts(field("lead.budget", "is", False), answers) == [False, True, False]
    assert leads.verdicts(field("lead.unsubscribed", "is", True), answers) == [True, False, False]
    assert leads.verdicts(field("lead.unsubscribed", "is", False), answers) == [False, True, True]


def test_choice_is_compared_by_its_code(leads):
    stages = [{"stage": stage} for stage in ["mql", "won", "", None]]

    assert leads.verdicts(field("lead.stage", "eq", "mql"), stages) == [True, False, False, False]
    assert leads.verdicts(field("lead.stage", "ne", "mql"), stages) == [False, True, False, False]
    assert leads.verdicts(field("lead.stage", "in", ["sal", "won"]), stages) == [False, True, False, False]
    assert leads.verdicts(field("lead.stage", "not_in", ["sal", "won"]), stages) == [True, False, False, False]
    assert leads.verdicts(field("lead.stage", "is_empty"), stages) == [False, False, True, True]


def test_groups_and_not_combine(leads):
    data = {
        "all": [
            {"any": [field("lead.title", "contains", "vp"), field("lead.title", "contains", "head")]},
            {"not": field("company.employees", "lt", 200)},
        ]
    }
    people = [
        {"title": "VP Sales", "employees": 500},
        {"title": "VP Sales", "employees": 5},
        {"title": "Head of IT", "employees": None},
        {"title": None, "employees": 500},
    ]

    assert leads.verdicts(data, people) == [True, False, True, False]


CUSTOM_NUMBERS = ["42", 42, "\t 42.0 ", "4.2e1", "forty-two", "", None, True, [42], {"n": 42}, "NaN", "Infinity", "٤٢"]
CUSTOM_NUMBERS += ["\u00a042", "42\n\u2003", "9" * 200]


def test_custom_number_ignores_what_is_no_number(leads):
    answers = [{"custom": {"seats": value}} for value in CUSTOM_NUMBERS]

    assert leads.verdicts(field("custom.seats", "eq", 42), answers) == [True] * 3 + [False] * 13
    assert leads.verdicts(field("custom.seats", "is_set"), answers) == [True] * 3 + [False] * 13


CUSTOM_DATES = [
    "2026-02-28",
    "2026-02-28T10:00:00Z",
    "2026-02-28 10:00+01:00",
    "2026-02-30",
    "2026-02-28T25:00:00Z",
    "2026-02-28T10:00:00",
    "0000-01-01",
    "today",
    "infinity",
    20260228,
    "",
    None,
]


def test_custom_date_ignores_what_is_no_date(leads):
    answers = [{"custom": {"renewal": value}} for value in CUSTOM_DATES]

    assert leads.verdicts(field("custom.renewal", "is_set"), answers) == [True] * 3 + [False] * 9


@pytest.mark.parametrize("zone", ["UTC", "America/New_York", "Pacific/Kiritimati"])
def test_custom_date_is_the_same_day_wherever_the_tenant_is(leads, zone):
    renewal = {"custom": {"renewal": "2026-02-28"}}

    assert leads.verdict(field("custom.renewal", "eq", "2026-02-28"), renewal, zone=zone) is True


def test_custom_text_and_boolean(leads):
    answers = [{"custom": custom} for custom in [{"booth": " B12 ", "vip": True}, {"booth": "", "vip": "no"}, {}, None]]

    assert leads.verdicts(field("custom.booth", "eq", "b12"), answers) == [True, False, False, False]
    assert leads.verdicts(field("custom.booth", "is_empty"), answers) == [False, True, True, True]
    assert leads.verdicts(field("custom.vip", "is", True), answers) == [True, False, False, False]
    assert leads.verdicts(field("custom.vip", "is", False), answers) == [False, False, False, False]


def touch(kind, op, count, **window):
    return {"touch": kind, **window, "op": op, "value": count}


TOUCHES = [
    {"lead": 0, "kind": "email_click", "at": "2026-02-28T12:00:00Z"},
    {"lead": 0, "kind": "email_click", "at": "2026-02-20T12:00:00Z"},
    {"lead": 0, "kind": "visit", "at": "2020-01-01T00:00:00Z"},
    {"lead": 0, "kind": "email_click", "at": "2026-03-01T12:00:01Z"},
    {"lead": 1, "kind": "email_click", "at": "2026-02-19T12:00:00Z"},
]


@pytest.mark.parametrize(
    ("data", "meant"),
    [
        (touch("email_click", "count_gte", 2, within_days=10), [True, False, False]),
        (touch("email_click", "count_gte", 1, within_days=10), [True, False, False]),
        (touch("email_click", "count_gte", 1), [True, True, False]),
        (touch("email_click", "count_eq", 2), [True, False, False]),
        (touch("email_click", "count_lt", 2), [False, True, True]),
        (touch("any", "count_eq", 3), [True, False, False]),
        (touch("any", "count_eq", 0), [False, False, True]),
        (touch("any", "count_gte", 2, within_days=3650), [True, False, False]),
    ],
)
def test_touches_are_counted_within_their_window_up_to_the_moment(leads, data, meant):
    assert leads.verdicts(data, [{}, {}, {}], TOUCHES) == meant
    assert leads.verdicts({"not": data}, [{}, {}, {}], TOUCHES) == [not verdict for verdict in meant]
