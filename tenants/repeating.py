"""Work that is done again when the database ends it because it and another's waited for each other in a circle."""

from collections.abc import Callable
from typing import TypeVar

import structlog
from django.db import OperationalError
from psycopg2.errors import DeadlockDetected

from tenants.models import Tenant
from tenants.scope import tenant_scope

ATTEMPTS = 4

log = structlog.get_logger(__name__)
Result = TypeVar("Result")


def done_in_scope(tenant: Tenant, work: Callable[[], Result]) -> Result:
    """Do work as one transaction in the tenant's scope. After a deadlock it is undone and tried anew: let it change
    nothing but rows."""
    for _ in range(ATTEMPTS - 1):
        try:
            return _once(tenant, work)
        except OperationalError as error:
            if not isinstance(error.__cause__, DeadlockDetected):
                raise
            log.info("deadlock", tenant=tenant.slug)
    return _once(tenant, work)


def _once(tenant: Tenant, work: Callable[[], Result]) -> Result:
    with tenant_scope(tenant):
        return work()
