"""N30: forty people press "take next" at the same moment, and no two get the same lead."""

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection

from leads.models import Lead, Standing
from reporting.promises import broken_promises
from routing.custody import AlreadyHeld, NothingWaiting, hand_over, take, take_next
from routing.members import admit_member
from routing.models import Assignment, Queue, QueueMember
from tenants.models import Membership, Role, Tenant, User
from tenants.scope import tenant_scope
from tests import people
from tests.inquiries import crowd_arrives
from tests.people import MONDAY

LEADS, CALLERS = 60, 40
LATER = MONDAY + timedelta(minutes=5)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def acme(django_db_setup) -> Tenant:
    return people.found_acme()


@pytest.fixture
def callers(acme) -> list[Membership]:
    """Forty tele-qualifiers, and leads that wait for them."""
    with tenant_scope(acme):
        queue = Queue.objects.get(name="Call center")
        members = []
        for n in range(CALLERS):
            user = User.objects.create(email=f"caller{n}@acme.example", name=f"Caller {n}", password="!")
            members.append(admit_member(user, role=Role.TELE_QUALIFIER))
        QueueMember.objects.bulk_create(QueueMember(queue=queue, member=member) for member in members)
        crowd_arrives(LEADS)
        for lead in Lead.objects.order_by("pk"):
            hand_over(lead, to=queue, reason="Ask first", at=MONDAY, by=None)
    return members


def at_once(work, arguments):
    """Every call in a thread of its own with a connection of its own, all let go together."""
    gate = threading.Barrier(len(arguments))

    def call(argument):
        try:
            gate.wait(timeout=60)
            return work(argument)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(arguments)) as pool:
        return list(pool.map(call, arguments))


def test_forty_who_take_next_at_once_get_forty_leads(acme, callers):
    def take_one(member):
        with tenant_scope(acme):
            queue = Queue.objects.select_related("calendar", "custodian").get(name="Call center")
            return take_next([queue], at=LATER, by=member).lead_id

    taken = at_once(take_one, callers)

    assert max(Counter(taken).values()) == 1
    with tenant_scope(acme):
        held = Assignment.objects.filter(closed_at=None)
        assert Counter(held.values_list("member", flat=True)) == Counter(member.pk for member in callers)
        assert Standing.objects.filter(custodian__name="Call center").count() == LEADS - CALLERS
        assert not any(broken_promises(at=LATER).values())


def test_the_rest_is_shared_out_to_the_last_lead(acme, callers):
    def take_all(member):
        with tenant_scope(acme):
            queue = Queue.objects.select_related("calendar", "custodian").get(name="Call center")
        got = []
        while True:
            try:
                with tenant_scope(acme):
                    got.append(take_next([queue], at=LATER, by=member).lead_id)
            except NothingWaiting:
                return got

    taken = [lead for got in at_once(take_all, callers[:8]) for lead in got]

    assert len(taken) == len(set(taken)) == LEADS


def test_of_those_who_take_the_same_lead_one_has_it_and_the_others_are_told_who(acme, callers):
    with tenant_scope(acme):
        lead = Lead.objects.order_by("pk")[0]

    def take_it(member):
        try:
            with tenant_scope(acme):
                take(lead, at=LATER, by=member)
        except AlreadyHeld as refusal:
            return refusal.holder
        return None

    told = at_once(take_it, callers[:10])

    winner = callers[told.index(None)]
    assert told.count(None) == 1
    assert {holder for holder in told if holder} == {winner.user.name}
