"""Answers of a few known kinds, in the words of many forms."""

import re
from functools import lru_cache

from leads.hygiene.text import key
from leads.hygiene.word_lists import load_pairs

SOURCES = (
    "web_form",
    "print_ad",
    "direct_mail",
    "event",
    "referral",
    "social",
    "purchased_list",
    "pr",
    "sales_prospecting",
    "api",
)
MAX_LENGTH = 80
TIMELINES = ("0-3m", "3-6m", "6-12m", "12m+", "none")

_ANSWERS = load_pairs("answers")
_TIMELINE_BY_WORD = load_pairs("timelines")
_SOURCE_BY_WORD = load_pairs("sources")
_DASHED = re.compile(r"(?<=\d)_(?=\d)")
_SPAN = re.compile(
    r"(?:\D*?)(\d{1,3})\s*(?:-|to|bis|à|a|–|and|und)\s*(\d{1,3})\s*"
    r"(m\w*|days?|tage?n?|weeks?|wochen?|quarters?|quartale?|years?|yrs?|jahre?n?)\.?"
)
_ONE = re.compile(
    r"(\D*?)(\d{1,3})(?:\s*(\+))?"
    r"\s*(m\w*|days?|d|tage?n?|weeks?|w|wochen?|quarters?|q|quartale?|years?|yrs?|y|jahre?n?)?"
    r"\s*(\+|or more|and more|plus|und mehr)?"
)
_LATER = ("more than", "over", "after", ">", "mehr als", "über", "nach", "beyond", "later than", "ab", "from")


def clean_answer(text: str) -> str | None:
    """`yes`, `no`, `unknown`; "" for nothing, None for words that are none of these."""
    return _answer(text) if len(text) <= MAX_LENGTH else None


@lru_cache(maxsize=4096)
def _answer(text: str) -> str | None:
    folded = key(text).strip(" .!?")
    if not folded:
        return "unknown" if "?" in text else ""
    return _ANSWERS.get(folded)


def clean_timeline(text: str) -> str | None:
    """One of `0-3m 3-6m 6-12m 12m+ none`; "" for nothing, None for words that are none of these."""
    return _timeline(text) if len(text) <= MAX_LENGTH else None


@lru_cache(maxsize=4096)
def _timeline(text: str) -> str | None:
    folded = " ".join(_DASHED.sub("-", key(text)).replace("_", " ").strip(" .!").split())
    if not folded or folded in TIMELINES:
        return folded
    if folded in _TIMELINE_BY_WORD:
        return _TIMELINE_BY_WORD[folded]
    return _from_span(folded) or _from_one_number(folded)


def _from_span(folded: str) -> str | None:
    found = _SPAN.fullmatch(folded)
    if not found:
        return None
    scale = _months(found[3])
    start, end = int(found[1]) * scale, int(found[2]) * scale
    return _bucket(end) if start <= end else None


def _from_one_number(folded: str) -> str | None:
    found = _ONE.fullmatch(folded)
    if not found or not (found[4] or found[1].strip()):
        return None
    count = int(found[2]) * _months(found[4] or "m")
    before = found[1].strip()
    if found[3] or found[5] or before.startswith(_LATER):
        return _bucket(count + 1)
    return _bucket(count)


def _months(unit: str) -> float:
    return {"d": 1 / 30, "t": 1 / 30, "w": 7 / 30, "q": 3.0, "y": 12.0, "j": 12.0}.get(unit[0], 1.0)


def _bucket(months: float) -> str:
    """The bucket that ends with that many months; half a month is forgiven, as in "90 days"."""
    for limit, timeline in ((3.5, "0-3m"), (6.5, "3-6m"), (12.5, "6-12m")):
        if months <= limit:
            return timeline
    return "12m+"


def clean_source(text: str) -> str | None:
    """One of the sources; "" for nothing, None for words that are none of these."""
    return _source(text) if len(text) <= MAX_LENGTH else None


@lru_cache(maxsize=4096)
def _source(text: str) -> str | None:
    folded = " ".join(re.sub(r"[_/]+", " ", key(text)).split())
    if not folded:
        return ""
    if folded.replace(" ", "_") in SOURCES:
        return folded.replace(" ", "_")
    return _SOURCE_BY_WORD.get(folded) or _SOURCE_BY_WORD.get(folded.replace("-", " "))
