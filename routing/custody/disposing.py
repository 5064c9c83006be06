"""The final word on a lead, and taking it back."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from leads.models import Disposition, Lead, Stage, StageChange, Standing
from routing.assigning import assign
from routing.custody.errors import AlreadyDisposed, BadValue, NotDisposed, WrongStage
from routing.custody.giving import put_into, put_on_last_resort, queue_of
from routing.custody.handing_over import resume
from routing.custody.records import (
    Custody,
    close,
    custody_of,
    left_by,
    lock_standing,
    member_or_none,
    open_assignment,
    pass_to,
    require_latest,
    require_say,
    save_custody,
    set_amount,
)
from routing.models import Assignment
from routing.pipeline import refine
from routing.policy import published_policy
from scoring.lead_set import LeadSet
from scoring.models import Decision
from tenants.auditing import Actor


@dataclass(frozen=True)
class Outcome:
    """What became of a lead. `happened_at` is when it was decided; None: not known."""

    result: Disposition
    reason: str
    amount: Decimal | None = None
    currency: str = ""
    happened_at: datetime | None = None


@transaction.atomic
def dispose(lead: Lead, outcome: Outcome, *, at: datetime, by: Actor) -> Custody:
    """Close a lead as won, lost or purged. Answers how it was held before, for `take_back_outcome`."""
    standing = lock_standing(lead)
    if standing.disposition is not None:
        raise AlreadyDisposed(standing.get_disposition_display())
    require_say(standing, by)
    _require_sense(standing, outcome, at=at)

    assignment = open_assignment(standing)
    before = custody_of(standing, assignment)
    if assignment:
        close(assignment, Assignment.Outcome.DISPOSED, reason=outcome.reason, at=at)
    _note_stage(standing, standing.stage, outcome.result, reason=outcome.reason, at=at, by=by)
    if outcome.amount is not None:
        set_amount(standing, outcome.amount, outcome.currency, reason=outcome.reason, by=by)
    pass_to(standing, None, reason=f"{Disposition(outcome.result).label}: {outcome.reason}", at=at, by=by)
    _end(standing, outcome, at=at)
    return left_by(lead, before)


def _require_sense(standing: Standing, outcome: Outcome, *, at: datetime) -> None:
    if not outcome.reason.strip():
        raise BadValue("Say why: the reason is what others learn from.")
    if outcome.happened_at and outcome.happened_at > at:
        raise BadValue("The outcome cannot lie in the future.")
    if outcome.amount is not None and outcome.amount < 0:
        raise BadValue("The amount cannot be below zero.")
    if outcome.result == Disposition.PURGED and standing.stage == Stage.OPPORTUNITY:
        raise WrongStage("An opportunity is won or lost, it cannot be purged.")


def _end(standing: Standing, outcome: Outcome, *, at: datetime) -> None:
    standing.waiting = standing.next_action = ""
    standing.next_action_at = None
    standing.disposition, standing.disposed_at = outcome.result, at
    standing.outcome_at, standing.disposition_reason = outcome.happened_at, outcome.reason
    save_custody(standing)


@transaction.atomic
def reopen(lead: Lead, *, reason: str, at: datetime, by: Actor) -> None:
    """Open a closed lead again: back to its queue, refined anew, given out as any other."""
    standing = lock_standing(lead)
    _require_disposed(standing)
    if not reason.strip():
        raise BadValue("Say why it is opened again.")

    _forget_end(standing, reason=reason, at=at, by=by)
    queue = queue_of(standing.pool_id)
    if queue:
        put_into(queue, standing, reason=reason, at=at, by=by)
    else:
        put_on_last_resort(standing, why=reason, next_action="Decide what happens next", at=at, by=by)

    leads = LeadSet.of([standing.lead_id])
    refine(leads, cause=Decision.Cause.REQUEST, at=at)
    standing.refresh_from_db(fields=["pool"])
    if standing.pool_id:
        assign(leads, [standing.pool_id], published_policy(), at=at)


@transaction.atomic
def take_back_outcome(lead: Lead, before: Custody, *, at: datetime, by: Actor) -> None:
    """Undo a disposition: the lead is held again as it was `before`."""
    standing = lock_standing(lead)
    _require_disposed(standing)
    require_latest(standing, before)
    _forget_end(standing, reason="Taken back", at=at, by=by)
    set_amount(standing, before.amount, before.currency, reason="Taken back", by=by)
    resume(standing, before, reason="Outcome taken back", at=at, by=by)


def _require_disposed(standing: Standing) -> None:
    if standing.disposition is None:
        raise NotDisposed


def _forget_end(standing: Standing, *, reason: str, at: datetime, by: Actor) -> None:
    _note_stage(standing, standing.disposition or "", standing.stage, reason=reason, at=at, by=by)
    standing.disposition = standing.disposed_at = standing.outcome_at = None
    standing.disposition_reason = ""


def _note_stage(standing: Standing, before: str, after: str, *, reason: str, at: datetime, by: Actor) -> None:
    StageChange.objects.create(
        lead_id=standing.lead_id, at=at, from_stage=before, to_stage=after, by=member_or_none(by), reason=reason
    )
