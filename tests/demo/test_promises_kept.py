"""A firm at work, through the services that the pages use, breaks no promise, and neither does the passing of time."""

from dataclasses import replace
from datetime import timedelta
from random import Random

from leadrefinery.demo.firms import ACME
from leadrefinery.demo.founding import found
from leadrefinery.demo.history import bring_along
from leads.models import Lead, Standing
from reporting.promises import broken_promises
from routing.models import Assignment
from routing.sweeping import purge_quarantine, reassess, release_waiting
from tenants.models import Tenant
from tenants.scope import tenant_scope
from tests.people import MONDAY

BUSY = replace(ACME, inquiries_a_day=6)
WEEKS = 3


def broken(tenant: Tenant, *, at) -> dict[str, int]:
    with tenant_scope(tenant):
        return {code: count for code, count in broken_promises(at=at).items() if count}


def test_closed_leads_of_the_old_system_come_along_with_their_outcomes(in_acme):
    bring_along(replace(ACME, closed_before=60), in_acme, Random(1), at=MONDAY)

    ended = Standing.objects.exclude(disposition=None)
    assert ended.count() == Lead.objects.count() > 50
    assert ended.filter(disposition="won").exists()
    assert not ended.filter(outcome_at=None).exists()
    assert not ended.filter(outcome_at__gt=MONDAY).exists()


def test_weeks_of_work_and_days_without_break_no_promise(db):
    found(BUSY, until=MONDAY, days=7 * WEEKS)
    tenant = Tenant.objects.get(slug=BUSY.slug)
    assert broken(tenant, at=MONDAY) == {}
    with tenant_scope(tenant):
        assert Lead.objects.count() > 60
        assert Standing.objects.exclude(disposition=None).exists()
        assert Assignment.objects.exclude(first_response_at=None).exists()

    later = MONDAY + timedelta(days=5)
    reassess(tenant, at=later)
    purge_quarantine(tenant, at=later)
    release_waiting(tenant, at=later)

    assert broken(tenant, at=later) == {}
