"""Leads with a known outcome, as they were before it: the rows that the judging query reads for a backtest."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, models

from leads.models import Disposition, Stage, Touch
from scoring.hindsight.statistics import percent
from scoring.lead_set import LeadSet, Rows, planned_for
from tenants.scope import current_tenant

THEN = Rows(
    standings="closed s",
    facts="known l",
    touches="leads_touch tc JOIN closed m ON m.lead_id = tc.lead_id",
    which="",
    moment="moment",
    carried=("moment",),
)


# What the judging query is told to judge in a statement of `ClosedLeads.read`.
CLOSED = LeadSet("TRUE", {}, rows=THEN)
EVERYONE = LeadSet.everyone()
NOTHING: Mapping[str, Any] = {}


class Moment(models.TextChoices):
    """As of when a closed lead is looked at."""

    BEFORE_OUTCOME = "before_outcome", "Just before the outcome"
    BEFORE_CONTACT = "before_contact", "Just before the first contact by a person"


class Period(models.TextChoices):
    """Which outcomes are looked at."""

    LAST_YEAR = "last_year", "The last 12 months"
    ALL = "all", "All there are"

    def since(self, at: datetime) -> datetime | None:
        return at - timedelta(days=365) if self == Period.LAST_YEAR else None


@dataclass(frozen=True)
class ClosedLeads:
    """Closed leads of a period (`since` None: all there are), and as of when they are looked at."""

    moment: Moment = Moment.BEFORE_OUTCOME
    since: datetime | None = None
    of: LeadSet = EVERYONE

    def read(self, statement: str, params: Mapping[str, Any] = NOTHING) -> list[tuple]:
        """Rows of a statement over what was known then.

        It finds `closed` (a row a lead with its outcome and its `moment`, shaped like a standing that nothing was
        concluded about yet), `known` (the lead's facts as they were at that moment), and `contact` (when a person first
        spoke to a lead). Where it says `%(at)s`, each lead's own moment is meant.
        """
        with planned_for(CLOSED), connection.cursor() as cursor:
            cursor.execute(self._as_of_then + statement.replace("%(at)s", THEN.moment), {**params, **self._params})
            return cursor.fetchall()

    @property
    def _as_of_then(self) -> str:
        return AS_OF_THEN.format(
            contacted=self.of.predicate("x.lead_id"),
            leads=self.of.predicate("s.lead_id", "l.id"),
            contact="k.at" if self.moment == Moment.BEFORE_CONTACT else "NULL::timestamptz",
        )

    @property
    def _params(self) -> dict[str, Any]:
        known = {"since": self.since, "stages": list(Stage.values), "zone": current_tenant().time_zone}
        return self.of.params | known


# Machines send mails too: such a mail is no contact unless a member sent it.
BY_A_PERSON = f"""x.direction = '{Touch.Direction.OUTBOUND}'
              AND (x.kind IN ('{Touch.Kind.CALL}', '{Touch.Kind.MEETING}')
                   OR (x.kind = '{Touch.Kind.EMAIL_SENT}' AND x.by_id IS NOT NULL))"""

# The moment lies just before the outcome. Where a list told the outcome and not its time, all that is known of the lead
# came with its last inquiry; and where the lead came only after its outcome, so did the facts it is judged by.
# Whoever inquired again after the moment is left out: what that inquiry overwrote cannot be told any more.
AS_OF_THEN = f"""
    WITH contact AS MATERIALIZED (
        SELECT lead_id, min(at) AS at FROM (
            SELECT x.lead_id, x.at FROM leads_touch x WHERE {{contacted}} AND {BY_A_PERSON}
            UNION ALL
            SELECT x.lead_id, x.at FROM leads_stagechange x WHERE {{contacted}} AND x.to_stage = '{Stage.SAL}'
        ) first GROUP BY lead_id
    ),
    ended AS (
        SELECT s.lead_id, s.disposition AS outcome, s.pool_id, s.custodian_id, l.last_inquiry_at,
               LEAST(CASE WHEN s.outcome_at > l.first_inquiry_at THEN s.outcome_at - interval '1 microsecond'
                          ELSE l.last_inquiry_at END,
                     {{contact}} - interval '1 microsecond') AS moment,
               COALESCE(s.outcome_at, s.disposed_at) AS ended_at, s.disposed_at
        FROM leads_standing s JOIN leads_lead l ON l.id = s.lead_id LEFT JOIN contact k ON k.lead_id = s.lead_id
        WHERE s.disposition IS NOT NULL AND {{leads}}
          AND (%(since)s::timestamptz IS NULL OR COALESCE(s.outcome_at, s.disposed_at) >= %(since)s)
    ),
    reached AS (
        SELECT DISTINCT ON (g.lead_id) g.lead_id, g.to_stage
        FROM ended e JOIN leads_stagechange g ON g.lead_id = e.lead_id AND g.at <= e.moment
        WHERE g.to_stage = ANY(%(stages)s)
        ORDER BY g.lead_id, g.at DESC, g.id DESC
    ),
    closed AS MATERIALIZED (
        SELECT e.lead_id, e.outcome, e.moment, COALESCE(r.to_stage, '{Stage.INQUIRY}') AS stage, ''::text AS verdict,
               FALSE AS spared, 0 AS fit, 0 AS readiness, 0 AS score, ''::text AS band, ''::text AS route,
               NULL::bigint[] AS fired, NULL::int[] AS points, e.pool_id, e.custodian_id
        FROM ended e LEFT JOIN reached r ON r.lead_id = e.lead_id
        WHERE e.last_inquiry_at <= LEAST(e.moment, e.disposed_at)
    ),
    undone AS (
        SELECT DISTINCT ON (a.object_id, was.key) a.object_id, was.key, was.value
        FROM tenants_auditentry a
        JOIN leads_lead l ON l.public_id::text = a.object_id
        JOIN closed s ON s.lead_id = l.id AND a.at > s.moment
        CROSS JOIN LATERAL jsonb_each(a.before) was
        WHERE a.object_type = 'lead' AND a.action = 'lead.changed'
        ORDER BY a.object_id, was.key, a.id
    ),
    were AS (
        SELECT object_id, jsonb_object_agg(key, value) AS facts,
               jsonb_object_agg(substr(key, 8), value) FILTER (WHERE key LIKE 'custom.%%') AS custom
        FROM undone GROUP BY object_id
    ),
    known AS MATERIALIZED (
        SELECT p.*
        FROM closed s JOIN leads_lead l ON l.id = s.lead_id
        LEFT JOIN were w ON w.object_id = l.public_id::text
        CROSS JOIN LATERAL jsonb_populate_record(l, COALESCE(w.facts, '{{{{}}}}')
            || CASE WHEN w.custom IS NULL THEN '{{{{}}}}'
                    ELSE jsonb_build_object('custom', l.custom || w.custom) END) p
    )"""


@dataclass(frozen=True)
class Outcomes:
    """How many leads ended how, and how many of them cannot be looked at because they inquired again."""

    won: int
    lost: int
    left_out: int = 0

    @property
    def total(self) -> int:
        return self.won + self.lost

    @property
    def win_rate(self) -> float:
        return self.won / self.total if self.total else 0.0

    @property
    def win_rate_in_words(self) -> str:
        return percent(self.win_rate)


# Purged leads are lost ones: nobody bought.
OUTCOMES = f"""
    SELECT count(*) FILTER (WHERE c.outcome = '{Disposition.WON}'),
           count(*) FILTER (WHERE c.outcome <> '{Disposition.WON}'), count(*) FILTER (WHERE c.outcome IS NULL)
    FROM ended e LEFT JOIN closed c ON c.lead_id = e.lead_id"""


def outcomes_of(leads: ClosedLeads) -> Outcomes:
    (counts,) = leads.read(OUTCOMES)
    return Outcomes(*counts)
