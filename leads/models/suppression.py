from django.db import models
from django.db.models.functions import Now

from tenants.models import TenantModel


class Suppression(TenantModel):
    """An address or number that must not be contacted, kept apart from any lead."""

    class Kind(models.TextChoices):
        EMAIL = "email", "E-mail"
        PHONE = "phone", "Phone"

    kind = models.CharField(max_length=5, choices=Kind)
    key = models.TextField(help_text="Normalised address or E.164 number.")
    reason = models.TextField()
    at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "kind", "key"], name="suppression_once")]
