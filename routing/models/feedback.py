from django.contrib.postgres.fields import ArrayField
from django.db import models

from leads.models import Band, Lead
from scoring.models import Decision
from tenants.fields import TenantForeignKey
from tenants.models import Membership, PublicModel


class Feedback(PublicModel):
    """What somebody who worked a lead says of how it was judged, with the judgement as it was then."""

    class Kind(models.TextChoices):
        WRONG_SCORE = "wrong_score", "Wrong score"
        REJECTED = "rejected", "Sent back"

    lead = TenantForeignKey(Lead, on_delete=models.CASCADE, related_name="feedback")
    decision = TenantForeignKey(Decision, on_delete=models.CASCADE, related_name="+", null=True)
    kind = models.CharField(max_length=11, choices=Kind)
    at = models.DateTimeField()
    by = TenantForeignKey(Membership, on_delete=models.PROTECT, related_name="+", null=True)
    by_label = models.CharField(max_length=150)
    expected_band = models.CharField(max_length=19, choices=Band, blank=True, help_text="Empty: not said.")
    note = models.TextField(blank=True)
    band = models.CharField(max_length=19, choices=Band)
    score = models.IntegerField()
    rule_set = models.IntegerField(help_text="Number of the version that judged it.")
    fired = ArrayField(models.BigIntegerField(), help_text="Keys of the rules that fired.")
    points = ArrayField(models.IntegerField())
    answer = models.TextField(blank=True)
    answered_by = TenantForeignKey(Membership, on_delete=models.PROTECT, related_name="+", null=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "public_id"], name="feedback_public_id")]
        indexes = [
            # The inbox, newest first.
            models.Index(fields=["tenant", "id"], name="feedback_open", condition=models.Q(answered_at=None)),
            # What is counted by rule and source.
            models.Index(fields=["tenant", "at"], name="feedback_lately"),
            models.Index(fields=["tenant", "lead", "id"], name="feedback_of_lead"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.lead}"
