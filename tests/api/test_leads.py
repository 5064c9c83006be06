"""One lead: its facts, its story, what others report of it, and its end."""

import pytest

from leads.api.serializers import LeadDetailSerializer
from leads.models import Standing, Touch
from routing.models import Assignment
from tenants.models import ApiKey, AuditEntry
from tenants.scope import tenant_scope
from tests.api.conftest import Program, codes


@pytest.fixture
def ada(acme_program, sally):
    """The id of a hot lead in Sally's hands."""
    return acme_program.send(received_at=None).json()["lead"]["id"]


def test_lead_is_told_as_at_intake_with_facts_and_company(acme_program, sally):
    at_intake = acme_program.send(received_at=None).json()["lead"]

    told = acme_program.get(f"leads/{at_intake['id']}/").json()

    assert {name: told[name] for name in at_intake} == at_intake
    assert list(told) == list(LeadDetailSerializer().fields)
    assert told["facts"]["email"] == "ada@analytical.example"
    assert told["facts"]["consent"] == {"email": True, "phone": True, "wording": "v3"}
    assert (told["company"]["name"], told["company"]["employees"]) == ("Analytical Engines Ltd", 420)


def test_list_and_detail_say_the_same(acme_program, ada):
    acme_program.post(f"leads/{ada}/outcome/", {"result": "won", "amount": "12500.50"})
    (row,) = acme_program.get("leads/").json()["results"]

    told = acme_program.get(f"leads/{ada}/").json()

    assert {name: told[name] for name in row} == row


def test_timeline_tells_what_happened_newest_first(acme_program, ada):
    acme_program.post(f"leads/{ada}/calls/", {"outcome": "no_answer", "minutes": 2, "note": "Try tomorrow"})

    story = acme_program.get(f"leads/{ada}/timeline/").json()

    kinds = [event["kind"] for event in story["results"]]
    assert kinds[-1] == "inquiry"
    assert {"touch", "decision", "hand_off"} <= set(kinds)
    (call,) = [event for event in story["results"] if event["kind"] == "touch"]
    assert call["detail"] == {
        "kind": "call", "direction": "out", "outcome": "no_answer", "minutes": 2, "note": "Try tomorrow",
    }  # fmt: skip
    assert acme_program.get(f"leads/{ada}/timeline/", limit=1).json()["more"] is True


def test_decisions_tell_each_conclusion_with_its_reasons(acme_program, ada):
    acme_program.send(timeline="none", budget="no", received_at=None)

    newest, oldest = acme_program.get(f"leads/{ada}/decisions/").json()["results"]

    assert (newest["score"] < oldest["score"], oldest["cause"], oldest["band"]) == (True, "inquiry", "hot")
    assert {"rule", "kind", "dimension", "points", "label"} == oldest["reasons"][0].keys()


def test_assignments_tell_who_had_it(acme_program, ada, sally):
    (assignment,) = acme_program.get(f"leads/{ada}/assignments/").json()["results"]

    assert (assignment["member"], assignment["queue"], assignment["closed_at"]) == ("Sally", "Sales", None)
    assert assignment["member_id"] == str(sally.public_id)


def test_click_makes_a_lead_warmer(acme_program):
    lead = acme_program.send_someone(1, timeline=None, budget=None, need=None, product_interest=None).json()["lead"]

    answer = acme_program.post(f"leads/{lead['id']}/touches/", {"kind": "email_click", "subject": "News"})

    assert answer.status_code == 201
    assert answer.json()["readiness"] > lead["readiness"]


def test_call_of_a_member_is_their_first_response(acme, acme_program, ada, sally):
    answer = acme_program.post(f"leads/{ada}/calls/", {"outcome": "reached", "member": str(sally.public_id)})

    assert answer.status_code == 201
    with tenant_scope(acme):
        touch = Touch.objects.get(kind=Touch.Kind.CALL)
        assert (touch.by, touch.direction, touch.detail) == (sally, "out", {"outcome": "reached"})
        assert Assignment.objects.get().first_response_at == touch.at


@pytest.mark.parametrize(
    ("body", "errors"),
    [
        ({}, [("kind", "required")]),
        ({"kind": "fax"}, [("kind", "invalid_choice")]),
        ({"kind": "call", "at": "2999-01-01T00:00:00Z"}, [("at", "in_future")]),
        ({"kind": "call", "colour": "red"}, [("colour", "unknown_field")]),
        ({"kind": "call", "note": "a\0b"}, [("note", "null_characters_not_allowed")]),
        ({"kind": "call", "minutes": -1}, [("minutes", "min_value")]),
        ({"kind": "call", "campaign": "nowhere"}, [("campaign", "does_not_exist")]),
        ({"kind": "call", "member": 7}, [("member", "does_not_exist")]),
    ],
)
def test_touch_that_cannot_be_right_is_refused(acme, acme_program, ada, body, errors):
    answer = acme_program.post(f"leads/{ada}/touches/", body)

    assert (answer.status_code, codes(answer)) == (400, errors)
    with tenant_scope(acme):
        assert Touch.objects.filter(inquiry=None).count() == 0


def test_many_touches_each_have_their_result(acme, acme_program, ada):
    touches = [{"lead": ada, "kind": "visit", "page": f"/p/{n}"} for n in range(3)]
    touches += [{"lead": ada, "kind": "fax"}, {"lead": "nobody", "kind": "visit"}, {"kind": "visit"}, {"lead": 7}]

    answer = acme_program.post("touches/", {"touches": touches})

    results = answer.json()["results"]
    assert (answer.status_code, [result["status"] for result in results]) == (200, [201] * 3 + [400] * 4)
    assert [[error["field"] for error in result["errors"]] for result in results[3:]] == [
        ["kind"], ["lead"], ["lead"], ["kind"],
    ]  # fmt: skip
    with tenant_scope(acme):
        assert Touch.objects.filter(kind=Touch.Kind.VISIT).count() == 3


@pytest.mark.parametrize(("count", "code"), [(0, "empty"), (501, "max_length")])
def test_touches_come_by_one_to_five_hundred(acme_program, count, code):
    answer = acme_program.post("touches/", {"touches": [{"kind": "visit"}] * count})

    assert (answer.status_code, codes(answer)[0][1] in (code, "min_length")) == (400, True)


def test_won_lead_is_closed_with_its_amount(acme, acme_program, ada):
    outcome = {"result": "won", "amount": "12500.50", "currency": "GBP", "reason": "Best offer"}

    told = acme_program.post(f"leads/{ada}/outcome/", outcome).json()

    assert (told["disposition"], told["amount"], told["currency"]) == ("won", "12500.50", "GBP")
    assert (told["owner"], told["next_action_at"]) == (None, None)
    with tenant_scope(acme):
        assert Standing.objects.get().disposition_reason == "Best offer"
        assert Assignment.objects.get().outcome == "disposed"


def test_outcome_without_reason_names_who_reported_it(acme_program, ada):
    told = acme_program.post(f"leads/{ada}/outcome/", {"result": "lost"}).json()

    assert told["disposition_reason"] == "Reported by API key Integration"


def test_second_outcome_is_refused(acme_program, ada):
    acme_program.post(f"leads/{ada}/outcome/", {"result": "lost", "reason": "Price"})

    answer = acme_program.post(f"leads/{ada}/outcome/", {"result": "won", "reason": "Came back"})

    assert (answer.status_code, codes(answer)) == (409, [("", "already_disposed")])


@pytest.mark.parametrize(
    ("body", "errors"),
    [
        ({}, [("result", "required")]),
        ({"result": "maybe"}, [("result", "invalid_choice")]),
        ({"result": "won", "amount": -1}, [("amount", "min_value")]),
        ({"result": "won", "amount": "a lot"}, [("amount", "invalid")]),
        ({"result": "won", "currency": "euro"}, [("currency", "invalid")]),
        ({"result": "won", "at": "2999-01-01T00:00:00Z"}, [("at", "in_future")]),
    ],
)
def test_outcome_that_cannot_be_right_is_refused(acme_program, ada, body, errors):
    answer = acme_program.post(f"leads/{ada}/outcome/", body)

    assert (answer.status_code, codes(answer)) == (400, errors)


def test_campaign_is_made_changed_and_its_change_recorded(acme, acme_program):
    made = acme_program.post("campaigns/", {"code": "trade-fair", "name": "Trade fair", "source": "event"})
    changed = acme_program.patch(f"campaigns/{made.json()['id']}/", {"cost": "1200.00", "name": "Trade fair"})

    assert (made.status_code, made["Location"], made.json()["currency"]) == (201, made.json()["url"], "EUR")
    assert changed.json()["cost"] == "1200.00"
    with tenant_scope(acme):
        entries = AuditEntry.objects.filter(object_type="campaign").order_by("pk")
        assert [(entry.action, entry.actor_label) for entry in entries] == [
            ("campaign.created", "API key Integration"), ("campaign.changed", "API key Integration"),
        ]  # fmt: skip
        assert (entries[1].before, entries[1].after) == ({"cost": "0.00"}, {"cost": "1200.00"})


def test_campaign_code_is_taken_once(acme_program):
    campaign = {"code": "fair", "name": "Fair", "source": "event"}
    acme_program.post("campaigns/", campaign)

    answer = acme_program.post("campaigns/", campaign)

    assert (answer.status_code, codes(answer)) == (409, [("", "code_taken")])


def test_campaign_cannot_end_before_it_starts(acme_program):
    campaign = {"code": "fair", "name": "Fair", "source": "event", "starts_on": "2026-05-02", "ends_on": "2026-05-01"}

    answer = acme_program.post("campaigns/", campaign)

    assert (answer.status_code, codes(answer)) == (400, [("ends_on", "ends_before_start")])


@pytest.mark.parametrize(("scope", "allowed"), [("intake", False), ("read", False), ("write", True), ("rules", False)])
def test_only_a_writing_key_closes_leads(acme, ada, scope, allowed):
    answer = Program(acme, scopes=[ApiKey.Scope(scope)]).post(f"leads/{ada}/outcome/", {"result": "lost"})

    assert answer.status_code == (200 if allowed else 403)
