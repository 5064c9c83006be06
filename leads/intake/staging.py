"""Rows on their way in: a temporary table that any number of inquiries is copied to, then worked on as a set."""

import json
from collections.abc import Iterable, Sequence
from io import StringIO
from typing import Any

from django.db import connection

from leads.hygiene import CleanInquiry
from leads.intake.incoming import NO_CONTACT, Incoming

# The person's facts that a later inquiry may bring anew.
PERSON_FACTS = (
    "first_name", "last_name", "name_norm", "last_name_norm", "title", "email", "email_norm", "phone", "phone_e164",
    "external_id", "country", "region", "city", "postal_code", "timeline", "budget", "authority", "need",
    "product_interest", "consent_wording",
)  # fmt: skip

CREATE = f"""
    CREATE TEMP TABLE IF NOT EXISTS intake_row (
        n int, line bigint, identity text, {", ".join(f"{name} text" for name in PERSON_FACTS)},
        company_identity text, company text, company_norm text, company_domain text, website text, industry text,
        employees int, annual_revenue numeric,
        source text, campaign text, channel text, touch_kind text, received_at timestamptz, raw bytea,
        notes jsonb, needs_look text, flags text[], junk_signals int, custom jsonb,
        consent_email boolean, consent_phone boolean, do_not_email boolean, do_not_call boolean,
        outcome text, outcome_at timestamptz,
        inquiry_id uuid DEFAULT gen_random_uuid(), lead_id bigint, company_id bigint, campaign_id bigint,
        is_new boolean DEFAULT FALSE
    ) ON COMMIT DELETE ROWS;
    DELETE FROM intake_row;
"""

COLUMNS = (
    "n", "line", "identity", *PERSON_FACTS,
    "company_identity", "company", "company_norm", "company_domain", "website", "industry", "employees",
    "annual_revenue", "source", "campaign", "channel", "touch_kind", "received_at", "raw", "notes", "needs_look",
    "flags", "junk_signals", "custom", "consent_email", "consent_phone", "do_not_email", "do_not_call", "outcome",
    "outcome_at",
)  # fmt: skip
COPY = f"COPY intake_row ({', '.join(COLUMNS)}) FROM STDIN"


def copy_in(rows: Iterable[tuple[Incoming, CleanInquiry]]) -> None:
    lines = StringIO("".join(_line(n, incoming, cleaned) for n, (incoming, cleaned) in enumerate(rows)))
    with connection.cursor() as cursor:
        cursor.execute(CREATE)
        cursor.copy_expert(COPY, lines)


def _line(n: int, incoming: Incoming, cleaned: CleanInquiry) -> str:
    return "\t".join(map(_copy_text, _values(n, incoming, cleaned))) + "\n"


def _values(n: int, incoming: Incoming, cleaned: CleanInquiry) -> Sequence[Any]:
    notes = [{"field": note.field, "code": note.code, "message": note.message, "value": note.value}
             for note in (*cleaned.errors, *cleaned.notes)]  # fmt: skip
    return (
        n, incoming.line, cleaned.identity,
        cleaned.first_name, cleaned.last_name, cleaned.name_norm, cleaned.last_name_norm, cleaned.title,
        cleaned.email, cleaned.email_norm, cleaned.phone, cleaned.phone_e164, cleaned.external_id,
        cleaned.country, cleaned.region, cleaned.city, cleaned.postal_code, cleaned.timeline, cleaned.budget,
        cleaned.authority, cleaned.need, cleaned.product_interest, incoming.consent_wording,
        cleaned.company_identity, cleaned.company, cleaned.company_name_norm, cleaned.company_domain, cleaned.website,
        cleaned.industry, cleaned.employees, cleaned.annual_revenue,
        incoming.source, incoming.campaign, incoming.channel, incoming.touch_kind, incoming.received_at,
        incoming.raw, json.dumps(notes), "" if cleaned.identity else NO_CONTACT,
        cleaned.flags, cleaned.junk_signals, json.dumps(dict(incoming.custom)),
        incoming.consent_email, incoming.consent_phone, incoming.do_not_email, incoming.do_not_call,
        incoming.outcome, incoming.outcome_at,
    )  # fmt: skip


_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def _copy_text(value: Any) -> str:
    """One value in COPY's text format."""
    if value is None:
        return "\\N"
    if isinstance(value, str):
        return value.translate(_ESCAPES)
    if isinstance(value, bool):
        return "t" if value else "f"
    if isinstance(value, bytes):
        return "\\\\x" + value.hex()
    if isinstance(value, list):
        return "{" + ",".join(value) + "}"
    return str(value)
