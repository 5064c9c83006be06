from datetime import timedelta

import pytest

from routing.custody import (
    CustodyRefused,
    NextAction,
    NotYourLead,
    accept,
    hand_over,
    set_next_action,
    take_back,
)
from routing.editing import edit_facts
from routing.models import Assignment, HandOff, Queue, QueueMember

from .conftest import HOT, MONDAY, arrive, assignments_of, standing_of

LATER = MONDAY + timedelta(minutes=10)


def test_hand_over_opens_an_assignment_due_as_promised_and_says_why(ida, sally, sam):
    hand_over(ida, to=sam, reason="Sam knows them", at=LATER, by=sally)

    closed, opened = assignments_of(ida)
    assert (closed.outcome, closed.reason) == (Assignment.Outcome.HANDED_OVER, "Sam knows them")
    assert (opened.member, opened.due_at) == (sam, LATER + timedelta(hours=1))
    hand_off = HandOff.objects.filter(lead=ida).latest("pk")
    assert (hand_off.from_custodian.member, hand_off.to_custodian.member, hand_off.by) == (sally, sam, sally)
    assert standing_of(ida).custodian.member == sam


def test_lead_given_by_hand_counts_as_the_receivers_turn(ida, sally, sam):
    hand_over(ida, to=sam, reason="Sam knows them", at=LATER, by=sally)

    place = QueueMember.objects.get(member=sam)
    assert (place.turn, place.last_assigned_at) == (1.0, LATER)
    following = arrive(HOT | {"email": "two@two.example", "phone": "", "company": "Two"}, at=LATER)
    assert standing_of(following).custodian.member == sally


def test_only_the_holder_or_a_manager_hands_over(ida, sally, sam, mia):
    with pytest.raises(NotYourLead):
        hand_over(ida, to=sam, reason="Mine now", at=LATER, by=sam)
    hand_over(ida, to=sam, reason="Sally is full", at=LATER, by=mia)
    assert standing_of(ida).custodian.member == sam


def test_hand_over_to_a_queue_that_is_taken_from_leaves_it_there(ida, sally):
    call_center = Queue.objects.get(name="Call center")

    hand_over(ida, to=call_center, reason="Ask for the budget first", at=LATER, by=sally)

    standing = standing_of(ida)
    assert (standing.custodian, standing.next_action) == (call_center.custodian, "Qualifying call")
    assert [a.closed_at for a in assignments_of(ida)] == [LATER]


def test_hand_over_to_a_queue_that_assigns_gives_it_to_another_member(ida, sally, sam):
    hand_over(ida, to=Queue.objects.get(name="Sales"), reason="Too much to do", at=LATER, by=sally)
    assert standing_of(ida).custodian.member == sam


def test_nobody_is_found_in_the_queue_so_it_says_why(ida, sally):
    hand_over(ida, to=Queue.objects.get(name="Sales"), reason="Too much to do", at=LATER, by=sally)
    standing = standing_of(ida)
    assert (standing.custodian.name, standing.waiting) == ("Sales", "Everyone in Sales is handed it over")


@pytest.mark.parametrize("reason", ["", "  "])
def test_hand_over_needs_a_reason(ida, sally, sam, reason):
    with pytest.raises(CustodyRefused, match="Say why"):
        hand_over(ida, to=sam, reason=reason, at=LATER, by=sally)


def test_hand_over_to_who_has_it_or_has_left_is_refused(ida, sally, sam):
    with pytest.raises(CustodyRefused, match="Sally has this lead already"):
        hand_over(ida, to=sally, reason="To me", at=LATER, by=sally)
    sam.is_active = False
    sam.save()
    with pytest.raises(CustodyRefused, match="no longer works here"):
        hand_over(ida, to=sam, reason="To Sam", at=LATER, by=sally)


def test_hand_over_taken_back_is_as_if_it_had_not_been(ida, sally, sam):
    set_next_action(ida, NextAction("Send the quote", LATER + timedelta(days=2)), at=LATER, by=sally)
    before = hand_over(ida, to=sam, reason="Oops", at=LATER, by=sally)

    take_back(ida, before, at=LATER, by=sally)

    first, second = assignments_of(ida)
    assert (first.member, first.closed_at, first.due_at) == (sally, None, MONDAY + timedelta(hours=1))
    assert (second.closed_at, second.reason) == (LATER, "Taken back")
    standing = standing_of(ida)
    assert (standing.custodian.member, standing.next_action) == (sally, "Send the quote")


def test_what_somebody_works_on_is_not_taken_back(ida, sally, sam):
    before = hand_over(ida, to=sam, reason="Oops", at=LATER, by=sally)
    accept(ida, at=LATER, by=sam)
    with pytest.raises(CustodyRefused, match="Sam works on it already"):
        take_back(ida, before, at=LATER, by=sally)


def test_only_the_latest_hand_over_is_taken_back(ida, sally, sam, mia):
    before = hand_over(ida, to=sam, reason="Oops", at=LATER, by=sally)
    hand_over(ida, to=mia, reason="Look at this", at=LATER, by=sam)
    with pytest.raises(CustodyRefused, match="moved on since"):
        take_back(ida, before, at=LATER, by=sally)


def test_what_the_refinery_moved_since_is_not_taken_back(ida, sally, sam, mark):
    before = hand_over(ida, to=sam, reason="Oops", at=LATER, by=sally)
    edit_facts(ida, {"timeline": "none", "budget": "no", "need": "no"}, at=LATER, by=mark)
    assert standing_of(ida).custodian.member is None
    with pytest.raises(CustodyRefused, match="moved on since"):
        take_back(ida, before, at=LATER, by=sally)


def test_nobody_puts_a_lead_into_quarantine_by_hand(ida, sally):
    with pytest.raises(CustodyRefused, match="Close the lead as purged"):
        hand_over(ida, to=Queue.objects.get(name="Quarantine"), reason="Junk", at=LATER, by=sally)


def test_what_was_planned_stays_planned_in_other_hands(ida, sally, sam):
    visit = NextAction("Visit them", LATER + timedelta(days=3))
    set_next_action(ida, visit, at=LATER, by=sally)

    hand_over(ida, to=sam, reason="Sam knows them", at=LATER, by=sally)

    standing = standing_of(ida)
    assert (standing.next_action, standing.next_action_at) == (visit.what, visit.when)
    assert assignments_of(ida)[-1].due_at == LATER + timedelta(hours=1)


def test_what_was_planned_and_is_overdue_gives_way_to_the_promise_of_the_queue(ida, sally, sam):
    set_next_action(ida, NextAction("Visit them", LATER + timedelta(days=1)), at=LATER, by=sally)
    after_it = LATER + timedelta(days=2)

    hand_over(ida, to=sam, reason="Sam knows them", at=after_it, by=sally)

    assert standing_of(ida).next_action_at == after_it + timedelta(hours=1)
