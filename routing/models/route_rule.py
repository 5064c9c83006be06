from django.db import models

from leads.models import Band, Route
from tenants.fields import TenantForeignKey
from tenants.models import TenantModel

from .queue import Queue


class RouteRule(TenantModel):
    """A row of the route matrix: leads of a band (that meet a condition) go this way. The first that fits applies."""

    band = models.CharField(max_length=19, choices=Band)
    position = models.PositiveSmallIntegerField()
    condition = models.JSONField(null=True, blank=True, help_text="Empty: every lead of the band.")
    route = models.CharField(max_length=11, choices=Route)
    queue = TenantForeignKey(Queue, on_delete=models.PROTECT, related_name="route_rules")
    next_action = models.CharField(max_length=100)
    act_within_minutes = models.PositiveIntegerField(help_text="Promise to the lead, in working time of the queue.")
    cost_per_touch = models.DecimalField(max_digits=10, decimal_places=2, default=0)
    minutes_per_touch = models.PositiveIntegerField(default=0, help_text="Work that one touch of a lead takes.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "band", "position"], name="route_rule_position")]
