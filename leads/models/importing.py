from django.db import models
from django.db.models.functions import Now

from tenants.fields import TenantForeignKey
from tenants.models import Membership, PublicModel


class Import(PublicModel):
    """One file taken in: how far it got, and what became of every row."""

    class Status(models.TextChoices):
        RUNNING = "running", "Running"
        DONE = "done", "Done"
        REFUSED = "refused", "Refused"

    file_name = models.TextField()
    file_hash = models.BinaryField(max_length=32)
    mapping = models.JSONField()
    status = models.CharField(max_length=8, choices=Status, default=Status.RUNNING)
    by = TenantForeignKey(Membership, on_delete=models.PROTECT, related_name="+", null=True)
    rows_done = models.BigIntegerField(
        default=0, help_text="Records read and stored; a resumed run goes on after them."
    )
    created = models.BigIntegerField(default=0)
    updated = models.BigIntegerField(default=0)
    duplicates = models.BigIntegerField(default=0)
    quarantined = models.BigIntegerField(default=0)
    rejected = models.BigIntegerField(default=0)
    blank = models.BigIntegerField(default=0)
    started_at = models.DateTimeField(db_default=Now())
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "public_id"], name="import_public_id"),
            models.UniqueConstraint(fields=["tenant", "file_hash"], name="import_file_once"),
        ]
