"""N5: no table escapes. What holds is read from the catalogue, and the reader is shown to see every kind of breach."""

from contextlib import contextmanager

import pytest
from django.conf import settings
from django.db import ProgrammingError, connection, connections, transaction

from tenants.checks import unsafe_role
from tenants.models import AuditEntry
from tenants.scope import tenant_scope
from tests.tenancy.catalogue import (
    APPEND_ONLY,
    OUTSIDE_TENANCY,
    TRUSTED_DEFINERS,
    TRUSTED_VIEWS,
    broken_promises,
    loose_relations,
    missing_references,
)

APP = settings.APP_DATABASE_ROLE
KEY = "PRIMARY KEY (tenant_id, id)"
SCOPE = "current_setting('app.tenant_id')::bigint"
TENANT = f"tenant_id bigint NOT NULL DEFAULT {SCOPE} REFERENCES tenants_tenant ON DELETE CASCADE"
GUARD = """
    ALTER TABLE probe ENABLE ROW LEVEL SECURITY;
    ALTER TABLE probe FORCE ROW LEVEL SECURITY;
"""
RULE = f"tenant_id = {SCOPE}"
POLICY = f"CREATE POLICY tenant ON probe FOR ALL USING ({RULE}) WITH CHECK ({RULE});"
SOUND = f"CREATE TABLE probe (id bigint, lead_id bigint, {TENANT}, {KEY}); {GUARD} {POLICY}"


@pytest.mark.django_db
def test_database_keeps_every_promise():
    assert broken_promises(connection, role=APP) == []


@pytest.mark.django_db
def test_tests_are_connected_as_the_application():
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, session_user")
        assert cursor.fetchone() == (APP, APP)
    assert unsafe_role(connection) == ""


@pytest.mark.django_db
def test_every_reference_of_the_models_stands_in_the_database_with_its_tenant():
    assert loose_relations() == []
    assert missing_references(connection) == []


def test_every_exception_has_a_reason():
    assert [name for name, why in (OUTSIDE_TENANCY | TRUSTED_VIEWS | TRUSTED_DEFINERS).items() if len(why) < 10] == []


def test_application_can_neither_change_nor_remove_what_is_append_only(acme):
    with tenant_scope(acme):
        assert AuditEntry.objects.count() > 0
        for table in APPEND_ONLY:
            for statement in (f"UPDATE {table} SET id = id", f"DELETE FROM {table}", f"TRUNCATE {table}"):
                with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
                    _execute(connection, statement)


BREACHES = {
    "no row security": (
        f"CREATE TABLE probe (id bigint, {TENANT}, {KEY})",
        ["probe does not force row security on its owner", "probe has 0 policies", "probe has no row security"],
    ),
    "owner not under it": (
        f"{SOUND} ALTER TABLE probe NO FORCE ROW LEVEL SECURITY",
        ["probe does not force row security on its owner"],
    ),
    "second policy": (
        f"{SOUND} CREATE POLICY more ON probe FOR ALL USING ({RULE}) WITH CHECK ({RULE})",
        ["probe has 2 policies"],
    ),
    "policy for some commands": (
        f"CREATE TABLE probe (id bigint, {TENANT}, {KEY}); {GUARD} CREATE POLICY p ON probe FOR SELECT USING ({RULE})",
        ["probe has a policy that is not for all commands and roles", "probe takes rows by another rule: none"],
    ),
    "policy of some roles": (
        f"CREATE TABLE probe (id bigint, {TENANT}, {KEY}); {GUARD} {POLICY.replace('USING', f'TO {APP} USING')}",
        ["probe has a policy that is not for all commands and roles"],
    ),
    "policy that misses nothing": (
        f"""CREATE TABLE probe (id bigint, {TENANT}, {KEY}); {GUARD} CREATE POLICY p ON probe
            USING (tenant_id = current_setting('app.tenant_id', TRUE)::bigint) WITH CHECK ({RULE})""",
        ["probe shows rows by another rule: (tenant_id = (current_setting('app.tenant_id'::text, true))::bigint)"],
    ),
    "key of its own": (
        f"CREATE TABLE probe (id bigint PRIMARY KEY, {TENANT}); {GUARD} {POLICY}",
        ["probe has an index that does not start with the tenant: probe_pkey"],
    ),
    "unique across tenants": (
        f"{SOUND} CREATE UNIQUE INDEX oracle ON probe (lead_id)",
        ["probe has an index that does not start with the tenant: oracle"],
    ),
    "index on an expression": (
        f"{SOUND} CREATE INDEX stray ON probe ((lead_id + 1), tenant_id)",
        ["probe has an index that does not start with the tenant: stray"],
    ),
    "nullable tenant": (
        f"{SOUND} ALTER TABLE probe DROP CONSTRAINT probe_pkey; ALTER TABLE probe ALTER tenant_id DROP NOT NULL",
        ["probe has no primary key", "probe.tenant_id is not a bigint that must be there"],
    ),
    "tenant given by hand": (
        f"{SOUND} ALTER TABLE probe ALTER tenant_id DROP DEFAULT",
        ["probe.tenant_id is not filled from the scope"],
    ),
    "no reference to the tenant": (
        f"{SOUND} ALTER TABLE probe DROP CONSTRAINT probe_tenant_id_fkey",
        ["probe does not refer to its tenant"],
    ),
    "rows that outlive their tenant": (
        SOUND.replace(" ON DELETE CASCADE", ""),
        ["probe does not go with its tenant"],
    ),
    "reference without the tenant": (
        f"""CREATE TABLE other (id bigint UNIQUE, {TENANT}, {KEY}); CREATE TABLE probe (id bigint,
            lead_id bigint CONSTRAINT plain REFERENCES other (id), {TENANT}, {KEY}); {GUARD} {POLICY}""",
        [
            "other does not force row security on its owner",
            "other has 0 policies",
            "other has an index that does not start with the tenant: other_id_key",
            "other has no row security",
            "probe refers to other without the tenant: plain",
        ],
    ),
    "reference never validated": (
        f"""{SOUND} ALTER TABLE probe ADD CONSTRAINT late FOREIGN KEY (tenant_id, lead_id)
            REFERENCES leads_lead (tenant_id, id) NOT VALID""",
        ["probe has a reference that was never validated: late"],
    ),
    "table without a tenant": (
        "CREATE TABLE probe (id bigint PRIMARY KEY)",
        ["probe has no tenant, and no reason for that is given"],
    ),
    "table outside that refers to one inside": (
        """CREATE TABLE probe (id bigint PRIMARY KEY, t bigint, lead_id bigint,
           FOREIGN KEY (t, lead_id) REFERENCES leads_lead (tenant_id, id))""",
        [
            "probe has no tenant, and no reason for that is given",
            "probe stands outside tenants and refers to leads_lead",
        ],
    ),
    "reason for a table that is gone": (
        "ALTER TABLE auth_group RENAME TO groups",
        [
            "auth_group is said to stand outside tenants, and does not",
            "groups has no tenant, and no reason for that is given",
        ],
    ),
    "audit that can be changed": (
        f"GRANT UPDATE (reason), DELETE ON tenants_auditentry TO {APP}",
        [
            "tenants_auditentry is append-only, and the application may delete it",
            "tenants_auditentry is append-only, and the application may update it",
        ],
    ),
    "audit not marked": (
        "COMMENT ON TABLE tenants_auditentry IS NULL",
        ["tenants_auditentry must be append-only, and is not marked so"],
    ),
    "truncation": (
        f"GRANT TRUNCATE ON leads_lead TO {APP}",
        ["leads_lead: the application may truncate it"],
    ),
    "view of its owner": (
        "CREATE VIEW probe AS SELECT * FROM leads_lead",
        ["probe is a view that does not ask as its caller"],
    ),
    "copy of rows": (
        "CREATE MATERIALIZED VIEW probe AS SELECT slug FROM tenants_tenant",
        ["probe copies rows out of row security"],
    ),
    "function of its owner": (
        "CREATE FUNCTION probe() RETURNS bigint LANGUAGE sql SECURITY DEFINER AS 'SELECT count(*) FROM leads_lead'",
        ["probe() runs with its owner's rights, and the application may call it"],
    ),
    "room to create": (
        f"CREATE SCHEMA attic; GRANT CREATE ON SCHEMA attic TO {APP}",
        ["the application may create things in the schema attic"],
    ),
    "schemas of its own": (
        f"DO $$ BEGIN EXECUTE 'GRANT CREATE ON DATABASE ' || current_database() || ' TO {APP}'; END $$",
        ["the application may create schemas"],
    ),
}


@pytest.mark.parametrize(("statements", "told"), BREACHES.values(), ids=BREACHES)
@pytest.mark.django_db(databases=["owner"])
def test_breach_is_seen(statements, told):
    with as_owner() as owner:
        _execute(owner, statements)

        assert broken_promises(owner, role=APP) == told


@pytest.mark.django_db(databases=["owner"])
def test_sound_table_is_no_breach():
    with as_owner() as owner:
        _execute(owner, SOUND)

        assert broken_promises(owner, role=APP) == []


@pytest.mark.django_db
def test_application_connected_as_the_owner_is_seen():
    owner = settings.DATABASES["owner"]["USER"]

    assert "the application owns leads_lead" in broken_promises(connection, role=owner)


@pytest.mark.django_db
def test_application_connected_as_a_superuser_is_seen():
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolname FROM pg_roles WHERE rolsuper ORDER BY oid LIMIT 1")
        (superuser,) = cursor.fetchone()

    told = f"the application is or may become the role {superuser}, which is a superuser"
    assert told in broken_promises(connection, role=superuser)


@pytest.mark.django_db(databases=["owner"])
def test_missing_reference_is_seen():
    with as_owner() as owner:
        _execute(owner, "ALTER TABLE leads_touch DROP CONSTRAINT leads_touch_lead_id_tenant_fk")

        assert missing_references(owner) == ["leads.Touch.lead"]


@contextmanager
def as_owner():
    """The tables' owner, in a transaction that is undone."""
    owner = connections["owner"]
    with transaction.atomic(using="owner"):
        yield owner
        transaction.set_rollback(True, using="owner")


def _execute(connection, statements):
    with connection.cursor() as cursor:
        cursor.execute(statements)
