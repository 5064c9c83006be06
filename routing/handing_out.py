"""One statement that hands a queue's waiting leads to its members: best lead first, to whoever's turn is next."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import connection

from routing.candidates import Candidate
from routing.models import Queue
from routing.territory import TerritoryClass
from scoring.lead_set import LeadSet

LATER_TURN = {
    Queue.Strategy.ROUND_ROBIN: "had a lead more recently",
    Queue.Strategy.LEAST_LOADED: "holds more open leads",
}


def hand_out(
    queue: Queue, leads: LeadSet, territory: TerritoryClass, candidates: Sequence[Candidate], *, at: datetime
) -> dict[int, int]:
    """Give the leads of a territory class to members who can take them. Answers {membership id: leads given}."""
    able = [c for c in candidates if not c.why_not and c.place.pk in territory.places]
    params = leads.params | territory.params | _member_columns(queue, able, candidates)
    params |= {"queue": queue.pk, "pool": queue.custodian_id, "at": at, "owner_first": queue.company_owner_first}
    sql = HAND_OUT.format(
        leads=leads.predicate("s.lead_id", "l.id"), standings=leads.predicate("s.lead_id"), territory=territory.sql
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return dict(cursor.fetchall())


def _member_columns(queue: Queue, able: Sequence[Candidate], everyone: Sequence[Candidate]) -> dict[str, Any]:
    later, owner = LATER_TURN[Queue.Strategy(queue.strategy)], "does not own the company"
    return {
        "members": [c.place.member_id for c in able],
        "custodians": [c.custodian_id for c in able],
        "starts": [c.start for c in able],
        "weights": [c.place.weight for c in able],
        "rooms": [c.room for c in able],
        "last": [c.place.last_assigned_at for c in able],
        "places": [place for place, c in enumerate(everyone) if c in able],
        "later_turn": Candidate.passed_over_json(everyone, why=later),
        "not_owner": Candidate.passed_over_json(everyone, why=owner),
        "unlimited_weight": sum(c.place.weight for c in able if c.room is None) or None,
        "why": f"Next in turn in {queue.name}",
        "why_owner": "Owns the company",
    }


# `place` is the member's own among all candidates, whom "passed over" then leaves out.
# A slot is one more lead for one member, placed at the turn it would be. Members without a limit need no more slots
# than their share of the leads and one for the rounding. A lead that somebody else is changing right now is left to
# them: waiting for it, with the members locked, could be waiting for one who waits for these members.
HAND_OUT = """
    WITH member AS (
        SELECT * FROM unnest(%(members)s::bigint[], %(custodians)s::bigint[], %(starts)s::float8[], %(weights)s::int[],
                             %(rooms)s::int[], %(last)s::timestamptz[], %(places)s::int[])
            AS m (member_id, custodian_id, start, weight, room, last_at, place)
    ),
    waiting AS (
        SELECT s.lead_id, s.score, s.next_action_at AS due_at, m.member_id AS owner_id
        FROM leads_standing s
        JOIN leads_lead l ON l.id = s.lead_id
        LEFT JOIN leads_company c ON c.id = l.company_id
        LEFT JOIN member m ON m.member_id = c.owner_id AND %(owner_first)s
        WHERE s.custodian_id = %(pool)s AND s.disposition IS NULL AND {leads} AND {territory}
    ),
    owned AS (
        SELECT w.lead_id, w.due_at, m.member_id
        FROM (SELECT *, row_number() OVER (PARTITION BY owner_id ORDER BY score DESC, lead_id) AS k
              FROM waiting WHERE owner_id IS NOT NULL) w
        JOIN member m ON m.member_id = w.owner_id AND (m.room IS NULL OR w.k <= m.room)
    ),
    rest AS (
        SELECT w.lead_id, w.due_at, row_number() OVER (ORDER BY w.score DESC, w.lead_id) AS n
        FROM waiting w WHERE NOT EXISTS (SELECT FROM owned o WHERE o.lead_id = w.lead_id)
    ),
    slot AS (
        SELECT m.member_id, row_number() OVER (
                   ORDER BY m.start + (had.n + k)::float8 / m.weight, m.last_at NULLS FIRST, m.member_id) AS n
        FROM member m
        CROSS JOIN LATERAL (SELECT count(*) AS n FROM owned o WHERE o.member_id = m.member_id) had
        CROSS JOIN LATERAL generate_series(1, LEAST(
            m.room - had.n,
            (SELECT count(*) FROM rest),
            CASE WHEN m.room IS NULL THEN
                ceil((SELECT count(*) FROM rest) * m.weight::float8 / %(unlimited_weight)s)::bigint + m.weight + 1 END
        )) k
    ),
    given AS (
        SELECT lead_id, due_at, member_id, TRUE AS by_owner FROM owned
        UNION ALL
        SELECT rest.lead_id, rest.due_at, slot.member_id, FALSE FROM rest JOIN slot USING (n)
    ),
    free AS MATERIALIZED (
        SELECT s.lead_id FROM leads_standing s JOIN given g ON g.lead_id = s.lead_id
        WHERE s.custodian_id = %(pool)s AND s.disposition IS NULL AND {standings}
        FOR UPDATE OF s SKIP LOCKED
    ),
    held AS (
        UPDATE leads_standing s SET custodian_id = m.custodian_id, waiting = ''
        FROM given g JOIN member m USING (member_id) JOIN free f USING (lead_id)
        WHERE s.lead_id = g.lead_id AND s.custodian_id = %(pool)s
        RETURNING s.lead_id, g.due_at, g.member_id, g.by_owner
    ),
    assigned AS (
        INSERT INTO routing_assignment (lead_id, queue_id, member_id, assigned_at, due_at, outcome, reason)
        SELECT lead_id, %(queue)s, member_id, %(at)s, due_at, '', '' FROM held
    ),
    noted AS (
        INSERT INTO routing_handoff (lead_id, at, from_custodian_id, to_custodian_id, reason, passed_over)
        SELECT h.lead_id, %(at)s, %(pool)s, m.custodian_id,
               CASE WHEN h.by_owner THEN %(why_owner)s ELSE %(why)s END,
               CASE WHEN h.by_owner THEN %(not_owner)s ELSE %(later_turn)s END::jsonb - m.place
        FROM held h JOIN member m USING (member_id)
    ),
    tally AS (SELECT member_id, count(*) AS n FROM held GROUP BY member_id),
    turned AS (
        UPDATE routing_queuemember q SET turn = m.start + t.n::float8 / m.weight, last_assigned_at = %(at)s
        FROM member m JOIN tally t USING (member_id)
        WHERE q.queue_id = %(queue)s AND q.member_id = m.member_id
        RETURNING q.turn
    ),
    advanced AS (
        UPDATE routing_queue q SET turn = GREATEST(q.turn, (SELECT max(turn) FROM turned))
        WHERE q.id = %(queue)s AND EXISTS (SELECT FROM tally)
    )
    SELECT member_id, n FROM tally
"""
