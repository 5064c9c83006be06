"""Cuts text into records with the strict CSV parser, and goes on after a broken one without losing or inventing any."""

import csv
from collections.abc import Iterable, Iterator

from .delimiters import Dialect
from .problems import BrokenTable, Level, Problem, column_letter, excerpt

# What the strict parser takes in one cell; beyond it the slower scanner below reads on.
LONG_CELL = 131_072
LONGEST_RECORD = 16 << 20

Record = tuple[int, list[str], tuple[Problem, ...]]


class RecordScanner:
    """Reads one record line by line, remembering where a quote opened; used only where the fast parser gave up."""

    def __init__(self, dialect: Dialect):
        self._dialect = dialect
        self.cells: list[str] = []
        self.opened_line = 0
        self.inside_quotes = False
        self.text_after_quote = False
        self._parts: list[str] = []

    @property
    def column(self) -> str:
        return column_letter(len(self.cells))

    def feed(self, line: str, number: int) -> None:
        """Take one physical line. Afterwards the record is complete unless `inside_quotes`."""
        at = 0
        while at <= len(line) and not self.text_after_quote:
            at = self._quoted(line, at) if self.inside_quotes else self._cell_start(line, at, number)

    def _cell_start(self, line: str, at: int, number: int) -> int:
        if self._dialect.skip_spaces:
            while line.startswith(" ", at):
                at += 1
        if line.startswith('"', at):
            self.inside_quotes = True
            self.opened_line = number
            return at + 1
        end = line.find(self._dialect.delimiter, at)
        stop = len(line) if end < 0 else end
        self.cells.append(line[at:stop].rstrip("\r\n") if end < 0 else line[at:stop])
        return stop + 1

    def _quoted(self, line: str, at: int) -> int:
        close = line.find('"', at)
        if close < 0:
            self._parts.append(line[at:])
            return len(line) + 1
        self._parts.append(line[at:close])
        after = line[close + 1 : close + 2]
        if after == '"':
            self._parts.append('"')
            return close + 2
        self.inside_quotes = False
        if after not in ("", "\r", "\n", self._dialect.delimiter):
            self.text_after_quote = True
            return close
        self.cells.append("".join(self._parts))
        self._parts.clear()
        return close + 2 if after == self._dialect.delimiter else len(line) + 1


class RecordReader:
    """Iterates over (line, cells, problems) of a text; `line` is the physical line on which the record begins."""

    def __init__(self, text: Iterable[str], dialect: Dialect, *, first_line: int = 1):
        self._dialect = dialect
        # What the parser's own count of lines lacks.
        self._offset = first_line
        # The lines of the record being read, kept so that a failure can be explained.
        self._tape: list[str] = []
        self._lines = self._taped(text)

    def __iter__(self) -> Iterator[Record]:
        csv.field_size_limit(LONG_CELL)
        reader = csv.reader(
            self._lines,
            delimiter=self._dialect.delimiter,
            skipinitialspace=self._dialect.skip_spaces,
            strict=True,
        )
        tape = self._tape
        line = self._offset
        while True:
            try:
                for cells in reader:
                    if len(tape) == 1:
                        yield line, cells, ()
                    else:
                        yield line, cells, self._swallowed(line, cells)
                    tape.clear()
                    line = reader.line_num + self._offset
                return
            except csv.Error:
                yield self._recover(line)
                tape.clear()
                line = reader.line_num + self._offset

    def _taped(self, text: Iterable[str]) -> Iterator[str]:
        keep = self._tape.append
        for line in text:
            keep(line)
            yield line

    def _recover(self, line: int) -> Record:
        scanner = RecordScanner(self._dialect)
        for offset, text in enumerate(self._tape):
            scanner.feed(text, line + offset)
        self._read_on(scanner, line)
        if scanner.text_after_quote:
            return self._refused_record(scanner, line)
        return line, scanner.cells, self._long_cells(scanner.cells, line)

    def _read_on(self, scanner: RecordScanner, line: int) -> None:
        """Look for the closing quote beyond the fast parser's limit."""
        length = sum(map(len, self._tape))
        while scanner.inside_quotes:
            text = next(self._lines, None)
            length += len(text or "")
            if text is None or length > LONGEST_RECORD:
                raise self._never_closed(scanner)
            self._offset += 1
            scanner.feed(text, line + len(self._tape) - 1)

    def _never_closed(self, scanner: RecordScanner) -> BrokenTable:
        return BrokenTable(
            "unclosed_quote",
            f"A quote opened in line {scanner.opened_line}, column {scanner.column}, is never closed. "
            "Close it or remove it; if the line looks right, the upload may have been cut off.",
            line=scanner.opened_line,
            column=scanner.column,
        )

    def _refused_record(self, scanner: RecordScanner, line: int) -> Record:
        raw = "".join(self._tape)
        last = line + len(self._tape) - 1
        place = f"line {last}" if last == scanner.opened_line else f"lines {scanner.opened_line} to {last}"
        message = (
            f'Text follows a closing quote in {place}, column {scanner.column}. Write quotes inside a cell twice (""), '
            "or remove them."
        )
        cells = next(csv.reader(iter(self._tape), delimiter=self._dialect.delimiter), [raw])
        return line, cells, (Problem("text_after_quote", message, Level.ERROR, line, scanner.column, raw),)

    def _swallowed(self, line: int, cells: list[str]) -> tuple[Problem, ...]:
        """Suspect a stray quote when a cell of several lines holds what looks like further rows."""
        separators = len(cells) - 1
        for index, cell in enumerate(cells):
            inner = cell.splitlines()[1:]
            if separators > 1 and any(text.count(self._dialect.delimiter) >= separators for text in inner):
                message = (
                    f"A cell in column {column_letter(index)} that begins in line {line} seems to have swallowed whole "
                    "rows. Check whether its quote is closed in the right place."
                )
                return (Problem("swallowed_rows", message, Level.ERROR, line, column_letter(index), excerpt(cell)),)
        return ()

    def _long_cells(self, cells: list[str], line: int) -> tuple[Problem, ...]:
        return tuple(
            Problem(
                "long_cell",
                f"The cell in line {line}, column {column_letter(index)}, holds {len(cell):,} characters.",
                Level.ERROR,
                line,
                column_letter(index),
                excerpt(cell[:200]),
            )
            for index, cell in enumerate(cells)
            if len(cell) > LONG_CELL
        )
