"""Look-alike letters and text that was decoded wrongly."""

import re
from functools import lru_cache

from confusable_homoglyphs import confusables

_GREEK_OR_CYRILLIC = re.compile(r"[\u0370-\u03ff\u0400-\u052f\u1f00-\u1fff]")
_WORD = re.compile(r"[^\W\d_]+")
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]")

# First bytes of UTF-8 sequences followed by their continuation bytes, both shown as Windows-1252.
_CONTINUATION = "\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122"
# One sequence is enough where the first byte is typical (Ã, Â, â, ï); `Spaß“` and `café»…` are text, not damage.
_GARBLED = re.compile(
    f"[\u00c2-\u00c5][{_CONTINUATION}]"
    f"|[\u00e2\u00ef][{_CONTINUATION}]{{2}}"
    f"|(?:[\u00c6-\u00df][{_CONTINUATION}]){{2,}}"
    f"|(?:[\u00e0-\u00ef][{_CONTINUATION}]{{2}}){{2,}}"
    f"|\u00f0[{_CONTINUATION}]{{3}}"
)
_LATIN_TAIL = re.compile("[\u0080-\u00ff]")


def is_mixed_script(text: str) -> bool:
    """Whether a word mixes Latin with Greek or Cyrillic letters that look Latin, as in `pаypal` with a Cyrillic а."""
    if text.isascii() or not _GREEK_OR_CYRILLIC.search(text):
        return False
    return any(_mixes(word) for word in _WORD.findall(text))


def _mixes(word: str) -> bool:
    foreign = "".join(_GREEK_OR_CYRILLIC.findall(word))
    return bool(foreign and _LATIN.search(word) and _looks_latin(foreign))


def _looks_latin(letters: str) -> bool:
    """Whether one of the letters passes for a letter of the English alphabet."""
    return any(_ascii_twin(char) for char in letters)


@lru_cache(maxsize=1024)
def _ascii_twin(char: str) -> bool:
    found = confusables.is_confusable(char, greedy=False, preferred_aliases=["latin"])
    twins = [twin["c"] for twin in found[0]["homoglyphs"]] if found else []
    return any(twin.isascii() and twin.isalpha() for twin in twins)


def is_imitation_domain(domain: str) -> bool:
    """Whether a domain mixes scripts, or has a label that is all look-alikes under a Latin ending."""
    if domain.isascii():
        return False
    *labels, ending = domain.split(".")
    return is_mixed_script(domain) or (ending.isascii() and any(_is_all_look_alike(label) for label in labels))


def _is_all_look_alike(label: str) -> bool:
    letters = [char for char in label if char.isalpha()]
    if not letters or not all(_GREEK_OR_CYRILLIC.match(char) for char in letters):
        return False
    return all(_looks_latin(char) for char in letters)


def repair_mojibake(text: str) -> str | None:
    """The likely original of UTF-8 read as Windows-1252 (`MÃ¼ller` → `Müller`), or None. Never applied unasked."""
    if text.isascii() or not _GARBLED.search(text):
        return None
    repaired = _GARBLED.sub(_repair_sequence, text)
    return repaired if repaired != text else None


def _repair_sequence(match: re.Match[str]) -> str:
    garbled = match[0]
    try:
        return b"".join(_single_byte(char) for char in garbled).decode("utf-8")
    except UnicodeError:
        return garbled


def _single_byte(char: str) -> bytes:
    # Windows-1252 leaves five bytes undefined; programs pass those through as Latin-1.
    return char.encode("latin-1") if _LATIN_TAIL.match(char) else char.encode("cp1252")


def is_mojibake(text: str) -> bool:
    """Whether the text shows traces of a wrong character set, repairable or not."""
    return not text.isascii() and ("\ufffd" in text or repair_mojibake(text) is not None)
