"""However a database came about, its catalogue is the same: in one go, step by step or from the models."""

from contextlib import contextmanager

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from django.db.migrations.loader import MigrationLoader

from tests.conftest import _create_database, _drop_database
from tests.tenancy.catalogue import broken_promises, missing_references
from tests.tenancy.snapshots import shape_of

OURS = ("tenants", "leads", "scoring", "routing", "reporting")
APP = settings.APP_DATABASE_ROLE


@pytest.fixture(autouse=True)
def _outside_any_transaction(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        yield
        connections["owner"].close()


def test_database_migrated_step_by_step_is_the_same():
    with scratch_database("steps") as scratch:
        for app, first in first_migrations():
            migrate(app, first)
        migrate()

        assert broken_promises(scratch, role=APP) == []
        assert differences(shape_of(scratch), shape_of(connections["owner"])) == []


def test_database_made_from_the_models_is_the_same(settings):
    settings.MIGRATION_MODULES = dict.fromkeys(OURS)
    with scratch_database("models") as scratch:
        migrate(run_syncdb=True)

        assert broken_promises(scratch, role=APP) == []
        assert missing_references(scratch) == []
        assert differences(shape_of(scratch), shape_of(connections["owner"])) == []


def test_rows_of_an_older_database_come_to_go_with_their_tenant():
    with scratch_database("older") as scratch:
        migrate()
        migrate("tenants", "0002")
        with scratch.cursor() as cursor:
            cursor.execute("ALTER TABLE leads_lead NO FORCE ROW LEVEL SECURITY")
            cursor.execute(OUTLIVES)
            cursor.execute("ALTER TABLE leads_lead FORCE ROW LEVEL SECURITY")
        assert broken_promises(scratch, role=APP) == ["leads_lead does not go with its tenant"]

        migrate()

        assert differences(shape_of(scratch), shape_of(connections["owner"])) == []


OUTLIVES = """
    DO $$ BEGIN
        EXECUTE (SELECT format('ALTER TABLE leads_lead DROP CONSTRAINT %I, ADD CONSTRAINT %I FOREIGN KEY (tenant_id)'
                               ' REFERENCES tenants_tenant (id) DEFERRABLE INITIALLY DEFERRED', conname, conname)
                 FROM pg_constraint WHERE conrelid = 'leads_lead'::regclass AND confrelid = 'tenants_tenant'::regclass);
    END $$
"""


@contextmanager
def scratch_database(name):
    """An empty database of the owner, reached by the alias "scratch"."""
    owner = connections["owner"].settings_dict
    name = f"{owner['NAME']}_{name}"
    server = connections["owner"].get_connection_params() | {"dbname": connections["default"].settings_dict["NAME"]}
    _create_database(server, name)
    connections.settings["scratch"] = owner | {"NAME": name}
    try:
        yield connections["scratch"]
    finally:
        connections["scratch"].close()
        del connections["scratch"], connections.settings["scratch"]
        _drop_database(server, name)


def first_migrations():
    loader = MigrationLoader(None)
    return [key for app in OURS for key in loader.graph.root_nodes(app)]


def migrate(*to, **options):
    call_command("migrate", *to, database="scratch", verbosity=0, interactive=False, **options)


def differences(one, other):
    return sorted({*one} ^ {*other})
