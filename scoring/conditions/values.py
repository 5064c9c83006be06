"""Reads single values of a condition from JSON. Refusal says what is wrong with one."""

import typing
from datetime import date, datetime

from scoring.conditions.fields import Field
from scoring.conditions.patterns import to_postgres
from scoring.conditions.problems import Refusal, UnknownName, quoted

# A str, int, float, bool, date or datetime: which of them, the type of the field says.
Value = typing.Any

MAX_TEXT = 500
MAX_NUMBER = 10**15
MAX_DAYS = 3650
YEARS = range(1900, 2201)

# What counts as space around a text, here and in btrim().
SPACE = " \t\n\r\f\v"

_NAMES = {bool: "true or false", int: "a number", float: "a number", str: "a text", list: "a list", dict: "an object"}


def read_text(data: object, field: Field) -> str:
    text = _storable(data).strip(SPACE)
    if not text:
        raise Refusal("empty_value", f"{field.label} is compared with an empty text. Use is_empty or is_set.")
    return text


def read_pattern(data: object, field: Field) -> str:
    pattern = _storable(data)
    if not pattern:
        raise Refusal("empty_value", f"{field.label} is compared with an empty pattern. Use is_empty or is_set.")
    to_postgres(pattern)
    return pattern


def read_number(data: object, field: Field) -> int | float:
    if isinstance(data, bool) or not isinstance(data, int | float):
        raise wrong_type("a number", data)
    # NaN is not within bounds either.
    if not abs(data) <= MAX_NUMBER:
        raise Refusal("out_of_range", f"Expected a number from -{MAX_NUMBER:,} to {MAX_NUMBER:,}.")
    return data


def read_days(data: object, field: Field) -> int:
    return read_whole(data, range(1, MAX_DAYS + 1))


def read_date(data: object, field: Field) -> date:
    """A calendar day, or an instant if it has a time of day; that must say its offset from UTC."""
    if not isinstance(data, str):
        raise wrong_type("a date such as “2026-01-31”", data)
    moment = _day(data) or _instant(data)
    if moment.year not in YEARS:
        raise Refusal("out_of_range", f"{quoted(data)} is not between the years {YEARS[0]} and {YEARS[-1]}.")
    return moment


def read_boolean(data: object, field: Field) -> bool:
    if not isinstance(data, bool):
        raise wrong_type("true or false", data)
    return data


def read_choice(data: object, field: Field) -> str:
    choices = field.choices or {}
    if not isinstance(data, str):
        raise wrong_type("a text", data)
    if data not in choices:
        raise UnknownName("choice", data, choices)
    return data


def read_whole(data: object, allowed: range) -> int:
    if isinstance(data, bool) or not isinstance(data, int):
        raise wrong_type("a whole number", data)
    if data not in allowed:
        raise Refusal("out_of_range", f"Expected a whole number from {allowed[0]} to {allowed[-1]:,}.")
    return data


def wrong_type(expected: str, data: object) -> Refusal:
    return Refusal("wrong_type", f"Expected {expected}, got {_NAMES.get(type(data), 'nothing')}.")


def _storable(data: object) -> str:
    if not isinstance(data, str):
        raise wrong_type("a text", data)
    if len(data) > MAX_TEXT:
        raise Refusal("too_long", f"A text has at most {MAX_TEXT} characters.")
    if any(char == "\0" or "\ud800" <= char <= "\udfff" for char in data):
        raise Refusal("wrong_type", "This text holds a character that no stored text can hold.")
    return data


def _day(data: str) -> date | None:
    try:
        return date.fromisoformat(data)
    except ValueError:
        return None


def _instant(data: str) -> datetime:
    try:
        moment = datetime.fromisoformat(data)
    except ValueError:
        raise Refusal("wrong_type", f"{quoted(data)} is not a date such as “2026-01-31”.") from None
    if moment.utcoffset() is None:
        raise Refusal("wrong_type", f"{quoted(data)} needs its offset, as in “2026-01-31T14:00:00Z”.")
    return moment
