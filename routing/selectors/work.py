"""A member's queue: what to work on, in order, why each is there, and how they keep their promises."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, DateTimeField, ExpressionWrapper, F, IntegerField, OuterRef, Q, Subquery

from leads.models import Lead, Standing
from routing.explaining import Reason, reasons_of
from routing.models import Assignment, Queue, QueueMember
from tenants.models import Membership

SOON = timedelta(minutes=30)
RATED_DAYS = 30
TOP_REASONS = 3
# To be sorted: read in the order of its index, the due times of a whole tenant would be passed to find those of one.
BY_DUE = ExpressionWrapper(F("next_action_at") + timedelta(0), output_field=DateTimeField())
# Whether a thousand or a million wait makes no difference to who takes the next.
MANY = 1000


@dataclass(frozen=True)
class WorkItem:
    """One lead in a member's hands."""

    assignment: Assignment
    lead: Lead
    standing: Standing
    reasons: Sequence[Reason]


@dataclass(frozen=True)
class Place:
    """Where a page of the queue goes on: after the lead of this due time, score and id."""

    due_at: datetime
    score: int
    lead: UUID

    def __str__(self) -> str:
        return f"{self.due_at.isoformat()}_{self.score}_{self.lead}"

    @classmethod
    def read(cls, text: str) -> "Place":
        """Raises ValueError for anything but the text of a place."""
        due, score, lead = text.split("_")
        place = cls(datetime.fromisoformat(due), int(score), UUID(lead))
        if place.due_at.tzinfo is None:
            raise ValueError("a time without a zone")
        return place


@dataclass(frozen=True)
class WorkPage:
    items: Sequence[WorkItem]
    next: Place | None


@dataclass(frozen=True)
class WorkFigures:
    """`promised`: assignments of the last 30 days that wanted an answer by now; `kept`: those that got it in time."""

    open: int
    soon: int
    overdue: int
    promised: int
    kept: int
    done_today: int

    @property
    def follow_up_rate(self) -> int | None:
        return round(100 * self.kept / self.promised) if self.promised else None


def my_queue(member: Membership, *, after: Place | None = None, size: int = 50) -> WorkPage:
    """One page of a member's queue, what is due first on top, the better lead before the other.

    One statement: it finds its place among the narrow standings, and fetches only what the page shows. The rules it
    names are kept in memory.
    """
    held = Standing.objects.filter(custodian__member=member, disposition=None)
    if after:
        held = held.filter(_beyond(after))
    page = held.order_by(BY_DUE, "-score", "lead")[: size + 1]
    work = (
        Assignment.objects.filter(member=member, closed_at=None, lead__in=page.values("lead"))
        .select_related("lead__company", "lead__standing", "queue")
        .order_by("lead__standing__next_action_at", "-lead__standing__score", "lead")
    )
    items = [work_item(assignment) for assignment in work]
    return WorkPage(items[:size], _place(items[size - 1]) if len(items) > size else None)


def work_item(assignment: Assignment) -> WorkItem:
    standing = assignment.lead.standing
    return WorkItem(assignment, assignment.lead, standing, top_reasons(standing))


def top_reasons(standing: Standing, count: int = TOP_REASONS) -> list[Reason]:
    """Rules that gave or took the most points; where none did, whatever held."""
    reasons = reasons_of(standing)
    scored = sorted((r for r in reasons if r.points), key=lambda r: -abs(r.points))
    return (scored or list(reasons))[:count]


def _beyond(place: Place) -> Q:
    # A place names the lead by its public id: row keys count the rows of every tenant.
    lead = Lead.objects.filter(public_id=place.lead).values("pk")
    same_due = Q(next_action_at=place.due_at)
    same_score = same_due & Q(score=place.score)
    later = Q(next_action_at__gt=place.due_at)
    return later | same_due & Q(score__lt=place.score) | same_score & Q(lead__gt=Subquery(lead))


def _place(item: WorkItem) -> Place:
    # An open lead always has a next action; where it had none it would be due at once.
    due_at = item.standing.next_action_at or item.assignment.due_at
    return Place(due_at, item.standing.score, item.lead.public_id)


def work_figures(member: Membership, *, at: datetime, midnight: datetime) -> WorkFigures:
    """The head of the queue page, in two statements. `midnight` is when the member's day began."""
    held = Standing.objects.filter(custodian__member=member, disposition=None).aggregate(
        open=Count("pk"),
        soon=Count("pk", Q(next_action_at__gt=at, next_action_at__lte=at + SOON)),
        overdue=Count("pk", Q(next_action_at__lte=at)),
    )
    since = at - timedelta(days=RATED_DAYS)
    kept = Assignment.objects.filter(member=member, due_at__gte=since).aggregate(
        promised=Count("pk", owed(since, at)),
        kept=Count("pk", owed(since, at) & KEPT),
        done_today=Count("pk", Q(closed_at__gte=midnight) | Q(first_response_at__gte=midnight)),
    )
    return WorkFigures(**held, **kept)


KEPT = Q(first_response_at__lte=F("due_at"))


def owed(since: datetime, until: datetime) -> Q:
    """Assignments that wanted an answer in this time; those that ended unanswered before they were due did not."""
    ended_before = Q(closed_at__lt=F("due_at"), first_response_at=None)
    return Q(due_at__gte=since, due_at__lt=until) & ~ended_before


@dataclass(frozen=True)
class OwnPlace:
    """A queue the member can take leads from, and how many wait there: MANY stands for as many or more."""

    queue: Queue
    waiting: int

    @property
    def is_many(self) -> bool:
        return self.waiting >= MANY


class CountOf(Subquery):
    """How many rows a query gives, which may be cut short."""

    template = "(SELECT count(*) FROM (%(subquery)s) counted)"
    output_field = IntegerField()


def own_places(member: Membership) -> list[OwnPlace]:
    """Queues the member works in, in one statement."""
    waiting = Standing.objects.filter(custodian=OuterRef("queue__custodian"), disposition=None).order_by().values("pk")
    places = (
        QueueMember.objects.filter(member=member, is_active=True)
        .exclude(queue__strategy=Queue.Strategy.HOLD)
        .select_related("queue")
        .annotate(waiting=CountOf(waiting[:MANY]))
        .order_by("-waiting", "queue__name")
    )
    return [OwnPlace(place.queue, place.waiting) for place in places]
