"""Reads the cells that say something about a row rather than about the person: source, dates, permission, outcome."""

import re
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.utils.text import slugify

from leads.hygiene.choices import clean_answer, clean_source
from leads.hygiene.moments import clean_moment, received_problem
from leads.hygiene.notes import Note, note
from leads.hygiene.numbers import clean_amount
from leads.hygiene.text import clean_line, key
from leads.models import Disposition

MESSAGES = {
    "unclear_source": "“{value}” is no source we know, so the one set for the whole file was taken.",
    "campaign_renamed": "The campaign “{value}” was given a plain code: small letters, digits and hyphens.",
    "unclear_do_not": "“{value}” is neither yes nor no. To be safe it was read as yes.",
    "unclear_consent": "“{value}” is neither yes nor no, so nothing is known about consent.",
    "unproven_consent": "A “{value}” without its wording proves no consent. Give consent_wording in the mapping.",
    "unclear_outcome": "“{value}” is neither won nor lost, so the lead stays open. Translate it in the mapping.",
    "unclear_amount": "“{value}” cannot be read as an amount. Enter a number from 0 up.",
    "not_a_number": "“{value}” is no number, which this field holds. Enter digits only.",
    "impossible_date": "“{value}” is a day that never was. Correct it.",
    "ambiguous_date": "“{value}” could be two different days. Say in the mapping which comes first (date_order).",
    "excel_serial": "“{value}” is a spreadsheet's number for a day. Format the column as a date and export again.",
    "unclear_date": "“{value}” cannot be read as a date. Write it like 2026-03-31.",
    "date_in_future": "“{value}” lies in the future.",
    "date_too_old": "“{value}” lies before 1990, so it cannot be right.",
    "too_long": "“{value}” is longer than the longest allowed text. Shorten it.",
}
LONGEST_CUSTOM_VALUE = 10_000
NUMBER = re.compile(r"[+-]?\d{1,15}(?:\.\d{1,15})?", re.ASCII)
LEADING_ZERO = re.compile(r"[+-]?0\d")

OUTCOMES = {
    **dict.fromkeys(("won", "closed won", "customer", "converted"), Disposition.WON),
    **dict.fromkeys(("lost", "closed lost", "dead"), Disposition.LOST),
    **dict.fromkeys(("open", "no", "0", "false", "pending", "in progress"), None),
}


@dataclass(frozen=True, slots=True)
class Calendar:
    """How the dates of a file are meant, and the moment it is read at."""

    zone: ZoneInfo
    day_first: bool | None
    now: datetime


def read_source(text: str, default: str, notes: list[Note]) -> str:
    if not text:
        return default
    source = clean_source(text)
    if source is None:
        notes.append(remark("source", "unclear_source", text))
    return source or default


def read_campaign(text: str, notes: list[Note]) -> str:
    code = slugify(text)[:80]
    if code != text:
        notes.append(remark("campaign", "campaign_renamed", text))
    return code


def read_do_not(name: str, text: str, notes: list[Note]) -> bool:
    """Whoever may have asked to be left alone is left alone."""
    answer = clean_answer(text)
    if answer in ("", "no"):
        return False
    if answer != "yes":
        notes.append(remark(name, "unclear_do_not", text))
    return True


def read_consent(name: str, text: str, wording: str, notes: list[Note]) -> bool | None:
    """A no always counts; a yes only with the words that were agreed to. None: nothing is known."""
    answer = clean_answer(text)
    if answer == "no":
        return False
    if answer == "yes" and wording:
        return True
    if answer != "":
        notes.append(remark(name, "unproven_consent" if answer == "yes" else "unclear_consent", text))
    return None


def read_outcome(text: str, notes: list[Note]) -> Disposition | None:
    folded = key(text)
    if folded in OUTCOMES:
        return OUTCOMES[folded]
    if clean_answer(text) == "yes":
        return Disposition.WON
    notes.append(remark("outcome", "unclear_outcome", text))
    return None


def read_moment(name: str, text: str, calendar: Calendar, notes: list[Note]) -> datetime | None:
    """None where nothing can be read; what had to be assumed is noted by its code alone."""
    found = clean_moment(text, zone=calendar.zone, day_first=calendar.day_first)
    problem = found.problem or (received_problem(found.value, calendar.now) if found.value else "")
    if name == "outcome_at" and found.value and found.value > calendar.now:
        problem = "date_in_future"
    if problem:
        notes.append(remark(name, problem, text))
        return None
    return found.value


def read_amount(text: str, notes: list[Note]) -> Decimal | None:
    amount = clean_amount(text)
    if amount.problem:
        notes.append(remark("amount", "unclear_amount", text))
    return amount.value


def read_custom(name: str, text: str, is_number: bool, notes: list[Note]) -> str | int | float | None:
    """The value of a custom field; None where the text is not what the field holds."""
    if is_number:
        if is_plain_number(text):
            return float(text) if "." in text else int(text)
        notes.append(remark(name, "not_a_number", text))
        return None
    if len(text) > LONGEST_CUSTOM_VALUE:
        notes.append(remark(name, "too_long", text))
        return None
    return clean_line(text)


def is_plain_number(text: str) -> bool:
    """Whether it counts or measures. `007` and `0049…` are names made of digits."""
    return NUMBER.fullmatch(text) is not None and not LEADING_ZERO.match(text)


def remark(name: str, code: str, value: str) -> Note:
    return note(name, code, MESSAGES[code], value)
