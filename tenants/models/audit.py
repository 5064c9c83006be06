from django.db import models
from django.db.models.functions import Now

from tenants.fields import TenantForeignKey

from .membership import Membership
from .tenant import TenantModel


class AuditEntry(TenantModel):
    """Who changed what, when and why. The application's role may insert and read, nothing else."""

    at = models.DateTimeField(db_default=Now())
    actor = TenantForeignKey(Membership, on_delete=models.PROTECT, related_name="+", null=True)
    actor_label = models.CharField(max_length=150, help_text="Member, API key or worker, as it was called then.")
    action = models.CharField(max_length=60)
    object_type = models.CharField(max_length=40)
    object_id = models.CharField(max_length=40)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    reason = models.TextField(blank=True)
    request_id = models.CharField(max_length=40, blank=True)

    class Meta:
        db_table_comment = "append-only"
        indexes = [models.Index(fields=["tenant", "object_type", "object_id", "id"], name="audit_of_object")]
