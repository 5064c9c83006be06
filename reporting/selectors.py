"""Figures of the home pages. Each is one statement or less, and counts what is there; none is an estimate."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import Count, Q, QuerySet

from leads.models import Band, Campaign, Disposition, Inquiry, Stage, StageChange, Standing, Touch
from reporting.periods import Period
from routing.models import Assignment, Feedback, Queue
from routing.selectors.work import KEPT, owed
from scoring.models import RuleSet
from tenants.models import ApiKey, Invitation, Membership
from tenants.scope import current_tenant

QUALIFIED = Stage.MQL
MOST_BEHIND = 5


@dataclass(frozen=True)
class Pair:
    """A figure of a period, and of the one before. None: there is nothing to measure."""

    now: Decimal | int | None
    before: Decimal | int | None


# -- What came in


def inquiries(period: Period) -> Pair:
    rows = Inquiry.objects.filter(received_at__gte=period.before().start, received_at__lt=period.end)
    return _split(rows, "received_at", period)


def qualified(period: Period) -> Pair:
    """Leads that became MQL."""
    rows = StageChange.objects.filter(to_stage=QUALIFIED, at__gte=period.before().start, at__lt=period.end)
    return _split(rows, "at", period)


def sent_back(period: Period) -> Pair:
    """Leads that members rejected."""
    rows = Assignment.objects.filter(
        outcome=Assignment.Outcome.REJECTED, closed_at__gte=period.before().start, closed_at__lt=period.end
    )
    return _split(rows, "closed_at", period)


def _split(rows: QuerySet, field: str, period: Period) -> Pair:
    counts = rows.aggregate(
        now=Count("pk", filter=Q((f"{field}__gte", period.start))),
        before=Count("pk", filter=Q((f"{field}__lt", period.start))),
    )
    return Pair(counts["now"], counts["before"])


def junk_share(period: Period) -> Pair:
    """Percent of the inquiries of each period whose lead the cull rules hold, or that was purged."""
    junk = Q(lead__standing__band=Band.JUNK) | Q(lead__standing__disposition=Disposition.PURGED)
    now = Q(received_at__gte=period.start)
    rows = Inquiry.objects.filter(received_at__gte=period.before().start, received_at__lt=period.end)
    counts = rows.aggregate(
        all_now=Count("pk", now), junk_now=Count("pk", now & junk),
        all_before=Count("pk", ~now), junk_before=Count("pk", ~now & junk),
    )  # fmt: skip
    return Pair(_percent(counts["junk_now"], counts["all_now"]), _percent(counts["junk_before"], counts["all_before"]))


# -- How promises are kept


def follow_up_rate(period: Period) -> Pair:
    """Percent of the first responses owed in each period that came in time."""
    now, before = owed(period.start, period.end), owed(period.before().start, period.before().end)
    counts = Assignment.objects.filter(due_at__gte=period.before().start, due_at__lt=period.end).aggregate(
        owed_now=Count("pk", now), kept_now=Count("pk", now & KEPT),
        owed_before=Count("pk", before), kept_before=Count("pk", before & KEPT),
    )  # fmt: skip
    return Pair(
        _percent(counts["kept_now"], counts["owed_now"]), _percent(counts["kept_before"], counts["owed_before"])
    )


def beyond_promise(period: Period) -> Pair:
    """Leads in members' hands whose first response was overdue at the end of each period."""
    at_end, at_start = _unanswered_at(period.end), _unanswered_at(period.start)
    still_open_since = Q(closed_at=None) | Q(closed_at__gt=period.start)
    counts = Assignment.objects.filter(still_open_since, due_at__lt=period.end).aggregate(
        now=Count("pk", at_end), before=Count("pk", at_start)
    )
    return Pair(counts["now"], counts["before"])


def _unanswered_at(moment: datetime) -> Q:
    still_open = Q(closed_at=None) | Q(closed_at__gt=moment)
    no_answer = Q(first_response_at=None) | Q(first_response_at__gt=moment)
    return Q(due_at__lt=moment, assigned_at__lte=moment) & still_open & no_answer


# -- What it costs


def cost_per_qualified(period: Period) -> Pair:
    """Campaign costs of the days of each period, in the tenant's currency, for one lead that became MQL."""
    leads = qualified(period)
    return Pair(_per(campaign_cost(period), leads.now), _per(campaign_cost(period.before()), leads.before))


def campaign_cost(period: Period) -> Decimal:
    """What campaigns cost in these days: each campaign's cost spread evenly over its days. Undated ones have none."""
    params: dict[str, Any] = {
        "start": period.start.date(),
        "end": period.end.date(),
        "currency": current_tenant().currency,
    }
    with connection.cursor() as cursor:
        cursor.execute(COST, params)
        return cursor.fetchone()[0]


COST = """
    SELECT COALESCE(sum(cost * GREATEST(0, LEAST(ends_on + 1, %(end)s) - GREATEST(starts_on, %(start)s))
                        / (ends_on + 1 - starts_on)), 0)
    FROM leads_campaign
    WHERE currency = %(currency)s AND starts_on <= ends_on AND starts_on < %(end)s AND ends_on >= %(start)s
"""


def _per(cost: Decimal, count: Decimal | int | None) -> Decimal | None:
    return (cost / count).quantize(Decimal("0.01")) if cost and count else None


def _percent(part: int, whole: int) -> int | None:
    return round(100 * part / whole) if whole else None


# -- Where leads stand


@dataclass(frozen=True)
class Spread:
    """Open leads by band, and how many leads reached each stage. `won` are those that bought.

    TQL lies beside the way, not on it: only leads that were noted as qualified by telephone count there.
    """

    bands: dict[str, int]
    reached: dict[str, int]
    won: int


def spread() -> Spread:
    """One pass over all standings, and one over the stage changes to TQL."""
    rows = Standing.objects.values_list("stage", "band", "disposition").annotate(n=Count("pk")).order_by()
    bands: dict[str, int] = dict.fromkeys(Band.values, 0)
    at_stage: dict[str, int] = dict.fromkeys(Stage.values, 0)
    won = 0
    for stage, band, disposition, n in rows:
        # Who bought has been through every stage, also where an old system tells of nothing but the end.
        at_stage[Stage.OPPORTUNITY if disposition == Disposition.WON else stage] += n
        won += n if disposition == Disposition.WON else 0
        if disposition is None and band:
            bands[band] += n
    return Spread(bands, _cumulated(at_stage) | {Stage.TQL: _qualified_by_telephone()}, won)


def _qualified_by_telephone() -> int:
    return StageChange.objects.filter(to_stage=Stage.TQL).values("lead").distinct().count()


def _cumulated(at_stage: dict[str, int]) -> dict[str, int]:
    """Who reached a stage went through those before it."""
    stages, reached, total = list(Stage.values), {}, 0
    for stage in reversed(stages):
        total += at_stage[stage]
        reached[stage] = total
    return {stage: reached[stage] for stage in stages}


# -- What waits


@dataclass(frozen=True)
class Backlog:
    """What wants somebody's decision. `behind` are the queues in whose pools leads are overdue, with how many."""

    to_look_at: int
    in_quarantine: int
    last_resort: int
    in_review: int
    unanswered: int
    overdue_a_day: int
    behind: Sequence[tuple[str, int]]


def backlog(*, at: datetime) -> Backlog:
    is_open = Standing.objects.filter(disposition=None)
    return Backlog(
        to_look_at=inquiries_to_look_at(),
        in_quarantine=in_quarantine(),
        last_resort=is_open.filter(custodian__is_last_resort=True).count(),
        in_review=RuleSet.objects.filter(status=RuleSet.Status.IN_REVIEW).count(),
        unanswered=Feedback.objects.filter(answered_at=None).count(),
        overdue_a_day=is_open.filter(
            custodian__kind="member", next_action_at__lt=at - timedelta(days=1)
        ).count(),
        behind=queues_behind(at=at),
    )  # fmt: skip


def queues_behind(*, at: datetime) -> list[tuple[str, int]]:
    """Queues in whose pools leads are overdue, but for those that are held for a date and the last resort."""
    worked = Queue.objects.exclude(strategy=Queue.Strategy.HOLD).exclude(custodian__is_last_resort=True)
    overdue = Standing.objects.filter(disposition=None, next_action_at__lt=at, custodian__in=worked.values("custodian"))
    counted = overdue.order_by().values_list("custodian__name").annotate(n=Count("pk"))
    return list(counted.order_by("-n")[:MOST_BEHIND])


def inquiries_to_look_at() -> int:
    return Inquiry.objects.filter(looked_at=None).exclude(needs_look="").count()


def in_quarantine() -> int:
    pools = Queue.objects.filter(route="purge").values("custodian")
    return Standing.objects.filter(disposition=None, custodian__in=pools).count()


# -- People


@dataclass(frozen=True)
class DayOfCalls:
    taken: int
    calls: int
    reached: int


def day_of_calls(member: Membership, *, midnight: datetime) -> DayOfCalls:
    calls = Touch.objects.filter(by=member, kind=Touch.Kind.CALL, at__gte=midnight).aggregate(
        calls=Count("pk"), reached=Count("pk", Q(detail__outcome="reached"))
    )
    # What was given today is due today or later: the index is by due time.
    taken = Assignment.objects.filter(member=member, due_at__gte=midnight, assigned_at__gte=midnight).count()
    return DayOfCalls(taken, calls["calls"], calls["reached"])


@dataclass(frozen=True)
class System:
    members: int
    invited: int
    keys: int
    keys_unused: int
    rule_set: RuleSet | None
    campaigns: int


def system(*, at: datetime) -> System:
    unused_since = at - timedelta(days=30)
    keys = ApiKey.objects.filter(revoked_at=None).exclude(expires_at__lte=at)
    return System(
        members=Membership.objects.filter(is_active=True).count(),
        invited=Invitation.objects.filter(accepted_at=None, withdrawn_at=None, expires_at__gt=at).count(),
        keys=keys.count(),
        keys_unused=keys.filter(created_at__lt=unused_since)
        .exclude(last_used_at__gte=unused_since)
        .count(),
        rule_set=RuleSet.objects.filter(status=RuleSet.Status.PUBLISHED).first(),
        campaigns=Campaign.objects.count(),
    )  # fmt: skip
