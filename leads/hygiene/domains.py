"""What a host name tells: its registrable domain, whether it is public, disposable or mistyped."""

import importlib.util
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import disposable_email_domains
import idna

from leads.hygiene.providers import (
    FREE_MAIL_DOMAINS,
    MISTYPED_ENDINGS,
    NOT_A_TYPO,
    SHARED_HOSTS,
    TYPED_BY_MANY,
)
from leads.hygiene.scripts import is_imitation_domain

MAX_DOMAIN_LENGTH = 253
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_ENDING = r"(?:[a-z]{2,63}|xn--[a-z0-9-]{1,58}[a-z0-9])"
_PUBLIC_DOMAIN = re.compile(rf"(?:{_LABEL}\.)+{_ENDING}")
# Reserved for local networks: nothing sent there leaves the house.
_LOCAL_ENDINGS = frozenset({"localhost", "local", "localdomain", "lan", "internal", "arpa", "onion", "home", "corp"})
_DOTS = str.maketrans("。．｡", "...")
_ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789"


@dataclass(slots=True, frozen=True)
class DomainFacts:
    """`name` is the A-label form in lower case, "" if it is no public domain; `suggestion` is what was likely meant."""

    name: str
    registrable: str = ""
    is_free: bool = False
    is_disposable: bool = False
    is_mixed_script: bool = False
    suggestion: str = ""


def domain_facts(typed: str) -> DomainFacts:
    """Facts of a mail domain as typed, Unicode or A-labels."""
    return _domain_facts(typed) if len(typed) <= MAX_DOMAIN_LENGTH else DomainFacts("")


@lru_cache(maxsize=65_536)
def _domain_facts(typed: str) -> DomainFacts:
    name = ascii_domain(typed)
    if not name:
        return DomainFacts("")
    suggestion = _likely_meant(name)
    registrable = registrable_domain(name)
    blocked = disposable_email_domains.blocklist
    is_disposable = name in blocked or registrable in blocked
    return DomainFacts(
        name=name,
        registrable=registrable,
        is_free=name in FREE_MAIL_DOMAINS and not is_disposable,
        # The lists of disposable domains hold gmial.com and its like; whoever types it means the provider.
        is_disposable=is_disposable and not suggestion,
        is_mixed_script=_is_imitation(typed, name),
        suggestion=suggestion,
    )


def ascii_domain(typed: str) -> str:
    """The domain in lower-case A-labels (`münchen.de` → `xn--mnchen-3ya.de`), "" when it cannot be public."""
    name = typed.translate(_DOTS).strip().lower()
    if not name.isascii():
        try:
            name = idna.encode(name, uts46=True).decode("ascii").lower()
        except (idna.IDNAError, UnicodeError, IndexError, ValueError):
            return ""
    if len(name) > MAX_DOMAIN_LENGTH or not _PUBLIC_DOMAIN.fullmatch(name):
        return ""
    return "" if name.rpartition(".")[2] in _LOCAL_ENDINGS else name


def _is_imitation(typed: str, name: str) -> bool:
    if "xn--" not in name:
        return False
    if not typed.isascii():
        return is_imitation_domain(typed.lower())
    try:
        return is_imitation_domain(idna.decode(name))
    except (idna.IDNAError, UnicodeError, IndexError):
        return False


def _likely_meant(name: str) -> str:
    if name in FREE_MAIL_DOMAINS or name in NOT_A_TYPO:
        return ""
    meant = _near_misses().get(name)
    if meant:
        return meant
    stem, _, ending = name.rpartition(".")
    corrected = MISTYPED_ENDINGS.get(ending)
    if not corrected or ending in _suffixes():
        return ""
    full = f"{stem}.{corrected}"
    return _near_misses().get(full, full)


@lru_cache(maxsize=1)
def _near_misses() -> dict[str, str]:
    """Every name one slip of the finger away from a large provider. The first letter is taken as right."""
    found = {"mgail.com": "gmail.com", "ohtmail.com": "hotmail.com"}
    for provider in TYPED_BY_MANY:
        stem = provider.removesuffix(".com")
        for slip in _slips(stem):
            found.setdefault(f"{slip}.com", provider)
        for ending in ("co", "cm", "om"):
            found.setdefault(f"{stem}.{ending}", provider)
    return {name: meant for name, meant in found.items() if name not in FREE_MAIL_DOMAINS and name not in NOT_A_TYPO}


def _slips(stem: str) -> set[str]:
    splits = [(stem[:i], stem[i:]) for i in range(1, len(stem) + 1)]
    left_out = {head + tail[1:] for head, tail in splits if tail}
    swapped = {head + tail[1] + tail[0] + tail[2:] for head, tail in splits if len(tail) > 1}
    replaced = {head + char + tail[1:] for head, tail in splits if tail for char in _ALPHABET}
    added = {head + char + tail for head, tail in splits for char in _ALPHABET}
    return (left_out | swapped | replaced | added) - {stem}


def registrable_domain(name: str) -> str:
    """The part one can register, `firm.co.uk` of `www.firm.co.uk`; "" for a bare public suffix."""
    labels = name.split(".")
    known = _suffixes()
    for start in range(len(labels)):
        rest = ".".join(labels[start:])
        if f"!{rest}" in known:
            return rest
        if rest in known or f"*.{rest.partition('.')[2]}" in known:
            return ".".join(labels[start - 1 :]) if start else ""
    return ".".join(labels[-2:]) if len(labels) > 1 else ""


@lru_cache(maxsize=1)
def _suffixes() -> frozenset[str]:
    """The Public Suffix List, private part included, from the copy inside tldextract.

    Importing tldextract costs a quarter of a second for an HTTP client that must never run here.
    """
    spec = importlib.util.find_spec("tldextract")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("tldextract is needed for its list of public suffixes")
    text = Path(spec.origin).with_name(".tld_set_snapshot").read_text(encoding="utf-8")
    rules = (line.split()[0] for line in text.splitlines() if line.strip() and not line.startswith("//"))
    return frozenset(_ascii_rule(rule) for rule in rules)


def _ascii_rule(rule: str) -> str:
    if rule.isascii():
        return rule.lower()
    sign = rule[:2] if rule.startswith("*.") else rule[:1] if rule.startswith("!") else ""
    return sign + idna.encode(rule.removeprefix(sign), uts46=True).decode("ascii")


def company_domain(name: str) -> str:
    """The registrable domain if it stands for a firm; "" for free, disposable, shared and mistyped ones."""
    facts = domain_facts(name)
    if facts.registrable != name:
        if facts.is_free or name.removeprefix("www.") in SHARED_HOSTS:
            return ""
        facts = domain_facts(facts.registrable)
    is_public = facts.is_free or facts.is_disposable or facts.suggestion or facts.name in SHARED_HOSTS
    return "" if is_public else facts.name
