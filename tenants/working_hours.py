"""Working hours and days off as people write them: read into what a calendar keeps, and said again."""

import re
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from itertools import groupby, pairwise

from tenants.business_time import END_OF_DAY

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MOST_DAYS_OFF = 200

Span = list[str]

_CLOCK = r"(\d{1,2})(?:[:.](\d{2}))?"
_SPAN = re.compile(rf"{_CLOCK}\s*(?:-|–|to)\s*{_CLOCK}")
_SEPARATOR = re.compile(r"\s*(?:,|;|\band\b|&)\s*")


class NotUnderstood(ValueError):
    """What was typed is no working time; the message says why, to people."""


def read_hours(text: str) -> list[Span]:
    """The spans of one day in order: "9-12:30, 13-17" is [["09:00", "12:30"], ["13:00", "17:00"]]; "" is none."""
    spans = sorted(_span(part) for part in _SEPARATOR.split(text.strip()) if part)
    for earlier, later in pairwise(spans):
        if later[0] < earlier[1]:
            raise NotUnderstood(f"{say_hours([later])} overlaps {say_hours([earlier])}.")
    return spans


def _span(text: str) -> Span:
    found = _SPAN.fullmatch(text)
    if not found:
        raise NotUnderstood(f"“{text[:40]}” is not understood. Write hours as 09:00–17:00, several with commas.")
    opens, closes = _clock(found[1], found[2]), _clock(found[3], found[4])
    if closes <= opens:
        raise NotUnderstood(f"{opens}–{closes} ends before it begins. Hours after midnight belong to the next day.")
    return [opens, closes]


def _clock(hour: str, minute: str | None) -> str:
    clock = f"{int(hour):02}:{minute or '00'}"
    if clock[3:] > "59" or clock > END_OF_DAY:
        raise NotUnderstood(f"{clock} is no time of day.")
    return clock


def say_hours(spans: Iterable[Sequence[str]]) -> str:
    return ", ".join(f"{opens}–{closes}" for opens, closes in spans)


def say_week(hours: dict[str, list[Span]]) -> list[str]:
    """Neighbouring days with the same hours together: ["Mon–Thu 09:00–17:00", "Fri 09:00–13:00"]."""
    days = [(name[:3], say_hours(hours.get(str(day), []))) for day, name in enumerate(WEEKDAYS)]
    lines = []
    for said, group in groupby(days, key=lambda day: day[1]):
        names = [name for name, _ in group]
        if said:
            lines.append(f"{names[0] if len(names) == 1 else f'{names[0]}–{names[-1]}'} {said}")
    return lines


def read_days(text: str) -> list[date]:
    """Days off, one or a span a line: "2026-12-24", "2026-12-27 to 2026-12-31"."""
    days = {day for line in text.splitlines() if line.strip() for day in _days(line.strip())}
    if len(days) > MOST_DAYS_OFF:
        raise NotUnderstood(f"These are {len(days):,} days. A calendar has at most {MOST_DAYS_OFF} days off.")
    return sorted(days)


def _days(line: str) -> list[date]:
    ends = [_day(part, line) for part in re.split(r"\s*(?:–|\bto\b)\s*", line)]
    if len(ends) > 2 or ends[-1] < ends[0]:
        raise NotUnderstood(f"“{line[:40]}” is no span of days: the first day comes first.")
    return [ends[0] + timedelta(days=n) for n in range(min((ends[-1] - ends[0]).days, MOST_DAYS_OFF) + 1)]


def _day(text: str, line: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = None
    if day is None or not 2000 <= day.year <= 2200:
        raise NotUnderstood(f"“{line[:40]}” is not understood. Write a day as 2026-12-24, one a line.") from None
    return day


def say_days(days: Iterable[date]) -> list[str]:
    """The lines that `read_days` reads: neighbouring days become a span."""
    numbered = enumerate(sorted(days))
    runs = [[day for _, day in run] for _, run in groupby(numbered, key=lambda pair: pair[1].toordinal() - pair[0])]
    return [str(run[0]) if len(run) == 1 else f"{run[0]} to {run[-1]}" for run in runs]
