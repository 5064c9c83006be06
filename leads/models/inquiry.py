from django.db import models
from django.db.models.functions import Now

from tenants.fields import TenantForeignKey
from tenants.models import PublicModel, TenantModel

from .campaign import Campaign, Source
from .lead import Lead


class Inquiry(PublicModel):
    """One response exactly as it arrived, never altered."""

    class Channel(models.TextChoices):
        API = "api", "API"
        PAGE = "page", "Entered by hand"
        FILE = "file", "File import"

    lead = TenantForeignKey(Lead, on_delete=models.PROTECT, related_name="inquiries", null=True)
    channel = models.CharField(max_length=4, choices=Channel)
    source = models.CharField(max_length=20, choices=Source)
    campaign = TenantForeignKey(Campaign, on_delete=models.PROTECT, related_name="+", null=True)
    raw = models.BinaryField(help_text="The bytes as they came.")
    notes = models.JSONField(default=list, help_text="What was normalised or could not be used, and why.")
    needs_look = models.TextField(blank=True, help_text="Why it could not become a lead; empty: it did.")
    looked_at = models.DateTimeField(null=True)
    import_row = models.BigIntegerField(null=True, help_text="Line of the file it came from.")
    imported_by = TenantForeignKey("leads.Import", on_delete=models.PROTECT, related_name="+", null=True)
    content = models.UUIDField(null=True, help_text="Digest of what an imported row says: the same again is no news.")
    received_at = models.DateTimeField()
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "public_id"], name="inquiry_public_id")]
        indexes = [
            models.Index(fields=["tenant", "lead", "id"], name="inquiry_of_lead"),
            # How many came in a period.
            models.Index(fields=["tenant", "received_at"], name="inquiry_received"),
            models.Index(fields=["tenant", "id"], name="inquiry_needs_look", condition=~models.Q(needs_look="")),
            # A row put aside has no lead to be found by when its file comes again.
            models.Index(
                fields=["tenant", "content"],
                name="inquiry_aside_content",
                condition=~models.Q(needs_look="") & models.Q(content__isnull=False),
            ),
        ]


class IdempotencyRecord(TenantModel):
    """The answer once given to a key, so that a repeated request gets it again and does nothing."""

    endpoint = models.CharField(max_length=40)
    key = models.CharField(max_length=255)
    body_hash = models.BinaryField(max_length=32)
    status = models.PositiveSmallIntegerField(null=True)
    response = models.JSONField(null=True)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "endpoint", "key"], name="idempotency_key")]
