"""Messages that were not written by somebody who wants to buy."""

import re

from leads.hygiene.word_lists import load_words

MAX_LINKS = 4
LOOKED_AT = 20_000

_LINK = re.compile(r"https?://|www\.[a-z0-9]", re.IGNORECASE)
# Bounded repeats: a message of nothing but "<a <a <a" must not take seconds.
_MARKUP = re.compile(
    r"<\s{0,3}(?:a\s[^>]{0,300}href|iframe|script|img\s|form\s|meta\s)|\[(?:url|link|img)\b[^\]]{0,300}\]",
    re.IGNORECASE,
)
_FILLER = re.compile(r"lorem\s+ipsum|dolor\s+sit\s+amet")
# Words that no buyer of ours writes.
_PEDDLED = re.compile(
    r"\b(?:viagra|cialis|levitra|tramadol|porn(?:hub|o)?|xxx\s+video|sex\s+dating|escort\s+girls?|crypto\s+(?:giveaway|doubler)"
    r"|double\s+your\s+(?:bitcoin|btc)|buy\s+(?:backlinks|followers|likes)|payday\s+loans?|replica\s+(?:watches|rolex)"
    r"|nigerian\s+prince|you\s+have\s+won|claim\s+your\s+(?:prize|bitcoin|reward))\b"
    r"|онлайн[\s-]*казино|казино\s*(?:онлайн|вулкан|x|х)|игровые\s+автоматы|ставки\s+на\s+спорт|1xbet|1хбет|займ\s+онлайн|купить\s+диплом"
)
# Words that are an offer to us only beside a link: a casino may well be a customer.
_HAWKED = re.compile(
    r"\b(?:casino|slots?|betting|poker|bitcoin|crypto|forex|seo\s+services?|guest\s+post|backlinks?|first\s+page\s+of\s+google"
    r"|rank\s+(?:your|#?1)|web\s+traffic|loan\s+offer|make\s+money|earn\s+\$?\d+|weight\s+loss|hot\s+girls|dating)\b|казино"
)


# A look at the words first: nine of ten messages need none of the longer patterns.
_WORD = re.compile(r"\w{3,}")
_SIGNALS = load_words("spam_signals")


def spam_reason(message: str) -> str:
    """Why a message is spam: `filler`, `markup`, `links`, `peddling`; "" if nothing speaks for it."""
    if len(message) < 8:
        return ""
    text = message[:LOOKED_AT]
    if ("<" in text or "[" in text) and _MARKUP.search(text):
        return "markup"
    links = len(_LINK.findall(text)) if "://" in text or "." in text else 0
    if links > MAX_LINKS:
        return "links"
    lowered = text.lower()
    if _is_peddling(lowered, links):
        return "peddling"
    return "filler" if _FILLER.search(lowered) else ""


def _is_peddling(lowered: str, links: int) -> bool:
    if _SIGNALS.isdisjoint(_WORD.findall(lowered)):
        return False
    return bool(_PEDDLED.search(lowered) or (links and _HAWKED.search(lowered)))
