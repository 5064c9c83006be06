"""From an inquiry to the right queue, by one statement."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from leads.intake import Incoming
from leads.models import Custodian, Inquiry, Lead, Standing
from routing.explaining import explain
from routing.models import Assignment, HandOff, Queue, QueueMember
from routing.pipeline import refine
from routing.reception import receive
from routing.setup import set_up_tenant
from scoring.lead_set import LeadSet
from scoring.models import Decision
from tenants.models import Membership, Role, User
from tenants.scope import tenant_scope

MONDAY = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)

ADA = {
    "first_name": "Ada", "last_name": "Byron", "email": "ada@analytical.example", "phone": "+442079460958",
    "title": "CTO", "company": "Analytical Engines Ltd", "website": "https://analytical.example",
    "industry": "manufacturing", "employees": 420, "annual_revenue": 51000000, "country": "GB", "city": "London",
    "timeline": "0-3m", "budget": "yes", "authority": "unknown", "need": "yes", "product_interest": "engines",
    "message": "Please call me",
}  # fmt: skip


def incoming(fields: dict, **overrides) -> Incoming:
    return Incoming(
        **{
            "fields": fields,
            "raw": json.dumps(fields).encode(),
            "channel": Inquiry.Channel.API,
            "received_at": MONDAY,
            "source": "event",
            "campaign": "hannover-2026",
        }
        | overrides
    )


@pytest.fixture
def acme(db):
    tenant = set_up_tenant(slug="acme", name="Acme", at=MONDAY, time_zone="Europe/London", country="GB")
    with tenant_scope(tenant):
        yield tenant


@pytest.fixture
def sally(acme):
    return sales_rep("Sally")


@pytest.fixture
def sam(acme):
    return sales_rep("Sam")


def sales_rep(name: str, **place) -> Membership:
    user = User.objects.create_user(f"{name.lower()}@acme.example", "long-enough-1", name=name)
    member = Membership.objects.create(user=user, role=Role.SALES_REP)
    Custodian.objects.create(kind=Custodian.Kind.MEMBER, name=name, member=member)
    QueueMember.objects.create(queue=Queue.objects.get(name="Sales"), member=member, **place)
    return member


def test_hot_inquiry_reaches_a_named_rep(acme, sally):
    (taken,) = receive([incoming(ADA)], at=MONDAY)

    standing = Standing.objects.get(lead=taken.lead_id)
    assert (standing.band, standing.route, standing.stage, standing.rule_set) == ("hot", "sales", "mql", 1)
    assert (standing.fit, standing.readiness) == (60, 65)
    assert standing.custodian.member == sally
    assignment = Assignment.objects.get(lead=taken.lead_id)
    assert (assignment.member, assignment.due_at) == (sally, MONDAY + timedelta(hours=1))


def test_explanation_names_every_link_of_the_chain(acme, sally, sam):
    (taken,) = receive([incoming(ADA)], at=MONDAY)

    explanation = explain(Lead.objects.get(pk=taken.lead_id))

    assert explanation.rule == "Hot → Sales"
    assert explanation.chosen == "Sally"
    assert explanation.why_chosen == "Next in turn in Sales"
    assert explanation.passed_over == [{"who": "Sam", "why": "had a lead more recently"}]
    top = explanation.top_reasons[0]
    assert (top.rule.label, top.points) == ("Timeline is “Within 3 months”", 30)


def test_refining_again_changes_nothing(acme, sally):
    receive([incoming(ADA)], at=MONDAY)
    before = (Decision.objects.count(), HandOff.objects.count(), list(Standing.objects.values()))

    refined = refine(LeadSet.everyone(), cause=Decision.Cause.REQUEST, at=MONDAY)

    assert refined.changed == 0
    assert (Decision.objects.count(), HandOff.objects.count(), list(Standing.objects.values())) == before


def test_same_person_again_is_the_same_lead(acme, sally):
    first, second = receive([incoming(ADA), incoming(ADA | {"email": " ADA@Analytical.example "})], at=MONDAY)
    (third,) = receive([incoming({"phone": "+44 20 7946 0958"})], at=MONDAY)

    assert first.lead_id == second.lead_id == third.lead_id
    assert (first.is_new_lead, second.is_new_lead, third.is_new_lead) == (True, False, False)
    assert Lead.objects.get().inquiry_count == 3
    assert Inquiry.objects.count() == 3


def test_inquiry_takes_eleven_statements(acme, sally):
    receive([incoming(ADA)], at=MONDAY)
    with CaptureQueriesContext(connection) as queries:
        receive([incoming(ADA | {"email": "eve@other.example", "phone": ""})], at=MONDAY)

    assert len(queries) == 11


def test_two_junk_signals_quarantine_and_one_does_not(acme, sally):
    one, two = receive(
        [
            incoming({"first_name": "John", "last_name": "Doe", "email": "john@steel.example"}),
            incoming({"first_name": "asdf", "last_name": "asdf", "email": "x@mailinator.com"}),
        ],
        at=MONDAY,
    )

    bands = dict(Standing.objects.values_list("lead", "band"))
    assert bands[two.lead_id] == "junk"
    assert bands[one.lead_id] != "junk"
    assert Standing.objects.get(lead=two.lead_id).custodian.name == "Quarantine"


def test_time_lowers_points_and_moves_the_band(acme, sally):
    (taken,) = receive([incoming(ADA)], at=MONDAY)

    refine(LeadSet.of([taken.lead_id]), cause=Decision.Cause.TIME, at=MONDAY + timedelta(days=365))

    standing = Standing.objects.get(lead=taken.lead_id)
    assert standing.readiness < 10
    assert standing.band == "high_potential"
    assert standing.custodian.name == "Call center"
    assert Assignment.objects.get(lead=taken.lead_id).outcome == "rerouted"
