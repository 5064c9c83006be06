"""Names of people: what is compared, what is nobody's name, how one cell is taken apart."""

import re
from functools import lru_cache

from nameparser import HumanName
from nameparser.config import CONSTANTS

from leads.hygiene.text import bounded_key, key
from leads.hygiene.word_lists import load_words

MAX_NAME_WORDS = 12
MAX_WORD_LOOKED_AT = 60

_ROWS = load_words("keyboard_rows")
_ALL_ROWS = " ".join((*_ROWS, *(row[::-1] for row in _ROWS)))
_NEIGHBOURS = frozenset(_ALL_ROWS[place : place + 2] for place in range(len(_ALL_ROWS) - 1))
_SHORT_WALKS = load_words("short_keyboard_walks")
# Words that lie on a row of keys and are names or words all the same.
_REAL_WORDS = frozenset({"wert", "rewe", "poiu", "tree", "were", "zuio", "reza", "oiu"})
_REPEATED = re.compile(r"(.{2,6}?)\1+(.{0,5})")
_LETTER = re.compile(r"[^\W\d_]")
_LINK = re.compile(
    r"https?://|www\.|\[url|<a\s|\bt\.me/|\b[a-z0-9-]{1,63}\.(?:com|ru|net|info|xyz|top|online|site|club)/",
    re.IGNORECASE,
)
_PLACEHOLDER = re.compile(r"<test lead|dummy data for", re.IGNORECASE)

TEST_WORDS = load_words("test_words")
_TESTERS = TEST_WORDS | load_words("test_companions")
_NOT_IN_WORD = re.compile(r"[^\w\s]|\d+$")
_MADE_UP_NAMES = load_words("made_up_names")

# nameparser takes a third of a millisecond; names without any of these words need no parser.
_NEEDS_PARSER = frozenset(
    word.strip(".").lower()
    for words in (
        CONSTANTS.titles,
        CONSTANTS.prefixes,
        CONSTANTS.suffix_acronyms,
        CONSTANTS.suffix_not_acronyms,
        CONSTANTS.conjunctions,
        CONSTANTS.bound_first_names,
    )
    for word in words
)
_SIMPLE_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


def name_keys(first: str, last: str) -> tuple[str, str]:
    """Keys "first last" and "last first"."""
    first_key, last_key = key(first), key(last)
    if not first_key or not last_key:
        only = bounded_key(first_key or last_key)
        return only, only
    return bounded_key(f"{first_key} {last_key}"), bounded_key(f"{last_key} {first_key}")


def junk_name_reason(first: str, last: str) -> str:
    """Why nobody is called this: `test`, `made_up`, `keyboard`, `no_letters`, `link`; "" for a name."""
    full = f"{first} {last}".strip()
    if not full:
        return ""
    if "<" in full and _PLACEHOLDER.search(full):
        return "test"
    folded = key(full)
    return _known_reason(folded) or _shape_reason(full, folded)


def _known_reason(folded: str) -> str:
    words = folded.split()
    if not folded.replace(" ", "").isalpha():
        words = [word for word in (_NOT_IN_WORD.sub("", word) for word in words) if word]
    if not TEST_WORDS.isdisjoint(words) and _TESTERS.issuperset(words):
        return "test"
    if len(words) <= 5 and (" ".join(words) in _MADE_UP_NAMES or " ".join(words[::-1]) in _MADE_UP_NAMES):
        return "made_up"
    return ""


def _shape_reason(full: str, folded: str) -> str:
    if not _LETTER.search(folded):
        return "no_letters"
    if ("." in full or ":" in full or "[" in full) and _LINK.search(full):
        return "link"
    words = folded.split()[:MAX_NAME_WORDS]
    return "keyboard" if all(is_keyboard_mash(word) for word in words) else ""


def is_keyboard_mash(word: str) -> bool:
    """Whether a lower-case word was made by sliding or drumming on the keys: `asdf`, `qwerty`, `xxx`, `sdfsdf`."""
    if len(word) < 3 or (word[:2] not in _NEIGHBOURS and word[0] != word[1]) or word in _REAL_WORDS:
        return False
    if len(set(word)) == 1 or word in _SHORT_WALKS:
        return True
    return len(word) <= MAX_WORD_LOOKED_AT and (_is_walk(word) or _is_drummed(word))


def _is_walk(word: str) -> bool:
    return len(word) >= 4 and word in _ALL_ROWS


def _is_drummed(word: str) -> bool:
    if word[:2] not in word[2:]:
        return False
    found = _REPEATED.fullmatch(word)
    if not found:
        return False
    unit, tail = found[1], found[2]
    is_walk = unit in _SHORT_WALKS or _is_walk(unit) or (len(unit) == 2 and len(word) >= 6 and unit in _ALL_ROWS)
    return is_walk and unit.startswith(tail[: len(unit)])


def split_full_name(full: str) -> tuple[str, str]:
    """First and last name of one cell, as typed. Titles and suffixes (`Dr.`, `(MBA)`) belong to neither."""
    words = full.split()
    if len(words) <= 1:
        return (full, "")
    if len(words) <= 3 and all(_is_plain(word) for word in words):
        return " ".join(words[:-1]), words[-1]
    return _parsed(full[:250])


def _is_plain(word: str) -> bool:
    return _SIMPLE_WORD.fullmatch(word) is not None and word.lower() not in _NEEDS_PARSER


@lru_cache(maxsize=8192)
def _parsed(full: str) -> tuple[str, str]:
    name = HumanName(full)
    first = " ".join(part for part in (name.first, name.middle) if part)
    if not first and not name.last:
        return ("", full)
    return first, name.last
