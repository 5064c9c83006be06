"""What the editor of conditions offers: the fields with their operators, and values the tenant's own leads have."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from leads.models import CustomField
from scoring.conditions import Field, FieldType, operators_for
from scoring.conditions.operators import TOUCH_OPERATORS, type_of
from scoring.facts import COMPANY_FIELDS, FLAG_FIELDS, LEAD_FIELDS, SCORE_FIELDS, fact_catalogue, verdict_catalogue
from tenants.scope import current_tenant

MOST_VALUES = 20
# So many of the newest leads are asked which values they have: enough to find what is common, whatever there is.
ASKED = 20_000

GROUPS = (("Scores", SCORE_FIELDS), ("Lead", LEAD_FIELDS), ("Company", COMPANY_FIELDS), ("Signals", FLAG_FIELDS))


@dataclass(frozen=True)
class Suggestion:
    value: Any
    label: str
    count: int


def editor_catalogue(custom_fields: Sequence[CustomField]) -> dict[str, Any]:
    """Everything the editor needs to offer fields, operators and kinds of touch, as JSON.

    {"fields": [{name, label, type, group, choices, operators: [{op, words, shape}], on_scores}], "touches": …}
    """
    catalogue = verdict_catalogue(custom_fields)
    group_of = {field.name: group for group, fields in GROUPS for field in fields}
    return {
        "fields": [_told(field, group_of.get(field.name, "Your own fields")) for field in catalogue],
        "touches": [{"kind": "any", "label": "Any touch"}]
        + [{"kind": kind, "label": str(label)} for kind, label in catalogue.touches.items()],
        "touch_operators": [{"op": op, "words": operator.words} for op, operator in TOUCH_OPERATORS.items()],
    }


def _told(field: Field, group: str) -> dict[str, Any]:
    operators = type_of(field).operators
    return {
        "name": field.name,
        "label": field.label,
        "type": field.type,
        "group": group,
        "choices": [[code, str(label)] for code, label in field.choices.items()] if field.choices else None,
        "operators": [
            {"op": op, "words": _words(operators[op].words, op), "shape": _shape(operators[op].shape)}
            for op in operators_for(field)
        ],
        "on_scores": field in SCORE_FIELDS,
    }


# In a sentence both read alike; in a list of operators they have to be told apart.
_PLURAL = {"in": "is one of", "not_in": "is none of"}


def _words(template: str, op: str) -> str:
    return _PLURAL.get(op) or template.replace("{}", "").replace("  ", " ").strip()


def _shape(shape: object) -> str:
    return type(shape).__name__.lower()


def common_values(name: str, typed: str = "") -> list[Suggestion]:
    """Values of a field among the newest leads, the most frequent first. Raises UnknownName for an unknown field."""
    custom = list(CustomField.objects.order_by("key"))
    field = fact_catalogue(custom).lookup(name)
    if field.type in (FieldType.NUMBER, FieldType.DATE):
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            COMMON.format(sql=field.sql),
            {"typed": typed.strip(), "most": MOST_VALUES, "asked": ASKED, "zone": current_tenant().time_zone},
        )
        rows = cursor.fetchall()
    return list(_labelled(rows, field))


def _labelled(rows: Iterable[tuple[Any, int]], field: Field) -> Iterable[Suggestion]:
    for value, count in rows:
        label = str(field.choices.get(value, value)) if field.choices else str(value)
        yield Suggestion(value, label, count)


COMMON = """
    SELECT value, count(*) FROM (
        SELECT ({sql})::text AS value FROM (SELECT * FROM leads_lead ORDER BY id DESC LIMIT %(asked)s) l
        JOIN leads_standing s ON s.lead_id = l.id LEFT JOIN leads_company c ON c.id = l.company_id
    ) v
    WHERE btrim(value) <> '' AND (%(typed)s = '' OR strpos(lower(value), lower(%(typed)s)) > 0)
    GROUP BY value ORDER BY count(*) DESC, value LIMIT %(most)s
"""
