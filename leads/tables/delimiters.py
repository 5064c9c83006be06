"""Finds out which character separates the columns, from the first lines and with respect for quotes."""

import csv
import re
from collections import Counter
from dataclasses import dataclass
from itertools import islice

CANDIDATES = (",", ";", "\t", "|")
RECORDS_JUDGED = 100
HEADER_BONUS = 0.25
WIDTH_BONUS = 0.005

DECLARATION = re.compile(r"sep=([,;|\t])\r?\n?\Z", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Dialect:
    """How the rows are written. `skip_spaces` reads `a, "b, c"` as two cells."""

    delimiter: str
    skip_spaces: bool


def declared_delimiter(first_line: str) -> str | None:
    """Read the `sep=;` line that Excel writes and understands."""
    match = DECLARATION.match(first_line)
    return match.group(1) if match else None


def choose_dialect(lines: list[str], asked: str | None) -> Dialect:
    """Take the delimiter that was asked for, else the one that cuts most of the sample into equally many cells."""
    delimiter = asked or max(CANDIDATES, key=lambda candidate: _score(lines, candidate))
    space_before_quote = re.compile(re.escape(delimiter) + ' +"')
    return Dialect(delimiter, any(space_before_quote.search(line) for line in lines))


def _score(lines: list[str], delimiter: str) -> float:
    widths = _widths(lines, delimiter)
    usual = Counter(width for width in widths if width > 1).most_common(1)
    if not usual:
        return 0.0
    width, count = usual[0]
    score = count / len(widths) + WIDTH_BONUS * min(width, 20)
    return score + HEADER_BONUS if widths[0] == width else score


def _widths(lines: list[str], delimiter: str) -> list[int]:
    reader = csv.reader(iter(lines), delimiter=delimiter, skipinitialspace=True)
    try:
        return [len(cells) for cells in islice(reader, RECORDS_JUDGED) if any(cells)]
    except csv.Error:
        return []
