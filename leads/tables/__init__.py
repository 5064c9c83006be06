"""Reading uploaded lists: any CSV, TSV or Excel file becomes a table of text, or is refused with a reason.

Knows nothing of the database; what the columns mean is said by a Mapping.
"""

from .problems import (
    BrokenTable,
    DamagedFile,
    Level,
    Problem,
    TableRefused,
    TableTooLarge,
    UnreadableText,
    WrongFileType,
    column_letter,
)
from .table import Row, Table, Totals, open_table

__all__ = [
    "BrokenTable",
    "DamagedFile",
    "Level",
    "Problem",
    "Row",
    "Table",
    "TableRefused",
    "TableTooLarge",
    "Totals",
    "UnreadableText",
    "WrongFileType",
    "column_letter",
    "open_table",
]
