"""From an inquiry to the right queue, by one statement."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from leads.models import Inquiry, Lead, Standing
from routing.explaining import explain
from routing.models import Assignment, HandOff
from routing.pipeline import refine
from routing.reception import receive
from scoring.lead_set import LeadSet
from scoring.models import Decision
from tests.inquiries import ADA, incoming
from tests.people import MONDAY, admit

pytestmark = pytest.mark.usefixtures("in_acme")


@pytest.fixture
def sam(in_acme):
    return admit("sam", "sales_rep", domain="acme.example")


def test_hot_inquiry_reaches_a_named_rep(sally):
    (taken,) = receive([incoming(ADA)], at=MONDAY)

    standing = Standing.objects.get(lead=taken.lead_id)
    assert (standing.band, standing.route, standing.stage, standing.rule_set) == ("hot", "sales", "mql", 1)
    assert (standing.fit, standing.readiness) == (60, 65)
    assert standing.custodian.member == sally
    assignment = Assignment.objects.get(lead=taken.lead_id)
    assert (assignment.member, assignment.due_at) == (sally, MONDAY + timedelta(hours=1))


def test_explanation_names_every_link_of_the_chain(sally, sam):
    (taken,) = receive([incoming(ADA)], at=MONDAY)

    explanation = explain(Lead.objects.get(pk=taken.lead_id))

    assert explanation.rule == "Hot → Sales"
    assert explanation.chosen == "Sally"
    assert explanation.why_chosen == "Next in turn in Sales"
    assert explanation.passed_over == [{"who": "Sam", "why": "had a lead more recently"}]
    top = explanation.top_reasons[0]
    assert (top.rule.label, top.points) == ("Timeline is “Within 3 months”", 30)


def test_refining_again_changes_nothing(sally):
    receive([incoming(ADA)], at=MONDAY)
    before = (Decision.objects.count(), HandOff.objects.count(), list(Standing.objects.values()))

    refined = refine(LeadSet.everyone(), cause=Decision.Cause.REQUEST, at=MONDAY)

    assert refined.changed == 0
    assert (Decision.objects.count(), HandOff.objects.count(), list(Standing.objects.values())) == before


def test_same_person_again_is_the_same_lead(sally):
    first, second = receive([incoming(ADA), incoming(ADA | {"email": " ADA@Analytical.example "})], at=MONDAY)
    (third,) = receive([incoming({"phone": "+44 20 7946 0958"})], at=MONDAY)

    assert first.lead_id == second.lead_id == third.lead_id
    assert (first.is_new_lead, second.is_new_lead, third.is_new_lead) == (True, False, False)
    assert Lead.objects.get().inquiry_count == 3
    assert Inquiry.objects.count() == 3


def test_inquiry_takes_twelve_statements(sally):
    receive([incoming(ADA)], at=MONDAY)
    with CaptureQueriesContext(connection) as queries:
        receive([incoming(ADA | {"email": "eve@other.example", "phone": ""})], at=MONDAY)

    assert len(queries) == 12


def test_two_junk_signals_quarantine_and_one_does_not(sally):
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


def test_time_lowers_points_and_moves_the_band(sally):
    (taken,) = receive([incoming(ADA)], at=MONDAY)

    refine(LeadSet.of([taken.lead_id]), cause=Decision.Cause.TIME, at=MONDAY + timedelta(days=365))

    standing = Standing.objects.get(lead=taken.lead_id)
    assert standing.readiness < 10
    assert standing.band == "high_potential"
    assert standing.custodian.name == "Call center"
    assert Assignment.objects.get(lead=taken.lead_id).outcome == "rerouted"
