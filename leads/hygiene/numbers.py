"""Head counts and amounts as people write them."""

import re
from dataclasses import dataclass
from decimal import Decimal

from leads.hygiene.text import fold_width
from leads.hygiene.word_lists import load_pairs

MAX_EMPLOYEES = 10_000_000
MAX_AMOUNT = Decimal(10) ** 14
MAX_LENGTH = 60

UNCLEAR = "unclear_number"
NEGATIVE = "negative_number"
TOO_LARGE = "number_too_large"
RANGE = "range"
APPROXIMATE = "approximate"

_UNITS = {unit: int(factor) for unit, factor in load_pairs("number_units").items()}
_SIMPLE = re.compile(r"\d{1,15}", re.ASCII)
_AMOUNT = re.compile(r"(\d[\d.,'’ \u00a0\u202f]*)\s*([^\W\d_]*)\.?", re.IGNORECASE)
_CURRENCY = re.compile(
    r"[$€£¥₹₽₺₩₪]|(?<![a-z])(?:us|a|c|nz|hk|s)\$|(?<![a-z])(?:eur|euros?|usd|gbp|chf|sfr|fr|jpy|cny|rmb|inr|rs|pln|zł|sek|nok|dkk|czk|kč"
    r"|aud|cad|brl|mxn|zar|aed|dollars?|pounds?)(?![a-z])\.?",
    re.IGNORECASE,
)
_AROUND = re.compile(
    r"^(?:~|≈|>=?|≥|\+|ca\.?|circa|approx\.?|approximately|about|around|roughly|over|more than|at least|min\.?"
    r"|etwa|rund|über|mehr als|mind\.?|mindestens|env\.?|environ|plus de|más de|unos)\s*",
    re.IGNORECASE,
)
_AT_MOST = re.compile(
    r"^(?:<=?|≤|up to|under|less than|fewer than|below|max\.?|bis zu|bis|unter|weniger als|menos de|moins de)\s*",
    re.IGNORECASE,
)
_PEOPLE = re.compile(
    r"\s*(?:employees?|staff|people|persons?|fte|ftes|mitarbeiter(?:innen|nde)?|ma|angestellte|beschäftigte|employés?|salariés?|empleados"
    r"|funcionários|dipendenti|medewerkers|users|heads?)\.?$",
    re.IGNORECASE,
)
_RANGE_SIGN = re.compile(r"\s*(?:\.\.\.?|…|[-–—‐‑]|\bto\b|\bbis\b|\bund\b|\band\b|\bà\b|\ba\b)\s*", re.IGNORECASE)
_BETWEEN = re.compile(r"^(?:between|from|von|zwischen|entre|de)\s+", re.IGNORECASE)
_GROUPED = re.compile(r"\d{1,3}(?:([.,' ])\d{3})(?:\1\d{3})*", re.ASCII)
_INDIAN = re.compile(r"\d{1,2}(?:,\d{2})+,\d{3}", re.ASCII)


@dataclass(slots=True, frozen=True)
class Amount:
    """A number with where it came from: the lower bound of a range, or `problem` and no value."""

    value: Decimal | None = None
    upper: Decimal | None = None
    note: str = ""
    problem: str = ""


def clean_employees(text: str) -> tuple[int | None, Amount]:
    """Head count: `11-50` → 11 (upper 50), `~200` → 200, `2 Mio` → 2,000,000, `1,000+` → 1,000."""
    if _SIMPLE.fullmatch(text):
        return _counted(Amount(Decimal(text)))
    folded = _PEOPLE.sub("", fold_width(text).strip().lower())
    return _counted(_read(folded, decimal=None))


def _counted(amount: Amount) -> tuple[int | None, Amount]:
    if amount.value is None:
        return None, amount
    if amount.value > MAX_EMPLOYEES:
        return None, Amount(problem=TOO_LARGE)
    if amount.value != int(amount.value):
        return None, Amount(problem=UNCLEAR)
    return int(amount.value) or int(amount.note == RANGE), amount


def clean_amount(text: str, decimal: str | None = None) -> Amount:
    """Money: `1.234,56 €` → 1234.56, `51M` → 51,000,000, `$1M-$5M` → 1,000,000 with its upper bound.

    `decimal` is the decimal sign of the column where somebody has said so; without it, `1.234 Mio` is unclear.
    """
    is_plain = _SIMPLE.fullmatch(text)
    amount = Amount(Decimal(text)) if is_plain else _read(_CURRENCY.sub(" ", fold_width(text)).strip().lower(), decimal)
    if amount.value is not None and amount.value >= MAX_AMOUNT:
        return Amount(problem=TOO_LARGE)
    return amount


def _read(text: str, decimal: str | None) -> Amount:
    if not text or len(text) > MAX_LENGTH:
        return Amount(problem=UNCLEAR if text else "")
    if text[0] in "-−(" and any(char.isdigit() for char in text[:4]):
        return Amount(problem=NEGATIVE)
    at_most = _AT_MOST.match(text)
    if at_most:
        return _up_to(text[at_most.end() :], decimal)
    around = _AROUND.match(text)
    bare = _BETWEEN.sub("", text[around.end() :] if around else text).strip()
    is_open = bare.endswith("+")
    ends = [end.strip() for end in _RANGE_SIGN.split(bare.rstrip("+ "))]
    if len(ends) > 2:
        return Amount(problem=UNCLEAR)
    return _range(ends[0], ends[1], decimal) if len(ends) == 2 else _single(ends[0], decimal, bool(around) or is_open)


def _single(text: str, decimal: str | None, is_about: bool) -> Amount:
    value, _ = _value(text, decimal)
    if value is None:
        return Amount(problem=UNCLEAR)
    return Amount(value, note=APPROXIMATE if is_about else "")


def _up_to(text: str, decimal: str | None) -> Amount:
    upper, _ = _value(text, decimal)
    return Amount(problem=UNCLEAR) if upper is None else Amount(Decimal(0), upper, RANGE)


def _range(low: str, high: str, decimal: str | None) -> Amount:
    """`10 to 20k` may start at 10 or at 10,000: both ends need a unit, or none."""
    lower, lower_unit = _value(low, decimal)
    upper, upper_unit = _value(high, decimal)
    if lower is None or upper is None or bool(lower_unit) != bool(upper_unit) or lower > upper:
        return Amount(problem=UNCLEAR)
    return Amount(lower, upper, RANGE)


def _value(text: str, decimal: str | None) -> tuple[Decimal | None, str]:
    found = _AMOUNT.fullmatch(text.strip())
    if not found:
        return None, ""
    unit = found[2].lower()
    if unit and unit not in _UNITS:
        return None, unit
    number = _plain_number(found[1].strip().rstrip(".,'"), decimal, has_unit=bool(unit))
    if number is None:
        return None, unit
    value = number * _UNITS.get(unit, 1)
    return (Decimal(int(value)) if value == int(value) else value), unit


def _plain_number(text: str, decimal: str | None, *, has_unit: bool) -> Decimal | None:
    digits = re.sub(r"\s", " ", text).replace("’", "'")
    if _SIMPLE.fullmatch(digits):
        return Decimal(digits)
    if decimal:
        return _with_decimal_sign(digits, decimal)
    if _INDIAN.fullmatch(digits):
        return Decimal(digits.replace(",", ""))
    grouped = _GROUPED.fullmatch(digits)
    if grouped:
        # "1.234 Mio" is a thousand times more in German than in English; without a unit nobody writes three decimals.
        is_decimal_too = has_unit and grouped[1] in ".," and digits.count(grouped[1]) == 1
        return None if is_decimal_too else Decimal(re.sub(r"\D", "", digits))
    last = max(digits.rfind("."), digits.rfind(","))
    return _with_decimal_sign(digits, digits[last]) if last > 0 else None


def _with_decimal_sign(digits: str, sign: str) -> Decimal | None:
    whole, found, fraction = digits.partition(sign)
    grouped = _GROUPED.fullmatch(whole)
    if not (_SIMPLE.fullmatch(whole) or (grouped and grouped[1] != sign)):
        return None
    if found and not _SIMPLE.fullmatch(fraction):
        return None
    return Decimal(f"{re.sub(r'[^0-9]', '', whole)}.{fraction or 0}")
