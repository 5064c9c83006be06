"""Putting a lead into a member's hands or back into a pool, with everything that has to be written for it."""

from collections.abc import Mapping
from datetime import datetime

from django.db.models import F, FloatField, Value
from django.db.models.functions import Cast, Greatest

from leads.models import Custodian, Route, Standing
from routing.assigning import last_resort, note_waiting
from routing.candidates import candidates_of, lock_rotations
from routing.custody.promising import promise
from routing.custody.records import custodian_of, pass_to, save_custody
from routing.handing_out import hand_out
from routing.models import Assignment, Queue, QueueMember
from routing.territory import territory_classes
from scoring.lead_set import LeadSet
from tenants.auditing import Actor
from tenants.models import Membership, WorkDue
from tenants.work import note_due


def give_to(
    member: Membership,
    standing: Standing,
    queue: Queue,
    *,
    reason: str,
    at: datetime,
    by: Actor,
    as_planned: bool = False,
) -> Assignment:
    """Open an assignment, due as the queue promises, and move the receiver's turn as if it had been given in turn.

    What happens next is what the queue promises too, unless it stays `as_planned`.
    """
    due = promise(queue, standing, at=at)
    pass_to(standing, custodian_of(member), reason=reason, at=at, by=by)
    standing.waiting = ""
    if not as_planned:
        standing.next_action, standing.next_action_at = due.next_action, due.due_at
    save_custody(standing)
    take_turn(queue, member, at=at)
    return Assignment.objects.create(
        lead_id=standing.lead_id, queue=queue, member=member, assigned_at=at, due_at=due.due_at
    )


def put_into(queue: Queue, standing: Standing, *, reason: str, at: datetime, by: Actor) -> None:
    """Into the queue's pool, with what the queue promises."""
    due = promise(queue, standing, at=at)
    pass_to(standing, queue.custodian, reason=reason, at=at, by=by)
    standing.waiting, standing.next_action, standing.next_action_at = "", due.next_action, due.due_at
    save_custody(standing)
    if queue.route == Route.PURGE:
        note_due(WorkDue.Kind.PURGE, due.due_at)


def put_on_last_resort(standing: Standing, *, why: str, next_action: str, at: datetime, by: Actor) -> None:
    """To where marketing looks for what nobody else holds; `why` stays readable on the lead."""
    custodian = last_resort()
    queue = queue_of(custodian)
    pass_to(standing, custodian, reason=why, at=at, by=by)
    standing.waiting, standing.next_action = why, next_action
    standing.next_action_at = promise(queue, standing, at=at).due_at if queue else at
    save_custody(standing)


def offer(queue: Queue, standing: Standing, *, not_to: Mapping[int, str], at: datetime) -> bool:
    """Give a lead that waits in the queue's pool to whoever's turn it is, passing over some members ({id: why}).

    Answers whether somebody has it now; where nobody can, the reason stands on the lead.
    """
    leads = LeadSet.of([standing.lead_id])
    lock_rotations([queue])
    candidates = candidates_of(queue, at=at)
    for candidate in candidates:
        candidate.why_not = not_to.get(candidate.place.member_id) or candidate.why_not
    for territory in territory_classes(queue, leads, candidates, at=at):
        if any(not c.why_not and c.place.pk in territory.places for c in candidates):
            return bool(hand_out(queue, leads, territory, candidates, at=at))
        note_waiting(queue, leads, territory, candidates, at=at)
    note_due(WorkDue.Kind.RELEASE, at)
    return False


def take_turn(queue: Queue, member: Membership, *, at: datetime) -> None:
    """Count a lead that came by hand as one the rotation gave, so that nobody gets more than their share."""
    one = 1.0 / Cast(F("weight"), FloatField())
    place = QueueMember.objects.filter(queue=queue, member=member)
    place.update(turn=Greatest(F("turn"), Value(queue.turn) - one) + one, last_assigned_at=at)
    reached = place.values_list("turn", flat=True).first()
    if reached is not None and reached > queue.turn:
        Queue.objects.filter(pk=queue.pk).update(turn=Greatest(F("turn"), Value(reached)))


def queue_of(custodian: Custodian | int | None) -> Queue | None:
    if custodian is None:
        return None
    return Queue.objects.select_related("calendar", "custodian").filter(custodian=custodian).first()
