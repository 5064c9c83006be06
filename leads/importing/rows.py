"""Turns the rows of a table into inquiries: what the mapping says, cleaned, with every problem at its place."""

import csv
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from hashlib import blake2b
from io import StringIO
from typing import Any
from zoneinfo import ZoneInfo

from leads.hygiene import CleanInquiry, Note
from leads.importing import values
from leads.importing.findings import Fate, Finding
from leads.intake.incoming import NO_CONTACT, Incoming, clean
from leads.intake.staging import staged_line
from leads.models import Inquiry
from leads.tables import Level, Mapping, Problem, Row, column_letter
from leads.tables.fields import CUSTOM_PREFIX, NAME_FIELDS

# Rows cut in the wrong places hold several people or half of one: no part of them can be kept.
REJECTED = frozenset({"text_after_quote", "swallowed_rows", "long_cell"})
# Said about values that were understood and kept: worth a note on the inquiry, no work for anybody.
INFORMATION = frozenset(
    {
        "nul_removed", "control_removed", "hidden_removed", "marks_removed", "placeholder", "placeholder_name",
        "extra_address", "extra_number", "float_removed", "range", "approximate", "campaign_renamed",
        "empty_columns_dropped",
    }
)  # fmt: skip


@dataclass(frozen=True)
class Reading:
    """All that reading rows depends on, small enough to travel to a worker process with every batch."""

    headers: Sequence[str]
    mapping: Mapping
    source: str
    region: str
    zone: str
    at: datetime
    numbers: frozenset[str]


@dataclass(slots=True)
class Chunk:
    """Rows as they were read; `blank` counts the blank rows of the file up to the last of them."""

    rows: list[Row]
    blank: int


@dataclass(slots=True)
class Batch:
    """Rows ready to be stored: COPY lines, and what is known of them without the database."""

    first: int
    last: int
    last_line: int
    blank: int
    lines: str = ""
    staged: int = 0
    rejected: int = 0
    findings: list[Finding] = field(default_factory=list)
    codes: Counter[str] = field(default_factory=Counter)

    @property
    def rows(self) -> int:
        return self.last - self.first + 1


def prepare(reading: Reading, chunk: Chunk) -> Batch:
    """Read a chunk of rows. Knows nothing of the database, so that it may run in a process of its own."""
    return RowReader(reading).batch(chunk)


class RowReader:
    def __init__(self, reading: Reading):
        self._reading = reading
        self._bound = reading.mapping.bind(reading.headers)
        self._column_of = self._bound.column_of
        self._out = StringIO()
        self._raw = csv.writer(self._out, lineterminator="")

    @cached_property
    def _calendar(self) -> values.Calendar:
        day_first = {"dmy": True, "mdy": False}.get(self._reading.mapping.date_order or "")
        return values.Calendar(ZoneInfo(self._reading.zone), day_first, self._reading.at)

    def batch(self, chunk: Chunk) -> Batch:
        first, last = chunk.rows[0], chunk.rows[-1]
        batch = Batch(first.number, last.number, last.line, chunk.blank)
        lines: list[str] = []
        for row in chunk.rows:
            if row.problems and any(problem.code in REJECTED for problem in row.problems):
                self._reject(row, batch)
                continue
            incoming, cleaned = self.read(row)
            lines.append(staged_line(len(lines), incoming, cleaned))
            if cleaned.errors or cleaned.notes or not cleaned.identity:
                self._find(row, incoming, cleaned, batch)
        batch.lines, batch.staged = "".join(lines), len(lines)
        return batch

    def read(self, row: Row) -> tuple[Incoming, CleanInquiry]:
        if row.problems and row.is_spoiled:
            return self._put_aside(row)
        fields = self._bound.apply(row.cells)
        notes: list[Note] = []
        incoming = self._incoming(row, fields, notes)
        cleaned = clean(incoming, region=self._reading.region)
        cleaned.errors += notes
        cleaned.notes += [_as_note(problem) for problem in row.problems]
        return incoming, cleaned

    def _put_aside(self, row: Row) -> tuple[Incoming, CleanInquiry]:
        reason = next(problem for problem in row.problems if problem.level == Level.ERROR)
        incoming = Incoming(
            fields={}, raw=self._bytes(row), channel=Inquiry.Channel.FILE, received_at=self._reading.at,
            source=self._reading.source, line=row.line, content=_digest(row.cells), put_aside=reason.message,
        )  # fmt: skip
        return incoming, CleanInquiry(errors=[_as_note(problem) for problem in row.problems])

    def _incoming(self, row: Row, fields: dict[str, str], notes: list[Note]) -> Incoming:
        get = fields.get
        received = get("received_at")
        return Incoming(
            fields=fields,
            raw=self._bytes(row),
            channel=Inquiry.Channel.FILE,
            received_at=(received and values.read_moment("received_at", received, self._calendar, notes))
            or self._reading.at,
            source=values.read_source(get("source", ""), self._reading.source, notes),
            campaign=values.read_campaign(fields["campaign"], notes) if "campaign" in fields else "",
            line=row.line,
            content=_digest([f"{name}={value}" for name, value in sorted(fields.items())]),
            **self._rarer(fields, notes),
        )

    def _rarer(self, fields: dict[str, str], notes: list[Note]) -> dict[str, Any]:
        """What most lists have no column for; looked at only where this one does."""
        found: dict[str, Any] = {}
        for name in self._rare:
            if text := fields.get(name):
                found[name] = self._rare_value(name, text, fields, notes)
        if self._customs:
            found["custom"] = self._custom(fields, notes)
        return found

    @cached_property
    def _rare(self) -> list[str]:
        known = ("do_not_email", "do_not_call", "consent_email", "consent_phone", "consent_wording",
                 "outcome", "outcome_at", "amount")  # fmt: skip
        return [name for name in known if name in self._column_of or name in self._reading.mapping.constants]

    def _rare_value(self, name: str, text: str, fields: dict[str, str], notes: list[Note]) -> Any:
        if name.startswith("do_not"):
            return values.read_do_not(name, text, notes)
        if name in ("consent_email", "consent_phone"):
            return values.read_consent(name, text, fields.get("consent_wording", ""), notes)
        if name == "outcome":
            return values.read_outcome(text, notes)
        if name == "outcome_at":
            return values.read_moment(name, text, self._calendar, notes)
        return values.read_amount(text, notes) if name == "amount" else text

    @cached_property
    def _customs(self) -> list[str]:
        names = (*self._column_of, *self._reading.mapping.constants)
        return [name for name in names if name.startswith(CUSTOM_PREFIX)]

    def _custom(self, fields: dict[str, str], notes: list[Note]) -> dict[str, Any]:
        custom = {}
        for name in self._customs:
            if text := fields.get(name):
                value = values.read_custom(name, text, name in self._reading.numbers, notes)
                if value is not None:
                    custom[name.removeprefix(CUSTOM_PREFIX)] = value
        return custom

    def _bytes(self, row: Row) -> bytes:
        self._out.seek(0)
        self._out.truncate()
        self._raw.writerow(row.cells)
        return self._out.getvalue().encode("utf-8", "replace")

    # -- what somebody should know or mend

    def _reject(self, row: Row, batch: Batch) -> None:
        batch.rejected += 1
        for problem in row.problems:
            self._add(row, _as_note(problem), problem.column, Fate.REJECTED, batch)

    def _find(self, row: Row, incoming: Incoming, cleaned: CleanInquiry, batch: Batch) -> None:
        fate = Fate.KEPT if cleaned.identity else Fate.QUARANTINED
        columns = {problem.code: problem.column for problem in row.problems}
        for one in (*cleaned.errors, *cleaned.notes):
            self._add(row, one, columns.get(one.code), fate, batch)
        if fate == Fate.QUARANTINED and not incoming.put_aside:
            self._add(row, Note("", "no_contact", NO_CONTACT), None, fate, batch)

    def _add(self, row: Row, one: Note, column: str | None, fate: Fate, batch: Batch) -> None:
        batch.codes[one.code] += 1
        if one.code in INFORMATION and fate == Fate.KEPT:
            return
        column = column or self._letter(one.field)
        batch.findings.append(
            Finding(row.line, column, one.field, one.value, one.code, one.message, fate, row.cells)
        )  # fmt: skip

    def _letter(self, name: str) -> str:
        index = self._column_of.get(name, self._column_of.get("full_name") if name in NAME_FIELDS else None)
        return "" if index is None else column_letter(index)


def _as_note(problem: Problem) -> Note:
    return Note("", problem.code, problem.message, problem.value)


def _digest(parts: Sequence[str]) -> str:
    return blake2b("\x1f".join(parts).encode("utf-8", "replace"), digest_size=16).hexdigest()
