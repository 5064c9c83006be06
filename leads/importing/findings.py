"""What was wrong with single rows, with line and column, and the file that brings it back to who can mend it."""

import csv
import os
from collections.abc import Iterable, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Literal, NamedTuple, TextIO

from leads.hygiene.notes import shown

# A spreadsheet runs what begins like this; an apostrophe in front makes it text again, and intake takes it off.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")


class Fate(StrEnum):
    """What became of the row that a finding is about."""

    KEPT = "kept"
    QUARANTINED = "quarantined"
    REJECTED = "rejected"


class Finding(NamedTuple):
    """One thing that somebody should mend: its place, the value shortened, and the row as it stood."""

    line: int
    column: str
    field: str
    value: str
    code: str
    message: str
    fate: Fate
    cells: Sequence[str]


class FindingsFile:
    """A CSV file of findings. Safe to open in a spreadsheet; complete even if a run was killed and resumed."""

    COLUMNS = ("line", "column", "field", "value", "code", "message", "row was")

    def __init__(self, path: Path, headers: Sequence[str]):
        self.path = path
        self._headers = [*self.COLUMNS, *headers]

    def add(self, findings: Iterable[Finding]) -> None:
        """Append, and have it on disk before the caller commits the rows."""
        rows = [_as_row(finding) for finding in findings]
        if not rows:
            return
        is_new = not self.path.exists()
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self._open("a") as file:
            csv.writer(file).writerows([_harmless(self._headers), *rows] if is_new else rows)
            file.flush()
            os.fsync(file.fileno())

    def forget_after(self, line: int) -> None:
        """Drop what a killed run wrote about rows that it did not get to commit."""
        if not self.path.exists():
            return
        with self.path.open(encoding="utf-8-sig", newline="") as file:
            header, *rows = csv.reader(file)
        with self._open("w") as file:
            csv.writer(file).writerows([header, *(row for row in rows if int(row[0]) <= line)])

    def _open(self, mode: Literal["a", "w"]) -> TextIO:
        # Excel takes a file for UTF-8 only if it begins with the mark.
        is_fresh = mode == "w" or not self.path.exists()
        return self.path.open(mode, encoding="utf-8-sig" if is_fresh else "utf-8", newline="")


def _as_row(finding: Finding) -> list[str]:
    place = [str(finding.line), finding.column, finding.field, shown(finding.value), finding.code, finding.message]
    return _harmless([*place, finding.fate, *finding.cells])


def _harmless(cells: Iterable[str]) -> list[str]:
    return [f"'{cell}" if cell.startswith(FORMULA_STARTS) else cell for cell in cells]
