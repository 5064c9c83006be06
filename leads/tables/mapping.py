"""Says which column means which field, as data that a person can keep in a file and use again.

The file is JSON: {"version": 1, "source": "web_form", "columns": {"Lead Source": {"to": "source"}, "Do Not Email":
{"to": "do_not_email", "values": {"Yes": "yes"}}}, "empty_values": ["Select"], "constants": {"country": "IN"},
"date_order": "dmy", "time_zone": "Asia/Kolkata", "region": "IN"}.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from .fields import FIELDS, JOINED_FIELDS, NAME_FIELDS, SINGLE_FIELDS, is_target
from .problems import listing

VERSION = 1
DATE_ORDERS = ("dmy", "mdy", "ymd")
MAX_COLUMNS = 300

# Excel's errors and the usual ways of writing "nothing"; a tenant may change the list.
EMPTY_VALUES = (
    "", "-", "--", ".", "?", "n/a", "na", "none", "null", "nil", "nan", "select", "(blank)", "unknown",
    "#n/a", "#ref!", "#null!", "#value!", "#name?", "#div/0!", "#num!",
)  # fmt: skip
# Mr Null exists, Na is a Korean surname, and NA is Namibia.
NOT_EMPTY = {
    **dict.fromkeys(NAME_FIELDS, ("na", "none", "null", "nil", "nan", "select", "unknown")),
    **dict.fromkeys(("country", "region"), ("na",)),
}


class MappingInvalid(Exception):
    """A mapping file can't be used. `errors` has one sentence for each fault, with its place."""

    def __init__(self, errors: list[str]):
        super().__init__(" ".join(errors))
        self.errors = errors


@dataclass(frozen=True, slots=True)
class ColumnRule:
    """Where one column goes. `values` translates cells, whatever their case; others stay as they are."""

    to: str
    values: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Mapping:
    """What the columns of a list mean. Constants fill fields that no column fills."""

    columns: dict[str, ColumnRule]
    source: str | None = None
    campaign: str | None = None
    empty_values: tuple[str, ...] = EMPTY_VALUES
    constants: dict[str, str] = field(default_factory=dict)
    date_order: str | None = None
    time_zone: str | None = None
    region: str | None = None

    def bind(self, headers: Sequence[str]) -> "BoundMapping":
        """Prepare for a table with these headers."""
        return BoundMapping(self, headers)

    def as_dict(self) -> dict[str, Any]:
        """Return what `load_mapping` reads."""
        columns = {
            name: {"to": rule.to, "values": rule.values} if rule.values else {"to": rule.to}
            for name, rule in self.columns.items()
        }
        rest = {name: getattr(self, name) for name in ("source", "campaign", "date_order", "time_zone", "region")}
        return {
            "version": VERSION,
            "columns": columns,
            "empty_values": list(self.empty_values),
            "constants": dict(self.constants),
            **rest,
        }


class BoundMapping:
    """A mapping made ready for one table. `missing` are its columns the table lacks, `unmapped` the other way round.

    `column_of` gives each field the position of its first column.
    """

    def __init__(self, mapping: Mapping, headers: Sequence[str]):
        places = _places(headers)
        self.missing = [name for name in mapping.columns if _key(name) not in places]
        mapped = {_key(name) for name in mapping.columns}
        self.unmapped = [header for header in headers if _key(header) not in mapped]
        self._constants = _constants(mapping)
        self._steps: list[tuple[int, str, dict[str, str], bool]] = [
            (places[_key(name)], rule.to, _translation(rule, mapping.empty_values), rule.to in JOINED_FIELDS)
            for name, rule in mapping.columns.items()
            if _key(name) in places
        ]
        self._steps.sort(key=lambda step: step[0])
        self.column_of = {target: index for index, target, _, _ in reversed(self._steps)}

    def apply(self, cells: Sequence[str]) -> dict[str, str]:
        """Turn a row into fields. Fields that would be empty are left out."""
        fields: dict[str, str] = {}
        for index, target, translation, joins in self._steps:
            value = cells[index].strip()
            value = translation.get(value, value)
            if not value:
                continue
            if target not in fields:
                fields[target] = value
            elif joins and fields[target] != value:
                fields[target] += " " + value
        return {**self._constants, **fields} if self._constants else fields


def load_mapping(data: object) -> Mapping:
    """Check a mapping as read from JSON; raises MappingInvalid with every fault, not only the first."""
    if not isinstance(data, dict):
        raise MappingInvalid(["The mapping must be an object with “columns”."])
    errors: list[str] = []
    for name in sorted(set(map(str, data)) - KNOWN_KEYS):
        errors.append(f"“{name}” is not known here. Known are {', '.join(sorted(KNOWN_KEYS))}.")
    if data.get("version", VERSION) != VERSION:
        errors.append(f"version: only {VERSION} is known, not {data['version']!r}.")
    values = {name: read(data[name], errors) for name, read in READERS.items() if data.get(name) is not None}
    if not values.get("columns") and not errors:
        errors.append("columns: at least one column must be mapped.")
    if errors:
        raise MappingInvalid(errors)
    return Mapping(**values)


def _read_columns(data: object, errors: list[str]) -> dict[str, ColumnRule]:
    if not isinstance(data, dict) or len(data) > MAX_COLUMNS:
        errors.append(f"columns: must be an object of at most {MAX_COLUMNS} columns.")
        return {}
    read = {name: _read_rule(name, rule, errors) for name, rule in data.items()}
    rules = {name: rule for name, rule in read.items() if rule}
    for target in sorted(SINGLE_FIELDS):
        if len(names := [name for name, rule in rules.items() if rule.to == target]) > 1:
            errors.append(f"columns: only one may go to “{target}”, not {listing(names)}.")
    return rules


def _read_rule(name: str, data: object, errors: list[str]) -> ColumnRule | None:
    place = f"columns, “{name}”"
    if not isinstance(data, dict) or not isinstance(data.get("to"), str) or set(data) - {"to", "values"}:
        errors.append(f'{place}: must look like {{"to": "email"}} or {{"to": …, "values": {{…}}}}.')
        return None
    if not is_target(data["to"]):
        errors.append(_unknown_target(place, data["to"]))
    return ColumnRule(data["to"], _read_texts(data.get("values") or {}, f"{place}, values", errors))


def _read_constants(data: object, errors: list[str]) -> dict[str, str]:
    texts = _read_texts(data, "constants", errors)
    errors.extend(_unknown_target("constants", name) for name in texts if not is_target(name))
    return texts


def _read_texts(data: object, place: str, errors: list[str]) -> dict[str, str]:
    if isinstance(data, dict) and all(isinstance(value, str) for value in data.values()):
        return data
    errors.append(f"{place}: must be an object of texts.")
    return {}


def _read_empty_values(data: object, errors: list[str]) -> tuple[str, ...]:
    if isinstance(data, list) and all(isinstance(value, str) for value in data):
        return tuple(data)
    errors.append("empty_values: must be a list of texts.")
    return ()


def _read_date_order(data: object, errors: list[str]) -> str | None:
    if data not in DATE_ORDERS:
        errors.append(f"date_order: must be one of {', '.join(DATE_ORDERS)}, not {data!r}.")
    return str(data)


def _read_time_zone(data: object, errors: list[str]) -> str | None:
    try:
        return ZoneInfo(str(data)).key
    except (KeyError, OSError, ValueError):
        errors.append(f"time_zone: {data!r} is no time zone. Write it like Europe/Berlin.")
    return None


def _read_region(data: object, errors: list[str]) -> str | None:
    if isinstance(data, str) and len(data) == 2 and data.isascii() and data.isalpha():
        return data.upper()
    errors.append(f"region: must be a country code of two letters, such as IN, not {data!r}.")
    return None


def _text_reader(place: str) -> Callable[[object, list[str]], str | None]:
    def read(data: object, errors: list[str]) -> str | None:
        if isinstance(data, str):
            return data.strip() or None
        errors.append(f"{place}: must be a text.")
        return None

    return read


READERS: dict[str, Callable[[object, list[str]], Any]] = {
    "columns": _read_columns,
    "source": _text_reader("source"),
    "campaign": _text_reader("campaign"),
    "empty_values": _read_empty_values,
    "constants": _read_constants,
    "date_order": _read_date_order,
    "time_zone": _read_time_zone,
    "region": _read_region,
}
KNOWN_KEYS = {"version", *READERS}


def _unknown_target(place: str, name: str) -> str:
    return f"{place}: “{name}” is no field. Use {', '.join(FIELDS)}, or custom.<name> with a–z, 0–9 and _."


def _constants(mapping: Mapping) -> dict[str, str]:
    own = {"source": mapping.source, "campaign": mapping.campaign}
    return {**{name: value for name, value in own.items() if value}, **mapping.constants}


def _key(header: str) -> str:
    return " ".join(header.split()).casefold()


def _places(headers: Sequence[str]) -> dict[str, int]:
    return {_key(header): index for index, header in reversed(list(enumerate(headers)))}


def _translation(rule: ColumnRule, empty_values: Sequence[str]) -> dict[str, str]:
    """One look-up for empty and translated values; writing out the cases is cheaper than folding every cell."""
    translation: dict[str, str] = {}
    for value in empty_values:
        if value.strip().casefold() not in NOT_EMPTY.get(rule.to, ()):
            translation.update(dict.fromkeys(_cases(value), ""))
    for value, meaning in rule.values.items():
        translation.update(dict.fromkeys(_cases(value), meaning))
    return translation | {value.strip(): meaning for value, meaning in rule.values.items()}


def _cases(value: str) -> tuple[str, ...]:
    text = value.strip()
    return text, text.lower(), text.upper(), text.title(), text.capitalize()
