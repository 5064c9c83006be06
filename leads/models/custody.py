from django.db import models

from tenants.fields import TenantForeignKey
from tenants.models import Membership, TenantModel


class Custodian(TenantModel):
    """Whoever can hold a lead: a member, a queue, a partner or a running cadence."""

    class Kind(models.TextChoices):
        MEMBER = "member", "Member"
        QUEUE = "queue", "Queue"
        PARTNER = "partner", "Partner"
        CADENCE = "cadence", "Cadence"

    kind = models.CharField(max_length=8, choices=Kind)
    name = models.CharField(max_length=150)
    member = TenantForeignKey(Membership, on_delete=models.PROTECT, related_name="+", null=True)

    is_last_resort = models.BooleanField(default=False, help_text="Holds what nobody else does.")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant"], condition=models.Q(is_last_resort=True), name="custodian_last_resort_once"
            ),
            models.UniqueConstraint(fields=["tenant", "member"], name="custodian_of_member"),
            models.CheckConstraint(
                condition=models.Q(kind="member", member__isnull=False)
                | (~models.Q(kind="member") & models.Q(member=None)),
                name="custodian_member_matches_kind",
            ),
        ]

    def __str__(self) -> str:
        return self.name
