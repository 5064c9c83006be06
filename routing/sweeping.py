"""What is done for a whole tenant: re-refining, releasing leads that wait, purging quarantined junk."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.db import connection
from django.db.models import Max, Min

from leads.idempotency import forget_old_answers
from leads.models import Standing
from routing.assigning import assign
from routing.candidates import NO_MEMBERS
from routing.models import Queue
from routing.pipeline import refine
from routing.policy import published_policy
from routing.reassessing import renew_held
from scoring.lead_set import LeadSet
from scoring.models import Decision
from tenants.models import Tenant, WorkDue
from tenants.policy import with_policy_of_now
from tenants.repeating import done_in_scope
from tenants.scope import tenant_scope
from tenants.work import claim, complete, note_due

# Small enough that a batch's locks are short, large enough that its statements' overhead does not show.
BATCH = 50_000
RELEASE_AGAIN_AFTER = timedelta(minutes=1)
REFINE_AGAIN_AFTER = timedelta(days=1)
PURGE_AGAIN_AFTER = timedelta(days=1)
# A worker that dies in the middle leaves the work to the next one after this long.
RELEASE_LEASE = timedelta(minutes=5)
REFINE_LEASE = PURGE_LEASE = timedelta(minutes=30)


@dataclass
class RefinedAll:
    """Leads looked at, leads whose outcome changed, and leads given to members."""

    seen: int = 0
    changed: int = 0
    assigned: int = 0


def refine_all(
    tenant: Tenant,
    *,
    cause: Decision.Cause,
    at: datetime,
    batch: int = BATCH,
    progress: Callable[[RefinedAll], None] = lambda _: None,
) -> RefinedAll:
    """Refine every open lead of a tenant, a committed batch at a time. Interrupted, it can simply be run again."""
    done = RefinedAll()
    with tenant_scope(tenant):
        ids = Standing.objects.filter(disposition=None).aggregate(first=Min("lead"), last=Max("lead"))
    if ids["first"] is None:
        return done
    for first in range(ids["first"], ids["last"] + 1, batch):
        leads = LeadSet.between(first, first + batch - 1)
        refined = done_in_scope(with_policy_of_now(tenant), partial(refine, leads, cause=cause, at=at))
        done.seen = min(first + batch, ids["last"] + 1) - ids["first"]
        done.changed += refined.changed
        done.assigned += sum(refined.assigned.values())
        progress(done)
    return done


def reassess(tenant: Tenant, *, at: datetime) -> RefinedAll:
    """What time does to leads: points fade and bands move; who is held for a date that has come gets the next one."""
    done = refine_all(tenant, cause=Decision.Cause.TIME, at=at)
    done_in_scope(tenant, partial(renew_held, at=at))
    return done


def refine_due(tenant: Tenant, *, at: datetime) -> RefinedAll | None:
    """The nightly reassessment, and what a night clears away. None if it is not due."""
    claimed = claim(tenant, WorkDue.Kind.REFINE, at=at, lease=REFINE_LEASE)
    if claimed is None:
        return None
    done = reassess(tenant, at=at)
    with tenant_scope(tenant):
        forget_old_answers(at=at)
    complete(tenant, WorkDue.Kind.REFINE, claimed, next_at=at + REFINE_AGAIN_AFTER)
    return done


def release_waiting(tenant: Tenant, *, at: datetime) -> int:
    """Give leads that wait in queues to members who have room by now. Answers how many were given."""
    claimed = claim(tenant, WorkDue.Kind.RELEASE, at=at, lease=RELEASE_LEASE)
    if claimed is None:
        return 0
    given = done_in_scope(tenant, partial(_release, at))
    complete(tenant, WorkDue.Kind.RELEASE, claimed, next_at=None)
    return given


def _release(at: datetime) -> int:
    policy = published_policy()
    queues = [queue for queue in policy.queues.values() if queue.assigns]
    for queue in queues:
        bring_back(queue, at=at)
    waiting = [queue for queue in queues if _waiting_in(queue)]
    given = assign(LeadSet.everyone(), [queue.custodian_id for queue in waiting], policy, at=at)
    if any(_waiting_in(queue) for queue in waiting):
        note_due(WorkDue.Kind.RELEASE, at + RELEASE_AGAIN_AFTER)
    return sum(given.values())


def bring_back(queue: Queue, *, at: datetime) -> None:
    """Leads that lie at the last resort because the queue had no members wait in it again, now that it has some."""
    params: dict[str, Any] = {
        "queue": queue.pk,
        "pool": queue.custodian_id,
        "at": at,
        "why": f"{queue} has members again",
        "no_members": f"% {NO_MEMBERS}",
    }
    with connection.cursor() as cursor:
        cursor.execute(BRING_BACK, params)


BRING_BACK = """
    WITH stranded AS MATERIALIZED (
        SELECT s.lead_id, s.custodian_id FROM leads_standing s JOIN leads_custodian k ON k.id = s.custodian_id
        WHERE k.is_last_resort AND s.pool_id = %(pool)s AND s.disposition IS NULL AND s.waiting LIKE %(no_members)s
          AND EXISTS (SELECT FROM routing_queuemember m JOIN tenants_membership p ON p.id = m.member_id
                      WHERE m.queue_id = %(queue)s AND m.is_active AND p.is_active)
        FOR UPDATE OF s SKIP LOCKED
    ),
    back AS (
        UPDATE leads_standing s SET custodian_id = %(pool)s, waiting = ''
        FROM stranded t WHERE s.lead_id = t.lead_id
    )
    INSERT INTO routing_handoff (lead_id, at, from_custodian_id, to_custodian_id, reason, passed_over)
    SELECT lead_id, %(at)s, custodian_id, %(pool)s, %(why)s, '[]'::jsonb FROM stranded
"""


def _waiting_in(queue: Queue) -> bool:
    return Standing.objects.filter(custodian=queue.custodian_id, disposition=None).exists()


def purge_quarantine(tenant: Tenant, *, at: datetime) -> int:
    """Dispose of junk whose time in quarantine is over. Answers how many leads were purged."""
    claimed = claim(tenant, WorkDue.Kind.PURGE, at=at, lease=PURGE_LEASE)
    if claimed is None:
        return 0
    purged = done_in_scope(tenant, partial(_purge, at))
    complete(tenant, WorkDue.Kind.PURGE, claimed, next_at=at + PURGE_AGAIN_AFTER)
    return purged


def _purge(at: datetime) -> int:
    with connection.cursor() as cursor:
        cursor.execute(PURGE, {"at": at})
        return cursor.rowcount


PURGE = """
    WITH due AS MATERIALIZED (
        SELECT s.lead_id FROM leads_standing s JOIN routing_queue q ON q.custodian_id = s.custodian_id
        WHERE q.route = 'purge' AND s.disposition IS NULL AND s.band = 'junk' AND s.next_action_at <= %(at)s
        ORDER BY s.lead_id FOR UPDATE OF s
    ),
    purged AS (
        UPDATE leads_standing s SET disposition = 'purged', disposed_at = %(at)s, outcome_at = %(at)s,
               disposition_reason = 'Junk, kept in quarantine until its time was over', custodian_id = NULL,
               next_action = '', next_action_at = NULL, waiting = ''
        FROM due WHERE s.lead_id = due.lead_id
        RETURNING s.lead_id, s.stage
    )
    INSERT INTO leads_stagechange (lead_id, at, from_stage, to_stage, reason)
    SELECT lead_id, %(at)s, stage, 'purged', 'Junk, kept in quarantine until its time was over' FROM purged
"""
