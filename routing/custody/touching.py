"""What was done with a lead: calls, mails, meetings, notes. Only this stops the clock of a promise."""

from dataclasses import dataclass
from datetime import datetime

from django.db import models, transaction

from leads.models import Lead, Standing, Touch
from routing.custody.errors import BadValue, NoNextAction
from routing.custody.next_action import NextAction, plan
from routing.custody.records import lock_standing, member_or_none, open_assignment, require_say
from routing.models import Assignment
from routing.pipeline import refine
from scoring.lead_set import LeadSet
from scoring.models import Decision
from tenants.auditing import Actor
from tenants.models import Membership

# What counts as an answer to a buyer. A note or a change of status does not.
RESPONSES = frozenset({Touch.Kind.CALL, Touch.Kind.EMAIL_SENT, Touch.Kind.MEETING})


class CallOutcome(models.TextChoices):
    REACHED = "reached", "Reached"
    NO_ANSWER = "no_answer", "No answer"
    VOICEMAIL = "voicemail", "Left a message"
    CALL_BACK = "call_back", "Asked to call back"
    WRONG_NUMBER = "wrong_number", "Wrong number"


@dataclass(frozen=True)
class Contact:
    """One interaction. `happened_at` None: now."""

    kind: Touch.Kind
    direction: Touch.Direction = Touch.Direction.OUTBOUND
    outcome: str = ""
    note: str = ""
    happened_at: datetime | None = None

    def is_response(self) -> bool:
        return self.direction == Touch.Direction.OUTBOUND and self.kind in RESPONSES


@transaction.atomic
def log_touch(lead: Lead, contact: Contact, *, then: NextAction | None = None, at: datetime, by: Actor) -> Touch:
    """Record an interaction, stamp the first response if the assignee gave it, and refine the lead.

    Whoever holds the lead ends a visit with what happens `then`, unless something is still to come.
    """
    standing = lock_standing(lead)
    happened = contact.happened_at or at
    if happened > at:
        raise BadValue("It cannot have happened in the future.")

    touch = _record(standing, contact, happened, by=by)
    if standing.disposition is None:
        _note_response(standing, contact, happened, by=by)
        _end_visit(standing, contact, then, at=at, by=by)
        refine(LeadSet.of([standing.lead_id]), cause=Decision.Cause.TOUCH, at=at)
    return touch


def _record(standing: Standing, contact: Contact, happened: datetime, *, by: Actor) -> Touch:
    detail = {"outcome": contact.outcome, "note": contact.note.strip()}
    return Touch.objects.create(
        lead_id=standing.lead_id,
        kind=contact.kind,
        direction=contact.direction,
        at=happened,
        by=member_or_none(by),
        detail={name: value for name, value in detail.items() if value} or None,
    )


def _note_response(standing: Standing, contact: Contact, happened: datetime, *, by: Actor) -> None:
    if not contact.is_response() or not isinstance(by, Membership):
        return
    Assignment.objects.filter(
        lead=standing.lead_id, member=by, closed_at=None, first_response_at=None, assigned_at__lte=happened
    ).update(first_response_at=happened)


def _end_visit(standing: Standing, contact: Contact, then: NextAction | None, *, at: datetime, by: Actor) -> None:
    if then:
        require_say(standing, by)
        plan(standing, then, at=at)
        return
    assignment = open_assignment(standing)
    is_visit = contact.is_response() and assignment and isinstance(by, Membership) and assignment.member_id == by.pk
    if is_visit and (standing.next_action_at is None or standing.next_action_at <= at):
        raise NoNextAction("Say what happens next: a lead is never left without anything to come.")
