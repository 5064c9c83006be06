"""Members take leads that wait in their queues. Two never get the same."""

from collections.abc import Sequence
from datetime import datetime

from django.db import connection, transaction

from leads.models import Lead, Stage
from routing.availability import unavailable_because
from routing.custody.accepting import BEFORE_ACCEPTANCE, SELLING_ROUTES, note_accepted
from routing.custody.errors import AlreadyHeld, CustodyRefused, NothingWaiting, NotInQueue
from routing.custody.giving import give_to, queue_of
from routing.custody.records import lock_open, raise_stage
from routing.models import Assignment, Queue, QueueMember
from tenants.models import Membership


@transaction.atomic
def take_next(queues: Sequence[Queue], *, at: datetime, by: Membership) -> Assignment:
    """Give the member the best lead that waits in these queues. Whoever asks at the same moment gets the one after it.

    Leads the member has sent back are left to others. Raises NothingWaiting, or NotInQueue with the reason.
    """
    for place in _places(queues, by, at=at):
        lead = _best_waiting(place.queue, by)
        if lead:
            return _take(lead, place.queue, at=at, by=by)
    raise NothingWaiting


@transaction.atomic
def take(lead: Lead, *, at: datetime, by: Membership) -> Assignment:
    """Take this very lead from its pool. Raises AlreadyHeld with the name of who was faster."""
    standing = lock_open(lead)
    holder = standing.custodian.member if standing.custodian else None
    if holder == by:
        raise CustodyRefused("You have this lead already.")
    if holder:
        raise AlreadyHeld(str(holder))
    queue = queue_of(standing.custodian_id)
    if queue is None or queue.strategy == Queue.Strategy.HOLD:
        raise NotInQueue(f"{standing.custodian} is no queue that leads are taken from. Hand it over instead.")
    _places([queue], by, at=at)
    return _take(lead, queue, at=at, by=by)


def _places(queues: Sequence[Queue], by: Membership, *, at: datetime) -> list[QueueMember]:
    """The member's places in these queues, with all of theirs locked: who presses twice, or is given a lead at the same
    moment, must not exceed their capacity."""
    own = QueueMember.objects.filter(member=by).order_by("queue")
    list(own.select_for_update(of=("self",)).values_list("pk"))
    places = list(
        own.filter(queue__in=queues).select_related("queue__calendar", "queue__custodian", "calendar", "member")
    )
    held = Assignment.objects.filter(member=by, closed_at=None).count()
    refusals = {place.pk: _refusal(place, held, at=at) for place in places}
    able = [place for place in places if not refusals[place.pk]]
    if not able:
        why = next(iter(refusals.values()), "you do not work in this queue")
        raise NotInQueue(f"You cannot take a lead now: {why}.")
    return able


def _refusal(place: QueueMember, held: int, *, at: datetime) -> str:
    # Whoever asks for a lead outside the hours is at work.
    why = unavailable_because(place, place.queue, open_leads=held, at=at)
    return "" if why == "outside working hours" else why


# A row that another transaction is just taking is skipped, so nobody waits and nobody gets it twice.
BEST_WAITING = """
    SELECT s.lead_id FROM leads_standing s
    WHERE s.custodian_id = %(pool)s AND s.disposition IS NULL
      AND NOT EXISTS (SELECT FROM routing_assignment a WHERE a.lead_id = s.lead_id AND a.member_id = %(member)s
                      AND a.outcome = 'rejected')
    ORDER BY s.score DESC, s.lead_id LIMIT 1 FOR UPDATE OF s SKIP LOCKED
"""


def _best_waiting(queue: Queue, by: Membership) -> Lead | None:
    with connection.cursor() as cursor:
        cursor.execute(BEST_WAITING, {"pool": queue.custodian_id, "member": by.pk})
        row = cursor.fetchone()
    return Lead.objects.get(pk=row[0]) if row else None


def _take(lead: Lead, queue: Queue, *, at: datetime, by: Membership) -> Assignment:
    """Taking is accepting: nobody has to confirm what they asked for."""
    standing = lock_open(lead)
    assignment = give_to(by, standing, queue, reason=f"Took it from {queue}", at=at, by=by)
    note_accepted(assignment, at=at)
    if queue.route in SELLING_ROUTES and standing.stage in BEFORE_ACCEPTANCE:
        raise_stage(standing, Stage.SAL, reason="Taken", at=at, by=by)
        standing.save(update_fields=["stage", "stage_since"])
    return assignment
