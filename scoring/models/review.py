from django.db import models
from django.db.models.functions import Now

from tenants.fields import TenantForeignKey
from tenants.models import Membership, TenantModel

from .rule_set import RuleSet


class Revision(TenantModel):
    """A state that a draft was in while it was edited, so that a change can be undone and done again."""

    rule_set = TenantForeignKey(RuleSet, on_delete=models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    document = models.JSONField(help_text="Groups and rules, as `scoring.documents` reads them.")
    what = models.TextField(help_text="What was changed to get here, in words.")
    by = TenantForeignKey(Membership, on_delete=models.PROTECT, related_name="+", null=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "rule_set", "number"], name="revision_number")]


class Signature(TenantModel):
    """One side's agreement to a rule set as it stood in review."""

    class Side(models.TextChoices):
        MARKETING = "marketing", "Marketing"
        SALES = "sales", "Sales"

    rule_set = TenantForeignKey(RuleSet, on_delete=models.CASCADE, related_name="signatures")
    side = models.CharField(max_length=9, choices=Side)
    member = TenantForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "rule_set", "side"], name="signature_of_side")]


class Comment(TenantModel):
    """What a member says about a rule set, or about one of its rules."""

    rule_set = TenantForeignKey(RuleSet, on_delete=models.CASCADE, related_name="comments")
    rule_key = models.BigIntegerField(null=True, help_text="The rule it is about; empty: the whole.")
    member = TenantForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table_comment = "append-only"
        indexes = [models.Index(fields=["tenant", "rule_set", "id"], name="comment_of_rule_set")]
