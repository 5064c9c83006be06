from django.db import models
from django.db.models.functions import Now

from tenants.fields import TenantForeignKey
from tenants.models import Membership, PublicModel


class Company(PublicModel):
    """The account leads belong to, known by its domain, else by its name."""

    identity = models.TextField(help_text="domain:example.com or name:<normalised name>; at most one company each.")
    name = models.TextField(blank=True)
    name_norm = models.TextField(blank=True, db_collation="C")
    domain = models.TextField(blank=True, db_collation="C")
    website = models.TextField(blank=True)
    industry = models.TextField(blank=True)
    employees = models.PositiveIntegerField(null=True, blank=True)
    annual_revenue = models.DecimalField(max_digits=16, decimal_places=2, null=True, blank=True)
    country = models.CharField(max_length=2, blank=True)
    city = models.TextField(blank=True)
    owner = TenantForeignKey(Membership, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "identity"], name="company_identity"),
            models.UniqueConstraint(fields=["tenant", "public_id"], name="company_public_id"),
        ]
        indexes = [
            models.Index(fields=["tenant", "name_norm"], name="company_by_name"),
            models.Index(fields=["tenant", "domain"], name="company_by_domain"),
        ]

    def __str__(self) -> str:
        return self.name or self.domain
