"""What is done for a whole tenant: re-refining, releasing leads that wait, purging quarantined junk."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import Max, Min

from leads.idempotency import forget_old_answers
from leads.models import Standing
from routing.assigning import serve
from routing.models import Queue
from routing.pipeline import refine
from routing.policy import published_policy
from routing.reassessing import renew_held
from scoring.lead_set import LeadSet
from scoring.models import Decision
from tenants.models import Tenant, WorkDue
from tenants.policy import with_policy_of_now
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
        with tenant_scope(with_policy_of_now(tenant)):
            refined = refine(LeadSet.between(first, first + batch - 1), cause=cause, at=at)
        done.seen = min(first + batch, ids["last"] + 1) - ids["first"]
        done.changed += refined.changed
        done.assigned += sum(refined.assigned.values())
        progress(done)
    return done


def reassess(tenant: Tenant, *, at: datetime) -> RefinedAll:
    """What time does to leads: points fade and bands move; who is held for a date that has come gets the next one."""
    done = refine_all(tenant, cause=Decision.Cause.TIME, at=at)
    with tenant_scope(tenant):
        renew_held(at=at)
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
    with tenant_scope(tenant):
        given = _release(at)
    complete(tenant, WorkDue.Kind.RELEASE, claimed, next_at=None)
    return given


def _release(at: datetime) -> int:
    given = 0
    for queue in published_policy().queues.values():
        if queue.assigns and _waiting_in(queue):
            given += sum(serve(queue, LeadSet.everyone(), at=at).values())
            if _waiting_in(queue):
                note_due(WorkDue.Kind.RELEASE, at + RELEASE_AGAIN_AFTER)
    return given


def _waiting_in(queue: Queue) -> bool:
    return Standing.objects.filter(custodian=queue.custodian_id, disposition=None).exists()


def purge_quarantine(tenant: Tenant, *, at: datetime) -> int:
    """Dispose of junk whose time in quarantine is over. Answers how many leads were purged."""
    claimed = claim(tenant, WorkDue.Kind.PURGE, at=at, lease=PURGE_LEASE)
    if claimed is None:
        return 0
    with tenant_scope(tenant), connection.cursor() as cursor:
        cursor.execute(PURGE, {"at": at})
        purged = cursor.rowcount
    complete(tenant, WorkDue.Kind.PURGE, claimed, next_at=at + PURGE_AGAIN_AFTER)
    return purged


PURGE = """
    WITH purged AS (
        UPDATE leads_standing s SET disposition = 'purged', disposed_at = %(at)s, outcome_at = %(at)s,
               disposition_reason = 'Junk, kept in quarantine until its time was over', custodian_id = NULL,
               next_action = '', next_action_at = NULL, waiting = ''
        FROM routing_queue q
        WHERE q.custodian_id = s.custodian_id AND q.route = 'purge'
          AND s.disposition IS NULL AND s.band = 'junk' AND s.next_action_at <= %(at)s
        RETURNING s.lead_id, s.stage
    )
    INSERT INTO leads_stagechange (lead_id, at, from_stage, to_stage, reason)
    SELECT lead_id, %(at)s, stage, 'purged', 'Junk, kept in quarantine until its time was over' FROM purged
"""
