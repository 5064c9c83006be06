from django.contrib.postgres.fields import ArrayField
from django.db import models

from tenants.models import TenantModel


class CustomField(TenantModel):
    """A fact of a lead that this tenant alone keeps; its value lives in Lead.custom under `key`."""

    class Type(models.TextChoices):
        TEXT = "text", "Text"
        NUMBER = "number", "Number"
        DATE = "date", "Date"

    key = models.SlugField(max_length=64, db_index=False)
    label = models.CharField(max_length=100)
    type = models.CharField(max_length=8, choices=Type, default=Type.TEXT)
    choices = ArrayField(models.TextField(), default=list, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "key"], name="custom_field_key")]
