"""Leads are given fairly, within what people can take, and whoever is passed over can read why."""

from collections import Counter
from datetime import datetime, timedelta

import pytest

from leads.models import Company, Standing
from routing.models import Assignment, HandOff, Queue, QueueMember
from routing.reception import receive
from routing.sweeping import release_waiting
from tenants.policy import policy_changed
from tests.inquiries import arrives, crowd_arrives, hot, incoming
from tests.people import MONDAY, admit

pytestmark = pytest.mark.usefixtures("in_acme")


@pytest.fixture
def sales(in_acme) -> Queue:
    return Queue.objects.get(name="Sales")


@pytest.fixture
def sam(sales):
    return admit("sam", "sales_rep", domain="acme.example")


@pytest.fixture
def sue(sales):
    return admit("sue", "sales_rep", domain="acme.example")


def place_of(member, **changes) -> None:
    QueueMember.objects.filter(member=member).update(**changes)


def shares() -> dict[str, int]:
    return dict(
        Counter(str(a.member) for a in Assignment.objects.filter(closed_at=None).select_related("member__user"))
    )


def holder(lead) -> str:
    return Standing.objects.select_related("custodian").get(lead=lead).custodian.name


def test_turns_go_round_in_order(sally, sam, sue):
    order = [holder(arrives(hot(n), at=MONDAY + timedelta(minutes=n))) for n in range(6)]

    assert order == ["Sally", "Sam", "Sue"] * 2


def test_turns_go_on_although_a_lead_was_closed(sally, sam):
    first = arrives(hot(1))
    Assignment.objects.filter(lead=first).update(closed_at=MONDAY, outcome="disposed")

    assert holder(arrives(hot(2))) == "Sam"


def test_crowd_is_shared_within_one_lead(sally, sam, sue):
    crowd_arrives(31)

    assert sorted(shares().values()) == [10, 10, 11]


def test_one_a_day_for_thirty_days_is_fifteen_each(sally, sam):
    for day in range(30):
        arrives(hot(day), at=MONDAY + timedelta(days=day))
        given = Counter(shares())
        assert abs(given["Sally"] - given["Sam"]) <= 1

    assert shares() == {"Sally": 15, "Sam": 15}


def test_weights_are_kept(sally, sam, sue):
    place_of(sally, weight=3)
    place_of(sam, weight=2)

    crowd_arrives(60)

    assert shares() == {"Sally": 30, "Sam": 20, "Sue": 10}


def test_crowd_and_single_file_give_the_same(sally, sam, sue):
    place_of(sam, weight=2)
    for n in range(12):
        arrives(hot(n))
    singly = shares()
    crowd_arrives(12, first=100)

    assert singly == {"Sally": 3, "Sam": 6, "Sue": 3}
    assert shares() == {name: 2 * count for name, count in singly.items()}


def test_capacity_is_kept_and_the_rest_waits_with_the_reason(sally, sam):
    place_of(sally, capacity=2)
    place_of(sam, capacity=1)

    crowd_arrives(5)

    assert shares() == {"Sally": 2, "Sam": 1}
    waiting = Standing.objects.filter(custodian__name="Sales").values_list("waiting", flat=True)
    assert list(waiting) == ["Everyone in Sales is at capacity"] * 2
    note = HandOff.objects.filter(reason="Everyone in Sales is at capacity").first()
    assert note.passed_over == [
        {"who": "Sally", "why": "at capacity (2 of 2)"},
        {"who": "Sam", "why": "at capacity (1 of 1)"},
    ]


def test_best_lead_comes_first_when_capacity_is_short(sally):
    place_of(sally, capacity=1)

    receive([incoming(hot(1, title="Clerk")), incoming(hot(2)), incoming(hot(3, title="Clerk"))], at=MONDAY)

    assert [str(a.lead) for a in Assignment.objects.select_related("lead")] == ["Given2 Hot2"]


def test_waiting_lead_is_given_as_soon_as_there_is_room(in_acme, sally):
    place_of(sally, capacity=1)
    first, second = arrives(hot(1)), arrives(hot(2))
    Assignment.objects.filter(lead=first).update(closed_at=MONDAY, outcome="disposed")

    given = release_waiting(in_acme, at=MONDAY + timedelta(minutes=5))

    assert given == 1
    assert (holder(second), Standing.objects.get(lead=second).waiting) == ("Sally", "")


def test_lead_waiting_for_four_hundred_days_is_still_given(in_acme, sally):
    place_of(sally, capacity=0)
    old = arrives(hot(1))
    place_of(sally, capacity=None)

    release_waiting(in_acme, at=MONDAY + timedelta(days=400))

    assert holder(old) == "Sally"


def test_absent_member_gets_nothing_and_no_backlog_later(sally, sam):
    sally.absent_until = MONDAY + timedelta(days=7)
    sally.save(update_fields=["absent_until"])
    crowd_arrives(4)
    assert shares() == {"Sam": 4}

    for n in range(10, 14):
        arrives(hot(n), at=MONDAY + timedelta(days=8, minutes=n))

    assert shares() == {"Sally": 2, "Sam": 6}


def test_absence_is_the_reason_given(sally, sam):
    sally.absent_until = datetime(2026, 3, 9, tzinfo=MONDAY.tzinfo)
    sally.save(update_fields=["absent_until"])

    lead = arrives(hot(1))

    assert HandOff.objects.get(lead=lead).passed_over == [{"who": "Sally", "why": "absent until 2026-03-09"}]


def test_queue_that_waits_for_hours_gives_nothing_at_night(sales, sally):
    Queue.objects.update(waits_for_hours=True)
    policy_changed()
    night = MONDAY.replace(hour=22)

    lead = arrives(hot(1), at=night)

    assert Standing.objects.get(lead=lead).waiting == "Everyone in Sales is outside working hours"


def test_promise_runs_in_working_hours(sally):
    friday_evening = datetime(2026, 3, 6, 16, 30, tzinfo=MONDAY.tzinfo)

    lead = arrives(hot(1), at=friday_evening)

    assert Assignment.objects.get(lead=lead).due_at == datetime(2026, 3, 9, 9, 30, tzinfo=MONDAY.tzinfo)


def test_company_owner_comes_first(sally, sam):
    first = arrives(hot(1))
    Company.objects.update(owner=sam)

    colleague = arrives(hot(1, email="second@hot1.example", last_name="Second"))

    assert (holder(first), holder(colleague)) == ("Sally", "Sam")
    note = HandOff.objects.get(lead=colleague)
    assert (note.reason, note.passed_over) == (
        "Owns the company",
        [{"who": "Sally", "why": "does not own the company"}],
    )


def test_territory_is_respected(sally, sam):
    place_of(sally, territory={"field": "country", "op": "eq", "value": "DE"})
    place_of(sam, territory={"field": "country", "op": "in", "value": ["GB", "FR"]})

    crowd_arrives(3, country="GB")
    crowd_arrives(2, first=50, country="DE", phone="")
    nowhere = arrives(hot(99, country="JP"))

    assert shares() == {"Sam": 3, "Sally": 2}
    assert Standing.objects.get(lead=nowhere).waiting == "It is in nobody's territory who can take it in Sales"


def test_queue_without_members_falls_to_the_last_resort(sally):
    place_of(sally, is_active=False)

    lead = arrives(hot(1))

    assert holder(lead) == "Last resort"
    assert Standing.objects.get(lead=lead).waiting == "Sales has no active members"


def test_least_loaded_gets_the_next(sales, sally, sam):
    crowd_arrives(6)
    Queue.objects.filter(pk=sales.pk).update(strategy="least_loaded")
    policy_changed()
    Assignment.objects.filter(member=sam).update(closed_at=MONDAY, outcome="disposed")

    crowd_arrives(3, first=20)

    assert shares() == {"Sally": 3, "Sam": 3}
