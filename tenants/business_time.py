"""Working time: when a promise of so many working minutes falls due."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays

from tenants.models import Calendar

# A calendar without any hour would never come due; a year ahead is as good as never.
HORIZON_DAYS = 366
END_OF_DAY = "24:00"
HOLIDAY_COUNTRIES = frozenset(holidays.list_supported_countries())


def add_working_minutes(start: datetime, minutes: int, calendar: Calendar | None) -> datetime:
    """The moment at which `minutes` of working time have passed since `start`; without a calendar, of any time.

    Monday 16:00 plus 120 minutes of 9 to 17 is Tuesday 10:00. What does not fit into a year of the calendar is due when
    the year is over: hours that somebody sets must never keep a lead from being routed.
    """
    if calendar is None:
        return start + timedelta(minutes=minutes)

    left = timedelta(minutes=minutes)
    for opens, closes in _spans(start, calendar):
        begins = max(start, opens)
        if begins + left <= closes:
            return begins + left
        left -= max(timedelta(0), closes - begins)
    return start + timedelta(days=HORIZON_DAYS)


def is_working(at: datetime, calendar: Calendar | None) -> bool:
    if calendar is None:
        return True
    return any(opens <= at < closes for opens, closes in _spans_of(at.astimezone(_zone(calendar)).date(), calendar))


def _spans(start: datetime, calendar: Calendar) -> Iterator[tuple[datetime, datetime]]:
    first = start.astimezone(_zone(calendar)).date()
    for days in range(HORIZON_DAYS):
        for opens, closes in _spans_of(first + timedelta(days=days), calendar):
            if closes > start:
                yield opens, closes


def _spans_of(day: date, calendar: Calendar) -> Iterator[tuple[datetime, datetime]]:
    if day in calendar.days_off or (calendar.holidays_of and day in _holidays(calendar.holidays_of, day.year)):
        return
    for opens, closes in calendar.hours.get(str(day.weekday()), []):
        yield _instant(day, opens, calendar), _instant(day, closes, calendar)


def _instant(day: date, clock: str, calendar: Calendar) -> datetime:
    if clock == END_OF_DAY:
        day, clock = day + timedelta(days=1), "00:00"
    # In UTC, because sums of local times forget the hour that is left out or comes twice.
    return datetime.combine(day, time.fromisoformat(clock), _zone(calendar)).astimezone(UTC)


def _zone(calendar: Calendar) -> ZoneInfo:
    return ZoneInfo(calendar.time_zone)


@lru_cache(maxsize=256)
def _holidays(country: str, year: int) -> frozenset[date]:
    if country not in HOLIDAY_COUNTRIES:
        return frozenset()
    return frozenset(holidays.country_holidays(country, years=year))
