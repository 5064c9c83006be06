"""B2: preview of a draft while it is edited: the first figures, then the exact ones."""

from collections.abc import Iterator

from django.db import connection

from bench import data, database, rules
from bench.refining import refine_after
from bench.timing import Figure, against_floor, repeatedly, seconds, within
from leads.models import Standing
from routing.previewing import preview
from routing.sweeping import refine_all
from scoring.drafts.drafting import begin_draft
from scoring.models import Decision, Rule, RuleSet
from tenants.models import Tenant
from tenants.scope import tenant_scope

ROUNDS = 5
# Of the version in force: no other case publishes one so high.
NUMBER = 20
# Seconds until the first figures, by the number of open leads up to which they hold.
FIRST_FIGURES = ((250_000, 0.5), (1_000_000, 1.5))

# The thirty rules of `bench.rules` with the points of the draft, as one would write them for this purpose alone.
BY_HAND = """
    WITH touched AS (
        SELECT lead_id,
               bool_or(kind = 'form' AND at > %(at)s - interval '30 days') AS a,
               bool_or(kind = 'form') AS b,
               bool_or(kind = 'visit' AND at > %(at)s - interval '7 days') AS c,
               bool_or(kind = 'visit' AND at > %(at)s - interval '30 days') AS d,
               bool_or(kind = 'email_open' AND at > %(at)s - interval '30 days') AS e,
               bool_or(kind = 'email_click' AND at > %(at)s - interval '30 days') AS f,
               bool_or(kind = 'email_click') AS g,
               bool_or(kind = 'email_reply' AND at > %(at)s - interval '60 days') AS h,
               bool_or(kind = 'call' AND at > %(at)s - interval '30 days') AS i,
               bool_or(kind = 'meeting') AS j
        FROM leads_touch WHERE at > %(at)s - interval '90 days' AND at <= %(at)s GROUP BY lead_id
    ),
    scored AS (
        SELECT s.band AS old_band, s.pool_id AS old_pool, s.stage, c.employees, l.timeline, l.budget, l.authority,
               l.need,
               least(100, 7 * (l.inquiry_count >= 1)::int + 14 * (lower(l.country) = 'at')::int + 5 * (
                   coalesce(c.employees BETWEEN 200 AND 5000, false)::int + coalesce(c.employees < 50, false)::int +
                   coalesce(c.annual_revenue >= 10000000, false)::int +
                   coalesce(lower(c.industry) IN ('manufacturing', 'logistics'), false)::int +
                   coalesce(lower(c.industry) = 'software', false)::int + coalesce(c.domain <> '', false)::int +
                   (strpos(lower(l.title), 'cto') > 0)::int + (strpos(lower(l.title), 'vp') > 0)::int +
                   (strpos(lower(l.title), 'director') > 0)::int + (starts_with(lower(l.title), 'head of'))::int +
                   (strpos(lower(l.title), 'student') > 0)::int + (l.timeline = '0-3m')::int +
                   (l.timeline = '3-6m')::int + (l.budget = 'yes')::int + (l.authority = 'yes')::int +
                   (l.need = 'yes')::int + coalesce(lower(l.custom->>'segment') = 's3', false)::int +
                   ('free_email' = ANY(l.flags))::int)) AS fit,
               least(60, 12 * (coalesce(a, false)::int + coalesce(b, false)::int + coalesce(c_, false)::int +
                   coalesce(d, false)::int + coalesce(e, false)::int + coalesce(f, false)::int +
                   coalesce(g, false)::int + coalesce(h, false)::int + coalesce(i, false)::int +
                   coalesce(j, false)::int)) AS readiness
        FROM leads_standing s JOIN leads_lead l ON l.id = s.lead_id
        LEFT JOIN leads_company c ON c.id = l.company_id
        LEFT JOIN (SELECT lead_id, a, b, c AS c_, d, e, f, g, h, i, j FROM touched) t ON t.lead_id = s.lead_id
        WHERE s.disposition IS NULL
    ),
    banded AS (
        SELECT old_band, old_pool, stage, CASE
            WHEN employees < 20 AND readiness >= 20 THEN 'partner_opportunity'
            WHEN fit + readiness >= 80 AND readiness >= 45 THEN 'hot'
            WHEN fit + readiness >= 50 AND fit >= 15 THEN 'high_potential'
            WHEN fit >= 15 AND (timeline = '' OR budget = '' OR authority = '' OR need = '') THEN 'need_information'
            WHEN fit >= 10 THEN 'need_nurturing' ELSE 'low_potential' END AS band
        FROM scored
    )
    SELECT b.old_band, b.band, b.old_pool,
           CASE WHEN b.stage IN ('sal', 'sql', 'opportunity') THEN b.old_pool ELSE q.custodian_id END AS pool, count(*)
    FROM banded b JOIN routing_routerule r ON r.band = b.band JOIN routing_queue q ON q.id = r.queue_id
    GROUP BY 1, 2, 3, 4
"""


def measure(tenant: Tenant) -> Iterator[Figure]:
    refine_after(tenant, NUMBER, 7, 9)
    database.tidy()
    with tenant_scope(tenant):
        draft = _draft_with_other_points()
        leads = Standing.objects.filter(disposition=None).count()
    first = sorted(repeatedly(ROUNDS, lambda _: _preview(tenant, draft, exact=False)))[ROUNDS // 2]
    bar = next((bar for most, bar in FIRST_FIGURES if leads <= most * 1.1), FIRST_FIGURES[-1][1])
    yield within("B2", f"first figures of {leads:,} leads", first, "s", at_most=bar)
    floor = seconds(lambda: _by_hand(tenant))
    taken = seconds(lambda: _preview(tenant, draft, exact=True))
    floor = (floor + seconds(lambda: _by_hand(tenant))) / 2
    yield against_floor("B2", "exact figures; floor: hand-written SQL", taken, "s", floor=floor, at_most=1.5)
    yield within("B2", "leads that the run moves otherwise than the preview said", _apart(tenant, draft), "", at_most=0)


def _draft_with_other_points() -> RuleSet:
    """The rules in force with other points for what holds for a fifth of the leads."""
    draft = begin_draft(name="Draft", by=None, at=data.AT, source=RuleSet.objects.get(status="published"))
    Rule.objects.filter(rule_set=draft, condition=rules.A_FIFTH).update(points=14)
    return draft


def _preview(tenant: Tenant, draft: RuleSet, *, exact: bool):
    with tenant_scope(tenant):
        return preview(draft, at=data.AT, exact=exact)


def _by_hand(tenant: Tenant) -> None:
    with tenant_scope(tenant), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_nestloop = off")
        cursor.execute(BY_HAND, {"at": data.AT})
        cursor.fetchall()


def _apart(tenant: Tenant, draft: RuleSet) -> int:
    """Publishes the draft, and counts by how many leads the bands then differ from what was shown."""
    shown = _preview(tenant, draft, exact=True)
    with tenant_scope(tenant):
        rules.publish_again(draft.number)
    refine_all(tenant, cause=Decision.Cause.PUBLISH, at=data.AT)
    with tenant_scope(tenant), connection.cursor() as cursor:
        cursor.execute("SELECT band, count(*) FROM leads_standing WHERE disposition IS NULL GROUP BY band")
        found = dict(cursor.fetchall())
    return sum(abs(shown.then(band) - found.get(band, 0)) for band in {*found, *(after for _, after in shown.moves)})
