"""Wake-ups. What is due stands in the database: a lost or doubled wake-up changes when it happens, never whether."""

import structlog
from celery import shared_task
from django.utils import timezone

from routing import publishing, sweeping
from scoring import challenging
from tenants.celery import PlatformTask
from tenants.models import WorkDue
from tenants.work import tenants_with_work

log = structlog.get_logger(__name__)


@shared_task(name="routing.release_waiting", base=PlatformTask)
def release_waiting() -> None:
    _sweep(WorkDue.Kind.RELEASE, sweeping.release_waiting)


@shared_task(name="routing.refine_published", base=PlatformTask)
def refine_published() -> None:
    _sweep(WorkDue.Kind.PUBLISH, publishing.refine_published)


@shared_task(name="routing.refine_due", base=PlatformTask)
def refine_due() -> None:
    _sweep(WorkDue.Kind.REFINE, sweeping.refine_due)


@shared_task(name="routing.purge_quarantine", base=PlatformTask)
def purge_quarantine() -> None:
    _sweep(WorkDue.Kind.PURGE, sweeping.purge_quarantine)


@shared_task(name="routing.judge_challengers", base=PlatformTask)
def judge_challengers() -> None:
    _sweep(WorkDue.Kind.CHALLENGE, challenging.judge_challengers)


def _sweep(kind: WorkDue.Kind, work) -> None:
    """One tenant's failure must not keep the others waiting; its row is due again when the claim runs out."""
    for tenant in tenants_with_work(kind, at=timezone.now()):
        try:
            done = work(tenant, at=timezone.now())
            log.info("swept", kind=kind, tenant=tenant.slug, done=str(done))
        except Exception:
            log.exception("sweep failed", kind=kind, tenant=tenant.slug)
