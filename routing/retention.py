"""How long culled leads stay where a person can still look at them."""

from django.db import transaction

from leads.models import Band, Route
from routing.models import RouteRule
from tenants.policy import policy_changed

MINUTES_A_DAY = 24 * 60


@transaction.atomic
def keep_quarantine_for(days: int) -> None:
    """Of leads that are culled from now on; those already there keep the term they came with."""
    rows = RouteRule.objects.filter(band=Band.JUNK, route=Route.PURGE)
    rows.update(act_within_minutes=days * MINUTES_A_DAY)
    policy_changed()
