"""The calendars of a firm: the working time that queues and members keep."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import ProtectedError

from tenants.auditing import record
from tenants.models import Calendar, Membership
from tenants.policy import policy_changed
from tenants.working_hours import say_days, say_week

SETTINGS = ("name", "time_zone", "hours", "holidays_of", "days_off")


class CalendarInUse(Exception):
    """Queues or members keep these hours; the message names them, to people."""

    def __init__(self, calendar: Calendar, users: list[str]):
        others = f" and {len(users) - 1} more" if len(users) > 1 else ""
        super().__init__(f"{users[0]}{others} would be left without hours. Give them others before {calendar} goes.")


@transaction.atomic
def create_calendar(values: dict[str, Any], *, actor: Membership) -> Calendar:
    calendar = Calendar.objects.create(**{name: values[name] for name in SETTINGS})
    record("calendar.created", calendar, after=_told(calendar, SETTINGS), actor=actor)
    return calendar


@transaction.atomic
def change_calendar(calendar: Calendar, values: dict[str, Any], *, actor: Membership) -> None:
    """Set what differs. Promises made from now on are counted by it; those made before stay as they are."""
    changed = [name for name in SETTINGS if name in values and values[name] != getattr(calendar, name)]
    if not changed:
        return
    before = _told(calendar, changed)
    for name in changed:
        setattr(calendar, name, values[name])
    calendar.save(update_fields=changed)
    record("calendar.changed", calendar, before=before, after=_told(calendar, changed), actor=actor)
    policy_changed()


@transaction.atomic
def remove_calendar(calendar: Calendar, *, actor: Membership) -> None:
    """Raises CalendarInUse while a queue or a member keeps these hours."""
    record("calendar.removed", calendar, before=_told(calendar, SETTINGS), actor=actor)
    try:
        calendar.delete()
    except ProtectedError as kept:
        raise CalendarInUse(calendar, sorted(str(user) for user in kept.protected_objects)) from None


def _told(calendar: Calendar, names: Iterable[str]) -> dict[str, Any]:
    """As the audit log shows it."""
    said = {name: getattr(calendar, name) for name in names}
    if "hours" in said:
        said["hours"] = say_week(said["hours"])
    if "days_off" in said:
        said["days_off"] = say_days(said["days_off"])
    return said
