"""What would happen if a rule set were published now: the same query that refining runs, counted instead of written."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import connection
from django.db.models import Max, Min, Sum

from leads.models import Lead, Standing
from routing.models import Queue, QueueMember, RouteRule
from routing.policy import Policy, compile_policy, policy_of
from scoring.drafts.document import Document, unsaved_rows
from scoring.lead_set import LeadSet, planned_for
from scoring.models import RuleSet

# Up to here the exact figures take no longer than anyone notices.
EXACT_UP_TO = 20_000
SAMPLE = 5_000
MOST_EXAMPLES = 50


@dataclass(frozen=True)
class Load:
    """What a queue holds now and would hold, in leads, hours and money a touch of each; None where not limited."""

    queue: Queue
    before: int
    after: int
    capacity: int | None
    minutes_per_touch: Decimal
    cost_per_touch: Decimal

    @property
    def change(self) -> int:
        return self.after - self.before

    @property
    def hours(self) -> float:
        return round(float(self.minutes_per_touch) * self.change / 60, 1)

    @property
    def cost(self) -> Decimal:
        return (self.cost_per_touch * self.change).quantize(Decimal(1))

    @property
    def over_capacity(self) -> int:
        """Leads for which nobody has room."""
        return 0 if self.capacity is None else max(0, self.after - self.capacity)


@dataclass(frozen=True)
class Preview:
    """`moves` counts leads by (band now, band then); `matches` counts for each rule, by key, the leads it holds for.

    `is_estimate` says that only `judged` of the `total` open leads were looked at and the counts are scaled up.
    """

    total: int
    judged: int
    moves: Mapping[tuple[str, str], int]
    loads: Sequence[Load]
    matches: Mapping[int, int]
    is_estimate: bool = False

    @property
    def moving(self) -> int:
        return sum(count for (before, after), count in self.moves.items() if before != after)

    def now(self, band: str) -> int:
        return sum(count for (before, _), count in self.moves.items() if before == band)

    def then(self, band: str) -> int:
        return sum(count for (_, after), count in self.moves.items() if after == band)


@dataclass(frozen=True)
class Example:
    """A lead in a cell of the matrix, with what it would score."""

    lead: Lead
    score_before: int
    score_after: int


def preview(
    rule_set: RuleSet,
    *,
    at: datetime,
    exact: bool = False,
    document: Document | None = None,
    route_rules: Sequence[RouteRule] | None = None,
) -> Preview:
    """Every open lead of the tenant, judged by a rule set and the route matrix, against how it stands.

    Publishing at the same moment moves the very same leads. With more than EXACT_UP_TO open leads, and unless `exact`,
    an even sample of them is judged and the counts are an estimate. `document` is what the rule set would say and
    `route_rules` what the matrix would, where that is not saved yet. Writes nothing. Raises ConditionError where a rule
    tests a field that is gone.
    """
    if document is None:
        policy = compile_policy(rule_set, route_rules=route_rules)
    else:
        policy = policy_of(rule_set, *unsaved_rows(document), route_rules=route_rules)
    total = Standing.objects.filter(disposition=None).count()
    if exact or total <= EXACT_UP_TO:
        return _tally(policy, LeadSet.everyone(), total=total, at=at)
    return _tally(policy, sample(SAMPLE), total=total, at=at, is_estimate=True)


def sample(size: int) -> LeadSet:
    """About so many leads, spread evenly over their ids and always the same ones, found without reading the others."""
    ids = Standing.objects.aggregate(first=Min("lead"), last=Max("lead"))
    if ids["first"] is None:
        return LeadSet.of([])
    # The same places at each edit: figures then move because of the edit alone.
    places = random.Random(size).choices(range(ids["first"], ids["last"] + 1), k=size)  # noqa: S311
    with connection.cursor() as cursor:
        cursor.execute(NEAREST, {"places": places})
        found = [lead for (lead,) in cursor.fetchall()]
    return LeadSet("{column} = ANY(%(lead_ids)s)", {"lead_ids": found}, is_bulk=False)


NEAREST = """
    SELECT DISTINCT n.lead_id FROM unnest(%(places)s::bigint[]) place CROSS JOIN LATERAL (
        SELECT s.lead_id FROM leads_standing s WHERE s.lead_id >= place ORDER BY s.lead_id LIMIT 1) n
"""


def _tally(policy: Policy, leads: LeadSet, *, total: int, at: datetime, is_estimate: bool = False) -> Preview:
    held = policy.judgement.held
    rows = _counted(policy, leads, list(held.values()), at=at)
    judged = sum(row[4] for row in rows)
    scale = total / judged if is_estimate and judged else 1.0
    moves: dict[tuple[str, str], int] = {}
    before: dict[int | None, int] = {}
    after: dict[int | None, int] = {}
    for band_before, band, pool_before, pool, count, *_ in rows:
        moves[band_before, band] = moves.get((band_before, band), 0) + count
        before[pool_before] = before.get(pool_before, 0) + count
        after[pool] = after.get(pool, 0) + count
    sums = (sum(column) for column in zip(*(row[5:] for row in rows), strict=True)) if rows else iter([0] * len(held))
    return Preview(
        total=total,
        judged=judged,
        moves=_scaled(moves, scale),
        loads=_loads(policy, _scaled(before, scale), _scaled(after, scale)),
        matches=_scaled(dict(zip(held, sums, strict=True)), scale),
        is_estimate=is_estimate,
    )


def _scaled(counts: dict, scale: float) -> dict:
    return {key: round(count * scale) for key, count in counts.items()}


def _counted(policy: Policy, leads: LeadSet, tests: Sequence[str], *, at: datetime) -> list[tuple]:
    """(band now, band then, pool now, pool then, leads, and for each test how many of them meet it)."""
    names = [f"h{n}" for n in range(len(tests))]
    also = [f"({test}) AS {name}" for test, name in zip(tests, names, strict=True)]
    matrix, params = policy.matrix(at)
    params |= policy.judgement.params(at) | leads.params | {"held": list(Standing.HELD_STAGES)}
    sql = TALLY.format(
        verdicts=policy.verdicts(leads, also=also, with_rules=True),
        assignments=leads.predicate("a.lead_id"),
        matrix=matrix,
        counts="".join(f", count(*) FILTER (WHERE v.{name})" for name in names),
    )
    with planned_for(leads), connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()


# Whose work a lead is now: the queue that its holder got it from, else the one it waits in. That stays where its pool
# stays, and for what members have accepted; else the lead goes to its new pool, as in refining.
TALLY = """
    SELECT v.old_band, v.band, w.pool_id,
           CASE WHEN v.old_pool_id IS NOT DISTINCT FROM m.pool_id OR v.old_stage = ANY(%(held)s) THEN w.pool_id
                ELSE m.pool_id END, count(*) {counts}
    FROM ({verdicts}) v JOIN {matrix} USING (route_rule)
    LEFT JOIN routing_assignment a ON a.lead_id = v.lead_id AND a.closed_at IS NULL AND {assignments}
    LEFT JOIN routing_queue q ON q.id = a.queue_id
    CROSS JOIN LATERAL (SELECT COALESCE(q.custodian_id, v.old_custodian_id) AS pool_id) w
    GROUP BY 1, 2, 3, 4
"""


def _loads(policy: Policy, before: Mapping, after: Mapping) -> list[Load]:
    capacities = queue_capacities()
    efforts = _efforts(policy.route_rules)
    loads = []
    for queue in policy.queues.values():
        minutes, cost = efforts.get(queue.pk, (Decimal(0), Decimal(0)))
        counts = before.get(queue.custodian_id, 0), after.get(queue.custodian_id, 0)
        if any(counts) or queue.pk in efforts:
            loads.append(Load(queue, *counts, capacities.get(queue.pk), minutes, cost))
    return loads


def queue_capacities() -> dict[int, int | None]:
    """Most open leads of each queue's members together; None where one of them has no limit."""
    places = QueueMember.objects.filter(is_active=True, member__is_active=True)
    limits: dict[int, int | None] = dict(places.values_list("queue").annotate(most=Sum("capacity")))
    return limits | dict.fromkeys(places.filter(capacity=None).values_list("queue", flat=True))


def _efforts(route_rules: Sequence[RouteRule]) -> dict[int, tuple[Decimal, Decimal]]:
    """Minutes and cost of a touch in each queue: where several rows lead there, their average."""
    rows: dict[int, list[RouteRule]] = {}
    for rule in route_rules:
        rows.setdefault(rule.queue_id, []).append(rule)
    return {
        queue: (
            Decimal(sum(rule.minutes_per_touch for rule in rules)) / len(rules),
            sum((rule.cost_per_touch for rule in rules), Decimal(0)) / len(rules),
        )
        for queue, rules in rows.items()
    }


def examples(rule_set: RuleSet, before: str, after: str, *, at: datetime, most: int = MOST_EXAMPLES) -> list[Example]:
    """Leads that would go from one band to another, those first whose score changes most."""
    policy = compile_policy(rule_set)
    total = Standing.objects.filter(disposition=None).count()
    leads = LeadSet.everyone() if total <= EXACT_UP_TO else sample(SAMPLE)
    params = policy.judgement.params(at) | leads.params | {"before": before, "after": after, "most": most}
    with planned_for(leads), connection.cursor() as cursor:
        cursor.execute(EXAMPLES.format(verdicts=policy.verdicts(leads)), params)
        rows = cursor.fetchall()
    found = Lead.objects.select_related("company", "standing").in_bulk([lead for lead, *_ in rows])
    return [Example(found[lead], old, new) for lead, old, new in rows if lead in found]


EXAMPLES = """
    SELECT v.lead_id, v.old_score, v.score FROM ({verdicts}) v
    WHERE v.old_band = %(before)s AND v.band = %(after)s
    ORDER BY abs(v.score - v.old_score) DESC, v.lead_id LIMIT %(most)s
"""
