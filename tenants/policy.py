"""The version of what a tenant decides by: compiled policies are kept under it."""

from functools import partial

from django.db import transaction
from django.db.models import F

from tenants.models import Tenant
from tenants.scope import current_tenant


def policy_changed() -> int:
    """Raise the current tenant's policy version, and answer the new one. Every change of rules, routes, queues, their
    members and custom fields calls it in its own transaction."""
    tenant = current_tenant()
    Tenant.objects.filter(pk=tenant.pk).update(policy_version=F("policy_version") + 1)
    tenant.refresh_from_db(fields=["policy_version"])
    tenant.policy_is_settled = False
    transaction.on_commit(partial(_settle, tenant))
    return tenant.policy_version


def lock_policy() -> None:
    """Whoever changes what the current tenant decides by waits here for whoever does so at the same time.

    Before any row of rules is locked, so that no two wait for each other.
    """
    Tenant.objects.select_for_update(no_key=True).get(pk=current_tenant().pk)


def _settle(tenant: Tenant) -> None:
    tenant.policy_is_settled = True


def with_policy_of_now(tenant: Tenant) -> Tenant:
    """The tenant, knowing the version that holds now: for work of many scopes, during which others may publish."""
    tenant.refresh_from_db(fields=["policy_version"])
    return tenant
