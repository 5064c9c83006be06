"""Opens any uploaded list as one kind of thing: named columns and a stream of rows."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import NamedTuple, Protocol

from .bytestreams import open_bytes
from .delimiters import CANDIDATES
from .encodings import has_undecodable
from .filetypes import GZIP, HEAD_BYTES, TEXT, check_name, detect_kind
from .headers import Header, count_preamble, filled, looks_like_data, numbered_header, read_header
from .problems import BrokenTable, Level, Problem, TableTooLarge, column_letter, excerpt
from .records import Record
from .texts import TextSource
from .workbooks import WorkbookSource

MAX_ROWS = 1_000_000
ROWS_JUDGED = 50


class Row(NamedTuple):
    """One data row. `number` counts rows that aren't blank, from 1; `line` is the physical line or sheet row.

    `cells` has one text per header, missing ones empty; only a row marked `extra_cells` has more.
    """

    number: int
    line: int
    cells: list[str]
    problems: tuple[Problem, ...] = ()

    @property
    def is_spoiled(self) -> bool:
        """Whether the cells can't be trusted, so that the row must be put aside for a person."""
        return any(problem.level == Level.ERROR for problem in self.problems)


@dataclass(slots=True)
class Totals:
    """What one iteration has seen so far; `problems` counts the marked rows by problem code."""

    rows: int = 0
    blank_rows: int = 0
    problems: Counter[str] = field(default_factory=Counter)


class Source(Protocol):
    """What a kind of file must offer to become a table."""

    encoding: str | None
    delimiter: str | None
    sheet: str | None
    sheet_names: list[str]
    size: int
    total_lines: int
    damaged: bool
    cut_off_line: int | None
    warnings: list[Problem]

    def records(self) -> Iterator[Record]: ...


class Table:
    """A readable list: `headers`, `warnings`, and rows by iteration, as often as wanted.

    `size` is in bytes (unpacked for .gz) and `total_lines` in physical lines; both serve progress, not counting rows.
    `totals` belongs to the latest iteration. Iterating raises TableRefused where the file turns out to be no table
    further down, so store nothing for good before the end, or call `count_rows()` first.
    """

    def __init__(self, source: Source, *, kind: str, name: str, has_header: bool | None, max_rows: int):
        self._source = source
        self._max_rows = max_rows
        self.kind = kind
        self.name = name
        self.encoding = source.encoding
        self.delimiter = source.delimiter
        self.sheet = source.sheet
        self.sheet_names = source.sheet_names
        self.size = source.size
        self.total_lines = source.total_lines
        self.warnings = list(source.warnings)
        self.totals = Totals()
        self._read_header(has_header)

    def __iter__(self) -> Iterator[Row]:
        self.totals = totals = Totals()
        width, careful, limit = len(self.headers), self._source.damaged, self._max_rows
        number = 0
        for line, cells, problems in self._body():
            if not any(cells) or (cells[0][:1] in BLANKS and not problems and _is_blank(cells)):
                totals.blank_rows += 1
                continue
            number += 1
            totals.rows = number
            if number > limit:
                raise _too_many_rows(limit)
            if problems or careful or len(cells) != width:
                yield Row(number, line, *self._inspect(line, cells, problems))
            else:
                yield Row(number, line, cells)

    def batches(self, size: int) -> Iterator[list[Row]]:
        """Yield the rows in lists of at most `size`."""
        rows = iter(self)
        while batch := list(islice(rows, size)):
            yield batch

    def sample(self, size: int) -> list[Row]:
        """Return the first rows, for a preview."""
        return list(islice(self, size))

    def count_rows(self) -> int:
        """Read to the end and return the number of rows; raises what makes the file unreadable, wherever it stands."""
        for _ in self:
            pass
        return self.totals.rows

    def _body(self) -> Iterator[Record]:
        records = self._source.records()
        for record in records:
            if record[0] > self._header_line:
                yield record
                break
        yield from records

    def _read_header(self, has_header: bool | None) -> None:
        rows = self._first_rows()
        if has_header is False:
            self._header_line = 0
            header = numbered_header([cells for _, cells, _ in rows])
        else:
            header = self._choose_header(rows, sure=has_header is True)
        self.headers = header.names
        self.warnings += header.warnings

    def _first_rows(self) -> list[Record]:
        filled_rows = (record for record in self._source.records() if record[2] or filled(record[1]))
        rows = list(islice(filled_rows, ROWS_JUDGED))
        if not rows:
            raise BrokenTable("no_rows", "The file has no rows. Check whether the right file was chosen.")
        return rows

    def _choose_header(self, rows: list[Record], *, sure: bool) -> Header:
        skipped = count_preamble([cells for _, cells, _ in rows])
        line, cells, problems = rows[skipped]
        _refuse_broken_header(problems)
        if skipped:
            self.warnings.append(_preamble(rows[:skipped]))
        body = [cells for _, cells, _ in rows[skipped + 1 :]]
        if not body:
            raise _no_rows_below(cells, line)
        header = read_header([_without_nuls(cell) for cell in cells], body, line)
        self._header_line = line
        if sure:
            header.warnings[:] = [problem for problem in header.warnings if problem.code != "looks_headerless"]
        return header

    def _inspect(
        self, line: int, cells: list[str], problems: tuple[Problem, ...]
    ) -> tuple[list[str], tuple[Problem, ...]]:
        """Look closely at a row that isn't plain: repair what can be, and say what was found."""
        found = list(problems)
        if self._source.damaged:
            cells = _clean_damage(line, cells, found)
        if not problems or len(cells) < len(self.headers):
            cells = self._fit(line, cells, found)
        self.totals.problems.update({problem.code for problem in found})
        return cells, tuple(found)

    def _fit(self, line: int, cells: list[str], found: list[Problem]) -> list[str]:
        width = len(self.headers)
        if len(cells) > width:
            if any(cell.strip() for cell in cells[width:]):
                found.append(_extra_cells(line, cells, width))
                return cells
            return cells[:width]
        if len(cells) < width:
            found.append(self._short_row(line, cells))
        return cells + [""] * (width - len(cells))

    def _short_row(self, line: int, cells: list[str]) -> Problem:
        width = len(self.headers)
        if line == self._source.cut_off_line:
            message = (
                f"Line {line}, the last one, ends in the middle: {len(cells)} of {width} cells. "
                "The file may have been cut off."
            )
            return Problem("cut_off", message, Level.ERROR, line, column_letter(len(cells)))
        if other := _other_delimiter(cells, width, self.delimiter):
            message = f"Line {line} seems to be cut by “{other}”, unlike the header. Use one delimiter throughout."
            return Problem("other_delimiter", message, Level.ERROR, line, "A", excerpt(cells[0]))
        message = f"Line {line} has {_cells(len(cells))}, the header {width}. The missing ones were read as empty."
        return Problem("short_row", message, Level.WARNING, line, column_letter(len(cells)))


BLANKS = ("", " ", "\t", "\n", "\r", "\N{NO-BREAK SPACE}")


def open_table(
    path: str | Path,
    *,
    name: str | None = None,
    sheet: str | None = None,
    encoding: str | None = None,
    delimiter: str | None = None,
    has_header: bool | None = None,
    max_rows: int = MAX_ROWS,
) -> Table:
    """Open an uploaded CSV, TSV, CSV.GZ, XLSX or XLS file, or raise TableRefused with what to tell the person.

    `name` is the name the file was uploaded under. Sheet, encoding, delimiter and header are found out unless given.
    """
    path = Path(path)
    name = name or path.name
    check_name(name)
    with open_bytes(path, compressed=False) as stream:
        head = stream.read(HEAD_BYTES)
    if not head:
        raise BrokenTable("no_rows", "The file is empty. Check whether the right file was chosen.")
    kind = detect_kind(head)
    source: Source
    if kind in (TEXT, GZIP):
        source = TextSource(path, compressed=kind == GZIP, encoding=encoding, delimiter=delimiter)
    else:
        source = WorkbookSource(path, kind, sheet)
    return Table(source, kind=kind, name=name, has_header=has_header, max_rows=max_rows)


def _is_blank(cells: list[str]) -> bool:
    return not "".join(cells).strip()


def _without_nuls(text: str) -> str:
    return text.replace("\0", "")


def _clean_damage(line: int, cells: list[str], found: list[Problem]) -> list[str]:
    joined = "".join(cells)
    if "\0" in joined:
        column = column_letter(next(index for index, cell in enumerate(cells) if "\0" in cell))
        message = f"Line {line}, column {column}, contained an invisible NUL character, which was removed."
        found.append(Problem("nul_removed", message, Level.WARNING, line, column))
        cells = [_without_nuls(cell) for cell in cells]
    if has_undecodable(joined):
        column = column_letter(next(index for index, cell in enumerate(cells) if has_undecodable(cell)))
        message = f"Line {line}, column {column}, holds bytes that aren't valid in the file's encoding."
        found.append(Problem("invalid_bytes", message, Level.ERROR, line, column))
        cells = [cell.encode("utf-8", "replace").decode() for cell in cells]
    return cells


def _extra_cells(line: int, cells: list[str], width: int) -> Problem:
    message = (
        f"Line {line} has {len(cells)} cells, the header {width}. Often a value holds the delimiter and needs quotes."
    )
    extra = excerpt(" ".join(cells[width:]))
    return Problem("extra_cells", message, Level.ERROR, line, column_letter(width), extra)


def _cells(count: int) -> str:
    return "1 cell" if count == 1 else f"{count} cells"


def _other_delimiter(cells: list[str], width: int, delimiter: str | None) -> str | None:
    """Find the delimiter by which a row of one cell would have as many as the header."""
    if len(cells) != 1 or width == 1:
        return None
    others = (one for one in CANDIDATES if one != delimiter and cells[0].count(one) == width - 1)
    found = next(others, None)
    return "tab" if found == "\t" else found


def _no_rows_below(cells: list[str], line: int) -> BrokenTable:
    if looks_like_data(cells):
        message = (
            "The file has one line only, and it looks like a person. If it has no header row, say so and try again."
        )
    else:
        message = "The file has a header but no rows below it."
    return BrokenTable("no_rows", message, line=line)


def _preamble(rows: list[Record]) -> Problem:
    shown = " / ".join(excerpt(" ".join(cell for cell in cells if cell)) for _, cells, _ in rows[:3])
    message = f"{len(rows)} lines above the header row were skipped: {shown}"
    return Problem("preamble_skipped", message, Level.WARNING, rows[0][0], value=shown)


def _refuse_broken_header(problems: tuple[Problem, ...]) -> None:
    for problem in problems:
        raise BrokenTable(
            "bad_header", f"The header row can't be read. {problem.message}", line=problem.line, column=problem.column
        )


def _too_many_rows(limit: int) -> TableTooLarge:
    return TableTooLarge("too_many_rows", f"The file has more than {limit:,} rows. Split it into smaller files.")
