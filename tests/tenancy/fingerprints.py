"""What a tenant has, as one hash for each table: equal before and after, if nothing was changed."""

from django.db import connection

from tenants.models import Tenant
from tenants.scope import tenant_scope
from tests.tenancy.firms import tenant_models

# Rows outside row security that are about a tenant.
ABOUT = {
    "tenants_tenant": "id = %(tenant)s",
    "tenants_access": "to_id = %(tenant)s",
    "tenants_door": "to_id = %(tenant)s",
    "tenants_workdue": "to_id = %(tenant)s",
    "tenants_user": "id IN (SELECT user_id FROM tenants_membership)",
}


def fingerprint(tenant: Tenant) -> dict[str, tuple[int, str]]:
    """Table to the number of the tenant's rows and the hash of them all."""
    with tenant_scope(tenant), connection.cursor() as cursor:
        cursor.execute(_statement(), {"tenant": tenant.pk})
        return {table: (count, digest) for table, count, digest in cursor.fetchall()}


def _statement() -> str:
    about = dict.fromkeys((model._meta.db_table for model in tenant_models()), "TRUE") | ABOUT
    return " UNION ALL ".join(
        f"SELECT '{table}', count(*), md5(coalesce(string_agg(t::text, '|' ORDER BY t::text), '')) "
        f"FROM {table} t WHERE {condition}"
        for table, condition in about.items()
    )
