"""Gives leads that wait in a queue to its members: fairly, within capacity, and saying why.

Each member has a turn counter: a lead given raises it by 1 / weight, and the next lead goes to the lowest. The members'
rows are locked first, so concurrent workers serve a queue one after the other: nobody gets two turns at once, or more
leads than they can take.
"""

from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import connection

from leads.models import Custodian
from routing.candidates import Candidate, candidates_of, lock_rotations, why_waiting
from routing.handing_out import hand_out
from routing.models import Queue
from routing.policy import Policy
from routing.territory import TerritoryClass, territory_classes
from scoring.lead_set import LeadSet
from tenants.models import WorkDue
from tenants.work import note_due


def assign(leads: LeadSet, pools: Collection[int], policy: Policy, *, at: datetime) -> dict[int, int]:
    """Give the leads of the set that wait in these pools to members. Answers {membership id: leads given}."""
    given: dict[int, int] = {}
    queues = [queue for queue in policy.queues.values() if queue.custodian_id in pools and queue.assigns]
    if queues:
        lock_rotations(queues)
    for queue in queues:
        for member_id, count in serve(queue, leads, at=at).items():
            given[member_id] = given.get(member_id, 0) + count
    return given


def serve(queue: Queue, leads: LeadSet, *, at: datetime) -> dict[int, int]:
    """Give the waiting leads of a queue whose rotation is locked to its members; what nobody can take stays, with the
    reason why."""
    candidates = candidates_of(queue, at=at)
    given: dict[int, int] = {}
    for territory in territory_classes(queue, leads, candidates, at=at):
        able = [c for c in candidates if not c.why_not and c.place.pk in territory.places]
        if able:
            counts = hand_out(queue, leads, territory, candidates, at=at)
            take_turns(candidates, counts)
            given |= {member: given.get(member, 0) + count for member, count in counts.items()}
        if any(c.room is not None for c in able) or not able:
            note_waiting(queue, leads, territory, candidates, at=at)
    return given


def take_turns(candidates: Sequence[Candidate], counts: dict[int, int]) -> None:
    """Bring the candidates in line with what they were just given, for the next territory of the same run."""
    for candidate in candidates:
        candidate.take(counts.get(candidate.place.member_id, 0))


def note_waiting(
    queue: Queue, leads: LeadSet, territory: TerritoryClass, candidates: Sequence[Candidate], *, at: datetime
) -> None:
    """Say on the leads that are left why nobody holds them; a queue without members passes them to the last resort."""
    params = (
        leads.params
        | territory.params
        | {
            "pool": queue.custodian_id,
            "at": at,
            "why": why_waiting(queue, candidates),
            "passed_over": Candidate.passed_over_json(candidates),
            "to": queue.custodian_id if candidates else last_resort().pk,
        }
    )
    sql = NOTE_WAITING.format(
        leads=leads.predicate("s.lead_id", "l.id"), standings=leads.predicate("s.lead_id"), territory=territory.sql
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        if cursor.rowcount:
            note_due(WorkDue.Kind.RELEASE, at)


def last_resort() -> Custodian:
    return Custodian.objects.get(is_last_resort=True)


# Like handing out, it waits for nobody: what somebody else is changing is left to them.
NOTE_WAITING = """
    WITH left_over AS MATERIALIZED (
        SELECT s.lead_id FROM leads_standing s JOIN leads_lead l ON l.id = s.lead_id
        LEFT JOIN leads_company c ON c.id = l.company_id
        WHERE s.custodian_id = %(pool)s AND s.disposition IS NULL
          AND (s.waiting, s.custodian_id) IS DISTINCT FROM (%(why)s, %(to)s) AND {leads} AND {territory}
        FOR UPDATE OF s SKIP LOCKED
    ),
    told AS (
        UPDATE leads_standing s SET waiting = %(why)s, custodian_id = %(to)s
        FROM left_over o WHERE s.lead_id = o.lead_id AND {standings}
        RETURNING s.lead_id
    )
    INSERT INTO routing_handoff (lead_id, at, from_custodian_id, to_custodian_id, reason, passed_over)
    SELECT lead_id, %(at)s, %(pool)s, %(to)s, %(why)s, %(passed_over)s::jsonb FROM told
"""
