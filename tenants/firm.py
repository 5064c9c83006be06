"""The settings of the tenant itself."""

from typing import Any

from django.db import transaction

from tenants.auditing import record
from tenants.models import Membership, Tenant

SETTINGS = ("name", "time_zone", "country", "currency", "quarantine_days")


@transaction.atomic
def change_settings(tenant: Tenant, values: dict[str, Any], *, actor: Membership) -> dict[str, Any]:
    """Set what differs, and answer it as {setting: new value}."""
    changed = {name: values[name] for name in SETTINGS if name in values and values[name] != getattr(tenant, name)}
    if not changed:
        return {}
    before = {name: getattr(tenant, name) for name in changed}
    for name, value in changed.items():
        setattr(tenant, name, value)
    tenant.save(update_fields=list(changed))
    record("firm.changed", tenant, before=before, after=changed, actor=actor)
    return changed
