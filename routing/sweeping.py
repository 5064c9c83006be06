"""What is done for a whole tenant: re-refining, releasing leads that wait, purging quarantined junk."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import Max, Min

from leads.models import Standing
from routing.assigning import serve
from routing.models import Queue
from routing.pipeline import refine
from routing.policy import published_policy
from scoring.lead_set import LeadSet
from scoring.models import Decision
from tenants.models import Tenant, WorkDue
from tenants.scope import tenant_scope
from tenants.work import claimed, note_due, reschedule

# Small enough that a batch's locks are short, large enough that its statements' overhead does not show.
BATCH = 50_000
RELEASE_AGAIN_AFTER = timedelta(minutes=1)
REFINE_AGAIN_AFTER = timedelta(days=1)
# A worker that dies in the middle leaves the work to the next one after this long.
REFINE_LEASE = timedelta(minutes=30)


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
        with tenant_scope(tenant):
            refined = refine(LeadSet.between(first, first + batch - 1), cause=cause, at=at)
        done.seen = min(first + batch, ids["last"] + 1) - ids["first"]
        done.changed += refined.changed
        done.assigned += sum(refined.assigned.values())
        progress(done)
    return done


def refine_due(tenant: Tenant, *, at: datetime) -> RefinedAll | None:
    """The nightly refine, so that points that fade with time fall and bands move. None if it is not due."""
    with claimed(tenant, WorkDue.Kind.REFINE, at=at, next_at=at + REFINE_LEASE) as ours:
        if not ours:
            return None
    done = refine_all(tenant, cause=Decision.Cause.TIME, at=at)
    reschedule(tenant, WorkDue.Kind.REFINE, at + REFINE_AGAIN_AFTER)
    return done


def release_waiting(tenant: Tenant, *, at: datetime) -> int:
    """Give leads that wait in queues to members who have room by now. Answers how many were given."""
    with claimed(tenant, WorkDue.Kind.RELEASE, at=at, next_at=None) as ours:
        if not ours:
            return 0
        with tenant_scope(tenant):
            return _release(at)


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
    with claimed(tenant, WorkDue.Kind.PURGE, at=at, next_at=None) as ours:
        if not ours:
            return 0
        with tenant_scope(tenant), connection.cursor() as cursor:
            cursor.execute(PURGE, {"at": at})
            purged = cursor.rowcount
            left = Standing.objects.filter(band="junk", disposition=None).aggregate(due=Min("next_action_at"))
            if left["due"]:
                note_due(WorkDue.Kind.PURGE, left["due"])
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
