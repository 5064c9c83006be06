from django.db import models

from tenants.fields import TenantForeignKey
from tenants.models import Membership, PublicModel

from .lead import Lead


class QuarantineCheck(PublicModel):
    """One culled lead of a week's sample, and whether it was junk indeed."""

    class Verdict(models.TextChoices):
        JUNK = "junk", "Junk indeed"
        REAL = "real", "A real lead"

    lead = TenantForeignKey(Lead, on_delete=models.CASCADE, related_name="+")
    week = models.DateField(help_text="Its Monday.")
    verdict = models.CharField(max_length=4, choices=Verdict, blank=True)
    checked_at = models.DateTimeField(null=True)
    checked_by = TenantForeignKey(Membership, on_delete=models.PROTECT, related_name="+", null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "public_id"], name="quarantine_check_public_id"),
            # Also how a week's sample is read.
            models.UniqueConstraint(fields=["tenant", "week", "lead"], name="quarantine_check_once"),
        ]
