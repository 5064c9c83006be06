"""Conditions: what a lead can be asked. Each one says itself as a sentence, as JSON and as SQL.

The logic has two values. A test of something that is not known is false, whatever the test, and `Not` is always the
exact complement.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import ClassVar, TypeGuard

from scoring.conditions import words
from scoring.conditions.context import CompileContext, TouchNeed
from scoring.conditions.fields import Field
from scoring.conditions.operators import TOUCH_OPERATORS, Operator, Type, type_of
from scoring.conditions.shapes import Values


class Condition(ABC):
    """Made by `parse` alone, which lets only sound conditions through."""

    __slots__ = ()

    @abstractmethod
    def phrase(self) -> str:
        """The condition as a part of a sentence."""

    @abstractmethod
    def to_json(self) -> dict[str, object]:
        """What `parse` makes this very condition of."""

    @abstractmethod
    def sql(self, context: CompileContext) -> str:
        """An SQL expression in parentheses, true or false and never NULL, with its values bound in the context."""

    def children(self) -> tuple["Condition", ...]:
        return ()

    def walk(self) -> Iterator["Condition"]:
        yield self
        for child in self.children():
            yield from child.walk()

    def sentence(self) -> str:
        return words.capitalised(self.phrase())

    def fields(self) -> set[str]:
        """The names of all fields asked about."""
        return {node.field.name for node in self.walk() if isinstance(node, FieldTest)}

    def touch_needs(self) -> set[TouchNeed]:
        return {node.need for node in self.walk() if isinstance(node, TouchTest)}


@dataclass(frozen=True, slots=True)
class _Group(Condition):
    conditions: tuple[Condition, ...]
    key: ClassVar[str]
    conjunction: ClassVar[str]

    def children(self) -> tuple[Condition, ...]:
        return self.conditions

    def said(self) -> list[Condition]:
        """The conditions as the sentence lists them."""
        return list(self.conditions)

    def phrase(self) -> str:
        return f" {self.conjunction} ".join(self._part(child) for child in self.said())

    def to_json(self) -> dict[str, object]:
        return {self.key: [child.to_json() for child in self.conditions]}

    def sql(self, context: CompileContext) -> str:
        tests = [child.sql(context) for child in self.conditions]
        return f"({f' {self.conjunction.upper()} '.join(tests)})"

    def _part(self, child: Condition) -> str:
        is_other_group = isinstance(child, _Group) and child.key != self.key and len(child.said()) > 1
        return f"({child.phrase()})" if is_other_group else child.phrase()


@dataclass(frozen=True, slots=True)
class All(_Group):
    key = "all"
    conjunction = "and"


@dataclass(frozen=True, slots=True)
class Any(_Group):
    key = "any"
    conjunction = "or"

    def said(self) -> list[Condition]:
        """Neighbours that differ only in their value become one: Title contains “VP” or “Chief”."""
        said: list[Condition] = []
        for child in self.conditions:
            last = said[-1] if said else None
            if isinstance(last, FieldTest) and last.can_join(child):
                said[-1] = replace(last, values=last.values + child.values)
            else:
                said.append(child)
        return said


@dataclass(frozen=True, slots=True)
class Not(Condition):
    condition: Condition

    def children(self) -> tuple[Condition, ...]:
        return (self.condition,)

    def phrase(self) -> str:
        return f"not ({self.condition.phrase()})"

    def to_json(self) -> dict[str, object]:
        return {"not": self.condition.to_json()}

    def sql(self, context: CompileContext) -> str:
        return f"(NOT {self.condition.sql(context)})"


# Whoever meets one of two such tests meets the test with both values.
_JOINABLE = frozenset({"eq", "in", "contains", "starts_with", "matches"})


@dataclass(frozen=True, slots=True)
class FieldTest(Condition):
    """A field compared with no value, one or several."""

    field: Field
    op: str
    values: Values = ()

    def can_join(self, other: Condition) -> TypeGuard["FieldTest"]:
        is_alike = isinstance(other, FieldTest) and (other.field.name, other.op) == (self.field.name, self.op)
        return is_alike and self.op in _JOINABLE

    def phrase(self) -> str:
        value = self._operator.shape.say(self.values, self.field, self._type)
        return f"{self.field.label} {self._operator.words.format(value)}"

    def to_json(self) -> dict[str, object]:
        data: dict[str, object] = {"field": self.field.name, "op": self.op}
        if self._operator.shape.takes_value:
            data["value"] = self._operator.shape.to_json(self.values)
        return data

    def sql(self, context: CompileContext) -> str:
        value = self._operator.shape.sql(self.values, self._type, context)
        column = self._type.column.format(self.field.sql)
        return f"(({self._operator.sql.format(value, column=column)}) IS TRUE)"

    @property
    def _type(self) -> Type:
        return type_of(self.field, self.values)

    @property
    def _operator(self) -> Operator:
        return self._type.operators[self.op]


@dataclass(frozen=True, slots=True)
class TouchTest(Condition):
    """How many touches of a kind there were. `label` is what people call the kind."""

    need: TouchNeed
    label: str
    op: str
    count: int

    def phrase(self) -> str:
        return f"{self.label} {self._happened()}{self._window()}"

    def to_json(self) -> dict[str, object]:
        window = {} if self.need.within_days is None else {"within_days": self.need.within_days}
        return {"touch": self.need.kind, **window, "op": self.op, "value": self.count}

    def sql(self, context: CompileContext) -> str:
        counted = f"COALESCE({context.touch_column(self.need)}, 0)"
        return f"({counted} {TOUCH_OPERATORS[self.op].sql} {context.bind(self.count)})"

    def _happened(self) -> str:
        if (self.op, self.count) in {("count_lt", 1), ("count_eq", 0)}:
            return "never happened"
        return f"happened {TOUCH_OPERATORS[self.op].words} {words.times(self.count)}"

    def _window(self) -> str:
        days = self.need.within_days
        return "" if days is None else f" in the last {words.plural(days, 'day')}"
