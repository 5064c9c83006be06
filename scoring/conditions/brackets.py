"""Characters and bracket expressions of a pattern, from RE2 to PostgreSQL."""

import re
from typing import NoReturn

from scoring.conditions.problems import Refusal, quoted

# PostgreSQL works out the other case of every character in a range.
_MAX_RANGE = 5000

# RE2's classes are ASCII. PostgreSQL's own \d, \w and \s follow Unicode, so they are spelled out.
SHORTHANDS = {"d": "0-9", "w": "0-9A-Za-z_", "s": r"\t\n\f\r "}
_SHORTHAND_CHARACTERS = {
    letter: {chr(code) for code in range(128) if re.match(f"[{members}]", chr(code))}
    for letter, members in SHORTHANDS.items()
}

CHARACTER = r"(?:\\x\{[0-9A-Fa-f]+\}|\\x[0-9A-Fa-f]{2}|\\[afnrtv]|\\[^0-9A-Za-z]|[^\\])"
_CONTROLS = {"a": "\a", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}
_MEMBER = re.compile(
    rf"(?!\[:)(?:(?P<shorthand>\\[dDwWsS])|(?P<low>{CHARACTER})(?:-(?!\])(?P<high>{CHARACTER}))?)", re.DOTALL
)
_Range = tuple[str, str]


def refuse(message: str) -> NoReturn:
    raise Refusal("bad_pattern", message)


def character(sign: str) -> str:
    """The character that is written so in RE2."""
    if sign.startswith(r"\x"):
        return _storable(int(sign[2:].strip("{}"), 16))
    if sign.startswith("\\"):
        return _CONTROLS.get(sign[1], sign[1])
    return sign


def escaped(char: str) -> str:
    """The character as PostgreSQL takes it literally, between brackets and outside."""
    return char if char.isalnum() or char in " _" or ord(char) > 127 else f"\\{char}"


def read_bracket(pattern: str, start: int) -> tuple[str, int]:
    """The PostgreSQL form of the bracket expression that opens at `start`, and the position after it."""
    negated = pattern.startswith("[^", start)
    position = start + (2 if negated else 1)
    members: list[re.Match[str]] = []
    # A closing bracket that comes first is a member.
    while not members or pattern[position] != "]":
        member = _MEMBER.match(pattern, position)
        if member is None:
            refuse(f"{quoted(pattern[position:])} is not supported between brackets.")
        members.append(member)
        position = member.end()
    return _written(members, negated), position + 1


def _written(members: list[re.Match[str]], negated: bool) -> str:
    ranges = [_range(member) for member in members if member["low"]]
    shorthands = [member["shorthand"][1] for member in members if member["shorthand"]]
    if any(letter.isupper() for letter in shorthands):
        return _all_but(_left_out(ranges, shorthands), negated)
    inside = "".join(SHORTHANDS[letter] for letter in shorthands) + "".join(map(_range_text, ranges))
    return f"[{'^' if negated else ''}{inside}]"


def _all_but(left_out: set[str], negated: bool) -> str:
    if not left_out and negated:
        refuse("These brackets leave no character that could match.")
    inside = "".join(escaped(char) for char in sorted(left_out))
    return f"[{'' if negated else '^'}{inside}]" if inside else "."


def _left_out(ranges: list[_Range], shorthands: list[str]) -> set[str]:
    """What brackets with \\D, \\W or \\S in them do not match."""
    negations = [_SHORTHAND_CHARACTERS[letter.lower()] for letter in shorthands if letter.isupper()]
    additions = [_SHORTHAND_CHARACTERS[letter] for letter in shorthands if letter.islower()]
    missing = set.intersection(*negations).difference(*additions)
    return {char for char in missing if not any(_within(char, ends) for ends in ranges)}


def _within(char: str, ends: _Range) -> bool:
    return any(ends[0] <= either <= ends[1] for either in (char.lower(), char.upper()))


def _range(member: re.Match[str]) -> _Range:
    low = character(member["low"])
    high = character(member["high"]) if member["high"] else low
    if ord(high) - ord(low) > _MAX_RANGE:
        refuse(f"The range {quoted(member.group())} is too wide.")
    return low, high


def _range_text(ends: _Range) -> str:
    low, high = ends
    return escaped(low) if low == high else f"{escaped(low)}-{escaped(high)}"


def _storable(code: int) -> str:
    if code == 0 or 0xD800 <= code <= 0xDFFF:
        refuse(f"No text holds the character number {code:#x}.")
    return chr(code)
