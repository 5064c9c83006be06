"""Company names: what two spellings of the same firm share, and what is no firm."""

import re
from functools import lru_cache

from cleanco import termdata

from leads.hygiene.name import is_keyboard_mash
from leads.hygiene.text import MAX_KEY_LENGTH, bounded_key, key
from leads.hygiene.word_lists import load_words

_DROPPED = re.compile(r"[.'\"`´/:*®™©«»„“”_]")
_SPACED = re.compile(r"[,;()\[\]{}|!?-]+")
# Legal forms that are written without a space before or behind the name. ㈱ has become (株) by then.
_ATTACHED_FORMS = re.compile(
    r"株式会社|有限会社|合同会社|合資会社|合名会社|\(株\)|\(有\)|\(合\)|주식회사|유한회사|\(주\)|\(유\)"
    r"|(?:股份)?有限(?:责任)?公司|股份公司|集团(?=$|\s)"
)
_OWN_FORMS = load_words("legal_forms")
_NOT_FORMS = load_words("not_legal_forms")
_JOINING = frozenset({"and", "und", "et", "y", "e", "de", "&"})
# One of these alone ends too many real names (`Bank Of AS`, `Casa e`), so it counts only behind another form.
_NEVER_ALONE = frozenset({"z", "o", "oo", "sp", "spol"})

_JUNK_KEYS = load_words("junk_companies")


def _legal_forms() -> frozenset[str]:
    listed = [form for forms in termdata.terms_by_type.values() for form in forms]
    listed += [form for forms in termdata.terms_by_country.values() for form in forms]
    return (_OWN_FORMS | {word for form in listed for word in _words(key(form)) if _stands_alone(form)}) - _NOT_FORMS


def _stands_alone(form: str) -> bool:
    return len(form.split()) == 1 and len(_DROPPED.sub("", form)) > 1


def _words(folded: str) -> list[str]:
    text = _SPACED.sub(" ", _DROPPED.sub("", folded)).replace("&", " and ").replace("+", " and ")
    return text.split()


_FORMS = _legal_forms()


def company_key(name: str) -> str:
    """The name without legal form, punctuation and case; `Müller GmbH & Co. KG` and `MÜLLER` share one."""
    return _cached_key(name) if len(name) <= MAX_KEY_LENGTH else _key(name)


@lru_cache(maxsize=65_536)
def _cached_key(name: str) -> str:
    return _key(name)


def _key(name: str) -> str:
    folded = _ATTACHED_FORMS.sub(" ", key(name)) if not name.isascii() else key(name)
    words = _words(folded)
    kept = _without_leading_form(_without_trailing_forms(words))
    return bounded_key(" ".join(kept or words)) or bounded_key(key(name))


def _without_trailing_forms(words: list[str]) -> list[str]:
    end = len(words)
    while end > 1 and (words[end - 1] in _FORMS or (words[end - 1] in _JOINING and end < len(words))):
        end -= 1
    if end < len(words) and words[end] in _NEVER_ALONE and end == len(words) - 1:
        end += 1
    return words[:end]


def _without_leading_form(words: list[str]) -> list[str]:
    is_form = len(words) > 1 and not words[0].isascii() and words[0] in _OWN_FORMS
    return words[1:] if is_form else words


def is_junk_company(name_key: str) -> bool:
    """Whether a company key is a stand-in for a name. An Acme Ltd exists: this is a sign, not proof."""
    if not name_key:
        return False
    if name_key in _JUNK_KEYS or not any(char.isalnum() for char in name_key):
        return True
    return all(is_keyboard_mash(word) for word in name_key.split())
