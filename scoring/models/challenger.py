from django.db import models

from leads.models import Band, Lead
from tenants.fields import TenantForeignKey
from tenants.models import TenantModel

from .rule_set import RuleSet


class ChallengerJudgement(TenantModel):
    """What a version that judges silently makes of a lead: renewed while the lead is open, left as it is then."""

    rule_set = TenantForeignKey(RuleSet, on_delete=models.CASCADE, related_name="challenger_judgements")
    lead = TenantForeignKey(Lead, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(help_text="Since when it says so.")
    fit = models.IntegerField()
    readiness = models.IntegerField()
    score = models.IntegerField()
    band = models.CharField(max_length=19, choices=Band)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "rule_set", "lead"], name="challenger_judges_once"),
        ]
