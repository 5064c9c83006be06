from django.db import models

from leads.models import Stage
from tenants.fields import TenantForeignKey
from tenants.models import Membership, TenantModel

from .review import Signature


class StageDefinition(TenantModel):
    """One numbered version of what a stage means to the firm, and of what a lead must meet to reach it."""

    stage = models.CharField(max_length=11, choices=Stage)
    number = models.PositiveIntegerField()
    definition = models.TextField()
    entry_criteria = models.TextField()
    written_by = TenantForeignKey(Membership, on_delete=models.PROTECT, related_name="+", null=True)
    written_at = models.DateTimeField()
    in_force_from = models.DateTimeField(null=True, help_text="Empty: not agreed by both sides yet.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "stage", "number"], name="stage_definition_number"),
            models.UniqueConstraint(
                fields=["tenant", "stage"], condition=models.Q(in_force_from=None), name="stage_definition_one_draft"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_stage_display()}, version {self.number}"

    @property
    def is_draft(self) -> bool:
        return self.in_force_from is None


class StageSignature(TenantModel):
    """One side's agreement to a stage's definition."""

    definition = TenantForeignKey(StageDefinition, on_delete=models.CASCADE, related_name="signatures")
    side = models.CharField(max_length=9, choices=Signature.Side)
    member = TenantForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "definition", "side"], name="stage_signature_of_side")]
