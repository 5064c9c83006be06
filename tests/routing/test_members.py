"""What becomes of the leads of somebody who leaves."""

import json
from datetime import timedelta

import pytest

from leads.intake import Incoming
from leads.models import Inquiry, Lead, Standing
from reporting.promises import broken_promises
from routing.custody import Rejection, reject
from routing.members import dismiss_member, readmit_member
from routing.models import Assignment, HandOff
from routing.reception import receive
from routing.sweeping import release_waiting
from tenants.models import Role, WorkDue
from tenants.people import LastAdministrator
from tenants.work import note_due
from tests.people import MONDAY, admit

LATER = MONDAY + timedelta(minutes=5)

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


def test_leads_of_an_emptied_queue_come_back_from_the_last_resort_with_its_member(in_acme, alice, sally):
    (ada,) = hot_leads("Ada")
    dismiss_member(sally, at=MONDAY, actor=alice)
    release_waiting(in_acme, at=MONDAY)
    assert Standing.objects.get(lead=ada).waiting == "Sales has no active members"

    readmit_member(sally, at=LATER, actor=alice)
    release_waiting(in_acme, at=LATER)

    standing = Standing.objects.select_related("custodian").get(lead=ada)
    assert (standing.custodian.name, standing.waiting) == ("Sally", "")
    assert list(HandOff.objects.filter(lead=ada).order_by("pk").values_list("reason", flat=True))[-2:] == [
        "Sales has members again", "Next in turn in Sales",
    ]  # fmt: skip
    assert not any(broken_promises(at=LATER).values())


def test_lead_that_was_rejected_stays_at_the_last_resort(in_acme, sally):
    (ada,) = hot_leads("Ada")
    reject(Lead.objects.get(pk=ada), why=Rejection.NO_FIT, at=MONDAY, by=sally)
    note_due(WorkDue.Kind.RELEASE, LATER)

    release_waiting(in_acme, at=LATER)

    assert Standing.objects.select_related("custodian").get(lead=ada).custodian.name == "Last resort"
