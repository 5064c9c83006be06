"""Why a queue member cannot be given a lead now, in words. Empty means they can."""

from datetime import datetime

from routing.models import Queue, QueueMember
from tenants.business_time import is_working


def unavailable_because(place: QueueMember, queue: Queue, *, open_leads: int, at: datetime) -> str:
    member = place.member
    if not (place.is_active and member.is_active):
        return "not active"
    if member.absent_until and member.absent_until > at:
        return f"absent until {member.absent_until:%Y-%m-%d}"
    if queue.waits_for_hours and not is_working(at, place.calendar or queue.calendar):
        return "outside working hours"
    if place.capacity is not None and open_leads >= place.capacity:
        return f"at capacity ({open_leads} of {place.capacity})"
    return ""
