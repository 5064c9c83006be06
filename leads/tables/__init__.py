"""Reading uploaded lists: any CSV, TSV or Excel file becomes a table of text, or is refused with a reason.

Knows nothing of the database; what the columns mean is said by a Mapping.
"""

from .fields import FIELDS
from .mapping import BoundMapping, ColumnRule, Mapping, MappingInvalid, load_mapping
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
from .suggestions import suggest_mapping
from .table import Row, Table, Totals, open_table

__all__ = [
    "FIELDS",
    "BoundMapping",
    "BrokenTable",
    "ColumnRule",
    "DamagedFile",
    "Level",
    "Mapping",
    "MappingInvalid",
    "Problem",
    "Row",
    "Table",
    "TableRefused",
    "TableTooLarge",
    "Totals",
    "UnreadableText",
    "WrongFileType",
    "column_letter",
    "load_mapping",
    "open_table",
    "suggest_mapping",
]
