"""N10: what is deleted in one firm touches nothing of another."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from leads.models import Lead
from routing.members import admit_member
from tenants.deleting import delete_tenant
from tenants.models import Role, Tenant
from tenants.scope import tenant_scope
from tests.people import member_of, program_with, signed_in, signed_in_by_hand
from tests.tenancy.fingerprints import fingerprint
from tests.tenancy.firms import tenant_models

pytestmark = pytest.mark.django_db


def test_deleted_firm_leaves_nothing_and_touches_nobody(firms):
    acme, globex = fingerprint(firms.acme), fingerprint(firms.globex)
    assert min(count for count, _ in acme.values()) > 0

    delete_tenant(firms.acme)
    settle()

    left = fingerprint(firms.acme)
    assert {table: count for table, (count, _) in left.items() if count} == {}
    assert fingerprint(firms.globex) == globex


def test_deleted_firm_is_closed_to_its_keys_and_people(firms):
    browser = signed_in_by_hand(member_of(firms.acme, "alice"))
    assert browser.get("/t/acme/settings/profile/").status_code == 200

    delete_tenant(firms.acme)

    assert program_with(firms.keys["all"]).get("/api/v1/leads/").status_code == 401
    assert browser.get("/t/acme/settings/profile/").status_code == 302


def test_person_of_two_firms_keeps_the_other(firms):
    alice = member_of(firms.acme, "alice")
    with tenant_scope(firms.globex):
        admit_member(alice.user, role=Role.MARKETER)
    browser = signed_in(alice)

    delete_tenant(firms.acme)
    settle()

    assert browser.get("/t/acme/settings/profile/").status_code == 404
    assert browser.get("/t/globex/settings/profile/").status_code == 200


def test_deleted_lead_takes_its_own_children_only(firms):
    """Cascades run as the tables' owner, past row security: only composite keys keep them within the tenant."""
    before = fingerprint(firms.globex)
    with tenant_scope(firms.acme), connection.cursor() as cursor:
        cursor.execute("UPDATE leads_inquiry SET lead_id = NULL")
        cursor.execute("UPDATE leads_touch SET inquiry_id = NULL")
        cursor.execute("DELETE FROM leads_lead")
        assert cursor.rowcount == 7
    settle()

    after = fingerprint(firms.acme)
    assert [m.__name__ for m in tenant_models() if hangs_on_lead(m) and after[m._meta.db_table][0]] == []
    assert fingerprint(firms.globex) == before


def test_command_asks_before_it_deletes(firms):
    with pytest.raises(CommandError, match="Nothing was deleted"):
        call_command("delete_tenant", "acme", yes="acne")
    assert Tenant.objects.filter(slug="acme").exists()

    said = StringIO()
    call_command("delete_tenant", "acme", yes="acme", stdout=said)
    assert said.getvalue() == "Acme is deleted.\n"
    assert Tenant.objects.filter(slug="acme").exists() is False


def settle():
    """What a commit would check."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def hangs_on_lead(model):
    return any(getattr(f, "cascades", False) and f.remote_field.model is Lead for f in model._meta.local_fields)
