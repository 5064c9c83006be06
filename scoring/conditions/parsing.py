"""From JSON to a condition. Everything wrong with it is found at once, each fault with its place."""

import typing
from collections.abc import Callable, Mapping
from functools import partial
from typing import ParamSpec, TypeVar

from scoring.conditions import words
from scoring.conditions.context import TouchNeed
from scoring.conditions.fields import Field, FieldCatalogue
from scoring.conditions.nodes import All, Any, Condition, FieldTest, Not, TouchTest
from scoring.conditions.operators import TOUCH_OPERATORS, Operator, type_of
from scoring.conditions.problems import ConditionError, Problem, Refusal, quoted
from scoring.conditions.shapes import Values
from scoring.conditions.values import MAX_DAYS, read_whole, wrong_type

MAX_DEPTH = 8
MAX_NODES = 200

Data = Mapping[str, object]
Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")


def parse(data: object, catalogue: FieldCatalogue) -> Condition:
    """The condition that this JSON stands for. Raises ConditionError with all that is wrong with it."""
    try:
        return _Parser(catalogue).node(data, "", depth=1)
    except _TooManyNodes:
        problem = Problem("", "too_many_nodes", f"A condition has at most {MAX_NODES} parts.")
        raise ConditionError([problem]) from None


class _Parser:
    def __init__(self, catalogue: FieldCatalogue):
        self.catalogue = catalogue
        self.nodes = 0
        self.forms: dict[str, Callable[[Data, str, int], Condition]] = {
            "all": self._all,
            "any": self._any,
            "not": self._not,
            "field": self._field_test,
            "touch": self._touch_test,
        }

    def node(self, data: object, path: str, depth: int) -> Condition:
        self.nodes += 1
        if self.nodes > MAX_NODES:
            raise _TooManyNodes

        form, parts = _at(path, self._form, data, depth)
        return self.forms[form](parts, path, depth)

    def _form(self, data: object, depth: int) -> tuple[str, Data]:
        if depth > MAX_DEPTH:
            raise Refusal("too_deep", f"Conditions are nested at most {MAX_DEPTH} levels deep.")
        if not isinstance(data, dict) or len(forms := self.forms.keys() & data.keys()) != 1:
            raise Refusal("not_a_condition", "Expected an object with one of all, any, not, field and touch.")
        return forms.pop(), data

    def _all(self, data: Data, path: str, depth: int) -> All:
        return All(self._children(data, "all", path, depth))

    def _any(self, data: Data, path: str, depth: int) -> Any:
        return Any(self._children(data, "any", path, depth))

    def _children(self, data: Data, form: str, path: str, depth: int) -> tuple[Condition, ...]:
        place = _join(path, form)
        members = _at(place, _members, data[form])
        read = [partial(self.node, member, f"{place}[{index}]", depth + 1) for index, member in enumerate(members)]
        return tuple(_together(_no_other_keys(data, path, form), *read)[1:])

    def _not(self, data: Data, path: str, depth: int) -> Not:
        read = partial(self.node, data["not"], _join(path, "not"), depth + 1)
        _, child = _together(_no_other_keys(data, path, "not"), read)
        return Not(child)

    def _field_test(self, data: Data, path: str, depth: int) -> FieldTest:
        read = partial(self._comparison, data, path)
        test: FieldTest = _together(_no_other_keys(data, path, "field", "op", "value"), read)[1]
        return test

    def _comparison(self, data: Data, path: str) -> FieldTest:
        field = _at(_join(path, "field"), self._field, data["field"])
        operator = _at(_join(path, "op"), _operator, data, field)
        return FieldTest(field, str(data["op"]), _values(data, field, operator, _join(path, "value")))

    def _field(self, name: object) -> Field:
        return self.catalogue.lookup(_text(name))

    def _touch_test(self, data: Data, path: str, depth: int) -> TouchTest:
        _, label, window, (op, count) = _together(
            _no_other_keys(data, path, "touch", "within_days", "op", "value"),
            partial(_at, _join(path, "touch"), self._touch_label, data["touch"]),
            partial(_at, _join(path, "within_days"), _window, data),
            partial(_count, data, path),
        )
        return TouchTest(TouchNeed(str(data["touch"]), window), label, op, count)

    def _touch_label(self, kind: object) -> str:
        return self.catalogue.touch_label(_text(kind))


class _TooManyNodes(Exception):
    """Ends the reading at once."""


def _at(place: str, read: Callable[Arguments, Result], *args: Arguments.args, **kwargs: Arguments.kwargs) -> Result:
    """What `read` gives; its refusal becomes a problem with this place."""
    try:
        return read(*args, **kwargs)
    except Refusal as refusal:
        raise ConditionError([Problem(place, refusal.code, refusal.message)]) from None


def _together(*readers: Callable[[], object]) -> list[typing.Any]:
    """What all of them give, or all of their problems."""
    results: list[object] = []
    problems: list[Problem] = []
    for read in readers:
        try:
            results.append(read())
        except ConditionError as error:
            problems.extend(error.problems)
    if problems:
        raise ConditionError(problems)
    return results


def _no_other_keys(data: Data, path: str, *known: str) -> Callable[[], object]:
    others = [key for key in data if key not in known]
    return partial(_together, *(partial(_at, _join(path, str(key)), _refuse_key, key, known) for key in others))


def _refuse_key(key: object, known: tuple[str, ...]) -> None:
    raise Refusal("unknown_key", f"{quoted(key)} has no meaning next to {quoted(known[0])}.")


def _members(data: object) -> list[object]:
    if not isinstance(data, list):
        raise wrong_type("a list of conditions", data)
    if not data:
        raise Refusal("empty_group", "This group is empty: put a condition in it or remove it.")
    if len(data) > MAX_NODES:
        raise _TooManyNodes
    return data


def _operator(data: Data, field: Field) -> Operator:
    name, operators = _text(_required(data, "op")), type_of(field).operators
    if name not in operators:
        allowed = words.alternatives(operators)
        raise Refusal("unknown_operator", f"{field.label} cannot be tested with {quoted(name)}, only with {allowed}.")
    return operators[name]


def _values(data: Data, field: Field, operator: Operator, place: str) -> Values:
    shape, single = operator.shape, type_of(field)
    items = _at(place, lambda: shape.split(_value(data, shape.takes_value)))
    values = _together(*(partial(_at, place + suffix, shape.read, item, field, single) for suffix, item in items))
    _at(place, shape.check, tuple(values))
    return tuple(values)


def _value(data: Data, is_taken: bool) -> object:
    if not is_taken and "value" in data:
        raise Refusal("unknown_key", f"{quoted(data['op'])} takes no value.")
    return _required(data, "value") if is_taken else None


def _window(data: Data) -> int | None:
    return read_whole(data["within_days"], range(1, MAX_DAYS + 1)) if "within_days" in data else None


def _count(data: Data, path: str) -> tuple[str, int]:
    op = _at(_join(path, "op"), _touch_operator, data)
    count = _at(_join(path, "value"), lambda: read_whole(_required(data, "value"), TOUCH_OPERATORS[op].counts))
    return op, count


def _touch_operator(data: Data) -> str:
    name = _text(_required(data, "op"))
    if name not in TOUCH_OPERATORS:
        allowed = words.alternatives(TOUCH_OPERATORS)
        raise Refusal("unknown_operator", f"Touches cannot be tested with {quoted(name)}, only with {allowed}.")
    return name


def _required(data: Data, key: str) -> object:
    if key not in data:
        raise Refusal("missing_key", f"{quoted(key)} is missing.")
    return data[key]


def _text(data: object) -> str:
    if not isinstance(data, str):
        raise wrong_type("a text", data)
    return data


def _join(path: str, key: str) -> str:
    return f"{path}.{key}" if path else key
