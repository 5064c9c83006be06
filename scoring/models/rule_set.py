from django.db import models
from django.db.models.functions import Now

from leads.models import Band
from tenants.fields import TenantForeignKey
from tenants.models import Membership, PublicModel, TenantModel


class RuleSet(PublicModel):
    """One numbered version of all cull, promote, scoring and band rules."""

    class Status(models.TextChoices):
        DRAFT = "draft", "Draft"
        IN_REVIEW = "in_review", "In review"
        SIGNED = "signed", "Signed"
        PUBLISHED = "published", "Published"
        RETIRED = "retired", "Retired"

    number = models.PositiveIntegerField()
    name = models.CharField(max_length=100)
    purpose = models.TextField(blank=True, help_text="What this version is meant to change, for those who sign it.")
    based_on = models.PositiveIntegerField(null=True, help_text="Number of the version it began as a copy of.")
    revision = models.PositiveIntegerField(default=0, help_text="Which state of its editing it is in.")
    status = models.CharField(max_length=9, choices=Status, default=Status.DRAFT)
    created_by = TenantForeignKey(Membership, on_delete=models.PROTECT, related_name="+", null=True)
    created_at = models.DateTimeField(db_default=Now())
    submitted_at = models.DateTimeField(null=True)
    published_at = models.DateTimeField(null=True)
    challenger_since = models.DateTimeField(
        null=True, help_text="Since when it judges silently beside the published one."
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "number"], name="rule_set_number"),
            models.UniqueConstraint(fields=["tenant", "public_id"], name="rule_set_public_id"),
            models.UniqueConstraint(
                fields=["tenant"], condition=models.Q(status="published"), name="rule_set_published_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.number})"

    @property
    def is_draft(self) -> bool:
        return self.status == self.Status.DRAFT


class RuleGroup(TenantModel):
    """Rules of one dimension that share a cap and a decay."""

    class Dimension(models.TextChoices):
        FIT = "fit", "Fit"
        READINESS = "readiness", "Readiness"

    rule_set = TenantForeignKey(RuleSet, on_delete=models.CASCADE, related_name="groups")
    dimension = models.CharField(max_length=9, choices=Dimension)
    name = models.CharField(max_length=100)
    position = models.PositiveSmallIntegerField()
    cap = models.PositiveIntegerField(null=True, blank=True, help_text="Most points the group can give; empty: no cap.")
    half_life_days = models.PositiveIntegerField(
        null=True, blank=True, help_text="Days in which a touch, or a stated fact since the last inquiry, loses half."
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "rule_set", "position"], name="rule_group_position")]


class Rule(TenantModel):
    """One condition and what follows from it."""

    class Kind(models.TextChoices):
        CULL = "cull", "Cull"
        PROMOTE = "promote", "Promote"
        SCORE = "score", "Score"
        BAND = "band", "Band"

    rule_set = TenantForeignKey(RuleSet, on_delete=models.CASCADE, related_name="rules")
    key = models.BigIntegerField(help_text="The same in every version: decisions name a rule by it.")
    kind = models.CharField(max_length=7, choices=Kind)
    group = TenantForeignKey(RuleGroup, on_delete=models.CASCADE, related_name="rules", null=True, blank=True)
    position = models.PositiveSmallIntegerField()
    label = models.CharField(max_length=200, blank=True, help_text="Empty: the condition's own sentence.")
    reason = models.TextField(blank=True, help_text="Why this rule is here.")
    condition = models.JSONField()
    points = models.IntegerField(default=0)
    each = models.BooleanField(default=False, help_text="Points for each touch counted, not once.")
    max_points = models.PositiveIntegerField(null=True, blank=True)
    band = models.CharField(max_length=19, choices=Band, blank=True, help_text="Of promote and band rules.")
    is_enabled = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "rule_set", "kind", "position"], name="rule_position"),
            models.UniqueConstraint(fields=["tenant", "rule_set", "key"], name="rule_key"),
        ]
