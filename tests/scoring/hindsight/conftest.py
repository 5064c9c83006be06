"""Acme's past: leads that came, were spoken to, and were won or lost at known times."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import pytest

from leads.models import Disposition, Lead, Touch
from routing.custody.disposing import Outcome, dispose
from routing.reception import receive
from scoring.hindsight.backtest import judge_closed
from scoring.hindsight.closed import ClosedLeads, Moment
from scoring.models import Rule
from tenants.models import AuditEntry
from tenants.scope import tenant_scope
from tests.inquiries import arrives, incoming
from tests.people import MONDAY

OUTCOME_AT = MONDAY + timedelta(days=30)
TODAY = MONDAY + timedelta(days=200)


def ends(lead: Lead, result: Disposition = Disposition.WON, *, at: datetime = OUTCOME_AT) -> Lead:
    dispose(lead, Outcome(result, "Signed" if result == Disposition.WON else "No", happened_at=at), at=TODAY, by=None)
    return lead


def crowd_ends(result: Disposition, count: int, *, prefix: str, **facts: Any) -> None:
    """So many leads that came on Monday and ended thirty days later."""
    people = [{"email": f"{prefix}{n}@example.com", "last_name": f"{prefix}{n}", **facts} for n in range(count)]
    receive(
        [incoming(person, received_at=MONDAY, outcome=result, outcome_at=OUTCOME_AT) for person in people], at=MONDAY
    )


def touched(lead: Lead, kind: Touch.Kind, at: datetime, *, direction: str = "in") -> Touch:
    return Touch.objects.create(lead=lead, kind=kind, direction=direction, at=at)


def changed(lead: Lead, before: Mapping[str, Any], after: Mapping[str, Any], at: datetime) -> None:
    """A fact changed by hand: as the lead now has it, and as the log tells it."""
    for name, value in after.items():
        if name.startswith("custom."):
            lead.custom[name.removeprefix("custom.")] = value
        else:
            setattr(lead, name, value)
    lead.save()
    AuditEntry.objects.create(
        at=at, actor_label="Sally", action="lead.changed", object_type="lead", object_id=str(lead.public_id),
        before=dict(before), after=dict(after),
    )  # fmt: skip


@pytest.fixture
def ben(in_acme) -> Lead:
    return arrives({"first_name": "Ben", "last_name": "Okafor", "email": "ben@okafor.example", "title": "Clerk"})


@pytest.fixture
def held_then():
    """Whether a condition held for the one closed lead, by the query that judges."""

    def held(condition: dict, *, moment: Moment = Moment.BEFORE_OUTCOME, own: tuple = ()) -> bool:
        rule = Rule(key=1, kind=Rule.Kind.PROMOTE, condition=condition, band="hot")
        judged = judge_closed(ClosedLeads(moment), groups=[], rules=[rule], own=list(own))
        (band,) = judged.bands
        return bool(band == "hot")

    return held


@pytest.fixture
def past(acme) -> None:
    """Forty were won, most of them with a plan to buy; forty were lost, most of them without."""
    with tenant_scope(acme):
        crowd_ends(Disposition.WON, 30, prefix="soon", timeline="0-3m")
        crowd_ends(Disposition.WON, 10, prefix="luck", timeline="none")
        crowd_ends(Disposition.LOST, 25, prefix="never", timeline="none")
        crowd_ends(Disposition.LOST, 10, prefix="quiet")
        crowd_ends(Disposition.LOST, 5, prefix="dream", timeline="0-3m")
