"""Telephone numbers as people type them."""

import re
import unicodedata
from dataclasses import dataclass

import phonenumbers

from leads.hygiene.numbering import (
    ORDINARY,
    PREMIUM,
    NationalNumber,
    calling_code_of,
    identify,
    plan_of,
    read_international,
    read_national,
)
from leads.hygiene.text import clean_line, fold_width
from leads.hygiene.word_lists import load_words

MAX_PHONE_LENGTH = 250
MIN_DIGITS_OF_A_NUMBER = 7

INVALID = "invalid_phone"
FAKE = "fake_phone"
EMERGENCY = "emergency_phone"
PREMIUM_RATE = "premium_phone"
SCIENTIFIC = "scientific_notation"
NEEDS_COUNTRY = "phone_needs_country"

_PLAIN = re.compile(r"\+?[\d\s().\-/]+", re.ASCII)
_NOT_DIGIT = re.compile(r"\D+", re.ASCII)
_FLOAT_TAIL = re.compile(r"(\+?\d{6,15})[.,]0+", re.ASCII)
_SCIENTIFIC_NOTATION = re.compile(r"[+-]?\d+(?:[.,]\d+)?[eE][+]?\d{1,3}", re.ASCII)
_LINK = re.compile(r"^(?:tel|callto|sms|p):\s*", re.IGNORECASE)
_EXTENSION = re.compile(
    r"[\s,;]*(?:extension|ext|extn|durchwahl|dw|anexo|poste|int|x|#)[\s.:]*(\d{1,7})[\s.)]*$", re.IGNORECASE | re.ASCII
)
_VANITY = re.compile(
    r"\+?(?:1[\s.-]*)?\(?(?:0?8(?:00|33|44|55|66|77|88)|1[38]00)\)?[\s.-]*(?=[\d\s-]*[A-Z]{3})[A-Z\d][A-Z\d\s-]{4,14}"
)
_WORDS = re.compile(r"\([^()\d]*\)|[^\W\d_]+[.:]*")
_SEPARATOR = re.compile(r"\s*(?:[;,|/\n]|\s(?:or|and|oder|und|ou|et|y|o)\s|&)\s*", re.IGNORECASE)
_UP = "0123456789" * 2
_DOWN = _UP[::-1]
_FICTITIOUS_AMERICAN = re.compile(r"(?:\d{3})?55501\d\d|555\d{7}", re.ASCII)
_EMERGENCY_NUMBERS = load_words("emergency_numbers")
_VALID_REGIONS = phonenumbers.SUPPORTED_REGIONS


@dataclass(slots=True, frozen=True)
class CleanPhone:
    """What a cell of telephone numbers holds.

    `e164` is set only for a number that may be called; otherwise `problem` says why not. `extras` are further callable
    numbers of the cell. `changes` are codes of what was taken off: `float_removed`, `words_removed`, `extra_number`.
    """

    e164: str = ""
    extension: str = ""
    region: str = ""
    extras: tuple[str, ...] = ()
    problem: str = ""
    changes: tuple[str, ...] = ()


def clean_phone(raw: str, region: str | None = None) -> CleanPhone:
    """Reads a cell; `region` (ISO alpha-2) is where numbers without a country code are dialled."""
    text = clean_line(raw)
    if not text:
        return CleanPhone()
    where = region.upper() if region and region.upper() in _VALID_REGIONS else None
    return _plain(text, where) or _awkward(_ascii_digits(fold_width(raw)).strip(), where)


def _ascii_digits(text: str) -> str:
    if text.isascii():
        return text
    return "".join(str(unicodedata.decimal(char)) if char.isdecimal() else char for char in text)


def _plain(text: str, region: str | None) -> CleanPhone | None:
    if not _PLAIN.fullmatch(text) or _FLOAT_TAIL.fullmatch(text):
        return None
    number = _read_plain(text, region)
    return _judged(number) if number else None


def _read_plain(text: str, region: str | None) -> NationalNumber | None:
    digits = _NOT_DIGIT.sub("", text)
    if not 6 <= len(digits) <= 17:
        return None
    if text.startswith("+"):
        return read_international(digits)
    return read_national(digits, region) if region else None


def _judged(number: NationalNumber, extension: str = "", changes: tuple[str, ...] = ()) -> CleanPhone:
    problem = _problem_of(number)
    e164 = "" if problem else f"+{number.calling_code}{number.digits}"
    return CleanPhone(e164, extension, number.region, (), problem, changes)


def _problem_of(number: NationalNumber) -> str:
    if is_fake_number(number.digits, number.calling_code):
        return FAKE
    return PREMIUM_RATE if number.kind == PREMIUM else ""


def is_fake_number(digits: str, calling_code: str = "", shortest_run: int = 9) -> bool:
    """Whether the digits were made up: all the same, counted up or down, or American numbers kept for films.

    Runs shorter than nine digits are somebody's number in small countries.
    """
    if len(set(digits)) == 1:
        return len(digits) >= 5
    if len(digits) >= shortest_run and (digits in _UP or digits in _DOWN):
        return True
    return calling_code == "1" and _FICTITIOUS_AMERICAN.fullmatch(digits) is not None


def _awkward(text: str, region: str | None) -> CleanPhone:
    if len(text) > MAX_PHONE_LENGTH:
        return CleanPhone(problem=INVALID)
    text = _LINK.sub("", text)
    if _SCIENTIFIC_NOTATION.fullmatch(text):
        return CleanPhone(problem=SCIENTIFIC)
    excel = _FLOAT_TAIL.fullmatch(text)
    if excel:
        return _one_number(excel[1], region, ("float_removed",))
    if _VANITY.fullmatch(text):
        return _one_number(_spelled_in_digits(text), region, ())
    return _with_words(text, region)


def _spelled_in_digits(text: str) -> str:
    digits = phonenumbers.convert_alpha_characters_in_number(text)
    bare = _NOT_DIGIT.sub("", digits)
    # Americans spell out longer words than the exchange listens to: 1-800-CONTACTS.
    return bare[:11] if bare.startswith("18") else bare[:10] if bare.startswith("8") else digits


def _with_words(text: str, region: str | None) -> CleanPhone:
    """Words go before the number is read: the parser would turn the letters of `(mobile)` into digits."""
    numeric = text[: _end_of_digits(text)]
    found = _EXTENSION.search(numeric)
    body, extension = (numeric[: found.start()], found[1]) if found else (numeric, "")
    bare = _WORDS.sub(" ", _SEPARATOR.sub(_as_semicolon, body)).strip(" ,;:.-")
    has_words = any(char.isalpha() for char in body + text[len(numeric) :])
    whole = _one_number(bare, region, ("words_removed",) if has_words else (), extension)
    return whole if whole.e164 or whole.problem in (EMERGENCY, FAKE, PREMIUM_RATE) else _several(bare, region, whole)


def _end_of_digits(text: str) -> int:
    return next((place + 1 for place in range(len(text) - 1, -1, -1) if text[place].isdigit()), 0)


def _as_semicolon(separator: re.Match[str]) -> str:
    return " ; " if any(char.isalpha() for char in separator[0]) else separator[0]


def _several(text: str, region: str | None, whole: CleanPhone) -> CleanPhone:
    """Takes a cell of two or more numbers apart; what is no number by itself leaves the whole in doubt."""
    parts = [part for part in _SEPARATOR.split(text) if part]
    if len(parts) < 2 or len(_NOT_DIGIT.sub("", parts[0])) < MIN_DIGITS_OF_A_NUMBER:
        return whole
    read = [_one_number(part, region, ()) for part in parts[:10]]
    callable_numbers = list(dict.fromkeys(phone.e164 for phone in read if phone.e164))
    if not callable_numbers:
        return read[0]
    first = next(phone for phone in read if phone.e164)
    changes = (*whole.changes, "extra_number")
    extension = first.extension or whole.extension
    return CleanPhone(first.e164, extension, first.region, tuple(callable_numbers[1:]), "", changes)


def _one_number(text: str, region: str | None, changes: tuple[str, ...], extension: str = "") -> CleanPhone:
    digits = _NOT_DIGIT.sub("", text)
    if not text.startswith("+") and len(digits) <= 3:
        return CleanPhone(problem=EMERGENCY if digits in _EMERGENCY_NUMBERS else INVALID, changes=changes)
    plain = _read_plain(text, region) if _PLAIN.fullmatch(text) else None
    number = plain or _read_by_library(text, digits, region)
    if number:
        return _judged(number, extension, changes)
    return CleanPhone(problem=_why_not(text, digits, region), extension=extension, changes=changes)


def _read_by_library(text: str, digits: str, region: str | None) -> NationalNumber | None:
    candidates = [(text, region)]
    if digits.startswith("00") and not text.startswith("+"):
        candidates.append(("+" + digits[2:], None))
    for candidate, where in candidates:
        number = _parsed(candidate, where)
        if number:
            return number
    return None


def _parsed(text: str, region: str | None) -> NationalNumber | None:
    try:
        parsed = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return None
    digits = phonenumbers.national_significant_number(parsed)
    if not phonenumbers.is_valid_number(parsed):
        return None
    known = identify(str(parsed.country_code), digits)
    return known or NationalNumber(str(parsed.country_code), digits, "", _library_kind(parsed))


def _library_kind(parsed: phonenumbers.PhoneNumber) -> str:
    is_premium = phonenumbers.number_type(parsed) == phonenumbers.PhoneNumberType.PREMIUM_RATE
    return PREMIUM if is_premium else ORDINARY


def _why_not(text: str, digits: str, region: str | None) -> str:
    plan = plan_of(region) if region else None
    code = plan.calling_code if plan else "1" if len(digits) == 7 else ""
    if is_fake_number(digits, code, shortest_run=6) or _is_fake_behind_code(text, digits):
        return FAKE
    has_country = region is not None or text.startswith("+") or digits.startswith("00")
    return INVALID if has_country or not 6 <= len(digits) <= 15 else NEEDS_COUNTRY


def _is_fake_behind_code(text: str, digits: str) -> bool:
    code = calling_code_of(digits) if text.startswith("+") else ""
    return bool(code) and is_fake_number(digits.removeprefix(code), code, shortest_run=6)
