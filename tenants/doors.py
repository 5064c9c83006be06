"""From a secret to the tenant it opens: the one question asked before a scope exists."""

from tenants.models import Door, Tenant
from tenants.scope import current_tenant

# The driver reads binary columns as memoryview.
Hash = bytes | memoryview


def tenant_behind(secret_hash: bytes, kind: Door.Kind) -> Tenant | None:
    door = Door.objects.select_related("to").filter(secret_hash=secret_hash, kind=kind).first()
    return door.to if door else None


def open_door(secret_hash: Hash, kind: Door.Kind) -> None:
    Door.objects.create(secret_hash=bytes(secret_hash), kind=kind, to=current_tenant())


def close_door(secret_hash: Hash) -> None:
    Door.objects.filter(secret_hash=bytes(secret_hash), to=current_tenant()).delete()
