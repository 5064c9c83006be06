"""Proposes a mapping from header words and the values below them; a person confirms it."""

import re
from collections.abc import Sequence

from .fields import DATE_FIELDS, FIELD_BY_WORDS, JOINED_FIELDS, custom_target, normal_words
from .headers import EMAIL, PHONE
from .mapping import ColumnRule, Mapping

# The share of values that must look like e-mail addresses or phone numbers for a column whose name says nothing.
SURE_SHARE = 0.8
NUMERIC_DATE = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-]\d{2,4}")

YES_NO = {"yes": "yes", "true": "yes", "1": "yes", "y": "yes", "no": "no", "false": "no", "0": "no", "n": "no"}
WON_OR_OPEN = {"1": "won", "yes": "won", "true": "won", "won": "won", "0": "", "no": "", "false": ""}
KNOWN_VALUES = {
    "do_not_email": YES_NO,
    "do_not_call": YES_NO,
    "consent_email": YES_NO,
    "consent_phone": YES_NO,
    "outcome": WON_OR_OPEN,
}


def suggest_mapping(headers: Sequence[str], sample_rows: Sequence[Sequence[str]]) -> Mapping:
    """Propose a field for every column; those not recognised become custom fields of their name."""
    columns: dict[str, ColumnRule] = {}
    taken: set[str] = set()
    for index, header in enumerate(headers):
        values = [row[index].strip() for row in sample_rows if index < len(row) and row[index].strip()]
        target = _target(header, values, taken)
        taken.add(target)
        columns[header] = ColumnRule(target, _known_values(target, values))
    return Mapping(columns=columns, date_order=_date_order(columns, headers, sample_rows))


def _target(header: str, values: list[str], taken: set[str]) -> str:
    named = FIELD_BY_WORDS.get(normal_words(re.sub(r" \(\d+\)$", "", header)))
    found = named or _target_by_values(values)
    # A second column for a field is welcome where the two can be read together, and for a spare address or number.
    if found and (found not in taken or found in JOINED_FIELDS or found in ("email", "phone")):
        return found
    return _free_custom_target(header, taken)


def _free_custom_target(header: str, taken: set[str]) -> str:
    target, number = custom_target(header), 1
    while target in taken:
        number += 1
        target = f"{custom_target(header)[:64]}_{number}"
    return target


def _target_by_values(values: list[str]) -> str | None:
    for target, pattern in (("email", EMAIL), ("phone", PHONE)):
        if values and sum(_fits(pattern, value) for value in values) >= len(values) * SURE_SHARE:
            return target
    return None


def _fits(pattern: re.Pattern[str], value: str) -> bool:
    if pattern is PHONE and not (value.startswith(("+", "00", "(")) and sum(char.isdigit() for char in value) >= 8):
        return False
    return pattern.fullmatch(value) is not None


def _known_values(target: str, values: list[str]) -> dict[str, str]:
    """Translate yes, no, 1 and 0 where every value of the sample is one of them."""
    known = KNOWN_VALUES.get(target, {})
    return dict(known) if values and {value.casefold() for value in values} <= set(known) else {}


def _date_order(
    columns: dict[str, ColumnRule], headers: Sequence[str], sample_rows: Sequence[Sequence[str]]
) -> str | None:
    """Decide between day and month first where a number above 12 does; otherwise leave the question open."""
    dated = [index for index, header in enumerate(headers) if columns[header].to in DATE_FIELDS]
    cells = (row[index] for row in sample_rows for index in dated if index < len(row))
    pairs = [(int(found[1]), int(found[2])) for found in map(NUMERIC_DATE.match, map(str.strip, cells)) if found]
    day_first = any(first > 12 for first, _ in pairs)
    month_first = any(second > 12 for _, second in pairs)
    if day_first == month_first:
        return None
    return "dmy" if day_first else "mdy"
