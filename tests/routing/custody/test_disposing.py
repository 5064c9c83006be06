from datetime import timedelta
from decimal import Decimal

import pytest

from leads.models import Disposition, Stage, StageChange
from routing.custody import (
    AlreadyDisposed,
    BadValue,
    NotDisposed,
    NotYourLead,
    Outcome,
    WrongStage,
    accept,
    convert_to_opportunity,
    dispose,
    qualify,
    reopen,
    take_back_outcome,
)
from routing.models import Assignment, HandOff
from tenants.models import AuditEntry

from .conftest import MONDAY, assignments_of, standing_of

LATER = MONDAY + timedelta(minutes=10)
LOST = Outcome(Disposition.LOST, "Bought from Krupp")


def test_won_lead_has_an_end_an_amount_and_no_custodian(ida, sally):
    won = Outcome(Disposition.WON, "Signed", Decimal("51000"), "EUR", MONDAY)

    dispose(ida, won, at=LATER, by=sally)

    standing, (assignment,) = standing_of(ida), assignments_of(ida)
    assert (standing.disposition, standing.disposed_at, standing.outcome_at) == ("won", LATER, MONDAY)
    assert (standing.disposition_reason, standing.amount, standing.currency) == ("Signed", Decimal("51000"), "EUR")
    assert (standing.custodian, standing.next_action_at, standing.stage) == (None, None, Stage.MQL)
    assert (assignment.outcome, assignment.closed_at) == (Assignment.Outcome.DISPOSED, LATER)
    change = StageChange.objects.filter(lead=ida).latest("pk")
    assert (change.from_stage, change.to_stage, change.by, change.reason) == ("mql", "won", sally, "Signed")
    assert HandOff.objects.filter(lead=ida).latest("pk").to_custodian is None
    assert AuditEntry.objects.get(action="lead.amount_changed").after == {"amount": "51000", "currency": "EUR"}


def test_a_closed_lead_is_not_closed_again(ida, sally):
    dispose(ida, Outcome(Disposition.WON, "Signed"), at=LATER, by=sally)
    with pytest.raises(AlreadyDisposed, match=r"This lead is won\. Reopen it first"):
        dispose(ida, LOST, at=LATER, by=sally)


def test_another_members_lead_is_not_yours_to_close(ida, sally, sam, mia):
    with pytest.raises(NotYourLead):
        dispose(ida, LOST, at=LATER, by=sam)
    dispose(ida, LOST, at=LATER, by=mia)
    assert standing_of(ida).disposition == "lost"


@pytest.mark.parametrize(
    "outcome",
    [
        Outcome(Disposition.LOST, " "),
        Outcome(Disposition.WON, "Signed", Decimal("-1"), "EUR"),
        Outcome(Disposition.WON, "Signed", happened_at=LATER + timedelta(minutes=1)),
    ],
)
def test_an_end_that_makes_no_sense_is_refused(ida, sally, outcome):
    with pytest.raises(BadValue):
        dispose(ida, outcome, at=LATER, by=sally)
    assert standing_of(ida).disposition is None


def test_an_opportunity_is_won_or_lost_never_purged(ida, sally):
    accept(ida, at=LATER, by=sally)
    convert_to_opportunity(ida, amount=Decimal("900"), currency="EUR", at=LATER, by=sally)
    with pytest.raises(WrongStage, match="won or lost"):
        dispose(ida, Outcome(Disposition.PURGED, "Nonsense"), at=LATER, by=sally)


def test_reopened_lead_goes_back_to_its_queue_and_is_given_out(ida, sally):
    dispose(ida, LOST, at=LATER, by=sally)

    reopen(ida, reason="Krupp cannot deliver", at=LATER, by=sally)

    standing = standing_of(ida)
    assert (standing.disposition, standing.disposed_at, standing.disposition_reason) == (None, None, "")
    assert standing.custodian.member == sally
    assert [a.closed_at is None for a in assignments_of(ida)] == [False, True]
    change = StageChange.objects.filter(lead=ida).latest("pk")
    assert (change.from_stage, change.to_stage, change.reason) == ("lost", "mql", "Krupp cannot deliver")


def test_an_open_lead_is_not_reopened(ida, sally):
    with pytest.raises(NotDisposed):
        reopen(ida, reason="Again", at=LATER, by=sally)


def test_end_taken_back_is_as_if_it_had_not_been(ida, sally):
    before = dispose(ida, Outcome(Disposition.WON, "Signed", Decimal("7"), "EUR"), at=LATER, by=sally)

    take_back_outcome(ida, before, at=LATER, by=sally)

    standing, (assignment,) = standing_of(ida), assignments_of(ida)
    assert (standing.disposition, standing.amount, standing.custodian.member) == (None, None, sally)
    assert (standing.next_action_at, assignment.closed_at) == (before.next_action_at, None)
    assert (assignment.outcome, assignment.due_at) == ("", MONDAY + timedelta(hours=1))


def test_stages_are_reached_in_order(ida, sally):
    with pytest.raises(WrongStage, match="Accept the lead before it is qualified"):
        qualify(ida, at=LATER, by=sally)
    accept(ida, at=LATER, by=sally)
    qualify(ida, at=LATER, by=sally)
    with pytest.raises(WrongStage, match="SQL already"):
        qualify(ida, at=LATER, by=sally)
    convert_to_opportunity(ida, amount=Decimal("51000"), currency="EUR", at=LATER, by=sally)
    with pytest.raises(WrongStage, match="Opportunity already"):
        convert_to_opportunity(ida, amount=Decimal("1"), currency="EUR", at=LATER, by=sally)

    reached = StageChange.objects.filter(lead=ida).order_by("pk").values_list("to_stage", flat=True)
    assert list(reached) == ["mql", "sal", "sql", "opportunity"]
    assert standing_of(ida).amount == Decimal("51000")


def test_an_opportunity_has_an_amount(ida, sally):
    accept(ida, at=LATER, by=sally)
    with pytest.raises(BadValue, match="above zero"):
        convert_to_opportunity(ida, amount=Decimal(0), currency="EUR", at=LATER, by=sally)
