"""What is wrong with a condition, where, and how to say so to a person."""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault: `path` leads to it in the JSON (`all[1].not.value`, "" is the whole), `code` is for programs."""

    path: str
    code: str
    message: str


class ConditionError(ValueError):
    """The condition cannot be used; `problems` holds every fault found, in reading order."""

    def __init__(self, problems: Iterable[Problem]):
        self.problems = tuple(problems)
        super().__init__("; ".join(f"{problem.path or 'condition'}: {problem.message}" for problem in self.problems))


class Refusal(ValueError):
    """One value, name or pattern is refused. The parser adds the place and makes it a Problem."""

    def __init__(self, code: str, message: str):
        super().__init__(message)
        self.code = code
        self.message = message


class UnknownName(Refusal):
    """A field, operator, touch or choice that does not exist, with the nearest one that does."""

    def __init__(self, what: str, name: object, known: Iterable[str]):
        hint = _nearest(str(name), list(known))
        super().__init__(f"unknown_{what}", f"There is no {what} {quoted(name)}." + hint)


def quoted(value: object) -> str:
    """The value as shown in a message: short, and printable whatever was sent."""
    text = str(value).encode("utf-8", "replace").decode()
    return f"“{text[:60]}…”" if len(text) > 60 else f"“{text}”"


def _nearest(name: str, known: list[str]) -> str:
    by_lower_case = {candidate.lower(): candidate for candidate in known}
    matches = get_close_matches(name[:100].lower(), by_lower_case, n=1)
    return f" Did you mean {quoted(by_lower_case[matches[0]])}?" if matches else ""
