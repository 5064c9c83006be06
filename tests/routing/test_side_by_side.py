"""What two do at the same moment ends as if one had come after the other, and neither waits for the other for good."""

import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection

from leads.models import Standing
from reporting.promises import broken_promises
from routing.candidates import lock_candidates
from routing.custody import take
from routing.custody.records import lock_standing
from routing.models import Queue, QueueMember
from routing.pipeline import refine
from routing.sweeping import release_waiting
from scoring.lead_set import LeadSet
from scoring.models import Decision
from tenants.models import Tenant, WorkDue
from tenants.scope import tenant_scope
from tenants.work import note_due
from tests import people
from tests.inquiries import ADA, BEN, arrives, hot
from tests.people import MONDAY

LATER = MONDAY + timedelta(minutes=5)
# Long enough for the other session to get to where it has to wait.
A_MOMENT = 0.5

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def acme(django_db_setup) -> Tenant:
    return people.found_acme()


def begin(pool: ThreadPoolExecutor, work: Callable[[], object]) -> Future:
    """Do the work in a session of its own, and go on when it is under way."""

    def in_own_session():
        try:
            return work()
        finally:
            connection.close()

    running = pool.submit(in_own_session)
    time.sleep(A_MOMENT)
    return running


def test_lead_taken_while_it_is_refined_is_judged_as_it_then_stands(acme, tom):
    with tenant_scope(acme):
        lead = arrives(BEN)
        lead.timeline, lead.budget, lead.need, lead.title = "0-3m", "yes", "yes", "CTO"
        lead.save()

    def refined():
        with tenant_scope(acme):
            return refine(LeadSet.of([lead.pk]), cause=Decision.Cause.FACTS, at=LATER).changed

    with ThreadPoolExecutor(1) as pool:
        with tenant_scope(acme):
            take(lead, at=LATER, by=tom)
            other = begin(pool, refined)
        assert other.result(timeout=20) == 1

    with tenant_scope(acme):
        assert Standing.objects.get(lead=lead).custodian.name == "Sally"
        assert not any(broken_promises(at=LATER).values())


def test_lead_accepted_while_it_is_refined_stays_with_who_accepted_it(acme, sally):
    with tenant_scope(acme):
        QueueMember.objects.filter(member=sally).update(capacity=0)
        lead = arrives(ADA)
        QueueMember.objects.filter(member=sally).update(capacity=None)
        lead.timeline, lead.budget, lead.need = "12m+", "no", "no"
        lead.save()

    def refined():
        with tenant_scope(acme):
            return refine(LeadSet.of([lead.pk]), cause=Decision.Cause.FACTS, at=LATER).changed

    with ThreadPoolExecutor(1) as pool:
        with tenant_scope(acme):
            take(lead, at=LATER, by=sally)
            other = begin(pool, refined)
        assert other.result(timeout=20) == 1

    with tenant_scope(acme):
        standing = Standing.objects.get(lead=lead)
        assert (standing.stage, standing.custodian.name) == ("sal", "Sally")
        assert not any(broken_promises(at=LATER).values())


def test_whoever_notes_waiting_leads_does_not_stand_in_the_way_of_the_sweep(acme, sally):
    with tenant_scope(acme):
        QueueMember.objects.filter(member=sally).update(capacity=0)
        arrives(hot(1))
        sales = Queue.objects.get(name="Sales")

    with ThreadPoolExecutor(1) as pool:
        with tenant_scope(acme):
            lock_candidates(sales, at=LATER)
            sweep = begin(pool, lambda: release_waiting(acme, at=LATER))
            note_due(WorkDue.Kind.RELEASE, LATER)
        assert sweep.result(timeout=20) == 0

    assert WorkDue.objects.get(to=acme, kind=WorkDue.Kind.RELEASE).due_at == LATER


def test_sweep_leaves_a_lead_to_whoever_is_taking_it(acme, sally):
    with tenant_scope(acme):
        QueueMember.objects.filter(member=sally).update(capacity=0)
        lead = arrives(hot(1))
        QueueMember.objects.filter(member=sally).update(capacity=None)

    with ThreadPoolExecutor(1) as pool:
        with tenant_scope(acme):
            lock_standing(lead)
            sweep = begin(pool, lambda: release_waiting(acme, at=LATER))
            take(lead, at=LATER, by=sally)
        assert sweep.result(timeout=20) == 0

    with tenant_scope(acme):
        assert not any(broken_promises(at=LATER).values())
