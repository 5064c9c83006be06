"""Tells what a file is from its first bytes and its name; refuses everything that is no table."""

import re
from pathlib import Path

from .problems import WrongFileType

HEAD_BYTES = 4096

SPREADSHEET, OLD_SPREADSHEET, GZIP, TEXT = "xlsx", "xls", "csv.gz", "csv"

READABLE_SUFFIXES = {"", ".csv", ".tsv", ".tab", ".txt", ".psv", ".ssv", ".xlsx", ".xls", ".gz"}
COMPRESSED_SUFFIXES = {"", ".csv", ".tsv", ".tab", ".txt", ".psv", ".ssv"}

MAGIC = (
    (b"PK\x03\x04", SPREADSHEET),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", OLD_SPREADSHEET),
    (b"\x1f\x8b", GZIP),
    (b"%PDF", "a PDF document"),
    (b"\x89PNG", "a PNG picture"),
    (b"GIF8", "a GIF picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"RIFF", "a media file"),
    (b"BZh", "a bzip2 archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"Rar!", "a RAR archive"),
    (b"\xfd7zXZ", "an XZ archive"),
    (b"\x28\xb5\x2f\xfd", "a Zstandard archive"),
    (b"PK\x05\x06", "an empty ZIP archive"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"),
    (b"{\\rtf", "a rich text document"),
    (b"SQLite format 3", "a database"),
    (b"PAR1", "a Parquet file"),
)
MARKUP = re.compile(rb"\s*(?:<!doctype|<html|<head|<body|<table|<!--|<\?xml|<svg|<meta)", re.IGNORECASE)
JSON = re.compile(rb'\s*(?:\{\s*"|\[\s*[\[{])')
UTF8_BOM = b"\xef\xbb\xbf"

HOW_TO_MEND = "Save the list as CSV or Excel (.xlsx) and upload that file."


def check_name(name: str) -> None:
    """Refuse a name whose ending announces a kind of file that isn't read."""
    suffix = Path(name.lower()).suffix
    if suffix == ".xlsm":
        raise WrongFileType(
            "macro_workbook",
            "This workbook can contain macros (.xlsm). Save it as .xlsx without macros and upload that.",
        )
    if suffix not in READABLE_SUFFIXES and re.fullmatch(r"\.[a-z0-9]{1,8}", suffix):
        raise WrongFileType("wrong_type", f"Files ending in {suffix} can't be imported. {HOW_TO_MEND}")
    inner = Path(Path(name.lower()).stem).suffix
    if suffix == ".gz" and inner not in COMPRESSED_SUFFIXES:
        raise WrongFileType("wrong_type", f"Only CSV may be compressed, not {inner}. Upload the file itself.")


def detect_kind(head: bytes) -> str:
    """Return xlsx, xls, csv.gz or csv for the first bytes of a file, or refuse what they belong to."""
    for magic, kind in MAGIC:
        if head.startswith(magic):
            return _readable_kind(kind)
    bare = head.removeprefix(UTF8_BOM)
    if MARKUP.match(bare):
        raise WrongFileType("wrong_type", f"This is a web page or XML file, not a table. {HOW_TO_MEND}")
    if JSON.match(bare):
        raise WrongFileType("wrong_type", f"This is a JSON file, not a table. {HOW_TO_MEND}")
    return TEXT


def _readable_kind(kind: str) -> str:
    if kind in (SPREADSHEET, OLD_SPREADSHEET, GZIP):
        return kind
    raise WrongFileType("wrong_type", f"This is {kind}, not a table. {HOW_TO_MEND}")
