"""Characters: what is stored, what is compared, what is taken out."""

import hashlib
import math
import re
import unicodedata
from decimal import Decimal
from typing import Any

from leads.hygiene.word_lists import load_words

MAX_MARKS_PER_CHARACTER = 8
# An index entry of PostgreSQL holds 2,704 bytes at most; 200 characters of 4 bytes leave room for two keys in one.
MAX_KEY_LENGTH = 200
MAX_NUMBER_DIGITS = 400

# Cells that spreadsheets, exports and drop-downs write for "nothing". Compared in lower case.
DEFAULT_EMPTIES = load_words("empties")

_ANSI_ESCAPE = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|[@-Z\\-_])?")
_CONTROL = r"\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"
_SURROGATE = r"\ud800-\udfff"
# Zero-width joiner and non-joiner stay in stored text: emoji, Persian and Indic names need them.
_HIDDEN = r"\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb"
_JOINERS = r"\u200c\u200d"
_SPACES = r"\t\n\r\u0085\u2028\u2029"

_CONTROLS = re.compile(f"[{_CONTROL}]")
_HIDDENS = re.compile(f"[{_HIDDEN}]")
_HIDDENS_AND_JOINERS = re.compile(f"[{_HIDDEN}{_JOINERS}]")
_SURROGATES = re.compile(f"[{_SURROGATE}]")
_SUSPECT = re.compile(f"[{_CONTROL}{_SURROGATE}{_HIDDEN}]")
_LINE_BREAKS = re.compile(r"\r\n?|[\u0085\u2028\u2029]")
# A run of nine that are neither word characters nor spaces may be stacked marks; only then are they counted.
_MAYBE_STACKED = re.compile(r"[^\x00-\u02ff\w\s]{9,}")
_QUOTED_FORMULA = re.compile(r"'(?=[=+\-@\t\r])")
_KEY_PUNCTUATION = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "`": "'", "‐": "-", "‑": "-", "–": "-", "—": "-"})


def to_text(value: Any) -> str | None:
    """Text of a cell or JSON value; "" for nothing, None for what is no single value (list, object, bytes)."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return str(value) if value.bit_length() < MAX_NUMBER_DIGITS * 3 else None
    if isinstance(value, float):
        return _float_text(value)
    if isinstance(value, Decimal):
        return format(value, "f") if value.is_finite() and abs(value.adjusted()) < MAX_NUMBER_DIGITS else ""
    return None


def _float_text(value: float) -> str:
    if not math.isfinite(value):
        return ""
    return str(int(value)) if value.is_integer() and abs(value) < 1e18 else repr(value)


def clean_line(raw: str) -> str:
    """One line as it is stored: NFC, no controls, no hidden characters, single spaces. Letters stay as typed."""
    if raw.isascii() and raw.isprintable():
        text = raw.strip()
        text = " ".join(text.split()) if "  " in text else text
    else:
        text = " ".join(_without_unwanted(raw).split())
    return text[1:] if text.startswith("'") and _QUOTED_FORMULA.match(text) else text


def clean_block(raw: str) -> str:
    """Several lines as they are stored: like `clean_line`, with line breaks and inner spacing kept."""
    text = raw if raw.isascii() and raw.isprintable() else _without_unwanted(_LINE_BREAKS.sub("\n", raw))
    return text.strip()


def _without_unwanted(raw: str) -> str:
    text = raw
    if _SUSPECT.search(text):
        text = _SURROGATES.sub("\ufffd", _ANSI_ESCAPE.sub(" ", text))
        text = _HIDDENS.sub("", _CONTROLS.sub(" ", text))
    if text.isascii():
        return text
    text = unicodedata.normalize("NFC", text)
    return _with_few_marks(text) if _MAYBE_STACKED.search(text) else text


def _with_few_marks(text: str) -> str:
    kept: list[str] = []
    marks = 0
    for char in text:
        marks = marks + 1 if unicodedata.category(char) in ("Mn", "Me") else 0
        if marks <= MAX_MARKS_PER_CHARACTER:
            kept.append(char)
    return "".join(kept)


def removed_codes(raw: str) -> tuple[str, ...]:
    """Which kinds of characters `clean_line` takes out of the text, as codes."""
    if raw.isprintable() and (raw.isascii() or not _MAYBE_STACKED.search(raw)):
        return ()
    found = {
        "nul_removed": "\0" in raw,
        "control_removed": any(match[0] != "\0" for match in _CONTROLS.finditer(raw)),
        "hidden_removed": _HIDDENS.search(raw) is not None,
        "invalid_unicode": _SURROGATES.search(raw) is not None,
        "marks_removed": _MAYBE_STACKED.search(raw) is not None and _with_few_marks(raw) != raw,
    }
    return tuple(code for code, is_found in found.items() if is_found)


def key(text: str) -> str:
    """What two spellings of the same text share: NFKC, case folded, nothing hidden, single spaces."""
    if text.isascii():
        return " ".join(text.lower().split())
    folded = _HIDDENS_AND_JOINERS.sub("", unicodedata.normalize("NFKC", text)).casefold()
    return " ".join(unicodedata.normalize("NFKC", folded).translate(_KEY_PUNCTUATION).split())


def bounded_key(text: str) -> str:
    """A key short enough for a database index; a long one ends in a digest, so different texts stay different."""
    if len(text) <= MAX_KEY_LENGTH:
        return text
    digest = hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:24]
    return f"{text[: MAX_KEY_LENGTH - 25]}~{digest}"


def fold_width(text: str) -> str:
    """Full-width and other compatibility characters as plain ones, nothing hidden; case stays."""
    if text.isascii():
        return text
    return _HIDDENS_AND_JOINERS.sub("", unicodedata.normalize("NFKC", text))


def is_placeholder(text: str, empties: frozenset[str] = DEFAULT_EMPTIES) -> bool:
    """Whether a cell says "nothing" in words."""
    return len(text) <= 40 and text.casefold() in empties


def is_placeholder_name(text: str, empties: frozenset[str] = DEFAULT_EMPTIES) -> bool:
    """Whether a name cell says "nothing". A word of letters never does: people are called Null, Nan and None."""
    return is_placeholder(text, empties) and not text.isalpha()
