"""Reads one sheet of an Excel file as rows of text, after making sure that opening it is safe."""

import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import IO, Any

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from .bytestreams import CHUNK_BYTES, refuse_bomb
from .headers import MAX_COLUMNS
from .problems import BrokenTable, DamagedFile, Level, Problem, TableTooLarge, WrongFileType, column_letter, listing
from .records import LONG_CELL, Record

MAX_WORKBOOK_BYTES = 500 << 20
# The library lays a sheet out as one dense block (about 100 bytes a cell), which a single far cell makes huge.
MAX_CELLS = 3_000_000
MAX_PARTS = 10_000
# Longer than any text between two tags that Excel writes (32,767 characters a cell).
LONGEST_TEXT_RUN = 4 << 20

# Cells as Excel and most libraries write them; everything else takes the slower patterns below.
USUAL_CELL = re.compile(rb"""<c r="([A-Z]{1,8}+)(\d{1,10}+)"[^>/]*+(/?)""")
UNUSUAL_MARKS = (b":c", b"<c>", b"<c/", b"<c\t", b"<c\n", b"<c\r")
CELL = re.compile(rb"""<(?:\w+:)?c\s(?:[^>]*?\s)?r\s*=\s*["']([A-Za-z]{1,8})(\d{1,10})["'][^>]*?(/?)>""")
CELL_WITHOUT_PLACE = re.compile(rb"""<(?:\w+:)?c(?=[\s>/])(?![^>]*\sr\s*=)""")
ROW = re.compile(rb"""<(?:\w+:)?row\s(?:[^>]*?\s)?r\s*=\s*["'](\d{1,10})["']""")
ERROR_CELL = re.compile(rb"""<(?:\w+:)?c\s(?:[^>]*?\s)?t\s*=\s*["']e["']""")
FORBIDDEN_XML = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
SHEET_PART = re.compile(r"worksheets/[^/]*\.xml$", re.IGNORECASE)
WORKBOOK_PART = re.compile(r"(^|/)workbook\d*\.xml$", re.IGNORECASE)

MEND_DAMAGED = "Open it in Excel, save it again as .xlsx or CSV, and upload that."


class WorkbookSource:
    """One sheet of a workbook. Lines are sheet rows; leading empty columns keep their letters."""

    encoding: str | None = None
    delimiter: str | None = None
    damaged = False
    cut_off_line: int | None = None

    def __init__(self, path: Path, kind: str, sheet: str | None):
        errors = 0
        if kind == "xlsx":
            errors = check_package(path)
        elif b"E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0" in path.read_bytes():
            raise _encrypted()
        with _translated_errors():
            workbook = CalamineWorkbook.from_path(str(path))
            self.sheet_names = _sheet_names(workbook)
            self._sheet = _choose_sheet(workbook, self.sheet_names, sheet)
        self.sheet: str | None = self._sheet.name
        self.size = path.stat().st_size
        self.total_lines = self._sheet.total_height
        self.warnings = self._name_other_sheets() if sheet is None else []
        if errors:
            message = f"{errors:,} cells of the file hold an Excel error such as #N/A. They were read as empty."
            self.warnings.append(Problem("error_cells", message))

    def records(self) -> Iterator[Record]:
        """Yield the sheet's rows as text."""
        padding = [""] * (self._sheet.start[1] if self._sheet.start else 0)
        with _translated_errors():
            for line, values in enumerate(self._sheet.iter_rows(), start=1):
                cells = padding + [CELL_TEXT[type(value)](value) for value in values]
                yield line, cells, _long_cells(line, cells)

    def _name_other_sheets(self) -> list[Problem]:
        others = [name for name in self.sheet_names if name != self.sheet]
        if not others:
            return []
        message = f"The file has several sheets. “{self.sheet}” was read; not read: {listing(others)}."
        return [Problem("other_sheets", message, Level.WARNING, value=self.sheet or "")]


def check_package(path: Path) -> int:
    """Unpack every XML part once without keeping it, and refuse what could harm the reader or isn't a workbook.

    Returns the number of cells that hold an error; the library hands them out as empty.
    """
    try:
        with zipfile.ZipFile(path) as package:
            _check_contents(package)
            return _check_parts(package, path.stat().st_size)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, RuntimeError) as error:
        raise DamagedFile(
            "damaged_archive", f"The Excel file is damaged or was cut off on its way. {MEND_DAMAGED}"
        ) from error


def _check_contents(package: zipfile.ZipFile) -> None:
    names = package.namelist()
    if len(names) > MAX_PARTS:
        raise DamagedFile(
            "bomb", f"The Excel file has {len(names):,} parts, far more than a list needs. {MEND_DAMAGED}"
        )
    if any(entry.flag_bits & 1 for entry in package.infolist()):
        raise _encrypted()
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise WrongFileType(
            "macro_workbook", "This workbook contains macros. Save it as .xlsx without macros and upload that."
        )
    if not any(WORKBOOK_PART.search(name) for name in names):
        raise WrongFileType(
            "wrong_type",
            "This is a ZIP archive or another kind of spreadsheet. Save the list as .xlsx or CSV and upload that.",
        )


def _check_parts(package: zipfile.ZipFile, packed_size: int) -> int:
    unpacked = errors = 0
    for entry in package.infolist():
        if not entry.filename.lower().endswith((".xml", ".rels")):
            continue
        extent = SheetExtent() if SHEET_PART.search(entry.filename) else None
        with package.open(entry) as part:
            for chunk in _overlapping_chunks(part):
                unpacked += len(chunk)
                refuse_bomb(unpacked, packed_size, MAX_WORKBOOK_BYTES)
                _refuse_unsafe_xml(chunk)
                if extent:
                    extent.add(chunk)
                    errors += _count_error_cells(chunk)
    return errors


class SheetExtent:
    """The farthest cell a sheet's XML mentions; its own `dimension` element can't be trusted."""

    def __init__(self) -> None:
        self.rows = 0
        self.columns = 0

    def add(self, chunk: bytes) -> None:
        """Take a piece of XML that cuts no tag in two; refuse the sheet once it is too large."""
        cells = USUAL_CELL.findall(chunk)
        if len(cells) != chunk.count(b"<c ") or any(mark in chunk for mark in UNUSUAL_MARKS):
            cells = CELL.findall(chunk)
            if CELL_WITHOUT_PLACE.search(chunk):
                self.rows = max(self.rows, *map(int, ROW.findall(chunk)), 0)
        letters = {letters for letters, _, empty in cells if not empty}
        self.columns = max(self.columns, *map(_column_number, letters), 0)
        self.rows = max(self.rows, max((int(row) for _, row, empty in cells if not empty), default=0))
        self._refuse_excess()

    def _refuse_excess(self) -> None:
        if self.columns > MAX_COLUMNS:
            raise TableTooLarge(
                "too_many_columns",
                f"The sheet reaches to column {column_letter(self.columns - 1)}; {MAX_COLUMNS} columns are allowed. "
                "Delete the columns on the right and save again.",
            )
        if self.rows * self.columns > MAX_CELLS:
            raise TableTooLarge(
                "too_many_cells",
                f"The sheet spans {self.rows:,} rows and {self.columns} columns, too much for an Excel import. "
                "Delete empty rows below the list, or save it as CSV.",
            )


def _overlapping_chunks(part: IO[bytes]) -> Iterator[bytes]:
    """Yield pieces that end before a tag begins, so that no tag is cut in two."""
    rest = b""
    first = True
    while data := part.read(CHUNK_BYTES * 4):
        if first and b"\0" in data[:4]:
            raise DamagedFile("unsafe_xml", f"The Excel file is written in an unusual way (UTF-16). {MEND_DAMAGED}")
        first = False
        whole = rest + data
        cut = whole.rfind(b"<")
        if cut <= 0 and len(whole) > LONGEST_TEXT_RUN:
            cut = len(whole)
        yield whole[:cut] if cut > 0 else b""
        rest = whole[cut:] if cut > 0 else whole
    yield rest


def _count_error_cells(chunk: bytes) -> int:
    return len(ERROR_CELL.findall(chunk)) if b'"e"' in chunk or b"'e'" in chunk else 0


def _refuse_unsafe_xml(chunk: bytes) -> None:
    if FORBIDDEN_XML.search(chunk):
        raise DamagedFile(
            "unsafe_xml", f"The Excel file contains definitions (DOCTYPE) that are used for attacks. {MEND_DAMAGED}"
        )


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _sheet_names(workbook: CalamineWorkbook) -> list[str]:
    """Worksheets only, visible ones first."""
    sheets = [sheet for sheet in workbook.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet]
    return [sheet.name for sheet in sorted(sheets, key=lambda sheet: sheet.visible != SheetVisibleEnum.Visible)]


def _choose_sheet(workbook: CalamineWorkbook, names: list[str], asked: str | None) -> CalamineSheet:
    if asked is not None:
        if asked not in names:
            raise BrokenTable("no_such_sheet", f"The file has no sheet “{asked}”. It has {listing(names or ['none'])}.")
        return workbook.get_sheet_by_name(asked)
    for name in names:
        sheet = workbook.get_sheet_by_name(name)
        if sheet.height:
            return sheet
    raise BrokenTable("no_rows", "The file has no rows: every sheet is empty.")


@contextmanager
def _translated_errors() -> Iterator[None]:
    """Word the library's failures. A panic in its native code isn't an Exception and has no importable class."""
    try:
        yield
    except PasswordError as error:
        raise _encrypted() from error
    except (CalamineError, OSError, ValueError) as error:
        raise DamagedFile("damaged_workbook", f"The Excel file can't be read. {MEND_DAMAGED}") from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise DamagedFile("damaged_workbook", f"The Excel file can't be read. {MEND_DAMAGED}") from error


def _encrypted() -> DamagedFile:
    return DamagedFile(
        "encrypted", "The Excel file is protected by a password. Remove the password and upload it again."
    )


def _number_text(value: float) -> str:
    if value.is_integer():
        return f"{value:.0f}"
    text = repr(value)
    return format(Decimal(text), "f") if "e" in text else text


def _long_cells(line: int, cells: list[str]) -> tuple[Problem, ...]:
    return tuple(
        Problem("long_cell", f"The cell in row {line}, column {column_letter(index)}, holds {len(cell):,} characters.",
                Level.ERROR, line, column_letter(index))
        for index, cell in enumerate(cells)
        if len(cell) > LONG_CELL
    )  # fmt: skip


CELL_TEXT: dict[type, Callable[[Any], str]] = {
    str: str,
    int: str,
    float: _number_text,
    bool: lambda value: "TRUE" if value else "FALSE",
    datetime: datetime.isoformat,
    date: date.isoformat,
    time: time.isoformat,
    timedelta: str,
}
