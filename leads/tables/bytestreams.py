"""Reads a text file's bytes once before parsing: counts, checks, and finds what the parser must know."""

import codecs
import gzip
import io
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, cast

from .problems import DamagedFile, TableTooLarge

CHUNK_BYTES = 1 << 18
SAMPLE_BYTES = 1 << 18
SUSPECT_BYTES = 1 << 16
MAX_UNPACKED_BYTES = 2 << 30
MAX_LINE_BYTES = 16 << 20
MAX_RATIO = 100
# Small files repeat themselves innocently; a bomb is large by intent.
HARMLESS_BYTES = 10 << 20


@dataclass(slots=True)
class Survey:
    """What one pass over the bytes found. Beyond ASCII, `good` bytes speak for UTF-8 and `bad` bytes against it."""

    size: int = 0
    line_feeds: int = 0
    carriage_returns: int = 0
    pairs: int = 0
    nuls: int = 0
    good: int = 0
    bad: int = 0
    sample: bytes = b""
    last: bytes = b""
    suspects: bytes = b""
    ends_inside_character: bool = False

    @property
    def ends_with_newline(self) -> bool:
        return self.last in (b"\n", b"\r")

    @property
    def lines(self) -> int:
        """Physical lines; exact for 8-bit encodings and UTF-8, near for UTF-16."""
        return self.line_feeds + self.carriage_returns - self.pairs + (self.size > 0 and not self.ends_with_newline)


@contextmanager
def open_bytes(path: Path, *, compressed: bool) -> Iterator[IO[bytes]]:
    """Open the file for reading, unpacking gzip on the way and wording its failures."""
    try:
        with gzip.GzipFile(path) if compressed else path.open("rb") as stream:
            yield cast(IO[bytes], stream)
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise DamagedFile(
            "damaged_archive", "The compressed file is damaged or was cut off on its way. Upload it again."
        ) from error


def survey(path: Path, *, compressed: bool) -> Survey:
    """Read all bytes of a text file in constant memory; refuse bombs and endless lines."""
    found = Survey()
    packed_size = path.stat().st_size if compressed else None
    with open_bytes(path, compressed=compressed) as stream:
        line_length = 0
        pending = b""
        while chunk := stream.read(CHUNK_BYTES):
            _count(found, chunk)
            refuse_bomb(found.size, packed_size)
            line_length = _line_length(chunk, line_length)
            pending = _judge_utf8(found, pending + chunk)
    found.bad += len(pending)
    found.suspects = found.suspects or pending
    found.ends_inside_character = bool(pending)
    return found


def refuse_bomb(unpacked: int, packed: int | None, limit: int = MAX_UNPACKED_BYTES) -> None:
    """Refuse content over the byte limit, or packed tighter than honest tables are."""
    if unpacked > limit:
        raise TableTooLarge(
            "too_many_bytes", f"The file holds more than {limit >> 20:,} MB. Split it into smaller files."
        )
    if packed and unpacked > HARMLESS_BYTES and unpacked > packed * MAX_RATIO:
        raise DamagedFile(
            "bomb", "The file unpacks to more than 100 times its size, which no list of leads does. Upload it unpacked."
        )


def open_text(path: Path, *, compressed: bool, encoding: str, errors: str) -> io.TextIOWrapper:
    """Open for the CSV parser: line endings untouched, undecodable bytes kept visible instead of raising."""
    stream = gzip.GzipFile(path) if compressed else path.open("rb")
    return io.TextIOWrapper(cast(IO[bytes], stream), encoding=encoding, errors=errors, newline="")


def _count(found: Survey, chunk: bytes) -> None:
    if len(found.sample) < SAMPLE_BYTES:
        found.sample += chunk
    found.size += len(chunk)
    found.line_feeds += chunk.count(b"\n")
    if b"\r" in chunk:
        found.carriage_returns += chunk.count(b"\r")
        found.pairs += chunk.count(b"\r\n")
    found.pairs += found.last == b"\r" and chunk[:1] == b"\n"
    found.nuls += chunk.count(b"\0")
    found.last = chunk[-1:]


def _line_length(chunk: bytes, before: int) -> int:
    newline = max(chunk.rfind(b"\n"), chunk.rfind(b"\r"))
    length = before + len(chunk) if newline < 0 else len(chunk) - newline
    if length > MAX_LINE_BYTES:
        raise TableTooLarge(
            "line_too_long", f"One line is longer than {MAX_LINE_BYTES >> 20} MB, so this is hardly a table of leads."
        )
    return length


def _judge_utf8(found: Survey, data: bytes) -> bytes:
    """Count what is and isn't valid UTF-8; return a character cut by the chunk's end. The difference in length
    between bytes and text is the number of continuation bytes, each the witness of a good character."""
    if data.isascii():
        return b""
    try:
        text, used = codecs.utf_8_decode(data, "strict", False)
    except UnicodeDecodeError:
        text, used = codecs.utf_8_decode(data, "surrogateescape", False)
        found.bad += len(text) - len(text.encode("utf-8", "ignore").decode())
        _keep_suspects(found, data)
    found.good += used - len(text)
    return data[used:]


def _keep_suspects(found: Survey, data: bytes) -> None:
    if len(found.suspects) < SUSPECT_BYTES:
        lines = [line for line in data.splitlines(keepends=True) if not line.isascii()]
        whole = lines if found.size == len(data) else lines[1:]
        found.suspects = (found.suspects + b"".join(whole or lines))[:SUSPECT_BYTES]
