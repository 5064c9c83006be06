"""Every type and operator in one table: what value it takes, how it reads, what SQL it is."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from scoring.conditions import values, words
from scoring.conditions.fields import Field, FieldType
from scoring.conditions.shapes import Days, Many, Nothing, One, Pattern, Range, Values
from scoring.conditions.values import Value


@dataclass(frozen=True, slots=True)
class Operator:
    """`words` and `sql` are templates: {} is the value, {column} the field."""

    shape: One
    words: str
    sql: str


@dataclass(frozen=True, slots=True)
class Type:
    """What fields of one type have in common. `column` and `bound` are SQL templates for the field and for a value."""

    read: Callable[[object, Field], Value]
    words: Callable[[Value], str]
    operators: Mapping[str, Operator]
    column: str
    bound: str = "{}"

    def say(self, value: Value, field: Field) -> str:
        return self.words(field.choices[value] if field.choices else value)


_PRESENCE = {
    "is_set": Operator(Nothing(), "is filled in", "{column} IS NOT NULL"),
    "is_empty": Operator(Nothing(), "is empty", "{column} IS NULL"),
}

_MEMBERSHIP = {
    "eq": Operator(One(), "is {}", "{column} = {}"),
    "ne": Operator(One(), "is not {}", "{column} <> {}"),
    "in": Operator(Many(), "is {}", "{column} IN ({})"),
    "not_in": Operator(Many(), "is not {}", "{column} NOT IN ({})"),
}

_SUBSTANCE = {
    "contains": Operator(One(), "contains {}", "strpos({column}, {}) > 0"),
    "starts_with": Operator(One(), "starts with {}", "starts_with({column}, {})"),
    "matches": Operator(Pattern(), "matches the pattern {}", "left({column}, 10000) ~* {}"),
}

_SIZE = {
    "eq": Operator(One(), "is {}", "{column} = {}"),
    "ne": Operator(One(), "is not {}", "{column} <> {}"),
    "lt": Operator(One(), "is less than {}", "{column} < {}"),
    "lte": Operator(One(), "is at most {}", "{column} <= {}"),
    "gt": Operator(One(), "is more than {}", "{column} > {}"),
    "gte": Operator(One(), "is at least {}", "{column} >= {}"),
    "between": Operator(Range(), "is between {}", "{column} BETWEEN {}"),
}

_TIME = {
    "eq": Operator(One(), "is on {}", "{column} = {}"),
    "ne": Operator(One(), "is not on {}", "{column} <> {}"),
    "lt": Operator(One(), "is before {}", "{column} < {}"),
    "lte": Operator(One(), "is on or before {}", "{column} <= {}"),
    "gt": Operator(One(), "is after {}", "{column} > {}"),
    "gte": Operator(One(), "is on or after {}", "{column} >= {}"),
    "between": Operator(Range(), "is between {}", "{column} BETWEEN {}"),
    "older_than_days": Operator(Days(), "is more than {} ago", "{column} < {}"),
    # What lies ahead is newer too: a lead written a moment after `at` must not drop out.
    "newer_than_days": Operator(Days(), "is less than {} ago", "{column} > {}"),
}

_TRUTH = {"is": Operator(One(), "is {}", "{column} = {}")}

# An empty text is a missing one. Both sides are lowered by PostgreSQL: Python would make two letters of İ, and of a
# last Σ another one.
_TRIMMED = r"nullif(btrim({}, E' \t\n\r\f\v'), '')"
_TEXT_COLUMN, _TEXT_BOUND = f"lower({_TRIMMED})", "lower({}::text)"

_TYPES = {
    FieldType.TEXT: Type(
        values.read_text, words.in_quotes, _MEMBERSHIP | _SUBSTANCE | _PRESENCE, _TEXT_COLUMN, _TEXT_BOUND
    ),
    FieldType.CHOICE: Type(values.read_choice, words.in_quotes, _MEMBERSHIP | _PRESENCE, "nullif({}, '')"),
    FieldType.NUMBER: Type(values.read_number, words.number, _SIZE | _PRESENCE, "({})"),
    FieldType.DATE: Type(values.read_date, words.moment, _TIME | _PRESENCE, "({})"),
    FieldType.BOOLEAN: Type(values.read_boolean, words.yes_or_no, _TRUTH, "({})"),
    FieldType.FLAG: Type(values.read_boolean, words.yes_or_no, _TRUTH, "coalesce({}, FALSE)"),
}

_CALENDAR_DAY = Type(values.read_date, words.moment, _TIME, "(({}) AT TIME ZONE %(zone)s)::date")


def type_of(field: Field, items: Values = ()) -> Type:
    """The type by which the field is compared with these values: with a day, an instant counts as its own day."""
    is_day = any(isinstance(item, date) and not isinstance(item, datetime) for item in items)
    return _CALENDAR_DAY if is_day else _TYPES[field.type]


def operators_for(field: Field) -> tuple[str, ...]:
    """The names of the operators that this field can be tested with."""
    return tuple(_TYPES[field.type].operators)


@dataclass(frozen=True, slots=True)
class TouchOperator:
    words: str
    sql: str
    counts: range


_MANY_TOUCHES = 10_000

# "At least 0" is always so and "fewer than 0" never is, so neither is offered.
TOUCH_OPERATORS = {
    "count_gte": TouchOperator("at least", ">=", range(1, _MANY_TOUCHES + 1)),
    "count_lt": TouchOperator("fewer than", "<", range(1, _MANY_TOUCHES + 1)),
    "count_eq": TouchOperator("exactly", "=", range(_MANY_TOUCHES + 1)),
}
