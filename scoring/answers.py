"""What could be answered to a question: one answer for each way in which conditions tell answers apart."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil, floor
from typing import Any

from scoring.conditions import Any as AnyOf
from scoring.conditions import Condition, Field, FieldTest, FieldType, words

UNKNOWN = "unknown"
SOMETHING_ELSE = "Something else"
# One that hygiene takes for a real number.
SOME_NUMBER = "+442079460958"
COUNTRIES = ("GB", "US", "DE", "FR", "NZ")
MOST_WORDS = 3

# Up to where, and from where on, an operator gives another verdict: at the value itself, or past it.
AT, PAST = "at", "past"
CUTS = {
    "lt": (AT,), "gte": (AT,), "gt": (PAST,), "lte": (PAST,), "eq": (AT, PAST), "ne": (AT, PAST),
}  # fmt: skip


@dataclass(frozen=True)
class Answer:
    """`value` stands for all values that the label names: no condition tells them apart."""

    value: Any
    label: str


def tests_in(condition: Condition) -> Iterator[FieldTest]:
    """The tests of fields in a condition; alternatives that differ only in their value are one test."""
    if isinstance(condition, FieldTest):
        yield condition
    parts = condition.said() if isinstance(condition, AnyOf) else condition.children()
    for part in parts:
        yield from tests_in(part)


def answers_to(field: Field, tests: Sequence[FieldTest]) -> list[Answer]:
    """Answers that may make a difference. None for what cannot be enumerated: dates, and what only a pattern tests."""
    if field.name == "phone":
        return [Answer(SOME_NUMBER, "A number that works")]
    if field.type == FieldType.CHOICE:
        return [Answer(code, str(label)) for code, label in (field.choices or {}).items() if code != UNKNOWN]
    if field.type == FieldType.BOOLEAN:
        return [Answer(True, "Yes"), Answer(False, "No")]
    if field.type == FieldType.NUMBER:
        return _numbers(field, tests)
    return _texts(field, tests) if field.type == FieldType.TEXT else []


def _texts(field: Field, tests: Sequence[FieldTest]) -> list[Answer]:
    """Words that the same tests name stand for each other."""
    alike: dict[frozenset[int], list[str]] = {}
    for word in dict.fromkeys(value for test in _literal(tests) for value in test.values):
        named_by = frozenset(n for n, test in enumerate(_literal(tests)) if word in test.values)
        alike.setdefault(named_by, []).append(word)
    named = {word.upper() for group in alike.values() for word in group}
    return [Answer(group[0], _listed(group)) for group in alike.values()] + [_other(field, named)]


def _literal(tests: Sequence[FieldTest]) -> list[FieldTest]:
    return [test for test in tests if test.op != "matches"]


def _listed(group: Sequence[str]) -> str:
    if len(group) > MOST_WORDS:
        return f"{', '.join(group[:MOST_WORDS])} or the like"
    return words.alternatives(group)


def _other(field: Field, named: set[str]) -> Answer:
    label = SOMETHING_ELSE if named else "Anything"
    if field.name.endswith("country"):
        return Answer(next((code for code in COUNTRIES if code not in named), ""), label)
    return Answer(SOMETHING_ELSE, label)


def _numbers(field: Field, tests: Sequence[FieldTest]) -> list[Answer]:
    """One number for each stretch between thresholds, whole numbers throughout."""
    cuts = sorted({cut for test in tests for cut in _cuts(test)})
    if field.name.startswith("company."):
        cuts = [cut for cut in cuts if cut > 0]
    if not cuts:
        return [Answer(1, "Any number")]
    first, last = cuts[0], cuts[-1]
    between = [Answer(low, _stretch(low, high - 1)) for low, high in pairwise(cuts)]
    return [Answer(first - 1, f"Less than {first:,}"), *between, Answer(last, f"{last:,} or more")]


def _cuts(test: FieldTest) -> Iterator[int]:
    if test.op == "between":
        low, high = test.values
        yield from (ceil(low), floor(high) + 1)
        return
    ops = "eq" if test.op in ("in", "not_in") else test.op
    for value in test.values:
        yield from (ceil(value) if cut == AT else floor(value) + 1 for cut in CUTS.get(ops, ()))


def _stretch(low: int, high: int) -> str:
    return f"{low:,}" if low == high else f"{low:,} to {high:,}"
