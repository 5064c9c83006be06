from django.db import models

from leads.models import Custodian, Route
from tenants.fields import TenantForeignKey
from tenants.models import Calendar, Membership, PublicModel, TenantModel


class Queue(PublicModel):
    """A pool of leads in one channel, and how they reach its members."""

    class Strategy(models.TextChoices):
        ROUND_ROBIN = "round_robin", "Longest waiting, by weight"
        LEAST_LOADED = "least_loaded", "Fewest open leads"
        PULL = "pull", "Members take the next"
        HOLD = "hold", "No members: held for a date"

    name = models.CharField(max_length=100)
    route = models.CharField(max_length=11, choices=Route)
    custodian = TenantForeignKey(Custodian, on_delete=models.PROTECT, related_name="+")
    strategy = models.CharField(max_length=12, choices=Strategy)
    calendar = TenantForeignKey(Calendar, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    waits_for_hours = models.BooleanField(default=False, help_text="Assign only to members within working hours.")
    company_owner_first = models.BooleanField(default=True)
    retired_at = models.DateTimeField(null=True, help_text="Since when nothing comes here any more.")
    turn = models.FloatField(default=0, help_text="How far the rotation has got: turns per unit of weight.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "public_id"], name="queue_public_id"),
            models.UniqueConstraint(
                fields=["tenant", "name"], condition=models.Q(retired_at=None), name="queue_name_in_use"
            ),
            models.UniqueConstraint(fields=["tenant", "custodian"], name="queue_custodian"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def assigns(self) -> bool:
        """Whether its leads are given to members, rather than taken by them or held."""
        return self.strategy in (self.Strategy.ROUND_ROBIN, self.Strategy.LEAST_LOADED)


class QueueMember(TenantModel):
    """A member's place in a queue's rotation."""

    queue = TenantForeignKey(Queue, on_delete=models.CASCADE, related_name="members")
    member = TenantForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    weight = models.PositiveSmallIntegerField(default=1)
    capacity = models.PositiveIntegerField(null=True, blank=True, help_text="Most open leads at once; empty: no limit.")
    territory = models.JSONField(null=True, blank=True, help_text="Condition a lead must meet; empty: any lead.")
    calendar = TenantForeignKey(Calendar, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    is_active = models.BooleanField(default=True)
    turn = models.FloatField(default=0, help_text="Leads received per unit of weight, as the rotation counts.")
    last_assigned_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "queue", "member"], name="queue_member_once"),
            models.CheckConstraint(condition=models.Q(weight__gt=0), name="queue_member_weight"),
        ]

    def __str__(self) -> str:
        return f"{self.member} in {self.queue}"
