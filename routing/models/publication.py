from django.db import models

from tenants.fields import TenantForeignKey
from tenants.models import Membership, PublicModel


class Publication(PublicModel):
    """One publishing of a rule set or of routes: every open lead is refined again, a batch of ids at a time."""

    class What(models.TextChoices):
        RULES = "rules", "Rules"
        ROUTES = "routes", "Routes"

    what = models.CharField(max_length=6, choices=What, default=What.RULES)
    rule_set = models.PositiveIntegerField(help_text="Number of the rule set.")
    by = TenantForeignKey(Membership, on_delete=models.PROTECT, related_name="+", null=True)
    at = models.DateTimeField()
    first_lead = models.BigIntegerField(null=True)
    last_lead = models.BigIntegerField(null=True)
    next_lead = models.BigIntegerField(null=True, help_text="Where the next batch begins; empty: nothing was open.")
    changed = models.PositiveIntegerField(default=0)
    finished_at = models.DateTimeField(null=True)
    superseded = models.BooleanField(default=False, help_text="Another was published before this one was through.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "public_id"], name="publication_public_id"),
            models.UniqueConstraint(
                fields=["tenant"], condition=models.Q(finished_at=None), name="publication_one_at_a_time"
            ),
        ]
        indexes = [models.Index(fields=["tenant", "at"], name="publication_latest")]

    @property
    def percent(self) -> int:
        """How far the refining has got."""
        if self.finished_at or self.next_lead is None or self.first_lead is None or self.last_lead is None:
            return 100
        return int(100 * (self.next_lead - self.first_lead) / (self.last_lead - self.first_lead + 1))
