"""The facts a condition may ask about, and how SQL reaches each of them."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from scoring.conditions.problems import Refusal, UnknownName


class FieldType(StrEnum):
    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    BOOLEAN = "boolean"
    CHOICE = "choice"
    FLAG = "flag"


@dataclass(frozen=True, slots=True)
class Field:
    """One fact about a lead.

    `sql` is a fragment over the aliases `l`, `c` and `s`. It may use `%(at)s` and `%(zone)s`, so a literal per cent
    sign in it is doubled. It gives text, a number, timestamptz or boolean as `type` says, and NULL for "not known".
    A boolean that is NULL is neither true nor false; a flag that is NULL is false. `choices` maps code to label.
    """

    name: str
    label: str
    type: FieldType
    sql: str
    choices: Mapping[str, str] | None = field(default=None, hash=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "type", FieldType(self.type))
        if (self.type is FieldType.CHOICE) != (self.choices is not None):
            raise ValueError(f"{self.name}: choices belong to fields of type choice, and to no other")


@dataclass(frozen=True)
class FieldCatalogue:
    """Every field by its full name, and every kind of touch with its label."""

    fields: Mapping[str, Field]
    custom: Mapping[str, Field] = field(default_factory=dict)
    touches: Mapping[str, str] = field(default_factory=dict)

    def __iter__(self) -> Iterator[Field]:
        yield from self.fields.values()
        yield from self.custom.values()

    def lookup(self, name: str) -> Field:
        found = self.fields.get(name) or self.custom.get(name)
        if found is None:
            raise UnknownName("field", name, [*self.fields, *self.custom])
        return found

    def touch_label(self, kind: str) -> str:
        if not self.touches:
            raise Refusal("no_touches", "Only facts can be tested here: a territory knows nothing of touches.")
        labels = {"any": "Any touch", **self.touches}
        if kind not in labels:
            raise UnknownName("touch", kind, labels)
        return labels[kind]


def custom_field(key: str, label: str, type: FieldType | str, choices: Mapping[str, str] | None = None) -> Field:
    """A tenant's own field, kept in the jsonb column `l.custom`. What is not of its type counts as not known."""
    if not _KEY.fullmatch(key):
        raise ValueError(f"A custom field's key is 1 to 64 of a-z, 0-9 and _, not {key!r}")
    sql = _CUSTOM_SQL[FieldType(type)].format(value=f"(l.custom->>'{key}')")
    return Field(f"custom.{key}", label, FieldType(type), sql, choices)


_KEY = re.compile(r"[a-z0-9_]{1,64}")

_DAY = "[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}"
_CLOCK = "[0-9]{{2}}:[0-9]{{2}}(:[0-9]{{2}}([.][0-9]+)?)?"
_OFFSET = "(Z|[+-][0-9]{{2}}:?[0-9]{{2}})"

# A cast that fails stops the whole statement, so each one is reached only by text known to fit. The bounds on digits
# keep out numbers PostgreSQL cannot hold; the shapes keep out words such as 'today', which would let the clock in.
_SPACE = r"[ \t\n\r\f\v]*"
_DIGITS = "[-+]?[0-9]{{1,30}}(?:[.][0-9]{{1,30}})?"
_CUSTOM_NUMBER = f"CASE WHEN {{value}} ~ '^{_SPACE}{_DIGITS}{_SPACE}$' THEN {{value}}::numeric END"

# A bare day begins at midnight where the tenant is; anything else has to say its offset.
_CUSTOM_DATE = (
    f"CASE WHEN {{value}} ~ '^{_DAY}$' AND pg_input_is_valid({{value}}, 'date')"
    " THEN {value}::date::timestamp AT TIME ZONE %(zone)s"
    f" WHEN {{value}} ~ '^{_DAY}[T ]{_CLOCK}{_OFFSET}$' AND pg_input_is_valid({{value}}, 'timestamptz')"
    " THEN {value}::timestamptz END"
)

_CUSTOM_BOOLEAN = "CASE lower({value}) WHEN 'true' THEN TRUE WHEN 'false' THEN FALSE END"

_CUSTOM_SQL = {
    FieldType.TEXT: "{value}",
    FieldType.NUMBER: _CUSTOM_NUMBER,
    FieldType.DATE: _CUSTOM_DATE,
    FieldType.BOOLEAN: _CUSTOM_BOOLEAN,
    FieldType.CHOICE: "{value}",
    FieldType.FLAG: _CUSTOM_BOOLEAN,
}
