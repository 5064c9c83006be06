"""Acme with its people at work, and leads that came in through the ordinary door."""

import json
from datetime import UTC, datetime

import pytest

from leads.intake import Incoming
from leads.models import Inquiry, Lead, Standing
from routing.members import admit_member
from routing.models import Assignment, Queue, QueueMember
from routing.reception import receive
from routing.setup import set_up_tenant
from tenants.models import Membership, Role, User
from tenants.scope import tenant_scope

MONDAY = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)

HOT = {
    "first_name": "Ida", "last_name": "Okafor", "email": "ida@okafor-steel.example", "phone": "+442079460958",
    "title": "CTO", "company": "Okafor Steel", "industry": "manufacturing", "employees": 900, "country": "GB",
    "timeline": "0-3m", "budget": "yes", "need": "yes",
}  # fmt: skip
TO_CALL = {"first_name": "Rosa", "last_name": "Mendez", "email": "rosa@mendez.example", "timeline": "3-6m",
           "title": "CTO", "company": "Talleres Mendez", "employees": 300, "country": "ES", "need": "yes"}  # fmt: skip
JUNK = {"first_name": "asdf", "last_name": "asdf", "email": "x@mailinator.com"}


@pytest.fixture
def acme(db):
    tenant = set_up_tenant(slug="acme", name="Acme", at=MONDAY, time_zone="Europe/London", country="GB")
    with tenant_scope(tenant):
        yield tenant


def person(name: str, role: Role) -> Membership:
    user = User.objects.create_user(f"{name.lower()}@acme.example", "long-enough-1", name=name)
    return admit_member(user, role=role)


def works_in(queue: str, member: Membership, **place) -> QueueMember:
    return QueueMember.objects.create(queue=Queue.objects.get(name=queue), member=member, **place)


@pytest.fixture
def sally(acme):
    member = person("Sally", Role.SALES_REP)
    works_in("Sales", member)
    return member


@pytest.fixture
def sam(acme):
    member = person("Sam", Role.SALES_REP)
    works_in("Sales", member)
    return member


@pytest.fixture
def tom(acme):
    member = person("Tom", Role.TELE_QUALIFIER)
    works_in("Call center", member)
    return member


@pytest.fixture
def mia(acme):
    return person("Mia", Role.MANAGER)


@pytest.fixture
def mark(acme):
    return person("Mark", Role.MARKETER)


def arrive(fields: dict, *, at: datetime = MONDAY) -> Lead:
    incoming = Incoming(
        fields=fields, raw=json.dumps(fields).encode(), channel=Inquiry.Channel.API, received_at=at, source="web_form"
    )
    (taken,) = receive([incoming], at=at)
    return Lead.objects.get(pk=taken.lead_id)


def standing_of(lead: Lead) -> Standing:
    return Standing.objects.select_related("custodian__member__user").get(lead=lead)


def assignments_of(lead: Lead) -> list[Assignment]:
    return list(Assignment.objects.filter(lead=lead).select_related("member__user").order_by("pk"))


@pytest.fixture
def ida(sally):
    """A hot lead in Sally's hands."""
    return arrive(HOT)


@pytest.fixture
def rosa(acme):
    """A lead that waits in the call center."""
    return arrive(TO_CALL)
