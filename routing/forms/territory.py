"""A territory as rows to fill in, all of which a lead has to meet."""

import re
from typing import Any

from django import forms

from routing.forms import offer
from routing.territory import territory_fields, territory_sentence
from scoring.conditions import ConditionError, Field, FieldType, parse

ROWS = 5
PARTS = ("field", "op", "value")
OPERATORS = {
    "eq": "is", "ne": "is not", "in": "is one of", "not_in": "is none of", "contains": "contains",
    "starts_with": "starts with", "gte": "is at least", "lte": "is at most", "between": "is between",
    "is_set": "is filled in", "is_empty": "is empty",
}  # fmt: skip
YES_NO = {"yes": True, "no": False}
GROUPS = (("Lead", ""), ("Company", "company."), ("Flags", "flag."), ("Your fields", "custom."))


class TerritoryForm(forms.Form):
    """A condition that rows cannot show is kept as it is, until somebody unticks it."""

    def __init__(self, data=None, *, territory: dict[str, Any] | None, initial: dict[str, Any]):
        self.catalogue = territory_fields()
        self.territory, rows = territory, rows_of(territory)
        super().__init__(data, initial=initial | (_filled(rows) if rows else {}))
        if territory is not None and rows is None:
            label = f"Keep: {territory_sentence(territory, self.catalogue)}"
            self.fields["keep"] = forms.BooleanField(label=label, required=False, initial=True)
        for row in range(ROWS):
            self._add_row(row)

    def _add_row(self, row: int) -> None:
        for part, field in (
            ("field", forms.ChoiceField(required=False)),
            ("op", forms.ChoiceField(required=False, choices=list(OPERATORS.items()))),
            ("value", forms.CharField(required=False, max_length=500)),
        ):
            field.label = f"Condition {row + 1}, {'what' if part == 'field' else 'how' if part == 'op' else 'value'}"
            field.widget.attrs["aria-label"] = field.label
            self.fields[_name(row, part)] = field
        offer(self, _name(row, "field"), [("", "Any lead" if row == 0 else "No more"), *_grouped(self.catalogue)])

    def rows(self):
        return [[self[_name(row, part)] for part in PARTS] for row in range(ROWS)]

    def rows_shown(self):
        """The rows in use and one to add; the others fold away."""
        used = [row for row in self.rows() if row[0].value() or row[2].value()]
        return max(1, min(ROWS, len(used) + 1))

    def clean(self):
        data = super().clean() or {}
        filled = [row for row in range(ROWS) if data.get(_name(row, "field")) or data.get(_name(row, "value"))]
        data["territory"] = self._read(filled, data) if filled else self.territory if data.get("keep") else None
        if filled and data.get("keep"):
            self.add_error("keep", "Untick this to put the conditions below in its place.")
        return data

    def _read(self, filled: list[int], data: dict[str, Any]) -> dict[str, Any] | None:
        tests = [self._test(row, data) for row in filled]
        if None in tests:
            return None
        try:
            return parse({"all": tests}, self.catalogue).to_json()
        except ConditionError as error:
            for problem in error.problems:
                row, part = _place(problem.path)
                self.add_error(_name(filled[row], part), problem.message)
            return None

    def _test(self, row: int, data: dict[str, Any]) -> dict[str, Any] | None:
        name, op, value = (data.get(_name(row, part), "") for part in PARTS)
        if not name:
            if _name(row, "field") not in self.errors:
                self.add_error(_name(row, "field"), "Choose what is compared with this.")
            return None
        field = self.catalogue.lookup(name)
        return as_test(field, op, value)


def _place(path: str) -> tuple[int, str]:
    """Row and part of what stands at "all[1].value[0]"."""
    found = re.match(r"all\[(\d+)\](?:\.(\w+))?", path)
    row, part = found.groups() if found else ("0", "field")
    return int(row), part if part in PARTS else "value"


def as_test(field: Field, op: str, typed: str) -> dict[str, Any]:
    if op in ("is_set", "is_empty"):
        return {"field": field.name, "op": op}
    if op in ("in", "not_in"):
        return {"field": field.name, "op": op, "value": [_single(field, part) for part in _parts(typed, ",")]}
    if op == "between":
        return {"field": field.name, "op": op, "value": [_single(field, part) for part in _parts(typed, r",|\bto\b")]}
    is_boolean = field.type in (FieldType.BOOLEAN, FieldType.FLAG)
    return {"field": field.name, "op": "is" if is_boolean and op == "eq" else op, "value": _single(field, typed)}


def _parts(typed: str, separator: str) -> list[str]:
    return [part.strip() for part in re.split(separator, typed) if part.strip()]


def _single(field: Field, typed: str) -> Any:
    """A value of the field's type where the text is one; else the text, for the condition to refuse in its words."""
    if field.type is FieldType.NUMBER and re.fullmatch(r"-?\d{1,16}(\.\d{1,6})?", typed):
        return float(typed) if "." in typed else int(typed)
    if field.type in (FieldType.BOOLEAN, FieldType.FLAG):
        return YES_NO.get(typed.lower(), typed)
    if field.type is FieldType.CHOICE:
        return next((code for code, label in (field.choices or {}).items() if label.lower() == typed.lower()), typed)
    return typed


def rows_of(territory: dict[str, Any] | None) -> list[dict[str, str]] | None:
    """The condition as rows, or None if they cannot show it."""
    if territory is None:
        return []
    tests = territory.get("all", [territory])
    if len(tests) > ROWS or not all(_is_row(test) for test in tests):
        return None
    return [_row(test) for test in tests]


def _is_row(test: dict[str, Any]) -> bool:
    return "field" in test and test["op"] in (*OPERATORS, "is")


def _row(test: dict[str, Any]) -> dict[str, str]:
    op, value = test["op"], test.get("value", "")
    if isinstance(value, bool):
        value = "yes" if value else "no"
    if isinstance(value, list):
        value = (" to " if op == "between" else ", ").join(map(str, value))
    return {"field": test["field"], "op": "eq" if op == "is" else op, "value": str(value)}


def _filled(rows: list[dict[str, str]]) -> dict[str, str]:
    return {_name(number, part): row[part] for number, row in enumerate(rows) for part in PARTS}


def _grouped(catalogue):
    prefixes = tuple(prefix for _, prefix in GROUPS if prefix)
    for label, prefix in GROUPS:
        fields = [f for f in catalogue if (f.name.startswith(prefix) if prefix else not f.name.startswith(prefixes))]
        if fields:
            yield label, [(field.name, field.label) for field in fields]


def _name(row: int, part: str) -> str:
    return f"territory_{row}_{part}"
