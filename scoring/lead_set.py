"""A set of leads, as the predicate that picks it: one lead, a list, a stretch of ids, or all of a tenant's."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class LeadSet:
    template: str
    params: dict[str, Any]

    @classmethod
    def of(cls, ids: Sequence[int]) -> "LeadSet":
        return cls("{column} = ANY(%(lead_ids)s)", {"lead_ids": list(ids)})

    @classmethod
    def between(cls, first: int, last: int) -> "LeadSet":
        """Leads whose ids lie from first to last, both included."""
        return cls("{column} BETWEEN %(first_lead)s AND %(last_lead)s", {"first_lead": first, "last_lead": last})

    @classmethod
    def everyone(cls) -> "LeadSet":
        return cls("TRUE", {})

    def predicate(self, column: str) -> str:
        return self.template.format(column=column)
