"""The members of a queue as its rotation sees them at one moment."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, IntegerField, OuterRef, Subquery
from django.db.models.functions import Coalesce

from leads.models import Custodian
from routing.availability import unavailable_because
from routing.models import Assignment, Queue, QueueMember

# By these words leads that lie at the last resort for want of members are known again.
NO_MEMBERS = "has no active members"


@dataclass(eq=False)
class Candidate:
    place: QueueMember
    custodian_id: int
    open_leads: int
    start: float
    why_not: str

    @property
    def room(self) -> int | None:
        """How many more leads fit; None: no limit."""
        capacity = self.place.capacity
        return None if capacity is None else max(0, capacity - self.open_leads)

    def take(self, count: int) -> None:
        self.open_leads += count
        self.start += count / self.place.weight
        if count and self.room == 0:
            self.why_not = f"at capacity ({self.open_leads} of {self.place.capacity})"

    @staticmethod
    def passed_over_json(candidates: Sequence["Candidate"], *, why: str = "") -> str:
        """[{who, why}] of all of them; `why` is said of those who could have taken it."""
        return json.dumps([{"who": str(c.place.member), "why": c.why_not or why} for c in candidates])


def lock_rotations(queues: Sequence[Queue]) -> None:
    """Lock the rotations of these queues until the transaction ends, with the places that their members have elsewhere:
    what a member can take is counted over all queues. Whoever serves several locks them at once, so in one order."""
    members = QueueMember.objects.filter(queue__in=queues).values("member")
    places = QueueMember.objects.filter(member__in=members).order_by("queue", "pk")
    list(places.select_for_update(of=("self",)).values_list("pk"))


def candidates_of(queue: Queue, *, at: datetime) -> list[Candidate]:
    """The queue's rotation, once it is locked: a statement that waited for the lock would count as of before it.

    Members who left are not in it.
    """
    open_leads = (
        Assignment.objects.filter(member=OuterRef("member"), closed_at=None)
        .order_by()
        .values("member")
        .annotate(n=Count("*"))
        .values("n")
    )
    places = (
        QueueMember.objects.filter(queue=queue, is_active=True, member__is_active=True)
        .select_related("member__user", "calendar", "queue")
        .annotate(
            open_leads=Coalesce(Subquery(open_leads, output_field=IntegerField()), 0),
            custodian_id=Subquery(Custodian.objects.filter(member=OuterRef("member")).values("pk")),
        )
        .order_by("pk")
    )
    return [_candidate(place, queue, at=at) for place in places]


def _candidate(place: QueueMember, queue: Queue, *, at: datetime) -> Candidate:
    open_leads: int = place.open_leads  # type: ignore[attr-defined]  # annotated by candidates_of
    custodian_id: int = place.custodian_id  # type: ignore[attr-defined]
    if queue.strategy == Queue.Strategy.LEAST_LOADED:
        start = open_leads / place.weight
    else:
        # Whoever was away or is new goes on at the head of the line, without a backlog of turns to catch up.
        start = max(place.turn, place.queue.turn - 1 / place.weight)
    why_not = unavailable_because(place, queue, open_leads=open_leads, at=at)
    return Candidate(place, custodian_id, open_leads, start, why_not)


def why_waiting(queue: Queue, candidates: Sequence[Candidate]) -> str:
    """One sentence on why nobody of the queue holds a lead."""
    if not candidates:
        return f"{queue.name} {NO_MEMBERS}"
    reasons = {candidate.why_not.split(" (")[0] for candidate in candidates if candidate.why_not}
    if all(candidate.why_not for candidate in candidates):
        return f"Everyone in {queue.name} is {' or '.join(sorted(reasons))}"
    return f"It is in nobody's territory who can take it in {queue.name}"
