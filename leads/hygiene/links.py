"""Web addresses: a firm's site, the page a visitor came from, campaign tags."""

import re
from collections.abc import Mapping
from functools import lru_cache
from urllib.parse import SplitResult, urlsplit, urlunsplit

from leads.hygiene.domains import ascii_domain
from leads.hygiene.text import clean_line, fold_width

MAX_URL_LENGTH = 2_000
MAX_TAG_LENGTH = 500

_PLAIN = re.compile(r"(https?://)?((?:[A-Za-z0-9-]{1,63}\.)+[A-Za-z0-9-]{1,63})(?:/[\w./%~+-]{0,500})?", re.ASCII)
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_PORT = re.compile(r"[^/:]+:\d")
BAD_WEBSITE = "bad_website"


def clean_website(text: str) -> tuple[str, str, str]:
    """Address with its scheme, public host in A-labels, problem.

    Only http and https with a host are websites. One on an IP address or in an intranet is kept as text, with no host.
    """
    return _website(text) if len(text) <= MAX_URL_LENGTH else ("", "", BAD_WEBSITE)


@lru_cache(maxsize=16_384)
def _website(text: str) -> tuple[str, str, str]:
    plain = _PLAIN.fullmatch(text)
    if plain:
        kept = text if plain[1] else f"https://{text}"
        return kept, ascii_domain(plain[2]), ""
    if not text:
        return "", "", ""
    folded = fold_width(text)
    parts = _split(folded)
    if parts is None:
        return "", "", BAD_WEBSITE
    kept = folded if "://" in folded[:9] else f"https://{folded.lstrip('/')}"
    return kept, ascii_domain(parts.hostname or ""), ""


def _split(text: str) -> SplitResult | None:
    has_scheme = _SCHEME.match(text) and not _PORT.match(text)
    if " " in text or len(text) > MAX_URL_LENGTH or "\\" in text:
        return None
    try:
        parts = urlsplit(text if has_scheme else f"https://{text.lstrip('/')}")
        host = parts.hostname or ""
    except ValueError:
        return None
    return parts if parts.scheme.lower() in ("http", "https") and "." in host and not host.startswith(".") else None


def clean_referrer(raw: str, own_hosts: frozenset[str] = frozenset()) -> str:
    """The page a visitor came from; the query of a foreign one may hold somebody's token and is dropped."""
    parts = _split(clean_line(raw[: MAX_URL_LENGTH * 2])[:MAX_URL_LENGTH])
    if parts is None:
        return ""
    is_own = (parts.hostname or "").lower() in own_hosts
    host = parts.netloc.rpartition("@")[2]
    return urlunsplit((parts.scheme, host, parts.path, parts.query if is_own else "", ""))[:MAX_TAG_LENGTH]


def clean_tags(tags: Mapping[str, str]) -> dict[str, str]:
    """Campaign tags (`utm_source`, `gclid` …) on one line each, cut to 500 characters."""
    return {name: clean_line(str(value)[: MAX_TAG_LENGTH * 4])[:MAX_TAG_LENGTH] for name, value in tags.items()}
