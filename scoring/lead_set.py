"""A set of leads, as the predicate that picks it: one lead, a list, a stretch of ids, or all of a tenant's."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import connection

# So many leads are still best looked up one by one.
FEW = 20


@dataclass(frozen=True)
class Rows:
    """Where the judging query reads leads, their companies and touches, which of them it judges, and as of when.

    `moment` is SQL. `carried` names further columns of `standings` that every level of the query passes on: the moment,
    where each lead has one of its own.
    """

    standings: str
    facts: str
    touches: str
    which: str
    moment: str = "%(at)s"
    carried: tuple[str, ...] = ()
    companies: str = "leads_company c"


# Open leads as they are now.
OPEN = Rows("leads_standing s", "leads_lead l", "leads_touch tc", "s.disposition IS NULL AND ")


@dataclass(frozen=True)
class LeadSet:
    template: str
    params: dict[str, Any]
    is_bulk: bool = True
    rows: Rows = OPEN

    @classmethod
    def of(cls, ids: Sequence[int]) -> "LeadSet":
        return cls("{column} = ANY(%(lead_ids)s)", {"lead_ids": list(ids)}, is_bulk=len(ids) > FEW)

    @classmethod
    def between(cls, first: int, last: int) -> "LeadSet":
        """Leads whose ids lie from first to last, both included."""
        return cls("{column} BETWEEN %(first_lead)s AND %(last_lead)s", {"first_lead": first, "last_lead": last})

    @classmethod
    def everyone(cls) -> "LeadSet":
        return cls("TRUE", {})

    def predicate(self, *columns: str) -> str:
        """Told of every table that is joined, PostgreSQL reads no more than the set of any of them."""
        return " AND ".join(self.template.format(column=column) for column in columns)


@contextmanager
def planned_for(leads: LeadSet) -> Iterator[None]:
    """Have PostgreSQL plan what is executed within for as many leads as the set holds.

    It takes a tenant that its statistics do not know yet for a row or two. The nested loops it would choose then read
    the whole tenant once for every lead.
    """
    if not leads.is_bulk:
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_nestloop = off")
        yield
        cursor.execute("SET LOCAL enable_nestloop TO DEFAULT")
