from datetime import timedelta

import pytest

from leads.models import Touch
from routing.custody import (
    BadValue,
    CallOutcome,
    Contact,
    NextAction,
    NoNextAction,
    NotYourLead,
    accept,
    log_touch,
    set_next_action,
)
from scoring.models import Decision

from .conftest import MONDAY, assignments_of, standing_of

LATER = MONDAY + timedelta(minutes=10)
CALL = Contact(Touch.Kind.CALL, outcome=CallOutcome.REACHED, note="Wants a visit")
TOMORROW = NextAction("Visit them", LATER + timedelta(days=1))


def test_call_by_the_assignee_is_the_first_response(ida, sally):
    log_touch(ida, CALL, then=TOMORROW, at=LATER, by=sally)

    (assignment,) = assignments_of(ida)
    assert assignment.first_response_at == LATER
    touch = Touch.objects.filter(lead=ida).latest("pk")
    assert (touch.kind, touch.direction, touch.by, touch.at) == ("call", "out", sally, LATER)
    assert touch.detail == {"outcome": "reached", "note": "Wants a visit"}
    standing = standing_of(ida)
    assert (standing.next_action, standing.next_action_at) == ("Visit them", TOMORROW.when)


@pytest.mark.parametrize(
    "contact",
    [
        Contact(Touch.Kind.NOTE, note="Looked at their site"),
        Contact(Touch.Kind.EMAIL_REPLY, Touch.Direction.INBOUND),
        Contact(Touch.Kind.CALL, Touch.Direction.INBOUND),
    ],
)
def test_nothing_but_our_own_call_mail_or_meeting_stops_the_clock(ida, sally, contact):
    log_touch(ida, contact, at=LATER, by=sally)
    accept(ida, at=LATER, by=sally)
    set_next_action(ida, TOMORROW, at=LATER, by=sally)

    assert [a.first_response_at for a in assignments_of(ida)] == [None]


def test_call_by_somebody_else_does_not_stop_the_clock(ida, sally, mia):
    log_touch(ida, CALL, at=LATER, by=mia)
    assert [a.first_response_at for a in assignments_of(ida)] == [None]


def test_only_the_first_response_is_the_first(ida, sally):
    log_touch(ida, CALL, then=TOMORROW, at=LATER, by=sally)
    log_touch(ida, CALL, at=LATER + timedelta(hours=2), by=sally)
    assert [a.first_response_at for a in assignments_of(ida)] == [LATER]


def test_call_before_the_lead_was_ones_own_does_not_count(ida, sally):
    earlier = Contact(Touch.Kind.CALL, happened_at=MONDAY - timedelta(days=1))
    log_touch(ida, earlier, then=TOMORROW, at=LATER, by=sally)
    assert [a.first_response_at for a in assignments_of(ida)] == [None]


def test_a_visit_ends_with_a_next_action(ida, sally):
    overdue = MONDAY + timedelta(hours=3)
    with pytest.raises(NoNextAction):
        log_touch(ida, CALL, at=overdue, by=sally)
    assert Touch.objects.filter(lead=ida, kind="call").count() == 0

    log_touch(ida, CALL, then=NextAction("Call again", overdue + timedelta(days=2)), at=overdue, by=sally)
    assert standing_of(ida).next_action == "Call again"


def test_next_action_lies_in_the_future(ida, sally):
    for when in (LATER, LATER - timedelta(minutes=1)):
        with pytest.raises(BadValue, match="future"):
            set_next_action(ida, NextAction("Call", when), at=LATER, by=sally)
    with pytest.raises(BadValue, match="Say what happens next"):
        set_next_action(ida, NextAction(" ", TOMORROW.when), at=LATER, by=sally)


def test_next_action_is_set_by_who_holds_the_lead(ida, sally, sam):
    with pytest.raises(NotYourLead):
        set_next_action(ida, TOMORROW, at=LATER, by=sam)


def test_touch_in_the_future_is_refused(ida, sally):
    with pytest.raises(BadValue, match="future"):
        log_touch(ida, Contact(Touch.Kind.MEETING, happened_at=LATER + timedelta(1)), at=LATER, by=sally)


def test_touch_refines_the_lead(acme, sally, rosa, mia):
    before = standing_of(rosa).readiness
    log_touch(rosa, Contact(Touch.Kind.EMAIL_REPLY, Touch.Direction.INBOUND, note="Please call"), at=LATER, by=mia)

    decision = Decision.objects.filter(lead=rosa).latest("pk")
    assert (decision.cause, decision.readiness > before) == ("touch", True)
