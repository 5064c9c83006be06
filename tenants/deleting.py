"""A firm leaves: all it had goes with it, and nothing of anybody else."""

import structlog
from django.db import connection, transaction

from tenants.models import Access, Door, Tenant, User, WorkDue
from tenants.people import end_sessions

log = structlog.get_logger(__name__)


@transaction.atomic
def delete_tenant(tenant: Tenant) -> None:
    """Delete a tenant and every row of it, for good. Keys and invitations stop working, open sessions end.

    The accounts of its people stay: they are theirs, and may belong to other firms.
    """
    people = list(User.objects.filter(access__to=tenant))
    for outside in (Access, Door, WorkDue):
        outside.objects.filter(to=tenant).delete()
    for user in people:
        if not user.access.exists():
            end_sessions(user)

    # Not by the ORM, which would collect the rows first, in a scope it does not have: the database cascades.
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM tenants_tenant WHERE id = %s", [tenant.pk])
    log.warning("tenant_deleted", tenant=tenant.slug)
