"""N3: a filter forgotten in code leaks nothing, because the database does not know how to."""

from contextlib import contextmanager

import pytest
from django.db import ProgrammingError, connection, transaction

from tenants.scope import tenant_scope
from tests.tenancy.catalogue import APPEND_ONLY
from tests.tenancy.fingerprints import fingerprint
from tests.tenancy.firms import CANARY, marked_fields, tenant_models

pytestmark = pytest.mark.django_db
MODELS = tenant_models()
BY_MODEL = pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)


def test_every_model_holds_a_row_of_both_firms(firms):
    """A new model needs a row in tests/tenancy/firms.py: furnish."""
    for firm in (firms.acme, firms.globex):
        held = fingerprint(firm)
        assert [model.__name__ for model in MODELS if held[model._meta.db_table][0] == 0] == []


@BY_MODEL
def test_every_text_of_globex_holds_the_canary(firms, model):
    with tenant_scope(firms.globex):
        for row in model.objects.all():
            bare = [f.name for f in marked_fields(model) if CANARY not in _text(getattr(row, f.name))]
            assert bare == []


@BY_MODEL
def test_forgotten_filter_shows_no_row_of_another_tenant(firms, model):
    table, own = model._meta.db_table, _count(firms.acme, model)
    with tenant_scope(firms.acme), connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*), count(*) FILTER (WHERE t::text ILIKE %s) FROM {table} t", [f"%{CANARY}%"])
        assert cursor.fetchone() == (own, 0)
        cursor.execute(f"SELECT DISTINCT tenant_id FROM {table}")
        assert cursor.fetchall() == [(firms.acme.pk,)]
        assert model._base_manager.all().count() == own
        assert model._base_manager.filter(tenant_id=firms.globex.pk).exists() is False


@BY_MODEL
@pytest.mark.parametrize("command", ["UPDATE {} SET tenant_id = tenant_id", "DELETE FROM {}"], ids=["update", "delete"])
def test_forgotten_filter_changes_no_row_of_another_tenant(firms, model, command):
    table, own, before = model._meta.db_table, _count(firms.acme, model), fingerprint(firms.globex)
    with undone(), connection.cursor() as cursor:
        with tenant_scope(firms.acme):
            if table in APPEND_ONLY:
                with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
                    cursor.execute(command.format(table))
            else:
                cursor.execute(command.format(table))
                assert cursor.rowcount == own
        assert fingerprint(firms.globex) == before


@BY_MODEL
def test_row_cannot_be_given_to_another_tenant(firms, model):
    if model._meta.db_table in APPEND_ONLY:
        statement = f"INSERT INTO {model._meta.db_table} (tenant_id) VALUES (%s)"
    else:
        statement = f"UPDATE {model._meta.db_table} SET tenant_id = %s"

    refused = pytest.raises(ProgrammingError, match="row-level security")
    with refused, tenant_scope(firms.acme), connection.cursor() as cursor:
        cursor.execute(statement, [firms.globex.pk])


@contextmanager
def undone():
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def _count(firm, model):
    return fingerprint(firm)[model._meta.db_table][0]


def _text(value):
    return bytes(value).decode() if isinstance(value, memoryview | bytes) else str(value)
