"""Countries as people write them."""

import gettext
import re
from functools import lru_cache
from pathlib import Path

import pycountry

from leads.hygiene.text import key
from leads.hygiene.word_lists import load_pairs, load_words

_LANGUAGES = ("de", "fr", "es", "it", "nl", "pt", "pl", "sv", "da", "cs", "ru", "ja", "zh_CN")
_DROPPED = re.compile(r"[.,'\"()]")
_FLAG_BASE = ord("🇦") - ord("a")

_ALIASES = load_pairs("country_aliases")
# Guessing would send a lead to the wrong team.
_AMBIGUOUS = load_words("ambiguous_countries")
MAX_LENGTH = 120
UNCLEAR = "unclear_country"
UNKNOWN = "unknown_country"


def clean_country(text: str) -> tuple[str, str]:
    """ISO 3166 alpha-2 code and problem: `("DE", "")`, or `("", "unclear_country")` where two are meant."""
    return _country(text) if len(text) <= MAX_LENGTH else ("", UNKNOWN)


@lru_cache(maxsize=16_384)
def _country(text: str) -> tuple[str, str]:
    folded = " ".join(_DROPPED.sub(" ", key(text)).split())
    if not folded:
        return "", ""
    if folded in _AMBIGUOUS:
        return "", UNCLEAR
    code = _known_names().get(folded) or _known_names().get(folded.removeprefix("the ")) or _flag_code(text.strip())
    return (code, "") if code else ("", UNKNOWN)


def _flag_code(text: str) -> str:
    letters = "".join(chr(ord(char) - _FLAG_BASE) for char in text if "🇦" <= char <= "🇿")
    return _known_names().get(letters, "") if len(letters) == 2 and len(text) == 2 else ""


@lru_cache(maxsize=1)
def _known_names() -> dict[str, str]:
    names: dict[str, str] = {}
    disputed: set[str] = set()
    for name, code in _translated_names():
        if names.setdefault(name, code) != code:
            disputed.add(name)
    own = {name: code for country in pycountry.countries for name, code in _own_names(country)}
    return {name: code for name, code in names.items() if name not in disputed} | own | _ALIASES


def _own_names(country: pycountry.db.Country) -> list[tuple[str, str]]:
    listed = (
        country.alpha_2,
        country.alpha_3,
        country.name,
        _attribute(country, "common_name"),
        _attribute(country, "official_name"),
    )
    return [(_folded(name), country.alpha_2) for name in listed if name]


def _attribute(country: pycountry.db.Country, name: str) -> str:
    return str(getattr(country, name, ""))


def _translated_names() -> list[tuple[str, str]]:
    found = []
    for language in _LANGUAGES:
        translate = _translation(language).gettext
        for country in pycountry.countries:
            spoken = (translate(name) for name in (country.name, _attribute(country, "common_name")) if name)
            found += [(_folded(name), country.alpha_2) for name in spoken]
    return found


def _translation(language: str) -> gettext.NullTranslations:
    return gettext.translation("iso3166-1", Path(pycountry.LOCALES_DIR), languages=[language], fallback=True)


def _folded(name: str) -> str:
    return " ".join(_DROPPED.sub(" ", key(name)).split())
