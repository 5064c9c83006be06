"""Inquiries a person has to look at, and how the bytes of one can be shown."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from leads.models import Inquiry
from tenants.auditing import Actor, record

MOST_SHOWN = 20_000
# Control characters as the signs that Unicode has for them, so that none of them acts on a screen.
CONTROL_PICTURES = {code: 0x2400 + code for code in range(0x20) if chr(code) not in "\n\t"} | {0x7F: 0x2421}


@dataclass(frozen=True)
class Shown:
    """The bytes of an inquiry as text: `cut` of them are not shown, `exact` says whether all could be read as UTF-8."""

    text: str
    size: int
    cut: int
    exact: bool


@transaction.atomic
def mark_looked_at(inquiry: Inquiry, *, at: datetime, by: Actor) -> None:
    """Somebody has seen to an inquiry that could not become a lead. Doing it twice changes nothing."""
    if inquiry.looked_at or not inquiry.needs_look:
        return
    inquiry.looked_at = at
    inquiry.save(update_fields=["looked_at"])
    record("inquiry.looked_at", inquiry, reason=inquiry.needs_look, actor=by)


def show_raw(raw: bytes) -> Shown:
    text = raw.decode("utf-8", "replace")
    exact = "�" not in text or text.encode() == raw
    body = body_of(raw)
    if body:
        text = json.dumps(body, ensure_ascii=False, indent=2)
    safe = text.translate(CONTROL_PICTURES)
    return Shown(safe[:MOST_SHOWN], len(raw), max(0, len(safe) - MOST_SHOWN), exact)


def body_of(raw: bytes) -> dict[str, Any]:
    """The fields of an inquiry that came as a JSON object; empty for any other."""
    try:
        body = json.loads(raw)
    except (ValueError, RecursionError):
        return {}
    return body if isinstance(body, dict) else {}
