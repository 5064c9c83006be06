"""What the body of an inquiry may hold: one table, checked field by field and told in the OpenAPI description.

Types are refused (400), because the sender can mend them; what people typed wrong is not: hygiene keeps the inquiry and
says what it could not use.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from leadrefinery.api.problems import Error
from leads.hygiene.cells import MAX_FIELD_LENGTH, MAX_MESSAGE_LENGTH
from leads.models import Answer, Source, Timeline

MAX_CAMPAIGN_LENGTH = 80
MAX_CUSTOM_KEYS = 50
MAX_CUSTOM_LENGTH = 1000
MAX_WORDING_LENGTH = 1000
CUSTOM_KEY = re.compile(r"[a-z0-9][a-z0-9_]{0,63}")
# Names that mean something to the languages forms are written in.
RESERVED_KEYS = frozenset({"constructor", "prototype", "hasownproperty", "tostring", "valueof"})

# Code and message of what is wrong with a value; None for a good one.
Fault = tuple[str, str] | None


@dataclass(frozen=True)
class Field:
    name: str
    check: Callable[[Any], Fault]
    schema: Mapping[str, Any]


def text(name: str, longest: int = MAX_FIELD_LENGTH, *, or_number: bool = False, says: str = "") -> Field:
    kinds: tuple[type, ...] = (str, int) if or_number else (str,)
    schema: dict[str, Any] = {"type": "string", "maxLength": longest, "description": says}

    def check(value: Any) -> Fault:
        if not isinstance(value, kinds) or isinstance(value, bool):
            return "wrong_type", f"This must be a text, not {what(value)}."
        if isinstance(value, str) and len(value) > longest:
            return "too_long", f"This has {len(value):,} characters; the longest allowed is {longest:,}."
        return None

    return Field(name, check, schema)


def choice(name: str, choices: Iterable[str], *, says: str = "") -> Field:
    allowed = tuple(choices)

    def check(value: Any) -> Fault:
        if not isinstance(value, str):
            return "wrong_type", f"This must be a text, not {what(value)}."
        if value and value not in allowed:
            return "invalid_choice", f"“{shown(value)}” is not one of {', '.join(allowed)}."
        return None

    return Field(name, check, {"type": "string", "enum": list(allowed), "description": says})


def number(name: str, *, whole: bool, says: str) -> Field:
    """A number from 0 up; a text goes through, because people write "11-50"."""
    expected = "a whole number from 0 up" if whole else "a number from 0 up"

    def check(value: Any) -> Fault:
        if isinstance(value, str):
            return None if len(value) <= 100 else ("too_long", f"This must be {expected}.")
        if not isinstance(value, int | float) or isinstance(value, bool) or (whole and isinstance(value, float)):
            return "wrong_type", f"This must be {expected}, not {what(value)}."
        return ("below_zero", f"This must be {expected}.") if value < 0 else None

    schema = {"type": "integer" if whole else "number", "minimum": 0, "description": says}
    return Field(name, check, schema)


def flag(name: str, *, says: str) -> Field:
    def check(value: Any) -> Fault:
        return None if isinstance(value, bool) else ("wrong_type", f"This must be true or false, not {what(value)}.")

    return Field(name, check, {"type": "boolean", "description": says})


PERSON = (
    text("first_name"),
    text("last_name"),
    text("full_name", says="Where first and last name are not known apart."),
    text("email"),
    text("phone", or_number=True, says="As people write it; with a country code it is sure to be understood."),
    text("external_id", or_number=True, says="Id of the person in your own system, up to 255 characters."),
    text("title"),
    text("company"),
    text("website"),
    text("message", MAX_MESSAGE_LENGTH),
)
REST = (
    text("campaign", MAX_CAMPAIGN_LENGTH, says="Code of the campaign; one that is not known yet comes into being."),
    text("received_at", 100, says="When it came to you, ISO 8601 with zone. Default: now."),
    text("industry"),
    number("employees", whole=True, says="Head count of the company."),
    number("annual_revenue", whole=False, says="Annual revenue of the company."),
    text("country", says="ISO code or name."),
    text("region"),
    text("city"),
    text("postal_code", or_number=True),
    choice("timeline", Timeline.values, says="When they mean to buy."),
    choice("budget", Answer.values),
    choice("authority", Answer.values),
    choice("need", Answer.values),
    text("product_interest"),
    flag("do_not_email", says="True: never write to this address."),
    flag("do_not_call", says="True: never call this number."),
)
SOURCE = choice("source", Source.values, says="Where the response came from.")
FIELDS = (SOURCE, *PERSON, *REST)
CONSENT = (
    flag("email", says="Whether the person agreed to e-mail."),
    flag("phone", says="Whether the person agreed to calls."),
    text("wording", MAX_WORDING_LENGTH, says="Which text they agreed to."),
)
KNOWN = {field.name for field in FIELDS} | {"consent", "custom"}


def faults(body: Mapping[str, Any]) -> Iterable[Error]:
    """Everything wrong with the types and values of a body, field by field. Null and absent are the same."""
    if body.get("source") in (None, ""):
        yield Error("source", "required", f"Say where this came from: one of {', '.join(Source.values)}.")
    yield from _faults_of(FIELDS, body, "")
    consent = body.get("consent")
    if isinstance(consent, dict):
        yield from _faults_of(CONSENT, consent, "consent.")
    elif consent is not None:
        yield Error("consent", "wrong_type", f"This must be an object, not {what(consent)}.")
    yield from _custom_faults(body.get("custom"))


def _faults_of(fields: Iterable[Field], body: Mapping[str, Any], prefix: str) -> Iterable[Error]:
    for field in fields:
        value = body.get(field.name)
        fault = field.check(value) if value is not None else None
        if fault:
            yield Error(prefix + field.name, *fault)


def _custom_faults(custom: Any) -> Iterable[Error]:
    if custom is None:
        return
    if not isinstance(custom, dict):
        yield Error("custom", "wrong_type", f"This must be an object, not {what(custom)}.")
        return
    if len(custom) > MAX_CUSTOM_KEYS:
        yield Error("custom", "too_many_fields", f"{len(custom)} custom fields were sent; {MAX_CUSTOM_KEYS} may be.")
        return
    for key, value in custom.items():
        fault = _key_fault(key) or _value_fault(value)
        if fault:
            yield Error(f"custom.{shown(key)}", *fault)


def _key_fault(key: str) -> Fault:
    if CUSTOM_KEY.fullmatch(key) and key not in RESERVED_KEYS:
        return None
    return "bad_name", "Names have up to 64 characters of a-z, 0-9 and _, and begin with a letter or digit."


def _value_fault(value: Any) -> Fault:
    if isinstance(value, dict | list):
        return "wrong_type", f"This must be a text, a number, or true or false, not {what(value)}."
    if isinstance(value, str) and len(value) > MAX_CUSTOM_LENGTH:
        return "too_long", f"This has {len(value):,} characters; the longest allowed is {MAX_CUSTOM_LENGTH:,}."
    return None


def what(value: Any) -> str:
    """A value's type in words."""
    names = {str: "a text", bool: "true or false", int: "a number", float: "a number", list: "a list"}
    return names.get(type(value), "an object")


def shown(value: str) -> str:
    line = "".join(char if char.isprintable() else " " for char in value[:41])
    return line if len(line) <= 40 else line[:39] + "…"


def schema() -> dict[str, Any]:
    """The body as OpenAPI has it, from the same table."""
    properties = {field.name: dict(field.schema) for field in FIELDS}
    properties["consent"] = {"type": "object", "properties": {field.name: dict(field.schema) for field in CONSENT}}
    properties["custom"] = {
        "type": "object",
        "description": f"Up to {MAX_CUSTOM_KEYS} fields of your own.",
        "additionalProperties": {
            "oneOf": [
                {"type": "string", "maxLength": MAX_CUSTOM_LENGTH},
                {"type": "number"},
                {"type": "boolean"},
            ]
        },
    }
    return {"type": "object", "required": ["source"], "properties": properties}
