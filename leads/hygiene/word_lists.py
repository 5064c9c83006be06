"""Lists of words that live in `words/`, one entry a line; a line that begins with "# " is a remark."""

from pathlib import Path

_FOLDER = Path(__file__).with_name("words")


def load_words(name: str) -> frozenset[str]:
    """Every entry of a list."""
    return frozenset(_lines(name))


def load_pairs(name: str) -> dict[str, str]:
    """Entries of the form `word = meaning`."""
    pairs = (line.partition(" = ") for line in _lines(name))
    return {word: meaning for word, _, meaning in pairs}


def _lines(name: str) -> list[str]:
    text = (_FOLDER / f"{name}.txt").read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("# ")]
