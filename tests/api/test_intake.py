"""An inquiry by API, from the contract's own example on."""

from datetime import UTC, datetime

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from leads.api.serializers import ExplainedSerializer
from leads.models import Campaign, Inquiry, Lead, Touch
from routing.models import Assignment
from scoring.models import RuleSet
from tenants.models import ApiKey
from tenants.scope import tenant_scope
from tests.api.conftest import ADA, Program, codes
from tests.people import MONDAY

TRANSACTION_CONTROL = ("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "COMMIT")


@pytest.fixture
def _on_monday():
    with time_machine.travel(MONDAY, tick=False):
        yield


@pytest.mark.usefixtures("_on_monday")
def test_contract_example_reaches_sally_and_says_why(acme, acme_program, sally, lead_of):
    answer = acme_program.send()

    assert answer.status_code == 201
    told = answer.json()["lead"]
    assert (told["band"], told["route"], told["queue"], told["stage"]) == ("hot", "sales", "Sales", "mql")
    assert (told["owner"], told["owner_id"]) == ("Sally", str(sally.public_id))
    assert (told["fit"] + told["readiness"], told["disposition"], told["rule_set"]) == (told["score"], None, 1)
    assert told["next_action_at"] == "2026-03-02T11:00:00Z"
    assert told["routing"] == {
        "rule": "Hot → Sales", "chosen": "Sally", "why": "Next in turn in Sales", "waiting": "", "passed_over": [],
    }  # fmt: skip
    assert told["reasons"][0].keys() == {"rule", "kind", "dimension", "points", "label"}
    assert sum(reason["points"] for reason in told["reasons"] if reason["kind"] == "score") >= told["score"]
    assert answer.json()["warnings"] == []
    with tenant_scope(acme):
        assert Assignment.objects.get().member == sally
    assert (lead_of(acme, answer).email, lead_of(acme, answer).custom) == ("ada@analytical.example", {"booth": "A12"})


def test_answer_has_exactly_the_fields_that_are_described(acme_program):
    told = acme_program.send().json()["lead"]

    assert list(told) == list(ExplainedSerializer().fields)


def test_addresses_in_the_answer_lead_to_the_inquiry_and_the_lead(acme_program):
    answer = acme_program.send()

    body = answer.json()
    assert answer["Location"] == body["inquiry"]["url"]
    assert acme_program.client.get(body["inquiry"]["url"]).json()["lead"] == body["lead"]["id"]
    assert acme_program.client.get(body["lead"]["url"]).json()["id"] == body["lead"]["id"]


def test_inquiry_keeps_the_very_bytes(acme, acme_program):
    raw = '{"source": "event",\n  "email":"ada@analytical.example", "first_name": "\\u0041da", "odd": [1, {"a": null}]}'

    answer = acme_program.post("inquiries/", raw)

    told = acme_program.client.get(answer.json()["inquiry"]["url"]).json()
    assert told["raw"] == raw


def test_same_person_again_is_the_same_lead_with_two_inquiries(acme, acme_program, lead_of):
    first, second = acme_program.send(), acme_program.send(message="Still waiting", timeline=None)

    assert first.json()["lead"]["id"] == second.json()["lead"]["id"]
    assert first.json()["inquiry"]["id"] != second.json()["inquiry"]["id"]
    assert (second.status_code, lead_of(acme, second).inquiry_count) == (201, 2)


def test_campaign_nobody_set_up_comes_into_being(acme, acme_program):
    acme_program.send(campaign="munich-2027")

    with tenant_scope(acme):
        assert list(Campaign.objects.values_list("code", "source")) == [("munich-2027", "event")]


def test_received_at_is_when_it_came_to_the_sender(acme, acme_program):
    acme_program.send(received_at="2026-02-27T09:30:00+01:00")

    with tenant_scope(acme):
        assert Inquiry.objects.get().received_at == datetime(2026, 2, 27, 8, 30, tzinfo=UTC)
        assert Touch.objects.get().at == datetime(2026, 2, 27, 8, 30, tzinfo=UTC)


def test_nobody_to_be_made_out_is_kept_for_a_look(acme, acme_program):
    answer = acme_program.post("inquiries/", {"source": "web_form", "message": "Please call me"})

    assert (answer.status_code, answer.json()["lead"]) == (202, None)
    assert [(w["field"], w["code"]) for w in answer.json()["warnings"]] == [("", "no_contact")]
    with tenant_scope(acme):
        assert (Inquiry.objects.exclude(needs_look="").count(), Lead.objects.count()) == (1, 0)


def test_all_errors_are_told_at_once(acme, acme_program):
    answer = acme_program.send(
        source="fax", employees=-1, timeline="soon", first_name=5, consent={"email": "yes"}, custom={"Booth": 1}
    )

    assert answer["Content-Type"] == "application/problem+json"
    assert codes(answer) == [
        ("source", "invalid_choice"), ("first_name", "wrong_type"), ("employees", "below_zero"),
        ("timeline", "invalid_choice"), ("consent.email", "wrong_type"), ("custom.Booth", "bad_name"),
    ]  # fmt: skip
    assert answer.json()["status"] == 400
    with tenant_scope(acme):
        assert Inquiry.objects.count() == 0


def test_null_is_the_same_as_absent(acme_program):
    answer = acme_program.post("inquiries/", dict.fromkeys(ADA) | {"source": "event", "email": "ada@x.example"})

    assert (answer.status_code, answer.json()["warnings"]) == (201, [])


def test_key_without_the_right_may_not_send(acme):
    answer = Program(acme, scopes=[ApiKey.Scope.READ]).send()

    assert (answer.status_code, codes(answer)) == (403, [("", "permission_denied")])


def test_failure_in_the_middle_leaves_nothing(transactional_db, request):
    acme = request.getfixturevalue("acme")
    program = Program(acme)
    with tenant_scope(acme):
        RuleSet.objects.update(status=RuleSet.Status.RETIRED)

    answer = program.post("inquiries/", ADA, **{"Idempotency-Key": "once"})

    assert (answer.status_code, codes(answer)) == (409, [("", "no_published_rules")])
    with tenant_scope(acme):
        assert (Inquiry.objects.count(), Lead.objects.count(), Campaign.objects.count()) == (0, 0, 0)
        RuleSet.objects.update(status=RuleSet.Status.PUBLISHED)
    assert program.post("inquiries/", ADA, **{"Idempotency-Key": "once"}).status_code == 201


@pytest.mark.parametrize("headers", [{}, {"Idempotency-Key": "k-1"}])
def test_intake_takes_at_most_twenty_statements(acme_program, sally, headers):
    acme_program.send_someone(1, timeline="0-3m")
    with CaptureQueriesContext(connection) as queries:
        answer = acme_program.post("inquiries/", ADA | {"email": "eve@other.example", "phone": None}, **headers)

    told = answer.json()["lead"]
    statements = [q["sql"] for q in queries if not q["sql"].startswith(TRANSACTION_CONTROL)]
    assert answer.status_code == 201
    assert len(statements) <= 20, "\n".join(statements)
    assert told["reasons"]


def test_statements_do_not_grow_with_leads(acme_program, sally):
    def statements(n):
        with CaptureQueriesContext(connection) as queries:
            acme_program.send_someone(n)
        return len(queries)

    acme_program.send_someone(0)
    first = statements(1)
    for n in range(2, 12):
        acme_program.send_someone(n)
    assert statements(99) == first
