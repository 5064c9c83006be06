"""The product in ten lines: pre-qualify, score, band, route, assign, record the decision."""

from dataclasses import dataclass, field
from datetime import datetime

from django.db import connection

from leads.models import Stage, Standing
from routing.assigning import assign
from routing.policy import Policy, published_policy
from scoring.judgement import JUDGED
from scoring.lead_set import LeadSet, planned_for
from scoring.models import Decision
from tenants.models import WorkDue
from tenants.work import note_due


@dataclass(frozen=True)
class Judged:
    """Leads changed, the pools in which some now wait for a member, and when the first quarantined one is purged.

    `overtaken` leads were changed by somebody else while they were judged, and are still as that left them.
    """

    changed: int
    queues_to_serve: list[int]
    purge_due: datetime | None
    overtaken: int = 0

    def and_then(self, later: "Judged") -> "Judged":
        return Judged(
            changed=self.changed + later.changed,
            queues_to_serve=[*self.queues_to_serve, *later.queues_to_serve],
            purge_due=min((due for due in (self.purge_due, later.purge_due) if due), default=None),
            overtaken=later.overtaken,
        )


@dataclass(frozen=True)
class Refined:
    """What one run of the refinery did: leads whose outcome changed, and leads given to each queue member."""

    changed: int = 0
    assigned: dict[int, int] = field(default_factory=dict)


def refine(leads: LeadSet, *, cause: Decision.Cause, at: datetime, policy: Policy | None = None) -> Refined:
    """Judge a set of leads by the published policy, or another, as of `at`, and bring their standing in line with it.

    Pre-qualifies, scores, bands and routes in one statement, whether the set holds one lead or all of a tenant's;
    then gives what its queue gives to members. Writes only what changed: refining again changes nothing.
    Needs a tenant scope; raises NoPublishedRules where there is nothing to judge by.
    """
    policy = policy or published_policy()
    with planned_for(leads):
        judged = judge(leads, policy, cause=cause, at=at)
        assigned = assign(leads, judged.queues_to_serve, policy, at=at)
    if judged.purge_due:
        note_due(WorkDue.Kind.PURGE, judged.purge_due)
    return Refined(judged.changed, assigned)


def judge(leads: LeadSet, policy: Policy, *, cause: Decision.Cause, at: datetime) -> Judged:
    """Write verdict, scores, band, route and custody of every lead whose outcome changed, and the decision."""
    judged = _judge_once(leads, policy, cause=cause, at=at)
    if not judged.overtaken:
        return judged
    # Locking every lead beforehand would write to all of them for the sake of the few that two want at once.
    _lock(leads)
    return judged.and_then(_judge_once(leads, policy, cause=cause, at=at))


def _lock(leads: LeadSet) -> None:
    sql = f"""
        SELECT FROM leads_standing s WHERE s.disposition IS NULL AND {leads.predicate("s.lead_id")}
        ORDER BY s.lead_id FOR UPDATE"""
    with connection.cursor() as cursor:
        cursor.execute(sql, leads.params)


def _judge_once(leads: LeadSet, policy: Policy, *, cause: Decision.Cause, at: datetime) -> Judged:
    matrix, matrix_params = policy.matrix(at)
    params = policy.judgement.params(at) | leads.params | matrix_params
    params |= {"cause": cause, "rule_set": policy.rule_set.number, "held": list(Standing.HELD_STAGES)}
    with connection.cursor() as cursor:
        cursor.execute(judging_sql(leads, policy, matrix), params)
        rows = cursor.fetchall()
    return Judged(
        changed=sum(changed for _, changed, _, _, _ in rows),
        queues_to_serve=[pool for pool, _, to_assign, _, _ in rows if to_assign],
        purge_due=min((due for _, _, _, due, _ in rows if due), default=None),
        overtaken=sum(overtaken for *_, overtaken in rows),
    )


def judging_sql(leads: LeadSet, policy: Policy, matrix: str) -> str:
    return JUDGE.format(
        verdicts=policy.verdicts(leads),
        matrix=matrix,
        standings=leads.predicate("s.lead_id"),
        assignments=leads.predicate("a.lead_id"),
    )


# A stage says what a lead has reached, so refining may raise it and never lowers it.
REACHED = f"""(CASE
        WHEN v.old_stage NOT IN ('{Stage.INQUIRY}', '{Stage.LEAD}') THEN v.old_stage
        WHEN v.band IN ('hot', 'high_potential') THEN '{Stage.MQL}'
        WHEN v.band <> 'junk' THEN '{Stage.LEAD}'
        ELSE v.old_stage END)"""

JUDGE = f"""
    WITH verdicts AS ({{verdicts}}),
    judged AS (
        SELECT v.lead_id, {", ".join(f"v.{name}" for name in JUDGED)}, v.route_rule, v.old_stage, v.old_pool_id,
               v.old_custodian_id, v.old_fit, v.old_readiness, m.route, m.pool_id, m.next_action, m.due_at, m.assigns,
               {REACHED} AS stage,
               v.old_pool_id IS DISTINCT FROM m.pool_id AND NOT v.old_stage = ANY(%(held)s) AS moves
        FROM verdicts v JOIN {{matrix}} USING (route_rule)
        WHERE (v.old_fit, v.old_readiness, v.old_band, v.old_verdict, v.old_route, v.old_fired, v.old_points)
              IS DISTINCT FROM (v.fit, v.readiness, v.band, v.verdict, m.route, v.fired, v.points)
           OR (v.old_pool_id IS DISTINCT FROM m.pool_id AND NOT v.old_stage = ANY(%(held)s))
    ),
    changed AS (
        UPDATE leads_standing s SET
            fit = j.fit, readiness = j.readiness, score = j.score, band = j.band, verdict = j.verdict,
            route = j.route, fired = j.fired, points = j.points, rule_set = %(rule_set)s, refined_at = %(at)s,
            stage = j.stage, stage_since = CASE WHEN j.stage = j.old_stage THEN s.stage_since ELSE %(at)s END,
            pool_id = CASE WHEN j.moves THEN j.pool_id ELSE s.pool_id END,
            custodian_id = CASE WHEN j.moves THEN j.pool_id ELSE s.custodian_id END,
            next_action = CASE WHEN j.moves THEN j.next_action ELSE s.next_action END,
            next_action_at = CASE WHEN j.moves THEN j.due_at ELSE s.next_action_at END,
            waiting = CASE WHEN NOT j.moves THEN s.waiting ELSE '' END
        FROM judged j WHERE s.lead_id = j.lead_id AND s.disposition IS NULL AND {{standings}}
          AND (s.stage, s.pool_id, s.custodian_id, s.fit, s.readiness)
              IS NOT DISTINCT FROM (j.old_stage, j.old_pool_id, j.old_custodian_id, j.old_fit, j.old_readiness)
        RETURNING j.*
    ),
    decided AS (
        INSERT INTO scoring_decision (lead_id, at, cause, rule_set, verdict, fired, points, fit, readiness, score,
                                      band, route, route_rule, pool_id)
        SELECT lead_id, %(at)s, %(cause)s, %(rule_set)s, verdict, fired, points, fit, readiness, score,
               band, route, route_rule, pool_id
        FROM changed
    ),
    risen AS (
        INSERT INTO leads_stagechange (lead_id, at, from_stage, to_stage, reason)
        SELECT lead_id, %(at)s, old_stage, stage, 'Refined' FROM changed WHERE stage <> old_stage
    ),
    taken_back AS (
        UPDATE routing_assignment a SET closed_at = %(at)s, outcome = 'rerouted', reason = 'Its band now goes elsewhere'
        FROM changed c
        WHERE a.lead_id = c.lead_id AND {{assignments}} AND a.closed_at IS NULL
          AND c.moves AND c.old_custodian_id <> c.old_pool_id
    )
    SELECT j.pool_id, count(c.lead_id), count(*) FILTER (WHERE c.moves AND c.assigns),
           min(c.due_at) FILTER (WHERE c.moves AND c.route = 'purge'), count(*) - count(c.lead_id)
    FROM judged j LEFT JOIN changed c ON c.lead_id = j.lead_id GROUP BY j.pool_id
"""
