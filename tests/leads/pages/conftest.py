"""Acme's pages of leads: who looks at them, and who came in."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from leads.models import Lead
from routing.reception import receive
from tenants.scope import tenant_scope
from tests.inquiries import ADA, BEN, incoming
from tests.people import MONDAY, signed_in

IDA = ADA | {
    "first_name": "Ida", "last_name": "Okafor", "email": "ida@okafor-steel.example", "phone": "+442079460123",
    "company": "Okafor Steel Ltd", "website": "https://okafor-steel.example", "external_id": "crm-7",
}  # fmt: skip
MASH = {"first_name": "asdf", "last_name": "asdf", "email": "x@mailinator.com", "message": "asdf"}


def comes_in(tenant, fields=IDA, *, at=MONDAY, **overrides) -> Lead:
    """One inquiry of this tenant, by the ordinary door."""
    with tenant_scope(tenant):
        (taken,) = receive([incoming(fields, received_at=at, **overrides)], at=at)
        return Lead.objects.select_related("company", "standing").get(pk=taken.lead_id)


def nobody_comes_in(tenant, fields=None, *, at=MONDAY):
    """An inquiry of which nobody can be made out; answers its public id."""
    fields = fields or {"message": "Call me", "first_name": "Zoe"}
    with tenant_scope(tenant):
        (taken,) = receive([incoming(fields, received_at=at, raw=json.dumps(fields).encode())], at=at)
        return taken.inquiry_id


@pytest.fixture
def ida(acme):
    return comes_in(acme)


@pytest.fixture
def ben(acme):
    return comes_in(acme, BEN)


@pytest.fixture
def mash(acme):
    """A culled lead."""
    return comes_in(acme, MASH)


@pytest.fixture
def alices(alice):
    return signed_in(alice)


@pytest.fixture
def sallys(sally):
    return signed_in(sally)


@pytest.fixture
def marks(mark):
    return signed_in(mark)


@pytest.fixture
def toms(tom):
    return signed_in(tom)


@pytest.fixture
def mias(mia):
    return signed_in(mia)


@pytest.fixture
def statements_of():
    """How many statements a page takes once the process is warm: what is kept in memory has been read."""

    def count(browser, path):
        browser.get(path)
        with CaptureQueriesContext(connection) as asked:
            assert browser.get(path).status_code == 200
        return len(asked)

    return count
