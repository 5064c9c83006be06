"""What lists of queues, members and assignments read: querysets with a name, in a constant number of statements."""

from django.db.models import Count, IntegerField, OuterRef, Prefetch, QuerySet, Subquery
from django.db.models.functions import Coalesce

from leads.models import Standing
from routing.models import Assignment, Queue, QueueMember
from tenants.models import Membership


def queue_list() -> QuerySet[Queue]:
    """Queues with `waiting` (open leads in nobody's hands) and their members, each with `open_leads`."""
    held = Standing.objects.filter(custodian=OuterRef("custodian"), disposition=None)
    return (
        Queue.objects.filter(retired_at=None)
        .annotate(waiting=_count_of(held, "custodian"))
        .prefetch_related(Prefetch("members", queryset=_places(), to_attr="places"))
    )


def _places() -> QuerySet[QueueMember]:
    open_here = Assignment.objects.filter(member=OuterRef("member"), queue=OuterRef("queue"), closed_at=None)
    return (
        QueueMember.objects.select_related("member__user", "calendar")
        .annotate(open_leads=_count_of(open_here, "member"))
        .order_by("pk")
    )


def _count_of(rows: QuerySet, group: str) -> Coalesce:
    counted = rows.order_by().values(group).annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def member_list() -> QuerySet[Membership]:
    return Membership.objects.select_related("user")


def assignment_list() -> QuerySet[Assignment]:
    return Assignment.objects.select_related("queue", "member__user")
