"""Rows on their way in: a temporary table that any number of inquiries is copied to, then worked on as a set."""

import json
from collections.abc import Iterable, Sequence
from io import StringIO
from typing import Any

from django.db import connection

from leads.hygiene import CleanInquiry, Note
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
        outcome text, outcome_at timestamptz, amount numeric, content uuid,
        inquiry_id uuid DEFAULT gen_random_uuid(), lead_id bigint, company_id bigint, campaign_id bigint,
        is_new boolean DEFAULT FALSE
    ) ON COMMIT DELETE ROWS;
    DELETE FROM intake_row;
"""

COLUMNS = (
    "n", *PERSON_FACTS,
    "company", "company_norm", "company_domain", "website", "industry",
    "source", "campaign", "channel", "touch_kind", "received_at", "needs_look", "notes", "custom", "raw",
    "line", "identity", "company_identity", "employees", "annual_revenue", "flags", "junk_signals",
    "consent_email", "consent_phone", "do_not_email", "do_not_call", "outcome", "outcome_at", "amount", "content",
)  # fmt: skip
COPY = f"COPY intake_row ({', '.join(COLUMNS)}) FROM STDIN"
# What the statements of intake join by. Without it they would be planned for a handful of rows.
STATISTICS = """
    ANALYZE intake_row (
        n, identity, email_norm, phone_e164, external_id, company_identity, company_norm, company_domain, campaign,
        needs_look, content, lead_id, inquiry_id, is_new, outcome, do_not_email, do_not_call
    )
"""


def copy_in(rows: Iterable[tuple[Incoming, CleanInquiry]]) -> None:
    copy_lines("".join(staged_line(n, incoming, cleaned) for n, (incoming, cleaned) in enumerate(rows)))


def copy_lines(lines: str) -> None:
    """Fill the temporary table anew from lines in COPY's text format."""
    with connection.cursor() as cursor:
        cursor.execute(CREATE)
        cursor.copy_expert(COPY, StringIO(lines))


def measure_staged() -> None:
    with connection.cursor() as cursor:
        cursor.execute(STATISTICS)


def empty_staged() -> None:
    """Give the space of deleted rows back, where one transaction stages batch after batch."""
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE intake_row")


def staged_line(n: int, incoming: Incoming, cleaned: CleanInquiry) -> str:
    """One inquiry as a line in COPY's text format."""
    texts = _texts(incoming, cleaned)
    joined = "\t".join(texts)
    if "\\" in joined or "\n" in joined or "\r" in joined or joined.count("\t") >= len(texts):
        joined = "\t".join([text.translate(_ESCAPES) for text in texts])
    rest = "\t".join([_copy_text(value) for value in _values(incoming, cleaned)])
    return f"{n}\t{joined}\t\\\\x{incoming.raw.hex()}\t{rest}\n"


def _texts(incoming: Incoming, cleaned: CleanInquiry) -> Sequence[str]:
    """The columns that are texts and never NULL: they need no conversion, and hardly ever an escape."""
    return (
        cleaned.first_name, cleaned.last_name, cleaned.name_norm, cleaned.last_name_norm, cleaned.title,
        cleaned.email, cleaned.email_norm, cleaned.phone, cleaned.phone_e164, cleaned.external_id,
        cleaned.country, cleaned.region, cleaned.city, cleaned.postal_code, cleaned.timeline, cleaned.budget,
        cleaned.authority, cleaned.need, cleaned.product_interest, incoming.consent_wording,
        cleaned.company, cleaned.company_name_norm, cleaned.company_domain, cleaned.website, cleaned.industry,
        incoming.source, incoming.campaign, incoming.channel, incoming.touch_kind, incoming.received_at.isoformat(),
        incoming.put_aside or ("" if cleaned.identity else NO_CONTACT),
        json.dumps([_as_dict(note) for note in (*cleaned.errors, *cleaned.notes)])
        if cleaned.errors or cleaned.notes else "[]",
        json.dumps(dict(incoming.custom)) if incoming.custom else "{}",
    )  # fmt: skip


def _values(incoming: Incoming, cleaned: CleanInquiry) -> Sequence[Any]:
    return (
        incoming.line, cleaned.identity, cleaned.company_identity, cleaned.employees, cleaned.annual_revenue,
        cleaned.flags, cleaned.junk_signals, incoming.consent_email, incoming.consent_phone, incoming.do_not_email,
        incoming.do_not_call, incoming.outcome, incoming.outcome_at, incoming.amount, incoming.content,
    )  # fmt: skip


def _as_dict(note: Note) -> dict[str, str]:
    return {"field": note.field, "code": note.code, "message": note.message, "value": note.value}


_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def _copy_text(value: Any) -> str:
    """One value in COPY's text format."""
    if value is None:
        return "\\N"
    if value is False:
        return "f"
    if value is True:
        return "t"
    if isinstance(value, str):
        return value.translate(_ESCAPES)
    if isinstance(value, list):
        return "{" + ",".join(value) + "}"
    return str(value)
