"""E-mail addresses as people type and paste them."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from leads.hygiene.domains import DomainFacts, domain_facts
from leads.hygiene.providers import NOREPLY_LOCAL_PARTS, ROLE_LOCAL_PARTS
from leads.hygiene.scripts import is_mixed_script
from leads.hygiene.text import fold_width

MAX_LOCAL_PART_LENGTH = 64
MAX_ADDRESS_LENGTH = 254
MAX_ADDRESSES_IN_A_CELL = 10
MAX_CELL_LENGTH = 3_000

_ATEXT = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]"
_LOCAL_PART = re.compile(rf"{_ATEXT}+(?:\.{_ATEXT}+)*")
_PLAIN = re.compile(rf"({_ATEXT}+(?:\.{_ATEXT}+)*)@([A-Za-z0-9.-]+[A-Za-z])")
_HEADER = re.compile(r"(?:[\r\n]|%0[ad])[ \t]*[a-z][a-z-]{1,40}\s*:", re.IGNORECASE)
_INNER_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_MAILTO = re.compile(r"^\s*mailto:\s*", re.IGNORECASE)
_IN_BRACKETS = re.compile(r"<\s*(?:mailto:)?([^<>]*@[^<>]*)>", re.IGNORECASE)
_SEPARATOR = re.compile(r"\s*[;,\r\n|]+\s*|\s+(?:or|and|oder|und|/|&)\s+", re.IGNORECASE)
_SEPARATOR_OR_SLASH = re.compile(rf"{_SEPARATOR.pattern}|/", re.IGNORECASE)
_WRAPPERS = {"<": ">", "(": ")", "[": "]", '"': '"', "'": "'", "“": "”", "„": "“"}
_DOTLESS_MAILBOXES = frozenset({"gmail.com", "googlemail.com"})


@dataclass(slots=True, frozen=True)
class Address:
    """One address: `text` is where mail goes, `norm` what is compared; `problem` is set when it cannot be one."""

    text: str
    norm: str = ""
    domain: str = ""
    problem: str = ""
    is_free: bool = False
    is_disposable: bool = False
    is_role: bool = False
    is_noreply: bool = False
    is_mixed_script: bool = False
    needs_smtputf8: bool = False
    suggestion: str = ""


@dataclass(slots=True, frozen=True)
class CleanEmail:
    """What a cell of addresses holds: the first good one, the other good ones, and those that are none."""

    main: Address | None = None
    extras: tuple[Address, ...] = ()
    refused: tuple[Address, ...] = ()
    problem: str = ""


def clean_email(raw: str) -> CleanEmail:
    """Reads a cell; `problem` says why there is no address in it (`""` for an empty cell)."""
    plain = _PLAIN.fullmatch(raw)
    if plain:
        return _one(read_address(raw))
    problem = _danger_in(raw)
    if problem:
        return CleanEmail(problem=problem, refused=(Address(raw[:MAX_ADDRESS_LENGTH], problem=problem),))
    texts = _addresses_in(raw)
    return _several([read_address(text) for text in texts]) if len(texts) != 1 else _one(read_address(texts[0]))


def _one(address: Address) -> CleanEmail:
    if address.problem:
        return CleanEmail(refused=(address,), problem=address.problem)
    return CleanEmail(main=address)


def _several(addresses: list[Address]) -> CleanEmail:
    by_norm: dict[str, Address] = {}
    for address in addresses:
        if not address.problem:
            by_norm.setdefault(address.norm, address)
    good = list(by_norm.values())
    refused = tuple(address for address in addresses if address.problem)
    if not good:
        return CleanEmail(refused=refused, problem=refused[0].problem if refused else "")
    return CleanEmail(main=good[0], extras=tuple(good[1:]), refused=refused)


def _danger_in(raw: str) -> str:
    """What may not be repaired: an address with these in it was not typed by its owner."""
    if len(raw) > MAX_CELL_LENGTH:
        return "too_long"
    if "\0" in raw:
        return "nul_character"
    if _HEADER.search(raw):
        return "header_injection"
    return "control_character" if _INNER_CONTROL.search(raw.strip()) else ""


def _addresses_in(raw: str) -> list[str]:
    text = fold_width(raw).strip()
    if _MAILTO.match(text):
        text = _MAILTO.sub("", text).partition("?")[0]
    bracketed = _IN_BRACKETS.findall(text)
    if bracketed:
        return [_unwrapped(part) for part in bracketed[:MAX_ADDRESSES_IN_A_CELL]]
    separator = _SEPARATOR_OR_SLASH if text.count("@") > 1 else _SEPARATOR
    parts = [part for part in map(_unwrapped, separator.split(text)) if part]
    words = text.split()
    if len(parts) == 1 and len(words) > 1 and all(_PLAIN.fullmatch(word) for word in words):
        parts = words
    return parts[:MAX_ADDRESSES_IN_A_CELL]


def _unwrapped(part: str) -> str:
    text = _MAILTO.sub("", part).strip().rstrip(".,:")
    while len(text) > 2 and _WRAPPERS.get(text[0]) == text[-1]:
        text = text[1:-1].strip()
    return text


def read_address(text: str) -> Address:
    """Facts of one address without anything around it."""
    local, at, typed_domain = text.rpartition("@")
    problem = _problem_of(text, local, at, typed_domain)
    if problem:
        return Address(text, problem=problem)
    domain = domain_facts(typed_domain)
    if not domain.name:
        return Address(text, problem="bad_domain")
    local_key = _local_key(local)
    norm = f"{local_key}@{domain.name}"
    if len(norm) > MAX_ADDRESS_LENGTH:
        return Address(text, problem="too_long")
    return _with_facts(text, local, local_key, norm, domain)


def _problem_of(text: str, local: str, at: str, typed_domain: str) -> str:
    if not at:
        return "no_at_sign"
    if len(text) > MAX_ADDRESS_LENGTH or len(local.encode("utf-8", "replace")) > MAX_LOCAL_PART_LENGTH:
        return "too_long"
    if _LOCAL_PART.fullmatch(local):
        return ""
    if any(char.isspace() for char in text):
        return "space_inside"
    if local.startswith(".") or local.endswith(".") or ".." in local:
        return "bad_dots"
    return "" if typed_domain and _is_international(local) else "bad_local_part"


def _is_international(local: str) -> bool:
    """Letters, marks and digits of any script (RFC 6531), beside what ASCII allows."""
    if local.isascii():
        return False
    rest = "".join("a" if unicodedata.category(char)[0] in "LMN" else char for char in local if not char.isascii())
    ascii_part = "".join(char for char in local if char.isascii() and char != ".")
    return rest.strip("a") == "" and (not ascii_part or _LOCAL_PART.fullmatch(ascii_part) is not None)


def _local_key(local: str) -> str:
    return local.lower() if local.isascii() else fold_width(local).lower()


def _with_facts(text: str, local: str, local_key: str, norm: str, domain: DomainFacts) -> Address:
    function = local_key.partition("+")[0]
    is_noreply = function in NOREPLY_LOCAL_PARTS
    return Address(
        text=text,
        norm=norm,
        domain=domain.name,
        is_free=domain.is_free,
        is_disposable=domain.is_disposable,
        is_role=is_noreply or function in ROLE_LOCAL_PARTS,
        is_noreply=is_noreply,
        is_mixed_script=domain.is_mixed_script or is_mixed_script(local),
        needs_smtputf8=not local.isascii(),
        suggestion=f"{local}@{domain.suggestion}" if domain.suggestion else "",
    )


@lru_cache(maxsize=4096)
def loose_email_key(norm: str) -> str:
    """The mailbox behind an address: without `+tag`, and without dots where the provider ignores them.

    Two leads that share it are possible duplicates; mail still goes to the address as typed.
    """
    local, _, domain = norm.rpartition("@")
    mailbox = local.partition("+")[0] or local
    if domain in _DOTLESS_MAILBOXES:
        return f"{mailbox.replace('.', '')}@gmail.com"
    return f"{mailbox}@{domain}"
