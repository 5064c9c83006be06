"""What two do at the same moment ends as if one had come after the other, and neither waits for the other for good."""

import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import connection

from leads.models import Lead, Standing, Touch
from reporting.promises import broken_promises
from routing.assigning import assign
from routing.candidates import lock_rotations
from routing.custody import hand_over, take
from routing.custody.records import lock_standing
from routing.models import Queue, QueueMember
from routing.pipeline import Refined, refine
from routing.policy import published_policy
from routing.publishing import publish, refine_published
from routing.sweeping import refine_all, release_waiting
from routing.touch_reports import TouchReport, record_touches
from scoring.drafts.document import Document, RuleDraft, document_of
from scoring.drafts.drafting import begin_draft
from scoring.lead_set import LeadSet
from scoring.models import Decision, RuleSet
from scoring.signing import Side, sign, submit
from tenants.models import Tenant, WorkDue
from tenants.scope import tenant_scope
from tenants.work import claim, note_due
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
            lock_rotations([sales])
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


def test_reported_call_waits_for_whoever_is_handing_the_lead_over(acme, sally, mia):
    with tenant_scope(acme):
        lead = arrives(ADA)
    told = [
        TouchReport(lead, Touch.Kind.CALL, LATER, member=sally),
        TouchReport(lead, Touch.Kind.EMAIL_CLICK, LATER),
    ]

    def reported():
        with tenant_scope(acme):
            return len(record_touches(told, at=LATER))

    with ThreadPoolExecutor(1) as pool:
        with tenant_scope(acme):
            lock_standing(lead)
            other = begin(pool, reported)
            hand_over(lead, to=mia, reason="Knows them", at=LATER, by=sally)
        assert other.result(timeout=20) == 2

    with tenant_scope(acme):
        assert not any(broken_promises(at=LATER).values())


def test_notes_of_work_that_is_due_already_do_not_wait_for_each_other(acme):
    with tenant_scope(acme):
        note_due(WorkDue.Kind.RELEASE, MONDAY)

    def noted():
        with tenant_scope(acme):
            note_due(WorkDue.Kind.RELEASE, LATER)
            return True

    with ThreadPoolExecutor(1) as pool, tenant_scope(acme):
        note_due(WorkDue.Kind.RELEASE, LATER)
        assert begin(pool, noted).result(timeout=5)


def test_work_is_not_claimed_before_what_it_was_noted_for_is_there(acme):
    with tenant_scope(acme):
        note_due(WorkDue.Kind.RELEASE, MONDAY)

    with ThreadPoolExecutor(1) as pool, tenant_scope(acme):
        note_due(WorkDue.Kind.RELEASE, LATER)
        claimed = begin(pool, lambda: claim(acme, WorkDue.Kind.RELEASE, at=LATER, lease=LATER - MONDAY))
        assert claimed.result(timeout=5) is None


def test_two_queues_served_at_once_give_a_member_no_more_than_they_can_take(acme, sally, paul):
    with tenant_scope(acme):
        sales, partners = Queue.objects.get(name="Sales"), Queue.objects.get(name="Partners")
        QueueMember.objects.create(queue=partners, member=sally)
        QueueMember.objects.update(capacity=0)
        arrives(hot(1))
        hand_over(arrives(hot(2)), to=partners, reason="Near them", at=MONDAY, by=None)
        QueueMember.objects.filter(member=sally).update(capacity=1)

    def serve(queue):
        with tenant_scope(acme):
            return assign(LeadSet.everyone(), [queue.custodian_id], published_policy(), at=LATER)

    with ThreadPoolExecutor(1) as pool:
        with tenant_scope(acme):
            given = serve(sales)
            other = begin(pool, lambda: serve(partners))
        assert (given, other.result(timeout=20)) == ({sally.pk: 1}, {})


def test_refining_that_waited_in_a_circle_is_done_again(acme, sally, tom):
    with tenant_scope(acme):
        first, last = arrives(BEN), arrives(BEN | {"email": "ann@okafor.example", "first_name": "Ann"})
        Lead.objects.update(timeline="0-3m", budget="yes", need="yes", title="CTO")

    with ThreadPoolExecutor(1) as pool:
        with tenant_scope(acme):
            lock_standing(last)
            other = begin(pool, lambda: refine_all(acme, cause=Decision.Cause.FACTS, at=LATER).changed)
            take(first, at=LATER, by=tom)
        assert other.result(timeout=20) == 2

    with tenant_scope(acme):
        assert not any(broken_promises(at=LATER).values())


def test_two_versions_published_at_once_come_into_force_one_after_the_other(acme, mark, mia):
    with tenant_scope(acme):
        first, second = (signed_copy(mark, mia) for _ in range(2))

    def published():
        with tenant_scope(acme):
            return publish(second, by=mia, at=LATER)

    with ThreadPoolExecutor(1) as pool:
        with tenant_scope(acme):
            publish(first, by=mark, at=LATER)
            other = begin(pool, published)
        other.result(timeout=10)

    with tenant_scope(acme):
        assert RuleSet.objects.get(status="published") == second
        assert RuleSet.objects.get(pk=first.pk).status == "retired"


def test_leads_are_refined_by_what_is_published_just_as_the_worker_begins(acme, mark, mia, monkeypatch):
    with tenant_scope(acme):
        arrives(BEN)
        publish(signed_copy(mark, mia), by=mia, at=LATER)
        last = signed_copy(mark, mia)
    worker = Tenant.objects.get(pk=acme.pk)
    with tenant_scope(worker):
        published_policy()  # it is compiled once and kept
    by_last: list[object] = []
    used = []

    def noted(*_, **__):
        used.append(published_policy().rule_set)
        return Refined()

    @contextmanager
    def scope_a_moment_later(tenant):
        if not by_last:
            with tenant_scope(acme):
                by_last.append(publish(last, by=mia, at=LATER))
        with tenant_scope(tenant):
            yield

    monkeypatch.setattr("tenants.repeating.tenant_scope", scope_a_moment_later)
    monkeypatch.setattr("routing.publishing.refine", noted)
    refine_published(worker, at=LATER)

    assert used == [last]


def signed_copy(mark, mia) -> RuleSet:
    draft = begin_draft(name="Copy", by=mark, at=MONDAY, source=RuleSet.objects.get(number=1))
    submit(draft, by=mark, at=MONDAY)
    sign(draft, Side.MARKETING, by=mark, at=MONDAY)
    return sign(draft, Side.SALES, by=mia, at=MONDAY)


def test_rules_drafted_at_once_get_numbers_and_keys_of_their_own(acme, mark):
    def drafted():
        with tenant_scope(acme):
            cull = RuleDraft(kind="cull", condition={"field": "title", "op": "is_set"})
            draft = begin_draft(name="", by=mark, at=LATER, document=Document(rules=(cull,)))
            time.sleep(2 * A_MOMENT)
            return draft.number, document_of(draft).rules[0].key

    with ThreadPoolExecutor(2) as pool:
        first, second = begin(pool, drafted), begin(pool, drafted)
        (number, key), (other_number, other_key) = first.result(timeout=10), second.result(timeout=10)

    assert (other_number, other_key) == (number + 1, key + 1)
