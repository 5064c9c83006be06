"""Finds the header row and turns it into clean, unique column names."""

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass

from .problems import Level, Problem, TableTooLarge, column_letter, excerpt, listing

MAX_COLUMNS = 300
LONGEST_HEADER = 100
LONGEST_PREAMBLE = 20
# A table this wide has a header of one cell only by mistake; narrower ones may be meant so.
SMALLEST_JUDGED_WIDTH = 3
PREAMBLE_SHARE = 4

EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[a-z]{2,}", re.IGNORECASE)
WEB_ADDRESS = re.compile(r"https?://|www\.", re.IGNORECASE)
PHONE = re.compile(r"\+?[\d\s()./-]{7,20}")
DATE = re.compile(r"\d{4}-\d\d-\d\d([T ].*)?|\d{1,2}[./-]\d{1,2}[./-]\d{2,4}")
NUMBER = re.compile(r"[+-]?[\d., ]*\d%?")
YEAR = re.compile(r"(19|20)\d\d")


@dataclass(frozen=True, slots=True)
class Header:
    """Column names and what was noticed. Cells from position `end` on belong to no column."""

    names: list[str]
    end: int
    warnings: list[Problem]


def filled(cells: list[str]) -> int:
    """Count the cells that hold something."""
    return sum(bool(cell.strip()) for cell in cells)


def count_preamble(rows: list[list[str]]) -> int:
    """Count the leading rows, none of them blank, that are a title or remark above the table."""
    usual = Counter(count for count in map(filled, rows) if count > 1).most_common(1)
    if not usual or usual[0][0] < SMALLEST_JUDGED_WIDTH:
        return 0
    few = max(1, usual[0][0] // PREAMBLE_SHARE)
    for index, cells in enumerate(rows[: LONGEST_PREAMBLE + 1]):
        if filled(cells) > few:
            return index
    return 0


def read_header(cells: list[str], body: list[list[str]], line: int) -> Header:
    """Name the columns of a header row; `body` holds some rows below it."""
    end = _last_used_column(cells, body)
    if end > MAX_COLUMNS:
        raise TableTooLarge(
            "too_many_columns",
            f"The file has {end:,} columns; {MAX_COLUMNS} are allowed. Remove those not needed.",
            line=line,
        )
    names, warnings = _clean_all(cells[:end], line)
    if end < len(cells):
        warnings.insert(0, _dropped_columns(end, len(cells), line))
    if looks_like_data(cells):
        warnings.insert(0, _headerless(cells, line))
    return Header(names, end, warnings)


def numbered_header(rows: list[list[str]]) -> Header:
    """Name the columns by letter where the file has no header row."""
    width = max(_last_used_column([], [cells]) for cells in rows)
    if width > MAX_COLUMNS:
        raise TableTooLarge(
            "too_many_columns", f"The file has {width:,} columns; {MAX_COLUMNS} are allowed. Remove those not needed."
        )
    return Header([f"Column {column_letter(index)}" for index in range(width)], width, [])


def looks_like_data(cells: list[str]) -> bool:
    """Tell whether a first row describes somebody rather than naming columns."""
    values = [cell.strip() for cell in cells if cell.strip()]
    if any(_is_contact(value) for value in values):
        return True
    numbers = sum(bool(NUMBER.fullmatch(value) and not YEAR.fullmatch(value)) for value in values)
    return bool(values) and numbers * 2 >= len(values)


def clean_header(text: str) -> str:
    """Normalise a column name: composed characters, no invisible ones, single spaces, no leading formula sign."""
    composed = unicodedata.normalize("NFC", text)
    visible = "".join(" " if unicodedata.category(char) == "Cc" else char for char in composed if not _invisible(char))
    return " ".join(visible.split()).lstrip("=+-@ ")[:LONGEST_HEADER].rstrip()


def _invisible(char: str) -> bool:
    return unicodedata.category(char) in ("Cf", "Cs")


def _is_contact(value: str) -> bool:
    is_phone = PHONE.fullmatch(value) and sum(char.isdigit() for char in value) >= 7
    return bool(is_phone or EMAIL.fullmatch(value) or WEB_ADDRESS.match(value) or DATE.fullmatch(value))


def _last_used_column(cells: list[str], body: list[list[str]]) -> int:
    """Position behind the last column that has a name, or below an empty name a value within the header's width."""
    rows = [cells, *(row[: len(cells)] for row in body)] if cells else body
    return max((index + 1 for row in rows for index, cell in enumerate(row) if cell.strip()), default=0)


def _clean_all(cells: list[str], line: int) -> tuple[list[str], list[Problem]]:
    names: list[str] = []
    taken: set[str] = set()
    warnings: list[Problem] = []
    renamed: list[str] = []
    for index, cell in enumerate(cells):
        cleaned = clean_header(cell)
        if _needs_mention(cell, cleaned):
            warnings.append(_changed(cell, cleaned, index, line))
        name = _unique(cleaned or f"Column {column_letter(index)}", taken)
        if cleaned and name != cleaned:
            renamed.append(name)
        taken.add(name.casefold())
        names.append(name)
    if renamed:
        warnings.append(_duplicates(renamed, line))
    return names, warnings


def _unique(name: str, taken: set[str]) -> str:
    candidate, number = name, 1
    while candidate.casefold() in taken:
        number += 1
        candidate = f"{name} ({number})"
    return candidate


def _needs_mention(cell: str, cleaned: str) -> bool:
    return not cleaned or len(cell.strip()) > LONGEST_HEADER or cell.strip()[:1] in tuple("=+-@")


def _changed(cell: str, cleaned: str, index: int, line: int) -> Problem:
    letter = column_letter(index)
    if not cell.strip():
        return Problem("blank_header", f"Column {letter} has no name.", Level.NOTE, line, letter)
    message = f"The name of column {letter} was shortened to “{excerpt(cleaned)}”."
    return Problem("header_changed", message, Level.WARNING, line, letter, excerpt(cell))


def _duplicates(renamed: list[str], line: int) -> Problem:
    message = f"Several columns have the same name. The later ones were renamed: {listing(renamed)}."
    return Problem("duplicate_header", message, Level.WARNING, line)


def _dropped_columns(end: int, width: int, line: int) -> Problem:
    first, last = column_letter(end), column_letter(width - 1)
    message = f"Column {first} has neither name nor values and is left out."
    if first != last:
        message = f"Columns {first} to {last} have neither names nor values and are left out."
    return Problem("empty_columns_dropped", message, Level.NOTE, line, first)


def _headerless(cells: list[str], line: int) -> Problem:
    shown = listing([excerpt(cell) for cell in cells if cell.strip()])
    message = (
        f"The first line looks like a person, not like column names: {shown}. Say whether the file has a header row."
    )
    return Problem("looks_headerless", message, Level.WARNING, line, value=excerpt(shown))
