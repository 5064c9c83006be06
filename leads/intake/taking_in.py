"""Take inquiries in: match the person and the company, keep the inquiry, and give a new lead its first custodian."""

from collections.abc import Sequence
from datetime import datetime

from django.db import connection

from leads.intake.incoming import Incoming, Stored, TakenIn, clean
from leads.intake.staging import copy_in, copy_lines, measure_staged
from leads.intake.statements import (
    CAMPAIGNS_AND_COMPANIES,
    FORGET_KNOWN,
    KNOWN_LEADS,
    LEADS,
    LOCK_KNOWN_LEADS,
    RECORD,
    RESOLVE,
    SETTLE,
    TALLY,
    UNITE,
)
from tenants.scope import current_tenant


def take_in(incoming: Sequence[Incoming], *, at: datetime, import_id: int | None = None) -> list[TakenIn]:
    """Store inquiries and the leads they make or belong to. Answers in the order given.

    The same person again is the same lead with one more inquiry. Leads are not judged here: refine them next.
    """
    region = current_tenant().country
    cleaned = [clean(one, region=region) for one in incoming]
    copy_in(zip(incoming, cleaned, strict=True))
    is_batch = len(incoming) > 1
    if is_batch:
        unite()
    match()
    if is_batch:
        settle()
    write(at=at, import_id=import_id)
    return [
        TakenIn(inquiry_id, lead_id, is_new, [*one.errors, *one.notes])
        for one, (inquiry_id, lead_id, is_new) in zip(cleaned, _stored(), strict=True)
    ]


def unite() -> None:
    """Give rows of the same person the same identity."""
    with connection.cursor() as cursor:
        cursor.execute(UNITE)


def match() -> None:
    """Find the company, and the lead if there is one, of every staged row."""
    with connection.cursor() as cursor:
        cursor.execute(CAMPAIGNS_AND_COMPANIES, {"currency": current_tenant().currency})
        cursor.execute(RESOLVE)


def settle() -> None:
    """Leave every lead to one address, and every address to one lead."""
    with connection.cursor() as cursor:
        cursor.execute(SETTLE)


def write(*, at: datetime, import_id: int | None = None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(LEADS)
        cursor.execute(LOCK_KNOWN_LEADS)
        if cursor.rowcount:
            cursor.execute(KNOWN_LEADS, {})
        cursor.execute(RECORD, {"at": at, "import": import_id, "currency": current_tenant().currency})


def store_file_rows(lines: str, *, at: datetime, import_id: int | None) -> Stored:
    """Stage and store rows of a file, given as COPY lines, leaving out those that said the same before."""
    copy_lines(lines)
    unite()
    measure_staged()
    match()
    settle()
    with connection.cursor() as cursor:
        cursor.execute(FORGET_KNOWN)
        duplicates = cursor.rowcount
    write(at=at, import_id=import_id)
    with connection.cursor() as cursor:
        cursor.execute(TALLY)
        created, updated, quarantined = cursor.fetchone()
    return Stored(created, updated, quarantined, duplicates)


def _stored() -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT inquiry_id, lead_id, is_new FROM intake_row ORDER BY n")
        return cursor.fetchall()
