"""Passing a lead on to another member or to a queue, and taking that back."""

from datetime import datetime

from django.db import transaction

from leads.models import Custodian, Lead, Route, Standing
from routing.custody.errors import BadValue, CustodyRefused
from routing.custody.giving import give_to, offer, put_into, queue_of
from routing.custody.records import (
    Custody,
    close,
    custody_of,
    left_by,
    lock_open,
    open_assignment,
    pass_to,
    require_latest,
    require_say,
    save_custody,
)
from routing.models import Assignment, Queue, QueueMember
from tenants.auditing import Actor
from tenants.models import Membership


@transaction.atomic
def hand_over(lead: Lead, *, to: Membership | Queue, reason: str, at: datetime, by: Actor) -> Custody:
    """Pass a lead on, due as the receiving queue promises. Answers how it was held before, for `take_back`.

    A member gets it with the next action that somebody planned, if that is still to come. A queue that assigns gives it
    to one of its members at once, though not to the one who hands it over.
    """
    standing = lock_open(lead)
    require_say(standing, by)
    if not reason.strip():
        raise BadValue("Say why you hand it over: whoever gets it will read it.")
    _require_change(standing, to)

    assignment = open_assignment(standing)
    before = custody_of(standing, assignment)
    if assignment:
        close(assignment, Assignment.Outcome.HANDED_OVER, reason=reason, at=at)
    if isinstance(to, Membership):
        planned = _is_planned(standing, assignment, at=at)
        give_to(to, standing, queue_for(to, standing), reason=reason, at=at, by=by, as_planned=planned)
        return left_by(lead, before)

    put_into(to, standing, reason=reason, at=at, by=by)
    if to.assigns:
        giver = {assignment.member_id: "handed it over"} if assignment else {}
        offer(to, standing, not_to=giver, at=at)
    return left_by(lead, before)


def _is_planned(standing: Standing, assignment: Assignment | None, *, at: datetime) -> bool:
    """Whether somebody has agreed on what comes next, and it is not what their queue had promised at first."""
    if assignment is None or standing.next_action_at is None:
        return False
    return at < standing.next_action_at != assignment.due_at


def _require_change(standing: Standing, to: Membership | Queue) -> None:
    if isinstance(to, Queue):
        if to.route == Route.PURGE:
            raise BadValue("Close the lead as purged, with the reason, instead of putting it into quarantine.")
        if standing.custodian_id == to.custodian_id:
            raise CustodyRefused(f"It waits in {to} already.")
        return
    if not to.is_active:
        raise CustodyRefused(f"{to} no longer works here.")
    if standing.custodian and standing.custodian.member_id == to.pk:
        raise CustodyRefused(f"{to} has this lead already.")


def queue_for(member: Membership, standing: Standing) -> Queue:
    """The queue whose promise counts: the lead's own where the member works in it or in none, else theirs."""
    own = queue_of(standing.pool_id) or queue_of(standing.custodian_id)
    places = QueueMember.objects.filter(member=member, is_active=True).select_related(
        "queue__calendar", "queue__custodian"
    )
    places = places.select_related("queue__calendar", "queue__custodian").order_by("pk")
    queues = [place.queue for place in places]
    if own in queues or not queues:
        return _required(own)
    return queues[0]


def _required(queue: Queue | None) -> Queue:
    if queue is None:
        raise CustodyRefused("This lead has not been routed yet, and the member works in no queue.")
    return queue


@transaction.atomic
def take_back(lead: Lead, before: Custody, *, at: datetime, by: Actor) -> None:
    """Undo a hand-over: the lead is held again as it was `before`, with the promise and the times of then."""
    standing = lock_open(lead)
    assignment = open_assignment(standing)
    _require_untouched(standing, assignment, before)
    if assignment:
        close(assignment, Assignment.Outcome.HANDED_OVER, reason="Taken back", at=at)
    resume(standing, before, reason="Hand-over taken back", at=at, by=by)


def resume(standing: Standing, before: Custody, *, reason: str, at: datetime, by: Actor) -> None:
    """Hold the lead again as it was, in the same assignment."""
    custodian = Custodian.objects.select_related("member__user").get(pk=before.held_by)
    if custodian.member and not custodian.member.is_active:
        raise CustodyRefused(f"{custodian.member} no longer works here, so it cannot go back.")
    pass_to(standing, custodian, reason=reason, at=at, by=by)
    standing.waiting, standing.next_action, standing.next_action_at = (
        before.waiting,
        before.next_action,
        before.next_action_at,
    )
    save_custody(standing)
    if before.assignment_id:
        Assignment.objects.filter(pk=before.assignment_id, lead=standing.lead_id).update(
            closed_at=None, outcome="", reason=""
        )


def _require_untouched(standing: Standing, assignment: Assignment | None, before: Custody) -> None:
    require_latest(standing, before)
    if assignment and (assignment.accepted_at or assignment.first_response_at):
        raise CustodyRefused(f"{assignment.member} works on it already, so it cannot be taken back.")
