"""What PostgreSQL's own catalogue must say about every table, view, function and role, so that no row can escape.

`broken_promises` answers one sentence for each thing that is wrong. It reads the catalogue only, so any role may ask.
"""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db.models import Field, Model
from django.db.models.fields.related import RelatedField

from tenants.fields import TenantReference
from tenants.postgres.schema import is_tenant_model

SCOPE = "(current_setting('app.tenant_id'::text))::bigint"
POLICY = f"(tenant_id = {SCOPE})"
APPEND_ONLY = (
    "tenants_auditentry", "leads_stagechange", "scoring_decision", "scoring_comment", "routing_handoff",
)  # fmt: skip

# Every table without tenant_id stands here with the reason why that is right.
OUTSIDE_TENANCY = {
    "tenants_tenant": "what a scope is opened with",
    "tenants_user": "a person may belong to several tenants",
    "tenants_access": "read before a scope exists: which tenants a user may enter, nothing else",
    "tenants_door": "read before a scope exists: the hash of a secret and the tenant it opens, nothing else",
    "tenants_workdue": "read by sweeps to see whom to visit: tenant, kind and time, nothing else",
    "account_emailaddress": "addresses a user signs in with; belongs to the user",
    "account_emailconfirmation": "a pending proof of a user's address",
    "mfa_authenticator": "second factors of a user",
    "usersessions_usersession": "where a user is signed in",
    "django_session": "sessions of users; a session says nothing of a tenant",
    "django_content_type": "names of models; the same for all",
    "django_migrations": "which migrations ran",
    "auth_group": "comes with Django's auth; nobody is in a group",
    "auth_group_permissions": "comes with Django's auth; nobody is in a group",
    "auth_permission": "comes with Django's auth; names of models",
}
# Views that do not ask as their caller, with the reason why that shows nobody another tenant's rows.
TRUSTED_VIEWS = {
    "pg_stat_statements": "statements without their values, and those of other roles hidden",
    "pg_stat_statements_info": "two counters",
}
TRUSTED_DEFINERS: dict[str, str] = {}

OURS = "n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname !~ '^pg_(toast|temp)'"
TABLES = f"""
    our_table AS (
        SELECT c.oid, c.relname, c.relrowsecurity, c.relforcerowsecurity, c.relowner,
               obj_description(c.oid, 'pg_class') AS note,
               (SELECT a.attnum FROM pg_attribute a
                WHERE a.attrelid = c.oid AND a.attname = 'tenant_id' AND NOT a.attisdropped) AS tenant_column
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relkind IN ('r', 'p') AND {OURS}
    ),
    tenant_table AS (SELECT * FROM our_table WHERE tenant_column IS NOT NULL)
"""

# Each statement answers the sentences of one rule.
RULES = (
    "SELECT relname || ' has no row security' FROM tenant_table WHERE NOT relrowsecurity",
    "SELECT relname || ' does not force row security on its owner' FROM tenant_table WHERE NOT relforcerowsecurity",
    """SELECT relname || ' has ' || count(p.oid) || ' policies' FROM tenant_table t LEFT JOIN pg_policy p
       ON p.polrelid = t.oid GROUP BY relname HAVING count(p.oid) <> 1""",
    """SELECT relname || ' has a policy that is not for all commands and roles'
       FROM tenant_table t JOIN pg_policy p ON p.polrelid = t.oid
       WHERE p.polcmd <> '*' OR NOT p.polpermissive OR p.polroles <> '{0}'""",
    """SELECT relname || ' shows rows by another rule: ' || coalesce(pg_get_expr(p.polqual, t.oid), 'none')
       FROM tenant_table t JOIN pg_policy p ON p.polrelid = t.oid
       WHERE pg_get_expr(p.polqual, t.oid) IS DISTINCT FROM %(policy)s""",
    """SELECT relname || ' takes rows by another rule: ' || coalesce(pg_get_expr(p.polwithcheck, t.oid), 'none')
       FROM tenant_table t JOIN pg_policy p ON p.polrelid = t.oid
       WHERE pg_get_expr(p.polwithcheck, t.oid) IS DISTINCT FROM %(policy)s""",
    """SELECT relname || '.tenant_id is not a bigint that must be there' FROM tenant_table t
       JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = t.tenant_column
       WHERE a.atttypid <> 'bigint'::regtype OR NOT a.attnotnull""",
    """SELECT relname || '.tenant_id is not filled from the scope' FROM tenant_table t
       LEFT JOIN pg_attrdef d ON d.adrelid = t.oid AND d.adnum = t.tenant_column
       WHERE pg_get_expr(d.adbin, t.oid) IS DISTINCT FROM %(default)s""",
    """SELECT relname || ' has no primary key' FROM tenant_table t
       WHERE NOT EXISTS (SELECT FROM pg_index i WHERE i.indrelid = t.oid AND i.indisprimary)""",
    """SELECT relname || ' has an index that does not start with the tenant: ' || i.indexrelid::regclass
       FROM tenant_table t JOIN pg_index i ON i.indrelid = t.oid WHERE i.indkey[0] <> t.tenant_column""",
    """SELECT relname || ' has an exclusion constraint: ' || k.conname
       FROM tenant_table t JOIN pg_constraint k ON k.conrelid = t.oid WHERE k.contype = 'x'""",
    """SELECT t.relname || ' does not refer to its tenant' FROM tenant_table t WHERE NOT EXISTS (
           SELECT FROM pg_constraint k WHERE k.conrelid = t.oid AND k.contype = 'f' AND k.convalidated
           AND k.confrelid = to_regclass('tenants_tenant') AND k.conkey = ARRAY[t.tenant_column])
       AND NOT EXISTS (  -- it goes with a row that does
           SELECT FROM pg_constraint k JOIN tenant_table o ON o.oid = k.confrelid
           WHERE k.conrelid = t.oid AND k.contype = 'f' AND k.convalidated AND k.confdeltype = 'c'
           AND NOT EXISTS (SELECT FROM pg_attribute a
                           WHERE a.attrelid = t.oid AND a.attnum = ANY (k.conkey) AND NOT a.attnotnull))""",
    """SELECT t.relname || ' does not go with its tenant' FROM tenant_table t JOIN pg_constraint k ON k.conrelid = t.oid
       WHERE k.contype = 'f' AND k.confrelid = to_regclass('tenants_tenant') AND k.confdeltype <> 'c'""",
    """SELECT t.relname || ' refers to ' || o.relname || ' without the tenant: ' || k.conname
       FROM pg_constraint k JOIN tenant_table t ON t.oid = k.conrelid JOIN tenant_table o ON o.oid = k.confrelid
       WHERE k.contype = 'f' AND NOT EXISTS (SELECT FROM unnest(k.conkey, k.confkey) pair (here, there)
           WHERE pair.here = t.tenant_column AND pair.there = o.tenant_column)""",
    """SELECT t.relname || ' has a reference that was never validated: ' || k.conname
       FROM pg_constraint k JOIN our_table t ON t.oid = k.conrelid WHERE NOT k.convalidated""",
    """SELECT t.relname || ' stands outside tenants and refers to ' || o.relname
       FROM pg_constraint k JOIN our_table t ON t.oid = k.conrelid JOIN tenant_table o ON o.oid = k.confrelid
       WHERE k.contype = 'f' AND t.tenant_column IS NULL""",
    """SELECT relname || ' has no tenant, and no reason for that is given' FROM our_table
       WHERE tenant_column IS NULL AND relname <> ALL (%(outside)s)""",
    """SELECT name || ' is said to stand outside tenants, and does not' FROM unnest(%(outside)s) name
       WHERE NOT EXISTS (SELECT FROM our_table WHERE relname = name AND tenant_column IS NULL)""",
    """SELECT relname || ' must be append-only, and is not marked so' FROM our_table
       WHERE relname = ANY (%(append_only)s) AND note IS DISTINCT FROM 'append-only'""",
    """SELECT relname || ' is append-only, and the application may ' || lower(privilege) || ' it' FROM our_table,
       unnest(ARRAY['UPDATE', 'DELETE', 'TRUNCATE']) privilege
       WHERE note = 'append-only' AND (has_table_privilege(%(role)s, oid, privilege)
             OR privilege = 'UPDATE' AND has_any_column_privilege(%(role)s, oid, privilege))""",
    """SELECT relname || ': the application may ' || lower(privilege) || ' it' FROM our_table,
       unnest(ARRAY['TRUNCATE', 'TRIGGER', 'REFERENCES', 'MAINTAIN']) privilege
       WHERE has_table_privilege(%(role)s, oid, privilege)""",
    f"""SELECT c.relname || ' is a view that does not ask as its caller'
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relkind = 'v' AND {OURS} AND c.relname <> ALL (%(views)s)
          AND NOT coalesce('security_invoker=true' = ANY (c.reloptions), FALSE)""",
    f"""SELECT c.relname || ' copies rows out of row security' FROM pg_class c
        JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind IN ('m', 'f') AND {OURS}""",
    f"""SELECT p.oid::regprocedure || ' runs with its owner''s rights, and the application may call it'
        FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
        WHERE p.prosecdef AND {OURS} AND p.proname <> ALL (%(definers)s)
          AND has_function_privilege(%(role)s, p.oid, 'EXECUTE')""",
    f"""SELECT 'the application may create things in the schema ' || n.nspname FROM pg_namespace n
        WHERE {OURS} AND has_schema_privilege(%(role)s, n.oid, 'CREATE')""",
    """SELECT 'the application may create schemas'
       WHERE has_database_privilege(%(role)s, current_database(), 'CREATE')""",
    f"""SELECT 'the application owns ' || c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE {OURS} AND pg_has_role(%(role)s, c.relowner, 'MEMBER')""",
    """SELECT 'the application is or may become the role ' || rolname || ', which ' || CASE
           WHEN rolsuper THEN 'is a superuser' WHEN rolbypassrls THEN 'bypasses row security'
           WHEN rolcreaterole THEN 'may make roles' ELSE 'may make databases' END
       FROM pg_roles WHERE pg_has_role(%(role)s, oid, 'MEMBER')
       AND (rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb)""",
    """SELECT 'the application may become the role ' || rolname FROM pg_roles
       WHERE rolname <> %(role)s AND rolname ~ '^pg_' AND pg_has_role(%(role)s, oid, 'MEMBER')""",
)


def broken_promises(connection: Any, *, role: str) -> list[str]:
    """What is wrong in the database, as sentences; `role` is the one the application works as."""
    params = {
        "policy": POLICY,
        "default": SCOPE,
        "role": role,
        "outside": list(OUTSIDE_TENANCY),
        "append_only": list(APPEND_ONLY),
        "views": list(TRUSTED_VIEWS),
        "definers": list(TRUSTED_DEFINERS),
    }
    found: list[str] = []
    with connection.cursor() as cursor:
        for rule in RULES:
            cursor.execute(f"WITH {TABLES} {rule}", params)
            found += [sentence for (sentence,) in cursor.fetchall()]
    return sorted(found)


def relations() -> Iterator[tuple[type[Model], Field]]:
    """Every stored reference of every model to another."""
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.local_fields:
            if isinstance(field, RelatedField):
                yield model, field


def loose_relations() -> list[str]:
    """References between tenant models that are not made to stay within the tenant."""
    return [
        f"{model._meta.label}.{field.name}"
        for model, field in relations()
        if is_tenant_model(field.remote_field.model) and not isinstance(field, TenantReference)
    ]


def missing_references(connection: Any) -> list[str]:
    """Tenant foreign keys of the models that have no foreign key with the tenant in the database."""
    with connection.cursor() as cursor:
        cursor.execute(REFERENCES)
        there = set(cursor.fetchall())
    return [
        f"{model._meta.label}.{field.name}"
        for model, field in relations()
        if isinstance(field, TenantReference) and _reference(model, field) not in there
    ]


def _reference(model: type[Model], field: TenantReference) -> tuple[str, str, str, str, str]:
    target = field.remote_field.model._meta
    on_delete = "c" if field.cascades else "a"
    return (
        model._meta.db_table,
        f"tenant_id,{field.column}",
        target.db_table,
        f"tenant_id,{target.pk.column}",
        on_delete,
    )


COLUMNS = """(SELECT string_agg(a.attname, ',' ORDER BY k.place) FROM unnest({keys}) WITH ORDINALITY k (number, place)
              JOIN pg_attribute a ON a.attrelid = {table} AND a.attnum = k.number)"""
REFERENCES = f"""
    SELECT f.conrelid::regclass::text, {COLUMNS.format(table="f.conrelid", keys="f.conkey")},
           f.confrelid::regclass::text, {COLUMNS.format(table="f.confrelid", keys="f.confkey")}, f.confdeltype::text
    FROM pg_constraint f WHERE f.contype = 'f' AND f.convalidated
"""
