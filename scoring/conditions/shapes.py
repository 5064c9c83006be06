"""What stands at "value" in a test, by operator: nothing, one value, many, a range, days, a pattern.

A shape takes the JSON apart into single values and puts these back into JSON, words and SQL. How a single value is
read, said and bound is the business of the field's type (`operators.Type`).
"""

from collections.abc import Callable
from datetime import date, datetime
from typing import Protocol

from scoring.conditions import values, words
from scoring.conditions.context import CompileContext
from scoring.conditions.fields import Field
from scoring.conditions.patterns import to_postgres
from scoring.conditions.problems import Refusal
from scoring.conditions.values import Value

MAX_VALUES = 500

Values = tuple[Value, ...]


class SingleValue(Protocol):
    """What a type knows about one of its values. `bound` is an SQL template around the placeholder."""

    @property
    def read(self) -> Callable[[object, Field], Value]: ...
    @property
    def bound(self) -> str: ...
    def say(self, value: Value, field: Field) -> str: ...


class One:
    takes_value = True

    def split(self, data: object) -> list[tuple[str, object]]:
        """The single values with their places, as a suffix to the path."""
        return [("", data)]

    def read(self, data: object, field: Field, single: SingleValue) -> Value:
        return single.read(data, field)

    def check(self, items: Values) -> None:
        """Refuses values that are right one by one and wrong together."""

    def to_json(self, items: Values) -> object:
        return _plain(items[0])

    def say(self, items: Values, field: Field, single: SingleValue) -> str:
        return words.alternatives([single.say(item, field) for item in items])

    def sql(self, items: Values, single: SingleValue, context: CompileContext) -> str:
        return ", ".join(single.bound.format(context.bind(item)) for item in items)


class Nothing(One):
    takes_value = False

    def split(self, data: object) -> list[tuple[str, object]]:
        return []


class Many(One):
    def split(self, data: object) -> list[tuple[str, object]]:
        if not isinstance(data, list):
            raise values.wrong_type("a list", data)
        if not data:
            raise Refusal("empty_value", "This list is empty: put at least one value in it.")
        if len(data) > MAX_VALUES:
            raise Refusal("too_many_values", f"A list has at most {MAX_VALUES} values; this one has {len(data):,}.")
        return [(f"[{index}]", item) for index, item in enumerate(data)]

    def to_json(self, items: Values) -> object:
        return [_plain(item) for item in items]


class Range(Many):
    def split(self, data: object) -> list[tuple[str, object]]:
        if not isinstance(data, list) or len(data) != 2:
            raise Refusal("wrong_type", "Expected a list of two values: the lowest and the highest.")
        return super().split(data)

    def check(self, items: Values) -> None:
        low, high = items
        if isinstance(low, datetime) != isinstance(high, datetime):
            raise Refusal("wrong_type", "Both ends are days, or both have a time of day.")
        if low > high:
            raise Refusal("out_of_range", "The lowest value comes first.")

    def say(self, items: Values, field: Field, single: SingleValue) -> str:
        return " and ".join(single.say(item, field) for item in items)

    def sql(self, items: Values, single: SingleValue, context: CompileContext) -> str:
        return " AND ".join(single.bound.format(context.bind(item)) for item in items)


class Days(One):
    def read(self, data: object, field: Field, single: SingleValue) -> Value:
        return values.read_days(data, field)

    def say(self, items: Values, field: Field, single: SingleValue) -> str:
        return words.plural(items[0], "day")

    def sql(self, items: Values, single: SingleValue, context: CompileContext) -> str:
        return context.days_ago(items[0])


class Pattern(One):
    def read(self, data: object, field: Field, single: SingleValue) -> Value:
        return values.read_pattern(data, field)

    def sql(self, items: Values, single: SingleValue, context: CompileContext) -> str:
        return context.bind(to_postgres(items[0]))


def _plain(value: Value) -> object:
    return value.isoformat() if isinstance(value, date) else value
