from django.db import models
from django.db.models.functions import Now

from tenants.fields import TenantForeignKey
from tenants.models import Membership, TenantModel

from .campaign import Campaign
from .inquiry import Inquiry
from .lead import Lead
from .standing import Disposition, Stage


class Touch(TenantModel):
    """One recorded interaction in either direction. Scores are recomputed from these, never incremented."""

    class Kind(models.TextChoices):
        FORM = "form", "Form"
        VISIT = "visit", "Web visit"
        EMAIL_SENT = "email_sent", "E-mail sent"
        EMAIL_OPEN = "email_open", "E-mail open"
        EMAIL_CLICK = "email_click", "E-mail click"
        EMAIL_REPLY = "email_reply", "E-mail reply"
        CALL = "call", "Call"
        MEETING = "meeting", "Meeting"
        BADGE_SCAN = "badge_scan", "Badge scan"
        NOTE = "note", "Note"

    class Direction(models.TextChoices):
        INBOUND = "in", "Inbound"
        OUTBOUND = "out", "Outbound"

    lead = TenantForeignKey(Lead, on_delete=models.CASCADE, related_name="touches")
    kind = models.CharField(max_length=11, choices=Kind)
    direction = models.CharField(max_length=3, choices=Direction)
    at = models.DateTimeField()
    inquiry = TenantForeignKey(Inquiry, on_delete=models.PROTECT, related_name="+", null=True)
    campaign = TenantForeignKey(Campaign, on_delete=models.PROTECT, related_name="+", null=True)
    by = TenantForeignKey(Membership, on_delete=models.PROTECT, related_name="+", null=True)
    detail = models.JSONField(null=True, help_text="Outcome of a call, page of a visit, subject of a mail.")
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = [
            # Scoring aggregates a lead's touches by kind within a window from this index alone.
            models.Index(fields=["tenant", "lead", "kind", "at"], name="touch_of_lead"),
            # A member's calls of the day.
            models.Index(fields=["tenant", "by", "at"], name="touch_by_member", condition=~models.Q(by=None)),
        ]


class StageChange(TenantModel):
    """A lead reached a stage, or its end. Never altered."""

    lead = TenantForeignKey(Lead, on_delete=models.CASCADE, related_name="stage_changes")
    at = models.DateTimeField()
    from_stage = models.CharField(max_length=11, choices=Stage, blank=True)
    to_stage = models.CharField(max_length=11, choices=[*Stage.choices, *Disposition.choices])
    by = TenantForeignKey(Membership, on_delete=models.PROTECT, related_name="+", null=True)
    reason = models.TextField(blank=True)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table_comment = "append-only"
        indexes = [
            models.Index(fields=["tenant", "lead", "id"], name="stage_change_of_lead"),
            # How many reached a stage in a period.
            models.Index(fields=["tenant", "to_stage", "at"], name="stage_change_reached"),
        ]
