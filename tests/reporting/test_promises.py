"""Each promise is zero in a tenant at work, and is counted when somebody breaks it behind the application's back."""

import io
import json
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import IntegrityError, connection, transaction

from leads.models import Custodian, IdempotencyRecord, Inquiry, Lead, Standing
from reporting.promises import PROMISES, broken_promises
from routing.custody import Outcome, accept, dispose
from routing.models import Assignment, Queue, QueueMember
from tenants.models import Membership
from tenants.scope import tenant_scope
from tests.inquiries import ADA, arrives, crowd_arrives, hot
from tests.people import MONDAY

LATER = MONDAY + timedelta(minutes=5)
NEXT_WEEK = MONDAY + timedelta(days=7)


@pytest.fixture
def ada(in_acme, sally):
    return arrives(ADA)


def broken(*, at=LATER, **options) -> dict[str, int]:
    return {code: n for code, n in broken_promises(at=at, **options).items() if n}


def change(lead: Lead, **values) -> None:
    Standing.objects.filter(lead=lead).update(**values)


def test_a_tenant_at_work_breaks_none(in_acme, sally, tom, ada):
    crowd_arrives(3)
    accept(ada, at=LATER, by=sally)
    dispose(ada, Outcome("lost", "Bought elsewhere"), at=LATER, by=sally)
    assert broken() == {}


def test_every_promise_has_its_own_code_and_words(in_acme):
    assert len({promise.code for promise in PROMISES}) == len({promise.words for promise in PROMISES}) == len(PROMISES)
    assert set(broken_promises(at=LATER)) == {promise.code for promise in PROMISES}
    assert set(broken_promises(at=LATER, quick=True)) == {p.code for p in PROMISES if p.is_quick}


def test_holder_who_left(ada, sally):
    Membership.objects.filter(pk=sally.pk).update(is_active=False)
    assert broken() == {"lead_held_by_someone_who_left": 1}


def test_assignment_of_a_closed_lead(ada):
    change(ada, disposition="lost", disposed_at=LATER, disposition_reason="x", custodian=None, next_action_at=None)
    assert broken() == {"assignment_of_a_closed_lead": 1, "end_without_row": 1}


def test_assigned_to_one_and_held_by_another(ada, mia):
    change(ada, custodian=Custodian.objects.get(member=mia))
    assert broken() == {
        "assignment_without_custody": 1,
        "custody_without_assignment": 1,
        "custody_without_row": 1,
    }


def test_held_by_a_member_without_assignment(ada):
    Assignment.objects.update(closed_at=LATER)
    assert broken() == {"custody_without_assignment": 1}


def test_waiting_where_it_should_have_been_given_with_no_reason_why(ada):
    Assignment.objects.update(closed_at=LATER)
    change(ada, custodian=Queue.objects.get(name="Sales").custodian)
    assert broken(at=MONDAY + timedelta(minutes=30)) == {}
    assert broken(at=NEXT_WEEK) == {"overdue_and_nobody_told": 1}


def test_overdue_in_a_queue_that_nobody_works_in(in_acme):
    QueueMember.objects.filter(queue__name="Call center").delete()
    lead = arrives(hot(1, timeline="3-6m", budget="", need=""))
    call_center = Queue.objects.get(name="Call center").custodian
    change(lead, custodian=call_center, pool=call_center)
    Assignment.objects.all().update(closed_at=LATER)
    assert "overdue_and_nobody_told" not in broken()
    assert broken(at=NEXT_WEEK)["overdue_and_nobody_told"] == 1


def test_lead_without_inquiry(ada):
    Inquiry.objects.update(lead=None, needs_look="")
    assert broken() == {"lead_without_inquiry": 1, "inquiry_without_lead_or_reason": 1}


def test_lead_never_refined(ada):
    change(ada, refined_at=None)
    assert broken() == {"lead_never_refined": 1}


def test_score_or_band_without_decision(ada):
    change(ada, score=7)
    assert broken() == {"judgement_without_decision": 1}


def test_stage_without_row(ada):
    change(ada, stage="opportunity")
    assert broken() == {"stage_without_row": 1}


def test_custody_without_row(ada):
    Assignment.objects.update(closed_at=LATER)
    change(ada, custodian=Queue.objects.get(name="Web").custodian)
    assert broken() == {"custody_without_row": 1}


def test_request_left_without_answer(in_acme):
    IdempotencyRecord.objects.create(endpoint="x", key="k", body_hash=b"0" * 32, created_at=MONDAY)
    assert broken() == {}
    assert broken(at=NEXT_WEEK) == {"request_without_answer": 1}


def test_two_open_assignments_and_a_lead_nobody_holds_are_refused_by_the_database(ada, sally):
    with pytest.raises(IntegrityError), transaction.atomic():
        change(ada, next_action_at=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        Assignment.objects.create(
            lead=ada, queue=Queue.objects.get(name="Sales"), member=sally, assigned_at=LATER, due_at=LATER
        )


def test_another_firms_broken_promises_are_theirs(acme, globex, sally):
    with tenant_scope(acme):
        change(arrives(ADA), score=7)
    with tenant_scope(globex):
        assert broken() == {}


def audit(**options) -> dict:
    told = io.StringIO()
    call_command("audit", stdout=told, **options)
    return json.loads(told.getvalue())


def test_audit_prints_the_counts_by_tenant(acme, globex):
    told = audit()
    assert (told["broken"], sorted(told["tenants"])) == (0, ["acme", "globex"])
    assert list(audit(tenant="globex")["tenants"]) == ["globex"]


def test_audit_fails_when_a_promise_is_broken(acme, sally):
    with tenant_scope(acme):
        change(arrives(ADA), score=7)
    with pytest.raises(SystemExit) as ended:
        audit(tenant="acme")
    assert ended.value.code == 1


def test_audit_of_an_unknown_tenant_is_refused(db):
    with pytest.raises(CommandError, match="There is no tenant nobody"):
        audit(tenant="nobody")


def test_quick_promises_never_read_all_leads(in_acme, ada):
    """The monitor stands on a page: its plan must not grow with the number of leads."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        for promise in (promise for promise in PROMISES if promise.is_quick):
            cursor.execute(f"EXPLAIN {promise.sql}", {"at": LATER})
            plan = "\n".join(row[0] for row in cursor.fetchall())
            assert "Seq Scan on leads_standing" not in plan, (promise.code, plan)
