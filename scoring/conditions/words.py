"""How the parts of a sentence are put: values, lists, numbers of times."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

# A list of 500 domains is no sentence any more.
_LISTED = 10


def in_quotes(text: str) -> str:
    return f"“{text}”"


def number(value: float) -> str:
    return f"{value:,}"


def yes_or_no(value: bool) -> str:
    return "yes" if value else "no"


def moment(value: date) -> str:
    """31 January 2026, with the time of day and its offset if the value has them."""
    day = f"{value.day} {value:%B %Y}"
    return f"{day} at {value:%H:%M %Z}" if isinstance(value, datetime) else day


def plural(count: int, noun: str) -> str:
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def times(count: int) -> str:
    return "once" if count == 1 else f"{count:,} times"


def alternatives(items: Iterable[str]) -> str:
    """A, B or C"""
    listed = _shortened(list(items))
    return " or ".join([", ".join(listed[:-1]), listed[-1]] if len(listed) > 1 else listed)


def _shortened(items: Sequence[str]) -> list[str]:
    hidden = len(items) - _LISTED
    return [*items[:_LISTED], f"{hidden:,} more"] if hidden > 1 else list(items)


def capitalised(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]
