"""What a queue promises a lead that comes into it: the next action, and until when."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Case, Value, When

from leads.models import Standing
from routing.models import Queue, RouteRule
from tenants.business_time import add_working_minutes

# For a queue that no row of the route matrix leads to: one working day.
DEFAULT_ACTION = "Decide what happens next"
DEFAULT_MINUTES = 8 * 60


@dataclass(frozen=True)
class Promise:
    next_action: str
    due_at: datetime


def promise(queue: Queue, standing: Standing, *, at: datetime) -> Promise:
    """By the route rule of the lead's band to this queue, else by any rule that leads there."""
    own_band_first = Case(When(band=standing.band, then=Value(0)), default=Value(1))
    rule = RouteRule.objects.filter(queue=queue).order_by(own_band_first, "act_within_minutes").first()
    action, minutes = (rule.next_action, rule.act_within_minutes) if rule else (DEFAULT_ACTION, DEFAULT_MINUTES)
    return Promise(action, add_working_minutes(at, minutes, queue.calendar))
