"""Users' patterns: RE2 syntax, checked by RE2, rewritten so that PostgreSQL gives RE2's verdict.

Like RE2, PostgreSQL matches without backtracking, but it reads some signs differently: its `.` takes in the newline,
its `\\w` and `\\b` follow Unicode. So every pattern is rewritten sign by sign, and what has no exact counterpart is
refused. Case never matters, as in every other comparison of text.
"""

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from math import prod

import re2

from scoring.conditions.brackets import CHARACTER, SHORTHANDS, character, escaped, read_bracket, refuse
from scoring.conditions.problems import Refusal, quoted

MAX_LENGTH = 200
MAX_REPEAT = 100

# PostgreSQL's time to build an automaton grows with the cube of its steps, above all of those that may be skipped.
MAX_SIZE = 400
_SKIPPABLE = 4
_BRACKET_SIZE = 2

# It also follows every way of passing the places of a pattern (^ $ \b) or passing them by: (?:$|^|é*|\S{1,4}){12} has
# 3 to the power of 12 ways and took it a minute. Within both bounds the worst of 9,000 random patterns took 24 ms.
MAX_PATHS = 64

_WORD = f"[{SHORTHANDS['w']}]"
_BEFORE, _NOT_BEFORE, _AFTER, _NOT_AFTER = f"(?<={_WORD})", f"(?<!{_WORD})", f"(?={_WORD})", f"(?!{_WORD})"
_PLACES = {
    "^": "^",
    "$": "$",
    r"\A": "^",
    r"\z": "$",
    r"\b": f"(?:{_BEFORE}{_NOT_AFTER}|{_NOT_BEFORE}{_AFTER})",
    r"\B": f"(?:{_BEFORE}{_AFTER}|{_NOT_BEFORE}{_NOT_AFTER})",
}

_TOKEN = re.compile(
    rf"""
      (?P<group>\((?:\?i?:)?(?!\?))
    | (?P<close>\))
    | (?P<bar>\|)
    | (?P<repeat>(?P<times>[*+?]|\{{(?P<low>[0-9]+)(?P<comma>,(?P<high>[0-9]*))?\}})\??)
    | (?P<bracket>\[)
    | (?P<place>[$^]|\\[AzbB])
    | (?P<shorthand>\\[dDwWsS])
    | (?P<dot>\.)
    | (?P<character>(?!\(){CHARACTER})
    """,
    re.VERBOSE | re.DOTALL,
)


@lru_cache(maxsize=1024)
def to_postgres(pattern: str) -> str:
    """The pattern for PostgreSQL's `~*` that matches where this RE2 pattern does. Raises Refusal."""
    if len(pattern) > MAX_LENGTH:
        raise Refusal("too_long", f"A pattern has at most {MAX_LENGTH} characters.")
    _check_with_re2(pattern)
    piece = _Translation(pattern.removeprefix("(?i)")).alternatives()
    if piece.size > MAX_SIZE or piece.paths > MAX_PATHS:
        refuse("This pattern is too large. Use fewer or smaller repeats, and fewer of ^, $ and \\b in them.")
    return piece.text


def _check_with_re2(pattern: str) -> None:
    options = re2.Options()
    options.case_sensitive = False
    options.log_errors = False
    try:
        re2.compile(pattern, options)
    except re2.error as error:
        reason = error.args[0].decode() if isinstance(error.args[0], bytes) else error.args[0]
        refuse(f"This is not an RE2 pattern: {reason}.")


@dataclass(frozen=True, slots=True)
class _Piece:
    """`size` counts steps. `paths` counts ways through it that differ in the places passed; `bare`: one passes none."""

    text: str
    size: int = 1
    paths: int = 1
    bare: bool = True


class _Translation:
    """Reads a pattern that RE2 has accepted from left to right: alternatives of branches, each of pieces in a row."""

    def __init__(self, pattern: str):
        self.pattern = pattern
        self.position = 0

    def alternatives(self) -> _Piece:
        branches = [self._branch()]
        while self._take("bar"):
            branches.append(self._branch())
        return _either(branches)

    def _branch(self) -> _Piece:
        pieces = []
        while self.position < len(self.pattern) and not self._next_is("bar", "close"):
            pieces.append(self._repeated())
        return _in_a_row(pieces)

    def _repeated(self) -> _Piece:
        is_place = self._next_is("place")
        piece = self._single()
        repeat = self._take("repeat")
        if repeat and is_place:
            refuse(f"{quoted(repeat.group())} repeats a place, not a character.")
        return _repeat(piece, repeat) if repeat else piece

    def _single(self) -> _Piece:
        token = self._token()
        if token is None:
            refuse(f"{quoted(self.pattern[self.position :])} begins with a sign that is not supported here.")
        if token["bracket"]:
            text, self.position = read_bracket(self.pattern, self.position)
            return _Piece(text, size=_BRACKET_SIZE)
        self.position = token.end()
        return self._group() if token["group"] else _sign(token)

    def _group(self) -> _Piece:
        inner = self.alternatives()
        self._take("close")
        return replace(inner, text=f"(?:{inner.text})", size=max(inner.size, 1))

    def _token(self) -> re.Match[str] | None:
        return _TOKEN.match(self.pattern, self.position)

    def _next_is(self, *kinds: str) -> bool:
        token = self._token()
        return token is not None and token.lastgroup in kinds

    def _take(self, kind: str) -> re.Match[str] | None:
        token = self._token()
        if token is None or token.lastgroup != kind:
            return None
        self.position = token.end()
        return token


def _sign(token: re.Match[str]) -> _Piece:
    sign = token.group()
    if token["place"]:
        return _Piece(_PLACES[sign], paths=2 if sign in (r"\b", r"\B") else 1, bare=False)
    if token["shorthand"]:
        return _Piece(f"[{'^' if sign[1].isupper() else ''}{SHORTHANDS[sign[1].lower()]}]", size=_BRACKET_SIZE)
    if token["dot"]:
        return _Piece(r"[^\n]")
    return _Piece(escaped(character(sign)))


def _in_a_row(pieces: list[_Piece]) -> _Piece:
    return _Piece(
        text="".join(piece.text for piece in pieces),
        size=sum(piece.size for piece in pieces),
        paths=prod(piece.paths for piece in pieces),
        bare=all(piece.bare for piece in pieces),
    )


def _either(branches: list[_Piece]) -> _Piece:
    size = sum(branch.size for branch in branches)
    bare = any(branch.bare for branch in branches)
    return _Piece(
        text="|".join(branch.text for branch in branches),
        size=size if all(branch.size for branch in branches) else size * _SKIPPABLE,
        paths=sum(branch.paths - branch.bare for branch in branches) + bare,
        bare=bare,
    )


def _repeat(piece: _Piece, repeat: re.Match[str]) -> _Piece:
    low, high = _bounds(repeat)
    most = low + 2 if high is None else high
    if most > MAX_REPEAT:
        refuse(f"A part can be repeated at most {MAX_REPEAT} times.")
    bare = piece.bare or low == 0
    return _Piece(
        # Whether it takes as much as it can or as little decides where a match ends, never whether there is one.
        text=piece.text + repeat["times"],
        size=piece.size * max(low + _SKIPPABLE * (1 if high is None else high - low), 1),
        paths=piece.paths**most - piece.bare + bare,
        bare=bare,
    )


def _bounds(repeat: re.Match[str]) -> tuple[int, int | None]:
    if repeat["low"] is None:
        return {"*": (0, None), "+": (1, None), "?": (0, 1)}[repeat["times"]]
    low = int(repeat["low"])
    if repeat["comma"] is None:
        return low, low
    return low, int(repeat["high"]) if repeat["high"] else None
