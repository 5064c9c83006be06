"""What happens next with a lead, and when. A visit always ends with one."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from leads.models import Lead, Standing
from routing.custody.errors import BadValue
from routing.custody.records import lock_open, require_say
from tenants.auditing import Actor

MAX_LENGTH = 200


@dataclass(frozen=True)
class NextAction:
    what: str
    when: datetime


@transaction.atomic
def set_next_action(lead: Lead, then: NextAction, *, at: datetime, by: Actor) -> Standing:
    """Say what happens next, and when: later than now, so that a lead can never be left without anything to come."""
    standing = lock_open(lead)
    require_say(standing, by)
    plan(standing, then, at=at)
    return standing


def plan(standing: Standing, then: NextAction, *, at: datetime) -> None:
    what = then.what.strip()
    if not what or len(what) > MAX_LENGTH:
        raise BadValue(f"Say what happens next, in at most {MAX_LENGTH} characters.")
    if then.when <= at:
        raise BadValue("The next action must lie in the future.")
    standing.next_action, standing.next_action_at = what, then.when
    standing.save(update_fields=["next_action", "next_action_at"])
