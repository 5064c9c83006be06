"""What is done when its time has come, and what is due next."""

from datetime import timedelta

import pytest
from django.db.models import F

from leads.models import IdempotencyRecord, Standing
from reporting.promises import broken_promises
from routing.sweeping import (
    PURGE_AGAIN_AFTER,
    REFINE_AGAIN_AFTER,
    REFINE_LEASE,
    purge_quarantine,
    refine_all,
    refine_due,
)
from scoring.models import Decision, Rule
from tenants.models import Tenant, WorkDue
from tenants.work import claim, complete, note_due
from tests.inquiries import arrives, hot
from tests.people import MONDAY

COLD = {"first_name": "Cold", "last_name": "Comfort", "email": "cold@comfort.example", "timeline": "12m+"}
JUNK = {"first_name": "asdf", "last_name": "asdf", "email": "x@mailinator.com"}


def due(kind: WorkDue.Kind):
    return WorkDue.objects.get(kind=kind).due_at


@pytest.fixture
def held_until(in_acme):
    return Standing.objects.get(lead=arrives(COLD)).next_action_at


def test_night_gives_a_lead_held_for_a_date_the_next_one(in_acme, held_until):
    night = held_until + timedelta(hours=1)

    refine_due(in_acme, at=night)

    assert Standing.objects.get().next_action_at > night
    assert broken_promises(at=night + timedelta(days=3))["overdue_and_nobody_told"] == 0


def test_night_clears_answers_away_that_nobody_asks_for_again(in_acme, held_until):
    old = IdempotencyRecord.objects.create(endpoint="inquiries", key="k1", body_hash=b"0" * 32, status=201)
    night = old.created_at + timedelta(hours=73)

    refine_due(in_acme, at=night)

    assert not IdempotencyRecord.objects.exists()
    assert due(WorkDue.Kind.REFINE) == night + REFINE_AGAIN_AFTER


def test_refine_that_is_not_due_is_not_done(in_acme):
    assert refine_due(in_acme, at=MONDAY) is None


def test_what_becomes_due_during_the_work_is_not_forgotten_when_it_is_done(in_acme):
    night = MONDAY + timedelta(days=2)
    claimed = claim(in_acme, WorkDue.Kind.REFINE, at=night, lease=REFINE_LEASE)
    note_due(WorkDue.Kind.REFINE, night + timedelta(minutes=5))

    complete(in_acme, WorkDue.Kind.REFINE, claimed, next_at=night + REFINE_AGAIN_AFTER)

    assert due(WorkDue.Kind.REFINE) == night + timedelta(minutes=5)


def test_what_somebody_has_claimed_is_nobody_elses_until_the_claim_runs_out(in_acme):
    night = MONDAY + timedelta(days=2)

    claims = [
        claim(in_acme, WorkDue.Kind.REFINE, at=night + after, lease=REFINE_LEASE)
        for after in (timedelta(0), timedelta(minutes=1), REFINE_LEASE)
    ]

    assert claims == [night + REFINE_LEASE, None, night + 2 * REFINE_LEASE]


def test_quarantine_is_looked_at_daily_until_its_junk_is_purged(in_acme):
    lead = arrives(JUNK)
    term = Standing.objects.get(lead=lead).next_action_at
    assert purge_quarantine(in_acme, at=term - timedelta(minutes=1)) == 0

    assert purge_quarantine(in_acme, at=term) == 1
    assert due(WorkDue.Kind.PURGE) == term + PURGE_AGAIN_AFTER


def test_rules_published_during_a_run_hold_from_its_next_batch_on(in_acme, sally):
    first, second = arrives(hot(1)), arrives(hot(2))
    before = Standing.objects.get(lead=first).score

    def publish_elsewhere(_):
        Rule.objects.filter(kind=Rule.Kind.SCORE).update(is_enabled=False)
        Tenant.objects.filter(pk=in_acme.pk).update(policy_version=F("policy_version") + 1)

    refine_all(in_acme, cause=Decision.Cause.REQUEST, at=MONDAY, batch=1, progress=publish_elsewhere)

    assert [Standing.objects.get(lead=lead).score for lead in (first, second)] == [before, 0]
    assert before > 0
