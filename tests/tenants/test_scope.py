"""No scope, no query: and a scope leaves nothing behind on its connection."""

import re

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction
from django.db.models import Q

from tenants.models import AuditEntry, Membership, Tenant, TenantModel
from tenants.postgres.schema import is_tenant_model
from tenants.scope import AnotherTenant, NoTenant, current_tenant, tenant_scope
from tests.people import found_acme, found_globex, member_of, signed_in

MODELS = [model for model in apps.get_models() if is_tenant_model(model)]

# No setting at all, one that was used up, or no right to alter an append-only table in the first place.
REFUSED = re.compile(r'app\.tenant_id|invalid input syntax for type bigint: ""|permission denied')

OPERATIONS = {
    "all": lambda m: list(m.objects.all()),
    "get": lambda m: m.objects.get(pk=1),
    "first": lambda m: m.objects.first(),
    "exists": lambda m: m.objects.exists(),
    "count": lambda m: m.objects.count(),
    "values": lambda m: list(m.objects.values_list("pk")),
    "iterator": lambda m: list(m.objects.iterator(chunk_size=10)),
    "in_bulk": lambda m: m.objects.in_bulk([1]),
    "raw": lambda m: list(m.objects.raw(f"SELECT * FROM {m._meta.db_table}")),
    "update": lambda m: m.objects.update(tenant=1),
    "delete": lambda m: m.objects.filter(Q(pk=1)).delete(),
    "create": lambda m: m.objects.create(pk=1),
    "bulk_create": lambda m: m.objects.bulk_create([m(pk=1)]),
    "save": lambda m: m(pk=1).save(force_update=True),
    "refresh": lambda m: m(pk=1).refresh_from_db(),
}


def test_there_are_models_to_ask():
    assert len(MODELS) > 15
    assert {model for model in apps.get_models() if issubclass(model, TenantModel)} == set(MODELS)


@pytest.mark.parametrize("used_before", [False, True], ids=["fresh", "used"])
@pytest.mark.parametrize("model", MODELS, ids=lambda m: m._meta.label)
def test_nothing_is_read_or_written_without_a_scope(db, model, used_before):
    """Every operation raises on a fresh connection as on one that served a tenant; none answers "no rows"."""
    if used_before:
        with tenant_scope(Tenant.objects.create(slug="acme", name="Acme")):
            model.objects.count()

    silent = [name for name, operation in OPERATIONS.items() if answers(operation, model)]

    assert silent == []


def answers(operation, model) -> bool:
    try:
        with transaction.atomic():
            operation(model)
    except DatabaseError as refusal:
        return not REFUSED.search(str(refusal))
    return True


def test_reference_to_a_tenants_row_is_not_followed_without_a_scope(acme):
    with tenant_scope(acme):
        entry = AuditEntry.objects.filter(actor__isnull=False).first()

    with pytest.raises(DatabaseError), transaction.atomic():
        _ = entry.actor


def test_scope_of_nobody_is_refused(db):
    for nobody in (None, 1, "acme", Tenant(slug="unsaved")):
        with pytest.raises(TypeError), tenant_scope(nobody):
            pass


def test_scope_within_another_tenants_scope_is_refused(acme, globex):
    with tenant_scope(acme), pytest.raises(AnotherTenant), tenant_scope(globex):
        pass


def test_scope_ends_with_an_exception_as_well(acme):
    with pytest.raises(ZeroDivisionError), tenant_scope(acme):
        raise ZeroDivisionError

    with pytest.raises(NoTenant):
        current_tenant()
    with pytest.raises(DatabaseError), transaction.atomic():
        Membership.objects.count()


@pytest.mark.urls("tests.tenants.probes")
@pytest.mark.django_db(transaction=True)
def test_pooled_connection_carries_no_tenant_to_the_next_request():
    """Alternating requests on one connection, a tenth of them failing: each sees its own tenant, none the last."""
    alice, carol = member_of(found_acme(), "alice"), member_of(found_globex(), "carol")
    browsers = {slug: signed_in(member) for slug, member in (("acme", alice), ("globex", carol))}
    ids = {tenant.slug: tenant.pk for tenant in Tenant.objects.all()}
    seen, left_behind = set(), set()
    for n in range(200):
        slug = ("acme", "globex")[n % 2]
        browsers[slug].raise_request_exception = False
        page = "fail" if n % 10 == 7 else "backend"
        answer = browsers[slug].get(f"/t/{slug}/probe/{page}/")
        if page == "backend":
            told = answer.json()
            seen.add((told["pid"], told["tenant_id"] == ids[slug]))
        left_behind.add(setting_on_the_connection())

    assert [is_own for _, is_own in seen] == [True]
    assert left_behind <= {"", None}


def setting_on_the_connection():
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('app.tenant_id', true)")
        return cursor.fetchone()[0]
