"""The tenant scope: the only door to a tenant's rows."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import connection, transaction

from .models import Tenant

_current: ContextVar[Tenant | None] = ContextVar("tenant", default=None)


class NoTenant(LookupError):
    """Something needs a tenant, and no scope is open."""


class AnotherTenant(RuntimeError):
    """A scope was opened inside another tenant's scope."""


@contextmanager
def tenant_scope(tenant: Tenant) -> Iterator[Tenant]:
    """Open a transaction that sees this tenant's rows alone.

    Re-entering the same tenant is a savepoint. Raises TypeError for anything but a saved Tenant and
    AnotherTenant when another tenant's scope is open. Nothing may query after the scope ends.
    """
    if not isinstance(tenant, Tenant) or tenant.pk is None:
        raise TypeError(f"tenant_scope needs a saved Tenant, not {tenant!r}")
    outer = _current.get()
    if outer is not None and outer.pk != tenant.pk:
        raise AnotherTenant(f"already in the scope of {outer.slug}, refusing {tenant.slug}")

    outlives = outer is None and connection.in_atomic_block
    token = _current.set(tenant)
    try:
        with transaction.atomic():
            _set_tenant(str(tenant.pk))
            yield tenant
            if outlives:
                # Inside a longer transaction the local setting would stay behind after the scope.
                _set_tenant("")
    finally:
        _current.reset(token)


def current_tenant() -> Tenant:
    tenant = _current.get()
    if tenant is None:
        raise NoTenant("no tenant scope is open: enter tenant_scope(tenant) first")
    return tenant


def _set_tenant(value: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.tenant_id', %s, true)", [value])
