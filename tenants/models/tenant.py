from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models.functions import Now

from tenants.fields import TenantField


class Tenant(models.Model):
    """One firm using the product. Outside row-level security: it is what a scope is opened with."""

    slug = models.SlugField(unique=True, max_length=50)
    name = models.CharField(max_length=200)
    time_zone = models.CharField(max_length=64, default="UTC")
    country = models.CharField(max_length=2, blank=True, help_text="Region of phone numbers given without a country.")
    currency = models.CharField(max_length=3, default="EUR")
    quarantine_days = models.PositiveSmallIntegerField(default=30, help_text="Days before quarantined junk is purged.")
    policy_version = models.PositiveIntegerField(
        default=1,
        help_text="Rises with every change to published rules, routes or queues: compiled policies key on it.",
    )
    created_at = models.DateTimeField(db_default=Now())

    # Not stored: while the transaction that raised the version is open, it may still be rolled back.
    policy_is_settled = True

    def __str__(self) -> str:
        return self.name


class TenantModel(models.Model):
    """Base of every row that belongs to one tenant; the schema editor does the rest."""

    tenant = TenantField()

    class Meta:
        abstract = True


class PublicModel(TenantModel):
    """A tenant row that the outside may name, by an id that says nothing."""

    public_id = models.UUIDField(editable=False, db_default=RandomUUID())

    class Meta:
        abstract = True
