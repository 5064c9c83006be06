"""A delimited text file as a source of records."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import TextIO

from .bytestreams import open_text, survey
from .delimiters import Dialect, choose_dialect, declared_delimiter
from .encodings import choose_encoding
from .filetypes import TEXT, detect_kind
from .problems import BrokenTable, Level, Problem, UnreadableText, WrongFileType
from .records import Record, RecordReader

SAMPLE_LINES = 500
SAMPLE_CHARACTERS = 1 << 20


class TextSource:
    """CSV, TSV and their kin. The whole file is surveyed once when opened and read again for each iteration."""

    sheet: str | None = None

    def __init__(self, path: Path, *, compressed: bool, encoding: str | None, delimiter: str | None):
        self.sheet_names: list[str] = []
        self._path = path
        self._compressed = compressed
        found = survey(path, compressed=compressed)
        if compressed and detect_kind(found.sample) != TEXT:
            raise WrongFileType("wrong_type", "Only CSV may be compressed. Upload the file inside the archive itself.")
        chosen = choose_encoding(found, encoding)
        self.encoding: str | None = chosen.name
        self._encoding = chosen.name
        self._errors = chosen.errors
        self.damaged = chosen.damaged or found.nuls > 0
        self.size = found.size
        self.total_lines = found.lines
        self.cut_off_line = None if found.ends_with_newline else found.lines
        self.warnings = list(chosen.warnings)
        self._note_nuls(found.nuls)
        self._dialect = self._find_dialect(delimiter)
        self.delimiter: str | None = self._dialect.delimiter

    def records(self) -> Iterator[Record]:
        """Yield the records from the start of the file, reading as the caller goes on."""
        with self._open() as text:
            if self._declaration:
                next(text)
            yield from RecordReader(text, self._dialect, first_line=1 + bool(self._declaration))

    @contextmanager
    def _open(self) -> Iterator[TextIO]:
        try:
            with open_text(
                self._path, compressed=self._compressed, encoding=self._encoding, errors=self._errors
            ) as text:
                yield text
        except UnicodeError as error:
            raise UnreadableText(
                "wrong_encoding",
                f"The file can't be read as {self.encoding}. Save it as CSV UTF-8, or choose another encoding.",
            ) from error

    def _find_dialect(self, asked: str | None) -> Dialect:
        if asked is not None and (len(asked) != 1 or asked in '"\r\n'):
            raise BrokenTable("bad_delimiter", "The delimiter must be one character, such as a comma or a semicolon.")
        lines = self._sample_lines()
        self._declaration = declared_delimiter(lines[0]) if lines else None
        if self._declaration:
            return choose_dialect(lines[1:], asked or self._declaration)
        return choose_dialect(lines, asked)

    def _sample_lines(self) -> list[str]:
        lines: list[str] = []
        length = 0
        with self._open() as text:
            for line in islice(text, SAMPLE_LINES):
                lines.append(line)
                length += len(line)
                if length > SAMPLE_CHARACTERS:
                    break
        return lines

    def _note_nuls(self, count: int) -> None:
        if count and not self._encoding.startswith(("utf-16", "utf-32")):
            message = f"{count:,} invisible NUL characters were removed. The rows that held them are marked."
            self.warnings.append(Problem("nul_removed", message, Level.NOTE))
