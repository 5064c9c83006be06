"""Dates and times as people and spreadsheets write them."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Any

from leads.hygiene.text import fold_width
from leads.hygiene.word_lists import load_pairs

IMPOSSIBLE = "impossible_date"
AMBIGUOUS = "ambiguous_date"
SERIAL = "excel_serial"
UNCLEAR = "unclear_date"
IN_FUTURE = "date_in_future"
TOO_OLD = "date_too_old"
ZONE_ASSUMED = "zone_assumed"
TIME_ASSUMED = "time_assumed"

EARLIEST_YEAR = 1990
LATEST_LEAD = timedelta(hours=24)
MAX_LENGTH = 60

# Excel believes that 1900 was a leap year, so its day 0 lies one day earlier for every date after February 1900.
_EXCEL_DAY_ZERO = {1900: date(1899, 12, 30), 1904: date(1904, 1, 1)}
_LAST_EXCEL_DAY = 2_958_465
_SERIAL = re.compile(r"\d{1,7}(?:[.,]\d+)?", re.ASCII)
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}(?:[T ].*)?", re.ASCII)
_NUMERIC = re.compile(r"(\d{1,4})([./-])(\d{1,2})\2(\d{1,4})(?:,?\s+(.+))?", re.ASCII)
_NAMED = re.compile(
    r"(?:(\d{1,2})(?:st|nd|rd|th|\.)?\s+)?([^\W\d_]{3,10})\.?"
    r"(?:\s+(\d{1,2})(?:st|nd|rd|th)?,?)?,?\s+(\d{4})(?:,?\s+(.+))?"
)
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?\s*([ap]\.?m\.?)?(?:\s*uhr)?", re.IGNORECASE | re.ASCII)
_MONTHS = {name: int(number) for name, number in load_pairs("months").items()}


@dataclass(slots=True, frozen=True)
class Moment:
    """A point in time with its zone, and what had to be assumed for it; or `problem` and no value."""

    value: datetime | None = None
    assumed: tuple[str, ...] = ()
    problem: str = ""


def clean_moment(raw: Any, *, zone: tzinfo, day_first: bool | None = None, excel_base: int | None = None) -> Moment:
    """Reads a date with or without time.

    `zone` holds for values that name none. `day_first` says how `03/04/2026` is meant, `excel_base` (1900 or 1904) that
    bare numbers are spreadsheet days; both are asked once per column, and what nobody answered stays a problem.
    """
    if isinstance(raw, datetime):
        return _placed(raw, zone)
    if isinstance(raw, date):
        return _placed(raw, zone)
    text = " ".join(fold_width(str(raw)).split()) if raw is not None else ""
    if not text or len(text) > MAX_LENGTH:
        return Moment(problem=UNCLEAR if text else "")
    if _SERIAL.fullmatch(text):
        return _from_serial(text, zone, excel_base)
    try:
        return _from_text(text, zone, day_first)
    except (ValueError, OverflowError):
        return Moment(problem=IMPOSSIBLE)


def received_problem(moment: datetime, now: datetime) -> str:
    """Why a moment cannot be when an inquiry arrived: more than 24 hours ahead, or before 1990."""
    if moment > now + LATEST_LEAD:
        return IN_FUTURE
    return TOO_OLD if moment.year < EARLIEST_YEAR else ""


def column_day_first(texts: list[str]) -> bool | None:
    """Whether a column of `03/04/2026` puts the day first, if one of its dates can be read in one way only."""
    found = (_NUMERIC.fullmatch(text.strip()) for text in texts)
    pairs = [(int(match[1]), int(match[3])) for match in found if match and len(match[1]) <= 2]
    is_day_first = any(first > 12 for first, _ in pairs)
    is_month_first = any(second > 12 for _, second in pairs)
    return None if is_day_first == is_month_first else is_day_first


def _from_serial(text: str, zone: tzinfo, excel_base: int | None) -> Moment:
    if excel_base not in _EXCEL_DAY_ZERO:
        return Moment(problem=SERIAL)
    days = float(text.replace(",", "."))
    if not 1 <= days <= _LAST_EXCEL_DAY:
        return Moment(problem=IMPOSSIBLE)
    midnight = datetime.combine(_EXCEL_DAY_ZERO[excel_base] + timedelta(days=int(days)), time.min)
    moment = midnight + timedelta(seconds=round((days - int(days)) * 86_400))
    return _placed(moment if days % 1 else moment.date(), zone)


def _from_text(text: str, zone: tzinfo, day_first: bool | None) -> Moment:
    if _ISO.fullmatch(text):
        return _placed(date.fromisoformat(text) if len(text) == 10 else datetime.fromisoformat(text), zone)
    numeric = _NUMERIC.fullmatch(text)
    if numeric:
        return _from_numeric(numeric, zone, day_first)
    named = _NAMED.fullmatch(text)
    if named and named[2].lower() in _MONTHS and bool(named[1]) != bool(named[3]):
        day = date(int(named[4]), _MONTHS[named[2].lower()], int(named[1] or named[3]))
        return _with_clock(day, named[5], zone)
    return Moment(problem=UNCLEAR)


def _from_numeric(found: re.Match[str], zone: tzinfo, day_first: bool | None) -> Moment:
    first, sign, second, third = int(found[1]), found[2], int(found[3]), int(found[4])
    if len(found[1]) == 4:
        return _with_clock(date(first, second, third), found[5], zone)
    if len(found[4]) not in (2, 4) or len(found[1]) > 2:
        return Moment(problem=UNCLEAR)
    is_day_first = True if sign == "." else _is_day_first(first, second, day_first)
    if is_day_first is None:
        return Moment(problem=AMBIGUOUS)
    day, month = (first, second) if is_day_first else (second, first)
    return _with_clock(date(third + 2000 if third < 100 else third, month, day), found[5], zone)


def _is_day_first(first: int, second: int, asked: bool | None) -> bool | None:
    if first > 12 or second > 12:
        return first > 12
    return True if first == second else asked


def _with_clock(day: date, clock: str | None, zone: tzinfo) -> Moment:
    if not clock:
        return _placed(day, zone)
    found = _CLOCK.fullmatch(clock)
    if not found:
        return Moment(problem=UNCLEAR)
    hour = int(found[1])
    if found[4]:
        hour = hour % 12 + (12 if found[4].lower().startswith("p") else 0)
    return _placed(datetime.combine(day, time(hour, int(found[2]), int(found[3] or 0))), zone)


def _placed(moment: date | datetime, zone: tzinfo) -> Moment:
    if not isinstance(moment, datetime):
        return Moment(datetime.combine(moment, time.min, zone), (TIME_ASSUMED, ZONE_ASSUMED))
    if moment.tzinfo is None:
        return Moment(moment.replace(tzinfo=zone), (ZONE_ASSUMED,))
    return Moment(moment)
