"""N31: eight at once hand out what comes in, and everybody gets their share."""

import threading
from collections import Counter
from datetime import timedelta

import pytest
from django.db import connection

from routing.models import Assignment, Queue, QueueMember
from tenants.models import Membership, Role
from tenants.scope import tenant_scope
from tests import people
from tests.inquiries import arrives, hot
from tests.people import MONDAY, admit

pytestmark = pytest.mark.django_db(transaction=True)
WORKERS, EACH = 8, 10
WEIGHTS = {"sally": 3, "sam": 2, "sue": 1}
ABSENT = ("abe", "ann")


@pytest.fixture
def acme(django_db_setup):
    tenant = people.found_acme()
    with tenant_scope(tenant):
        for name in ("sam", "sue", *ABSENT):
            admit(name, Role.SALES_REP, domain="acme.example")
        for name, weight in WEIGHTS.items():
            place_of(name).update(weight=weight)
        away = [f"{name}@acme.example" for name in ABSENT]
        Membership.objects.filter(user__email__in=away).update(absent_until=MONDAY + timedelta(days=1))
        Queue.objects.filter(name="Sales").update(company_owner_first=False)
    return tenant


def place_of(name):
    return QueueMember.objects.filter(member__user__email=f"{name}@acme.example")


def test_shares_follow_weights_and_the_absent_get_nothing(acme):
    troubles = []

    def take_in(worker):
        try:
            for n in range(EACH):
                with tenant_scope(acme):
                    arrives(hot(worker * EACH + n))
        except Exception as trouble:
            troubles.append(trouble)
        finally:
            connection.close()

    workers = [threading.Thread(target=take_in, args=[n]) for n in range(WORKERS)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert troubles == []
    total, weight = WORKERS * EACH, sum(WEIGHTS.values())
    with tenant_scope(acme):
        names = Assignment.objects.filter(closed_at=None).values_list("member__user__email", flat=True)
        given = Counter(email.split("@")[0] for email in names)
    assert (given.total(), given.keys()) == (total, WEIGHTS.keys())
    assert {n: given[n] for n in WEIGHTS if abs(given[n] - total * WEIGHTS[n] / weight) > 1} == {}
