"""What every Celery task is: the task of one tenant, or of the platform. Nothing in between."""

from typing import Any

from celery import Task
from celery.signals import worker_init

from tenants.checks import refuse_unsafe_start
from tenants.models import Tenant
from tenants.scope import NoTenant, tenant_scope


class TenantTask(Task):
    """A task whose first argument is the id of the tenant in whose scope, and transaction, it runs.

    `refine_one.delay(tenant.pk, lead_id)` runs `def refine_one(lead_id)`. Raises NoTenant without a tenant's id.
    """

    abstract = True

    def __call__(self, tenant_id: int | None = None, *args: Any, **kwargs: Any) -> Any:
        tenant = Tenant.objects.filter(pk=tenant_id).first() if isinstance(tenant_id, int) else None
        if tenant is None:
            raise NoTenant(f"{self.name} needs the id of a tenant first, not {tenant_id!r}")
        with tenant_scope(tenant):
            return self.run(*args, **kwargs)


class PlatformTask(Task):
    """A task that belongs to no tenant: it asks which tenants have work, and opens their scopes one by one."""

    abstract = True


@worker_init.connect
def _refuse_unsafe_worker(**kwargs: Any) -> None:
    refuse_unsafe_start()
