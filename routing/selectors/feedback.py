"""What is said of the rules, for their owner: the inbox, and which rules and sources are complained of most."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import Count, QuerySet

from leads.models import Lead, Source, Standing
from routing.models import Feedback
from routing.previewing import EXACT_UP_TO, SAMPLE, sample
from scoring.lead_set import LeadSet
from scoring.models import Rule
from scoring.rule_book import RuleEntry, rule_book

# Rules change, and what was said of them a year ago is of others.
COUNTED = timedelta(days=90)
# A rule stands out that is complained of so much more often than it fires, and more than by chance.
STANDS_OUT, AT_LEAST = 1.5, 5


@dataclass(frozen=True)
class Said:
    """Feedback with the rules that made the points then, the weightiest first."""

    feedback: Feedback
    rules: Sequence[tuple[RuleEntry, int]]


def feedback_list() -> QuerySet[Feedback]:
    return Feedback.objects.select_related("lead__company", "by__user", "answered_by__user")


def with_rules(rows: Sequence[Feedback]) -> list[Said]:
    return [Said(row, rules_of(row)) for row in rows]


def rules_of(feedback: Feedback) -> list[tuple[RuleEntry, int]]:
    book = rule_book(feedback.rule_set)
    found = [
        (book[key], points) for key, points in zip(feedback.fired, feedback.points, strict=True) if key in book
    ]  # fmt: skip
    return sorted(found, key=lambda one: -abs(one[1]))


def feedback_on(lead: Lead) -> list[Feedback]:
    """What was said of one lead, the latest first."""
    return list(feedback_list().filter(lead=lead).order_by("-pk"))


@dataclass(frozen=True)
class RuleCount:
    """How often a rule fired in leads complained of, against how often it fires at all."""

    rule: RuleEntry
    version: int
    complaints: int
    of_complaints: int
    fires: int
    of_leads: int

    @property
    def share_of_complaints(self) -> int:
        return round(100 * self.complaints / self.of_complaints)

    @property
    def share_of_leads(self) -> int:
        return round(100 * self.fires / self.of_leads) if self.of_leads else 0

    @property
    def stands_out(self) -> bool:
        return self.complaints >= AT_LEAST and self.share_of_complaints >= STANDS_OUT * self.share_of_leads


@dataclass(frozen=True)
class SourceCount:
    source: str
    complaints: int
    leads: int

    @property
    def label(self) -> str:
        return str(Source(self.source).label)


def counts_by_rule(*, at: datetime) -> list[RuleCount]:
    """Rules by how often they are complained of. With many leads, how often a rule fires is told from a sample.

    Without band rules: they only say which band it was.
    """
    leads = LeadSet.everyone() if Standing.objects.count() <= EXACT_UP_TO else sample(SAMPLE)
    with connection.cursor() as cursor:
        cursor.execute(BY_RULE.format(leads=leads.predicate("s.lead_id")), {"since": at - COUNTED} | leads.params)
        rows = cursor.fetchall()
    counts = [
        RuleCount(rule_book(version)[key], version, *numbers)
        for key, version, *numbers in rows
        if key in rule_book(version)
    ]
    return [count for count in counts if count.rule.kind != Rule.Kind.BAND]


BY_RULE = """
    WITH said AS (SELECT f.rule_set, f.fired FROM routing_feedback f WHERE f.at >= %(since)s),
    complained AS (
        SELECT u.rule, max(s.rule_set) AS version, count(*) AS n FROM said s CROSS JOIN unnest(s.fired) u(rule)
        GROUP BY u.rule
    ),
    judged AS (SELECT s.fired FROM leads_standing s WHERE s.rule_set IS NOT NULL AND {leads}),
    fires AS (SELECT u.rule, count(*) AS n FROM judged j CROSS JOIN unnest(j.fired) u(rule) GROUP BY u.rule)
    SELECT c.rule, c.version, c.n, (SELECT count(*) FROM said), coalesce(f.n, 0), (SELECT count(*) FROM judged)
    FROM complained c LEFT JOIN fires f USING (rule) ORDER BY c.n DESC, c.rule
"""


def counts_by_source(*, at: datetime) -> list[SourceCount]:
    """Complaints of the last weeks by the source of their leads, beside the leads that came from it."""
    since = at - COUNTED
    said = Feedback.objects.filter(at__gte=since).values_list("lead__source").annotate(n=Count("pk"))
    came = dict(Lead.objects.filter(first_inquiry_at__gte=since).values_list("source").annotate(n=Count("pk")))
    return [SourceCount(source, n, came.get(source, 0)) for source, n in said.order_by("-n")]
