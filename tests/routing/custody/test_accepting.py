from datetime import timedelta

import pytest

from leads.models import Stage, StageChange
from routing.custody import CustodyRefused, NotYourLead, Rejection, accept, reject
from routing.models import Assignment, HandOff

from .conftest import HOT, MONDAY, arrive, assignments_of, standing_of

LATER = MONDAY + timedelta(minutes=10)


def test_accepting_makes_it_a_sales_accepted_lead_and_keeps_the_next_action(ida, sally):
    due = standing_of(ida).next_action_at

    accept(ida, at=LATER, by=sally)

    standing, (assignment,) = standing_of(ida), assignments_of(ida)
    assert (standing.stage, standing.stage_since, standing.next_action_at) == (Stage.SAL, LATER, due)
    assert (assignment.accepted_at, assignment.first_response_at) == (LATER, None)
    change = StageChange.objects.filter(lead=ida).latest("pk")
    assert (change.from_stage, change.to_stage, change.by) == ("mql", "sal", sally)


def test_accepting_is_for_who_holds_the_lead_and_only_once(ida, sally, sam):
    with pytest.raises(NotYourLead, match="Sally holds this lead"):
        accept(ida, at=LATER, by=sam)
    accept(ida, at=LATER, by=sally)
    with pytest.raises(CustodyRefused, match="accepted this lead already"):
        accept(ida, at=LATER, by=sally)


def test_a_lead_that_waits_is_taken_not_accepted(rosa, tom):
    with pytest.raises(CustodyRefused, match="it waits in Call center"):
        accept(rosa, at=LATER, by=tom)


def test_rejected_lead_goes_to_marketing_with_the_reason(ida, sally, sam):
    reject(ida, why=Rejection.NO_FIT, note="They sell steel, they buy none.", at=LATER, by=sally)

    standing, (assignment,) = standing_of(ida), assignments_of(ida)
    assert (assignment.outcome, assignment.closed_at) == (Assignment.Outcome.REJECTED, LATER)
    assert assignment.reason == "Not a customer for us: They sell steel, they buy none."
    assert (standing.custodian.name, standing.next_action) == ("Last resort", "Look at the rejection")
    assert standing.waiting == "Sally rejected it. Not a customer for us: They sell steel, they buy none."
    assert HandOff.objects.filter(lead=ida).latest("pk").reason == standing.waiting


def test_wrong_person_passes_the_lead_to_the_next_in_turn_never_back(ida, sally, sam):
    reject(ida, why=Rejection.NOT_MINE, note="DACH is not mine", at=LATER, by=sally)

    first, second = assignments_of(ida)
    assert (first.member, second.member, second.closed_at) == (sally, sam, None)
    assert HandOff.objects.filter(lead=ida).latest("pk").passed_over == [{"who": "Sally", "why": "rejected it"}]

    reject(ida, why=Rejection.NOT_MINE, note="Nor mine", at=LATER, by=sam)
    assert standing_of(ida).custodian.name == "Last resort"


def test_a_lead_without_another_taker_goes_to_marketing(ida, sally):
    reject(ida, why=Rejection.NOT_MINE, note="Not my region", at=LATER, by=sally)
    assert standing_of(ida).custodian.name == "Last resort"


def test_saying_wrong_person_asks_whose_it_is(ida, sally):
    with pytest.raises(CustodyRefused, match="Say who should have it"):
        reject(ida, why=Rejection.NOT_MINE, at=LATER, by=sally)
    assert standing_of(ida).custodian.member == sally


def test_what_was_accepted_is_not_rejected(ida, sally):
    accept(ida, at=LATER, by=sally)
    with pytest.raises(CustodyRefused, match="Hand it over or close it"):
        reject(ida, why=Rejection.NO_FIT, at=LATER, by=sally)


def test_rejecting_does_not_count_against_who_gets_the_next(ida, sally, sam):
    reject(ida, why=Rejection.NOT_READY, at=LATER, by=sally)
    second = arrive(HOT | {"email": "two@two.example", "phone": "", "company": "Two"}, at=LATER)
    assert standing_of(second).custodian.member == sam
