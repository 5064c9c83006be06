from datetime import timedelta

import pytest

from routing.custody import (
    AlreadyHeld,
    CustodyRefused,
    NothingWaiting,
    NotInQueue,
    Rejection,
    accept,
    hand_over,
    reject,
    take,
    take_next,
)
from routing.models import Assignment, Queue, QueueMember
from tenants.models import Role

from .conftest import MONDAY, TO_CALL, arrive, assignments_of, person, standing_of, works_in

LATER = MONDAY + timedelta(minutes=10)


def call_center() -> Queue:
    return Queue.objects.get(name="Call center")


def other(name: str, **facts):
    return arrive(TO_CALL | {"email": f"{name}@{name}.example", "company": name, "first_name": name} | facts)


def test_take_next_gives_the_best_lead_accepted(rosa, tom):
    better = other("Better", timeline="0-3m", budget="yes", employees=2000, title="Chief buyer")
    if standing_of(better).custodian != call_center().custodian:
        hand_over(better, to=call_center(), reason="For this test", at=MONDAY, by=None)
    assert standing_of(better).score > standing_of(rosa).score

    assignment = take_next([call_center()], at=LATER, by=tom)

    assert (assignment.lead, assignment.member, assignment.accepted_at) == (better, tom, LATER)
    assert standing_of(better).custodian.member == tom
    assert standing_of(better).stage != "sal"


def test_empty_queue_says_so(acme, tom):
    with pytest.raises(NothingWaiting):
        take_next([call_center()], at=LATER, by=tom)


def test_only_members_of_the_queue_take_from_it(rosa, tom, sally):
    with pytest.raises(NotInQueue, match="you do not work in this queue"):
        take_next([call_center()], at=LATER, by=sally)
    with pytest.raises(NotInQueue):
        take(rosa, at=LATER, by=sally)


def test_nobody_takes_beyond_their_capacity_or_while_absent(rosa, tom):
    QueueMember.objects.filter(member=tom).update(capacity=1)
    take_next([call_center()], at=LATER, by=tom)
    other("Second")
    with pytest.raises(NotInQueue, match=r"at capacity \(1 of 1\)"):
        take_next([call_center()], at=LATER, by=tom)

    QueueMember.objects.filter(member=tom).update(capacity=None)
    tom.absent_until = LATER + timedelta(days=1)
    tom.save()
    with pytest.raises(NotInQueue, match="absent until"):
        take_next([call_center()], at=LATER, by=tom)


def test_taking_is_possible_outside_the_hours(rosa, tom):
    Queue.objects.update(waits_for_hours=True)
    saturday = MONDAY + timedelta(days=5)
    assert take_next([call_center()], at=saturday, by=tom).lead == rosa


def test_who_was_faster_is_named(rosa, tom):
    tess = person("Tess", Role.TELE_QUALIFIER)
    works_in("Call center", tess)
    take(rosa, at=LATER, by=tom)

    with pytest.raises(AlreadyHeld, match="Tom has this lead already") as refused:
        take(rosa, at=LATER, by=tess)
    assert refused.value.holder == "Tom"


def test_a_lead_sent_back_is_not_offered_to_the_same_member_again(rosa, tom):
    tess = person("Tess", Role.TELE_QUALIFIER)
    works_in("Call center", tess)
    hand_over(rosa, to=tom, reason="For Tom", at=LATER, by=None)
    reject(rosa, why=Rejection.NOT_MINE, note="I know her privately", at=LATER, by=tom)

    with pytest.raises(NothingWaiting):
        take_next([call_center()], at=LATER, by=tom)
    assert take_next([call_center()], at=LATER, by=tess).lead == rosa


def test_rep_who_takes_from_sales_has_accepted(acme, sally):
    lead = other("Hand", timeline="0-3m")
    sales = Queue.objects.get(name="Sales")
    Assignment.objects.all().delete()
    QueueMember.objects.filter(member=sally).update(capacity=0)
    if standing_of(lead).custodian != sales.custodian:
        hand_over(lead, to=sales, reason="To sales", at=MONDAY, by=None)
    QueueMember.objects.filter(member=sally).update(capacity=None)

    take(lead, at=LATER, by=sally)

    assert standing_of(lead).stage == "sal"
    assert [a.accepted_at for a in assignments_of(lead)] == [LATER]
    with pytest.raises(CustodyRefused, match="accepted this lead already"):
        accept(lead, at=LATER, by=sally)
