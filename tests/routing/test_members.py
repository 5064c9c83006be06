"""What becomes of the leads of somebody who leaves."""

import json

import pytest

from leads.intake import Incoming
from leads.models import Inquiry, Standing
from routing.members import dismiss_member
from routing.models import Assignment, HandOff
from routing.reception import receive
from tenants.models import Role
from tenants.people import LastAdministrator
from tests.people import MONDAY, admit

HOT = {
    "first_name": "Ada", "last_name": "Byron", "title": "CTO", "company": "Analytical Engines Ltd",
    "website": "https://analytical.example", "industry": "manufacturing", "employees": 420, "country": "GB",
    "timeline": "0-3m", "budget": "yes", "need": "yes", "message": "Please call me",
}  # fmt: skip


def hot_leads(*names):
    incoming = [
        Incoming(
            fields=HOT | {"first_name": name, "email": f"{name.lower()}@analytical.example"},
            raw=json.dumps(name).encode(),
            channel=Inquiry.Channel.API,
            received_at=MONDAY,
            source="event",
        )
        for name in names
    ]
    return [taken.lead_id for taken in receive(incoming, at=MONDAY)]


def test_leads_of_a_member_who_leaves_go_to_the_others_of_the_queue(in_acme, alice, sally):
    leads = hot_leads("Ada", "Bea")
    assert set(Assignment.objects.values_list("member", flat=True)) == {sally.pk}
    sam = admit("sam", Role.SALES_REP, domain="acme.example")
    due = dict(Standing.objects.values_list("lead", "next_action_at"))

    assert dismiss_member(sally, at=MONDAY, actor=alice) == 2

    assert list(Assignment.objects.filter(closed_at=None).values_list("member", flat=True)) == [sam.pk, sam.pk]
    closed = Assignment.objects.filter(member=sally)
    assert {(a.closed_at, a.outcome, a.reason) for a in closed} == {(MONDAY, "handed_over", "Sally has left")}
    assert dict(Standing.objects.values_list("lead", "next_action_at")) == due
    said = HandOff.objects.filter(lead=leads[0]).order_by("pk").values_list("reason", "by")
    assert list(said)[-2:] == [("Sally has left", alice.pk), ("Next in turn in Sales", None)]


def test_leads_wait_with_the_reason_when_nobody_is_left(in_acme, alice, sally):
    (lead,) = hot_leads("Ada")

    dismiss_member(sally, at=MONDAY, actor=alice)

    standing = Standing.objects.get(lead=lead)
    assert (standing.custodian.is_last_resort, standing.waiting) == (True, "Sales has no active members")
    assert Assignment.objects.filter(closed_at=None).count() == 0


def test_refused_dismissal_moves_nothing(in_acme, alice):
    with pytest.raises(LastAdministrator):
        dismiss_member(alice, at=MONDAY, actor=alice)

    alice.refresh_from_db()
    assert (alice.is_active, HandOff.objects.count()) == (True, 0)
