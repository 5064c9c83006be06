from django.db import models
from django.db.models.functions import Now

from leads.models import Custodian, Lead
from tenants.fields import TenantForeignKey
from tenants.models import Membership, PublicModel, TenantModel

from .queue import Queue


class Assignment(PublicModel):
    """One lead in one member's hands; a lead has at most one that is open."""

    class Outcome(models.TextChoices):
        HANDED_OVER = "handed_over", "Handed over"
        REJECTED = "rejected", "Rejected"
        REROUTED = "rerouted", "Routed elsewhere"
        DISPOSED = "disposed", "Won, lost or purged"

    lead = TenantForeignKey(Lead, on_delete=models.CASCADE, related_name="assignments")
    queue = TenantForeignKey(Queue, on_delete=models.PROTECT, related_name="+")
    member = TenantForeignKey(Membership, on_delete=models.PROTECT, related_name="assignments")
    assigned_at = models.DateTimeField()
    due_at = models.DateTimeField(help_text="When the first response is promised.")
    accepted_at = models.DateTimeField(null=True)
    first_response_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=11, choices=Outcome, blank=True)
    reason = models.TextField(blank=True, help_text="Why it was closed so.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "public_id"], name="assignment_public_id"),
            models.UniqueConstraint(
                fields=["tenant", "lead"], condition=models.Q(closed_at=None), name="assignment_open_once"
            ),
        ]
        indexes = [
            # A member's open work: the queue page and the count that capacity looks at.
            models.Index(
                fields=["tenant", "member", "due_at", "lead"],
                name="assignment_open",
                condition=models.Q(closed_at=None),
            ),
            models.Index(fields=["tenant", "lead", "id"], name="assignment_of_lead"),
            # How promises were kept lately: by one member on their queue page, by all in reports.
            models.Index(fields=["tenant", "member", "due_at"], name="assignment_promised"),
            # What was open at a moment of the past, and what was closed in a period.
            models.Index(fields=["tenant", "closed_at"], name="assignment_closed"),
        ]


class HandOff(TenantModel):
    """The passing of a lead between custodians, or the reason why it was passed to nobody. Never altered."""

    lead = TenantForeignKey(Lead, on_delete=models.CASCADE, related_name="hand_offs")
    at = models.DateTimeField()
    from_custodian = TenantForeignKey(Custodian, on_delete=models.PROTECT, related_name="+", null=True)
    to_custodian = TenantForeignKey(Custodian, on_delete=models.PROTECT, related_name="+", null=True)
    by = TenantForeignKey(Membership, on_delete=models.PROTECT, related_name="+", null=True)
    reason = models.TextField()
    passed_over = models.JSONField(default=list, help_text="Who did not get it, and why: [{who, why}].")
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table_comment = "append-only"
        indexes = [models.Index(fields=["tenant", "lead", "id"], name="hand_off_of_lead")]
