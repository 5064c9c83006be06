"""Decides how a text file's bytes become characters, and says so whenever that was a guess."""

import codecs
from dataclasses import dataclass, field
from itertools import pairwise

from charset_normalizer import from_bytes

from .bytestreams import Survey
from .problems import EXCERPT_LENGTH, Problem, UnreadableText, WrongFileType, excerpt

BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Of 20 pieces of evidence at least 16 must speak for UTF-8 before the rest counts as damage to single rows.
GOOD_TO_BAD = 4
NUL_SHARE_OF_UTF16 = 0.2
CONTROL_SHARE_OF_BINARY = 0.05
CONTROLS_OF_BINARY = 5
TEXT_CONTROLS = b"\t\n\x0b\x0c\r\x1a\x1b\0"
PREVIEW_LINES = 3
# In western words a letter beyond ASCII mostly stands alone; in Cyrillic or Chinese read wrongly they come in rows.
WESTERN_SHARE = 0.95
WESTERN_NEIGHBOURS = 0.25

WESTERN_LETTERS = frozenset(
    "àáâãäåæçèéêëìíîïñòóôõöøùúûüýÿÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÕÖØÙÚÛÜÝßŸœŒšŠžŽ"
    "\N{NO-BREAK SPACE}ªº°©®™€£¥§«»¿¡·´–—‘’‚“”„…•²³½¼¾±×µ"
)


@dataclass(frozen=True, slots=True)
class TextEncoding:
    """`errors` is the codec error handler; `damaged` says that rows must be searched for undecodable bytes."""

    name: str
    errors: str = "strict"
    damaged: bool = False
    warnings: list[Problem] = field(default_factory=list)


def choose_encoding(found: Survey, asked: str | None) -> TextEncoding:
    """Take the encoding that was asked for, or the mark at the start, or UTF-8, or a guess with a warning."""
    if asked:
        return _asked_encoding(asked)
    for mark, name in BOMS:
        if found.sample.startswith(mark):
            return _marked_encoding(name, found)
    _refuse_binary(found)
    if not found.bad:
        return TextEncoding("utf-8")
    if _is_damaged_utf8(found):
        return _damaged_utf8(found)
    return _guessed_encoding(found)


def has_undecodable(text: str) -> bool:
    """Tell whether decoding left its mark: a lone surrogate (8-bit, UTF-8) or U+FFFD (UTF-16)."""
    if "\N{REPLACEMENT CHARACTER}" in text:
        return True
    try:
        text.encode()
    except UnicodeEncodeError:
        return True
    return False


def _asked_encoding(asked: str) -> TextEncoding:
    try:
        name = codecs.lookup(asked).name
        "a".encode(name)
    except (LookupError, ValueError) as error:
        raise UnreadableText(
            "unknown_encoding", f"The encoding “{excerpt(asked)}” isn't known. Try UTF-8 or Windows-1252."
        ) from error
    name = "utf-8-sig" if name == "utf-8" else name
    return TextEncoding(name, _errors_for(name), damaged=True)


def _errors_for(name: str) -> str:
    # Wide codecs can't keep a broken byte as a lone surrogate.
    return "replace" if name.startswith(("utf-16", "utf-32")) else "surrogateescape"


def _marked_encoding(name: str, found: Survey) -> TextEncoding:
    damaged = found.bad > 0 if name == "utf-8-sig" else True
    return TextEncoding(name, _errors_for(name), damaged=damaged)


def _refuse_binary(found: Survey) -> None:
    sample = found.sample
    if sample.count(0) > len(sample) * NUL_SHARE_OF_UTF16:
        raise UnreadableText(
            "utf16_without_mark",
            "This file seems to be UTF-16 without its mark. Save it as CSV UTF-8, or choose UTF-16 and try again.",
        )
    controls = len(sample) - len(sample.translate(None, bytes(set(range(32)) - set(TEXT_CONTROLS))))
    if controls >= max(CONTROLS_OF_BINARY, len(sample) * CONTROL_SHARE_OF_BINARY):
        raise WrongFileType(
            "not_text", "This isn't a text file. Save the list as CSV or Excel (.xlsx) and upload that."
        )


def _is_damaged_utf8(found: Survey) -> bool:
    only_the_end = found.ends_inside_character and found.bad == len(found.suspects)
    return only_the_end or found.good >= found.bad * GOOD_TO_BAD


def _damaged_utf8(found: Survey) -> TextEncoding:
    message = f"{found.bad:,} bytes aren't valid UTF-8. The rows that hold them are marked."
    return TextEncoding("utf-8", "surrogateescape", True, [Problem("invalid_bytes", message)])


def _guessed_encoding(found: Survey) -> TextEncoding:
    # A line cut in the middle of a character would make every multi-byte encoding look wrong.
    suspects = found.suspects[: found.suspects.rfind(b"\n") + 1] or found.suspects
    name = _guess(suspects)
    text = suspects.decode(name, "replace")
    shown = [_preview(line) for line in text.splitlines() if not line.isascii()][:PREVIEW_LINES]
    message = f"The file isn't UTF-8; it was read as {name}, which is a guess. Check these lines: {' / '.join(shown)}"
    return TextEncoding(name, "surrogateescape", True, [Problem("encoding_guessed", message, value=name)])


def _guess(suspects: bytes) -> str:
    """Prefer Windows-1252 when it reads as western text: detectors mistake short samples of it for its neighbours."""
    if _reads_as_western(suspects):
        return "cp1252"
    best = from_bytes(suspects).best()
    return codecs.lookup(best.encoding).name if best else "cp1252"


def _reads_as_western(suspects: bytes) -> bool:
    try:
        text = suspects.decode("cp1252")
    except UnicodeDecodeError:
        return False
    foreign = [letter for letter in text if letter > "\x7f"]
    western = sum(letter in WESTERN_LETTERS for letter in foreign)
    neighbours = sum(one > "\x7f" and two > "\x7f" for one, two in pairwise(text))
    return western >= len(foreign) * WESTERN_SHARE and neighbours <= len(foreign) * WESTERN_NEIGHBOURS


def _preview(line: str) -> str:
    """The part of a line around its first character that could have been misread."""
    place = next(index for index, letter in enumerate(line) if letter > "\x7f")
    return excerpt(line[max(0, place - EXCERPT_LENGTH // 2) :])
