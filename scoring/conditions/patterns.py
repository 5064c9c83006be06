"""Users' patterns: RE2 syntax, checked by RE2, rewritten so that PostgreSQL gives RE2's verdict.

Like RE2, PostgreSQL matches without backtracking, but it reads some signs differently: its `.` takes in the newline,
its `\\w` and `\\b` follow Unicode. So every pattern is rewritten sign by sign, and what has no exact counterpart is
refused. Case never matters, as in every other comparison of text.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

import re2

from scoring.conditions.brackets import CHARACTER, SHORTHANDS, character, escaped, read_bracket, refuse
from scoring.conditions.problems import Refusal, quoted

MAX_LENGTH = 200
MAX_REPEAT = 100

# In steps of the automaton, weighed by the work they give. PostgreSQL builds one of this size in some 20 ms at worst, and
# needs ten times as long for twice the size, because it links every step to all that may come next: so a step that may
# be skipped weighs more, brackets more than one character, and the edge of a word, which looks both ways, most.
MAX_SIZE = 400
_SKIPPABLE = 4
_BRACKET_SIZE = 2
_END_SIZE = 4
_EDGE_SIZE = 30

_WORD = f"[{SHORTHANDS['w']}]"
_BEFORE, _NOT_BEFORE, _AFTER, _NOT_AFTER = f"(?<={_WORD})", f"(?<!{_WORD})", f"(?={_WORD})", f"(?!{_WORD})"
_ANCHORS = {
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
    | (?P<anchor>[$^]|\\[AzbB])
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
    if piece.size > MAX_SIZE:
        refuse("This pattern is too large. Use fewer or smaller repeats, and fewer word edges.")
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
    text: str
    size: int


class _Translation:
    """Reads a pattern that RE2 has accepted from left to right: alternatives of branches, each of pieces in a row."""

    def __init__(self, pattern: str):
        self.pattern = pattern
        self.position = 0

    def alternatives(self) -> _Piece:
        branches = [self._branch()]
        while self._take("bar"):
            branches.append(self._branch())
        size = sum(branch.size for branch in branches)
        can_skip = any(branch.size == 0 for branch in branches)
        return _Piece("|".join(branch.text for branch in branches), size * _SKIPPABLE if can_skip else size)

    def _branch(self) -> _Piece:
        pieces = []
        while self.position < len(self.pattern) and not self._next_is("bar", "close"):
            pieces.append(self._repeated())
        return _Piece("".join(piece.text for piece in pieces), sum(piece.size for piece in pieces))

    def _repeated(self) -> _Piece:
        is_anchor = self._next_is("anchor")
        piece = self._single()
        repeat = self._take("repeat")
        if repeat and is_anchor:
            refuse(f"{quoted(repeat.group())} repeats a place, not a character.")
        return _repeat(piece, repeat) if repeat else piece

    def _single(self) -> _Piece:
        token = self._token()
        if token is None:
            refuse(f"{quoted(self.pattern[self.position :])} begins with a sign that is not supported here.")
        if token["bracket"]:
            text, self.position = read_bracket(self.pattern, self.position)
            return _Piece(text, _BRACKET_SIZE)
        self.position = token.end()
        return self._group() if token["group"] else _sign(token)

    def _group(self) -> _Piece:
        inner = self.alternatives()
        self._take("close")
        return _Piece(f"(?:{inner.text})", max(inner.size, 1))

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
    if token["anchor"]:
        return _Piece(_ANCHORS[sign], _EDGE_SIZE if sign in (r"\b", r"\B") else _END_SIZE)
    if token["shorthand"]:
        return _Piece(f"[{'^' if sign[1].isupper() else ''}{SHORTHANDS[sign[1].lower()]}]", 1)
    if token["dot"]:
        return _Piece(r"[^\n]", 1)
    return _Piece(escaped(character(sign)), 1)


def _repeat(piece: _Piece, repeat: re.Match[str]) -> _Piece:
    low, high = _bounds(repeat)
    if max(low, high or 0) > MAX_REPEAT:
        refuse(f"A part can be repeated at most {MAX_REPEAT} times.")
    skippable = 1 if high is None else high - low
    copies = max(low + _SKIPPABLE * skippable, 1)
    # Whether it takes as much as it can or as little decides where a match ends, never whether there is one.
    return _Piece(piece.text + repeat["times"], piece.size * copies)


def _bounds(repeat: re.Match[str]) -> tuple[int, int | None]:
    if repeat["low"] is None:
        return {"*": (0, None), "+": (1, None), "?": (0, 1)}[repeat["times"]]
    low = int(repeat["low"])
    if repeat["comma"] is None:
        return low, low
    return low, int(repeat["high"]) if repeat["high"] else None
