"""A program drafts rules, previews them, hands them in, and is told in words what it may not do."""

import pytest

from leads.models import Standing
from routing.publishing import refine_published
from scoring.models import RuleSet
from tenants.api_keys import issue_api_key
from tenants.scope import tenant_scope
from tests.api.conftest import codes
from tests.people import program_with

BAND = {"kind": "band", "band": "low_potential", "condition": {"field": "score.total", "op": "gte", "value": -1000}}
CTO = {
    "kind": "score",
    "group": "Person",
    "points": 20,
    "condition": {"field": "title", "op": "contains", "value": "CTO"},
}
SMALL = {"groups": [{"name": "Person", "dimension": "fit"}], "rules": [CTO, BAND]}


@pytest.fixture
def draft(acme_program):
    answer = acme_program.post("rule-sets/", {"name": "Small", "document": SMALL, "purpose": "Only CTOs"})
    assert answer.status_code == 201, answer.content
    return answer.json()


def path(draft, *rest):
    return "/".join(["rule-sets", draft["id"], *rest]) + "/"


def test_draft_is_begun_from_a_document_and_read_back_in_sentences(draft, acme_program):
    told = acme_program.get(path(draft)).json()

    assert (told["number"], told["status"], told["purpose"]) == (2, "draft", "Only CTOs")
    assert [rule["sentence"] for rule in told["rules"]] == ["Score is at least -1,000", "Title contains “CTO”"]


def test_draft_is_begun_as_a_copy(acme_program):
    answer = acme_program.post("rule-sets/", {"name": "Copy", "based_on": 1}).json()

    assert answer["based_on"] == 1
    assert len(answer["rules"]) == len(acme_program.get("rule-sets/" + answer["id"] + "/").json()["rules"]) > 20


def test_what_is_wrong_with_a_document_is_named_at_its_place(acme_program):
    document = {"groups": [], "rules": [CTO, {"kind": "cull", "condition": {"field": "shoe", "op": "eq", "value": 1}}]}

    answer = acme_program.post("rule-sets/", {"name": "Wrong", "document": document})

    assert answer.status_code == 400
    assert codes(answer) == [
        ("document.rules[0].group", "unknown_group"),
        ("document.rules[1].condition.field", "unknown_field"),
    ]


@pytest.mark.parametrize(
    ("body", "field"),
    [({}, "name"), ({"name": "x", "based_on": 99}, "based_on"), ({"name": "x", "rules": []}, "rules"),
     ({"name": "x", "document": []}, "document")],
)  # fmt: skip
def test_a_draft_that_cannot_be_begun_is_refused(acme_program, body, field):
    answer = acme_program.post("rule-sets/", body)

    assert answer.status_code == 400
    assert codes(answer)[0][0] == field


def test_preview_tells_what_publishing_then_does(acme, acme_program, draft, mark, mia):
    for n in range(3):
        acme_program.send_someone(n, timeline="0-3m", employees=500)
    shown = acme_program.post(path(draft, "preview"), {}).json()
    assert (shown["total"], shown["judged"], shown["is_estimate"], shown["moving"]) == (3, 3, False, 3)

    acme_program.post(path(draft, "submit"), {})
    with tenant_scope(acme):
        keys = {side: issue_api_key(name=side, scopes=["rules"], actor=member)[1]
                for side, member in (("marketing", mark), ("sales", mia))}  # fmt: skip
    for side, key in keys.items():
        url = f"/api/v1/{path(draft, 'approve')}"
        assert program_with(key).post(url, {"side": side}, content_type="application/json").status_code == 200
    publication = acme_program.post(path(draft, "publish"), {}).json()
    refine_published(acme, at=_published_at(acme))

    with tenant_scope(acme):
        assert set(Standing.objects.values_list("band", flat=True)) == {"low_potential"}
    assert publication["percent"] == 0
    done = acme_program.get("rule-sets/publication/").json()
    assert (done["rule_set"], done["percent"], done["changed"]) == (2, 100, 3)


def _published_at(acme):
    with tenant_scope(acme):
        return RuleSet.objects.get(number=2).published_at


def test_preview_of_what_is_not_saved_saves_nothing(acme_program, draft):
    acme_program.send_someone(1)
    junk = {"groups": [], "rules": [{"kind": "cull", "condition": {"field": "email", "op": "is_set"}}]}

    shown = acme_program.post(path(draft, "preview"), {"document": junk}).json()

    assert shown["moves"][0]["after"] == "junk"
    assert len(acme_program.get(path(draft)).json()["rules"]) == 2


def test_two_programs_do_not_overwrite_each_other(acme_program, draft):
    first = acme_program.patch(path(draft), {"document": {"groups": [], "rules": [BAND]}, "revision": 0})
    second = acme_program.patch(path(draft), {"document": SMALL, "revision": 0})

    assert first.status_code == 200
    assert (second.status_code, codes(second)) == (409, [("", "overtaken")])
    assert acme_program.post(path(draft, "undo"), {}).json()["revision"] == 0


def test_a_key_signs_in_the_name_of_who_made_it_and_only_as_they_may(acme_program, draft):
    acme_program.post(path(draft, "submit"), {})

    refused = acme_program.post(path(draft, "approve"), {"side": "sales"})

    assert refused.status_code == 409
    assert "made by nobody" in refused.json()["detail"]


def test_what_is_not_signed_is_not_published(acme_program, draft):
    answer = acme_program.post(path(draft, "publish"), {})

    assert answer.status_code == 409
    assert "send it for signature first" in answer.json()["detail"]


def test_what_is_in_force_does_not_change(acme_program):
    (published,) = acme_program.get("rule-sets/").json()["results"]

    answer = acme_program.patch(path(published), {"document": SMALL})

    assert (answer.status_code, codes(answer)) == (409, [("", "not_a_draft")])


def test_two_versions_are_compared_in_words(acme_program, draft):
    told = acme_program.get(path(draft, "compare", "1")).json()

    assert {"sign": "added", "what": "Title contains “CTO”", "where": "Person", "details": ["+20"]} in told
    assert acme_program.get(path(draft, "compare", "99")).status_code == 404


def test_preview_takes_rules_that_have_no_key_yet(acme_program, draft):
    acme_program.send_someone(1)

    shown = acme_program.post(path(draft, "preview"), {"document": SMALL | {"rules": [CTO, CTO, BAND]}}).json()

    assert shown["total"] == 1
    assert len({match["rule"] for match in shown["matches"]}) == 3


def test_a_key_from_nowhere_is_given_up_for_one_of_our_own(acme_program, draft):
    told = acme_program.patch(
        path(draft), {"document": {"groups": [], "rules": [BAND | {"key": 2**53 - 1}]}, "revision": 0}
    ).json()

    assert int(told["rules"][0]["key"]) < 1000


def test_a_state_that_was_undone_is_not_taken_for_what_came_instead(acme_program, draft):
    acme_program.patch(path(draft), {"document": {"groups": [], "rules": [BAND]}, "revision": 0})
    acme_program.post(path(draft, "undo"), {})
    acme_program.patch(path(draft), {"document": {"groups": [], "rules": [BAND, BAND]}, "revision": 0})

    answer = acme_program.patch(path(draft), {"document": SMALL, "revision": 1})

    assert (answer.status_code, codes(answer)) == (409, [("", "overtaken")])
    assert acme_program.post(path(draft, "undo"), {}).json()["revision"] == 0


def test_a_rule_that_became_one_of_another_kind_is_told_so(acme_program, draft):
    key = int(acme_program.get(path(draft)).json()["rules"][0]["key"])
    cull = {"kind": "cull", "key": key, "condition": BAND["condition"] | {"field": "company.employees"}}
    other = acme_program.post("rule-sets/", {"name": "Other", "document": {"groups": [], "rules": [cull]}}).json()

    told = acme_program.get(path(other, "compare", "2")).json()

    (changed,) = (one for one in told if one["sign"] == "changed")
    assert changed["details"][0] == "Band, to Low potential → Cull"


def test_a_condition_may_be_nested_as_deeply_as_in_the_studio(acme_program, draft):
    condition = {"field": "title", "op": "in", "value": ["CTO"]}
    for form in ("all", "any") * 3 + ("all",):
        condition = {form: [condition]}

    answer = acme_program.patch(path(draft), {"document": SMALL | {"rules": [CTO | {"condition": condition}]}})

    assert answer.status_code == 200, answer.content


def test_a_version_is_tried_on_an_inquiry_and_nothing_is_kept(acme, acme_program, draft):
    tried = acme_program.post(path(draft, "try"), {"source": "event", "email": "ada@a.example", "title": "CTO"}).json()

    assert (tried["is_new"], tried["score"], tried["band"], tried["queue"]) == (True, 20, "low_potential", "Web")
    assert [reason["label"] for reason in tried["reasons"]] == ["Title contains “CTO”", "Score is at least -1,000"]
    assert acme_program.get("leads/").json()["results"] == []
    nobody = acme_program.post(path(draft, "try"), {"source": "event", "message": "Hello"})
    assert nobody.status_code == 400


def test_a_challenger_is_started_compared_and_stopped(acme_program, draft):
    assert acme_program.get(path(draft, "challenger")).status_code == 409

    started = acme_program.post(path(draft, "challenger", "start"), {}).json()
    compared = acme_program.get(path(draft, "challenger")).json()
    stopped = acme_program.post(path(draft, "challenger", "stop"), {}).json()

    assert started["challenger_since"]
    assert "at least 40 are needed" in compared["missing"][0]
    assert stopped["challenger_since"] is None
