"""Every promise of the product that the database can be asked about, and how often it is broken right now.

The answer should be zero for each, always: `manage.py audit` prints them, and the black-hole monitor watches those that
are quick to ask.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection

ENDS = "('won', 'lost', 'purged')"


@dataclass(frozen=True)
class Promise:
    """`sql` counts the cases in which it is broken. `is_quick`: reads only indexes, whatever the number of leads."""

    code: str
    words: str
    sql: str
    is_quick: bool = False


PROMISES = (
    Promise(
        "lead_nobody_holds",
        "An open lead has a custodian and a next action with a time",
        """SELECT count(*) FROM (
               SELECT lead_id FROM leads_standing WHERE disposition IS NULL AND custodian_id IS NULL
               UNION SELECT lead_id FROM leads_standing WHERE disposition IS NULL AND next_action_at IS NULL) x""",
        is_quick=True,
    ),
    Promise(
        "lead_held_by_someone_who_left",
        "Whoever holds a lead still works here",
        """SELECT count(*) FROM leads_standing s JOIN leads_custodian c ON c.id = s.custodian_id
           JOIN tenants_membership m ON m.id = c.member_id
           WHERE s.disposition IS NULL AND NOT m.is_active""",
        is_quick=True,
    ),
    Promise(
        "two_open_assignments",
        "A lead is in one member's hands at a time",
        """SELECT count(*) FROM (SELECT lead_id FROM routing_assignment WHERE closed_at IS NULL
                                 GROUP BY lead_id HAVING count(*) > 1) x""",
        is_quick=True,
    ),
    Promise(
        "assignment_of_a_closed_lead",
        "A lead that is closed is in nobody's hands",
        """SELECT count(*) FROM routing_assignment a JOIN leads_standing s ON s.lead_id = a.lead_id
           WHERE a.closed_at IS NULL AND s.disposition IS NOT NULL""",
        is_quick=True,
    ),
    Promise(
        "assignment_without_custody",
        "Who is assigned a lead is its custodian",
        """SELECT count(*) FROM routing_assignment a JOIN leads_standing s ON s.lead_id = a.lead_id
           LEFT JOIN leads_custodian c ON c.id = s.custodian_id
           WHERE a.closed_at IS NULL AND s.disposition IS NULL AND c.member_id IS DISTINCT FROM a.member_id""",
        is_quick=True,
    ),
    Promise(
        "custody_without_assignment",
        "A member who holds a lead has it assigned, with a promise",
        """SELECT count(*) FROM leads_standing s JOIN leads_custodian c ON c.id = s.custodian_id
           WHERE s.disposition IS NULL AND c.member_id IS NOT NULL AND NOT EXISTS (
               SELECT FROM routing_assignment a
               WHERE a.lead_id = s.lead_id AND a.closed_at IS NULL AND a.member_id = c.member_id)""",
        is_quick=True,
    ),
    Promise(
        "overdue_and_nobody_told",
        "Overdue work is seen by somebody: in their queue, or as waiting with a reason",
        """SELECT count(*) FROM leads_standing s JOIN routing_queue q ON q.custodian_id = s.custodian_id
           JOIN leads_custodian c ON c.id = s.custodian_id
           WHERE s.disposition IS NULL AND s.next_action_at < %(at)s - interval '1 hour' AND (
               (q.strategy IN ('round_robin', 'least_loaded') AND s.waiting = '')
               OR (q.strategy = 'pull' AND NOT c.is_last_resort
                   AND NOT EXISTS (SELECT FROM routing_queuemember p JOIN tenants_membership m ON m.id = p.member_id
                                   WHERE p.queue_id = q.id AND p.is_active AND m.is_active))
               OR (q.strategy = 'hold' AND s.next_action_at < %(at)s - interval '2 days'))""",
        is_quick=True,
    ),
    Promise(
        "lead_without_standing",
        "Every lead stands somewhere",
        """SELECT count(*) FROM leads_lead l
           WHERE NOT EXISTS (SELECT FROM leads_standing s WHERE s.lead_id = l.id)""",
    ),
    Promise(
        "lead_without_inquiry",
        "Every lead came from an inquiry with a source",
        """SELECT count(*) FROM leads_lead l
           WHERE l.source = '' OR NOT EXISTS (SELECT FROM leads_inquiry i WHERE i.lead_id = l.id)""",
    ),
    Promise(
        "inquiry_without_lead_or_reason",
        "Every inquiry became a lead or waits for a look, with the reason",
        "SELECT count(*) FROM leads_inquiry WHERE lead_id IS NULL AND needs_look = ''",
    ),
    Promise(
        "lead_never_refined",
        "Every open lead has been judged",
        "SELECT count(*) FROM leads_standing WHERE disposition IS NULL AND refined_at IS NULL",
    ),
    Promise(
        "judgement_without_decision",
        "What a lead is judged to be is what its last decision says",
        """SELECT count(*) FROM leads_standing s LEFT JOIN LATERAL (
               SELECT * FROM scoring_decision d WHERE d.lead_id = s.lead_id ORDER BY d.id DESC LIMIT 1) d ON TRUE
           WHERE s.refined_at IS NOT NULL AND
                 (s.band, s.route, s.verdict, s.score, s.fit, s.readiness, s.rule_set, s.fired, s.points)
                 IS DISTINCT FROM
                 (d.band, d.route, d.verdict, d.score, d.fit, d.readiness, d.rule_set, d.fired, d.points)""",
    ),
    Promise(
        "stage_without_row",
        "The stage a lead has reached is the last one noted",
        f"""SELECT count(*) FROM leads_standing s WHERE s.stage <> COALESCE((
               SELECT g.to_stage FROM leads_stagechange g WHERE g.lead_id = s.lead_id AND g.to_stage NOT IN {ENDS}
               ORDER BY g.id DESC LIMIT 1), 'inquiry')""",
    ),
    Promise(
        "end_without_row",
        "A lead is closed, or open, as its last noted change says",
        f"""SELECT count(*) FROM leads_standing s LEFT JOIN LATERAL (
               SELECT g.to_stage FROM leads_stagechange g WHERE g.lead_id = s.lead_id ORDER BY g.id DESC LIMIT 1
           ) g ON TRUE
           WHERE s.disposition IS DISTINCT FROM CASE WHEN g.to_stage IN {ENDS} THEN g.to_stage END""",
    ),
    Promise(
        "end_without_reason",
        "A closed lead says why",
        "SELECT count(*) FROM leads_standing WHERE disposition IS NOT NULL AND btrim(disposition_reason) = ''",
    ),
    Promise(
        "custody_without_row",
        "How a lead came to its custodian is told by its last hand-off, or by a decision since",
        """SELECT count(*) FROM leads_standing s LEFT JOIN LATERAL (
               SELECT h.to_custodian_id, h.at FROM routing_handoff h WHERE h.lead_id = s.lead_id
               ORDER BY h.id DESC LIMIT 1) h ON TRUE
           WHERE s.disposition IS NULL AND s.refined_at IS NOT NULL
             AND h.to_custodian_id IS DISTINCT FROM s.custodian_id AND NOT EXISTS (
                 SELECT FROM scoring_decision d
                 WHERE d.lead_id = s.lead_id AND d.pool_id = s.custodian_id AND (h.at IS NULL OR d.at >= h.at))""",
    ),
    Promise(
        "request_without_answer",
        "A request that was accepted has been answered",
        """SELECT count(*) FROM leads_idempotencyrecord
           WHERE status IS NULL AND created_at < %(at)s - interval '1 hour'""",
    ),
    Promise(
        "lead_in_retired_queue",
        "Nothing is left in a queue that was retired",
        """SELECT count(*) FROM leads_standing s JOIN routing_queue q ON q.custodian_id = s.custodian_id
           WHERE s.disposition IS NULL AND q.retired_at IS NOT NULL""",
    ),
)


def broken_promises(*, at: datetime, quick: bool = False) -> dict[str, int]:
    """How often each promise is broken for the tenant in scope, by its code.

    `quick` asks only those that cost the same for a thousand leads and a million, for pages that watch them.
    """
    asked = [promise for promise in PROMISES if promise.is_quick or not quick]
    with connection.cursor() as cursor:
        # One statement: every count is of the same moment.
        cursor.execute(f"SELECT {', '.join(f'({promise.sql})' for promise in asked)}", {"at": at})
        counts = cursor.fetchone()
    return dict(zip((promise.code for promise in asked), counts, strict=True))
