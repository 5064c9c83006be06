"""What may happen next with a lead: one key each, so that ending a visit well costs nothing."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta, tzinfo

from routing.custody import NextAction

MORNING = time(10)
SATURDAY = 5


@dataclass(frozen=True)
class Suggestion:
    code: str
    label: str
    what: str
    days: int


SUGGESTIONS = (
    Suggestion("tomorrow", "Call tomorrow", "Call", 1),
    Suggestion("two_days", "Call in 2 days", "Call again", 2),
    Suggestion("next_week", "Call in a week", "Call again", 7),
    Suggestion("next_month", "Ask again in a month", "Ask how things stand", 30),
)


def suggested(code: str, *, at: datetime, zone: tzinfo) -> NextAction:
    """The next action a suggestion stands for, on a working morning in the member's zone. Raises KeyError."""
    suggestion = {one.code: one for one in SUGGESTIONS}[code]
    day = at.astimezone(zone).date() + timedelta(days=suggestion.days)
    while day.weekday() >= SATURDAY:
        day += timedelta(days=1)
    return NextAction(suggestion.what, datetime.combine(day, MORNING, zone))
