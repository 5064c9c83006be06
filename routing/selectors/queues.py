"""All queues as a manager sees them: who works there, how full they are, why not, and what waits."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min, Q, QuerySet

from leads.models import Standing
from routing.availability import unavailable_because
from routing.models import Assignment, Queue, QueueMember, RouteRule
from routing.territory import territory_fields, territory_sentence


@dataclass(frozen=True)
class PlaceView:
    """A member's place in a queue, with how many leads they hold from all queues and why they get none now."""

    place: QueueMember
    open_leads: int
    overdue: int
    why_not: str
    territory: str = ""

    @property
    def share(self) -> int | None:
        """How full, in percent of the capacity."""
        capacity = self.place.capacity
        return None if capacity is None else min(100, round(100 * self.open_leads / capacity)) if capacity else 100


@dataclass(frozen=True)
class Waiting:
    reason: str
    count: int


@dataclass(frozen=True)
class QueueView:
    queue: Queue
    places: Sequence[PlaceView]
    in_pool: int
    overdue: int
    oldest_due: datetime | None
    waiting: Sequence[Waiting]


def queues_overview(*, at: datetime) -> list[QueueView]:
    """Every queue in use with its members and what waits in it, in a constant number of statements."""
    return _overview(Queue.objects.filter(retired_at=None), at=at)


def queue_overview(queue: Queue, *, at: datetime) -> QueueView:
    return _overview(Queue.objects.filter(pk=queue.pk), at=at)[0]


def _overview(queues: QuerySet[Queue], *, at: datetime) -> list[QueueView]:
    pools, waiting, places = _pools(at=at), _waiting(), _places(at=at)
    return [
        QueueView(
            queue=queue,
            places=places.get(queue.pk, []),
            in_pool=pools.get(queue.custodian_id, {}).get("n", 0),
            overdue=pools.get(queue.custodian_id, {}).get("overdue", 0),
            oldest_due=pools.get(queue.custodian_id, {}).get("oldest"),
            waiting=waiting.get(queue.custodian_id, []),
        )
        for queue in queues.select_related("calendar", "custodian").order_by("pk")
    ]


def routed_here(queue: Queue) -> list[RouteRule]:
    """The rows of the route matrix that name the queue."""
    return list(RouteRule.objects.filter(queue=queue).order_by("pk"))


def _pools(*, at: datetime) -> dict[int, dict]:
    in_pools = Standing.objects.filter(disposition=None, custodian__kind="queue")
    figures = in_pools.values("custodian").annotate(
        n=Count("pk"), overdue=Count("pk", filter=Q(next_action_at__lte=at)), oldest=Min("next_action_at")
    )
    return {row["custodian"]: dict(row) for row in figures.order_by()}


def _waiting() -> dict[int, list[Waiting]]:
    held_up = Standing.objects.filter(disposition=None, custodian__kind="queue").exclude(waiting="")
    reasons: dict[int, list[Waiting]] = {}
    for custodian, reason, n in held_up.values_list("custodian", "waiting").annotate(n=Count("*")).order_by("-n")[:200]:
        reasons.setdefault(custodian, []).append(Waiting(reason, n))
    return reasons


def _places(*, at: datetime) -> dict[int, list[PlaceView]]:
    held = {
        row["member"]: row
        for row in Assignment.objects.filter(closed_at=None)
        .values("member")
        .annotate(n=Count("*"), overdue=Count("pk", filter=Q(lead__standing__next_action_at__lte=at)))
        .order_by()
    }
    places: dict[int, list[PlaceView]] = {}
    catalogue = territory_fields()
    for place in QueueMember.objects.select_related("queue__calendar", "member__user", "calendar").order_by(
        "queue", "member__user__name"
    ):
        load = held.get(place.member_id, {"n": 0, "overdue": 0})
        why_not = unavailable_because(place, place.queue, open_leads=load["n"], at=at)
        view = PlaceView(
            place, load["n"], load["overdue"], why_not, territory_sentence(place.territory, catalogue)
        )  # fmt: skip
        places.setdefault(place.queue_id, []).append(view)
    return places
