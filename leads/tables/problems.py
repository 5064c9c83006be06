"""What can be wrong with a file or one of its rows, worded for the person who can repair it."""

from dataclasses import dataclass
from enum import StrEnum

EXCERPT_LENGTH = 40


class Level(StrEnum):
    """What a problem costs: a note changes nothing that matters, a warning wants reading, an error spoils the row."""

    NOTE = "note"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding and its place: `line` is the physical line (or sheet row) from 1, `column` the letter Excel shows."""

    code: str
    message: str
    level: Level = Level.WARNING
    line: int | None = None
    column: str | None = None
    value: str = ""


class TableRefused(Exception):
    """The file can't be read as a table. `message` says what is wrong, where, and how to mend it."""

    def __init__(self, code: str, message: str, *, line: int | None = None, column: str | None = None):
        super().__init__(message)
        self.code = code
        self.message = message
        self.line = line
        self.column = column


class WrongFileType(TableRefused):
    """Not a CSV, TSV or Excel file, whatever its name says."""


class DamagedFile(TableRefused):
    """Cut off, corrupt, encrypted, or built to harm the reader."""


class UnreadableText(TableRefused):
    """The bytes can't be turned into text with confidence."""


class BrokenTable(TableRefused):
    """Text, but no table: a quote never closed, no rows, no such sheet."""


class TableTooLarge(TableRefused):
    """More rows, columns or bytes than an import takes."""


def column_letter(index: int) -> str:
    """Name the column at a position from 0 the way spreadsheets do: 0 is A, 26 is AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def excerpt(text: str) -> str:
    """Shorten a value so that it fits into a message on one line."""
    flat = " ".join(text.split())
    return flat if len(flat) <= EXCERPT_LENGTH else flat[: EXCERPT_LENGTH - 1] + "…"


def listing(names: list[str], limit: int = 5) -> str:
    """Write names as 'a, b and c', or 'a, b and 7 more' when there are many."""
    shown = names if len(names) <= limit else [*names[: limit - 1], f"{len(names) - limit + 1} more"]
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}"
