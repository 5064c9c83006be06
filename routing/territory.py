"""Splits the leads waiting in a queue by whose territory they are in."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from leads.models import CustomField
from routing.candidates import Candidate
from routing.models import Queue
from scoring.conditions import CompileContext, Condition, ConditionError, FieldCatalogue, parse
from scoring.facts import territory_catalogue
from scoring.lead_set import LeadSet
from tenants.scope import current_tenant


@dataclass(frozen=True)
class TerritoryClass:
    """Leads that lie in the territories of just these places: `sql` picks them, over s, l and c."""

    places: frozenset[int]
    sql: str
    params: dict[str, Any]


def territory_fields() -> FieldCatalogue:
    return territory_catalogue(CustomField.objects.order_by("key"))


def read_territory(data: object) -> Condition:
    """Raises ConditionError with all that is wrong with it."""
    return parse(data, territory_fields())


def territory_sentence(data: object, catalogue: FieldCatalogue | None = None) -> str:
    """Which leads lie in it, in words; empty for a member who takes any."""
    if data is None:
        return ""
    try:
        return parse(data, catalogue or territory_fields()).sentence()
    except ConditionError as error:
        return f"Cannot be tested any more. {error.problems[0].message}"


def territory_classes(
    queue: Queue, leads: LeadSet, candidates: Sequence[Candidate], *, at: datetime
) -> Iterator[TerritoryClass]:
    """The classes that occur among the waiting leads; one, unasked, where nobody has a territory."""
    everyone = frozenset(candidate.place.pk for candidate in candidates)
    if not any(candidate.place.territory for candidate in candidates):
        yield TerritoryClass(everyone, "TRUE", {})
        return

    signature, params = _signature(candidates, at=at)
    for found in _signatures_waiting(queue, leads, signature, params):
        places = frozenset(c.place.pk for c, bit in zip(candidates, found, strict=True) if bit == "1")
        yield TerritoryClass(places, f"{signature} = %(signature)s", params | {"signature": found})


def _signature(candidates: Sequence[Candidate], *, at: datetime) -> tuple[str, dict[str, Any]]:
    context = CompileContext(at=at, zone=current_tenant().time_zone)
    catalogue = territory_fields()
    tests = [parse(c.place.territory, catalogue).sql(context) if c.place.territory else "TRUE" for c in candidates]
    bits = [f"CASE WHEN {test} THEN '1' ELSE '0' END" for test in tests]
    return f"({' || '.join(bits)})", context.params


def _signatures_waiting(queue: Queue, leads: LeadSet, signature: str, params: dict[str, Any]) -> list[str]:
    sql = f"""
        SELECT DISTINCT {signature} FROM leads_standing s JOIN leads_lead l ON l.id = s.lead_id
        LEFT JOIN leads_company c ON c.id = l.company_id
        WHERE s.custodian_id = %(pool)s AND s.disposition IS NULL AND {leads.predicate("s.lead_id", "l.id")}
        ORDER BY 1"""
    with connection.cursor() as cursor:
        cursor.execute(sql, params | leads.params | {"pool": queue.custodian_id})
        return [row[0] for row in cursor.fetchall()]
