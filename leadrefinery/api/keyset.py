"""Pages of a list by where the last row stood, never by number: page 1,000 costs what page 1 costs.

found = read_page(LeadFilter(...).qs, LeadFilter.ORDERS["score"], cursor=request.GET.get("cursor"), size=50)
found.rows, found.next, found.previous
"""

import base64
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from typing import Any

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.db.models import F, Model, Q, QuerySet
from django.db.models.constants import LOOKUP_SEP

from tenants.scope import current_tenant


class BadCursor(ValueError):
    """The cursor was not made by this list, in this order, for this tenant."""


@dataclass(frozen=True)
class Order:
    """By one field, then by the integer key, which makes it total. Empty values come last."""

    field: str
    descending: bool = False
    nullable: bool = False

    def reversed(self) -> "Order":
        return replace(self, descending=not self.descending)

    def expressions(self, *, nulls_first: bool) -> list[Any]:
        keys = [F(self.field)] if self.field == "pk" else [F(self.field), F("pk")]
        if not self.nullable:
            return [key.desc() if self.descending else key.asc() for key in keys]
        nulls = {"nulls_first": True} if nulls_first else {"nulls_last": True}
        ways = [keys[0].desc(**nulls) if self.descending else keys[0].asc(**nulls)]
        return [*ways, keys[1].desc() if self.descending else keys[1].asc()]


@dataclass(frozen=True)
class Place:
    """Where a page starts: beside the row with this value and key, before or after it."""

    value: Any
    pk: int
    backwards: bool


@dataclass(frozen=True)
class Page:
    """Rows of one page with the cursors of its neighbours; None where there is none."""

    rows: Sequence[Any]
    next: str | None
    previous: str | None


def read_page(queryset: QuerySet, order: Order, *, cursor: str | None = None, size: int = 50) -> Page:
    """One page, in one statement. Raises BadCursor."""
    place = _read_cursor(cursor, order) if cursor else None
    backwards = place is not None and place.backwards
    way = order.reversed() if backwards else order
    if place:
        queryset = queryset.filter(_beyond(place, way, nulls_first=backwards))

    rows = list(queryset.order_by(*way.expressions(nulls_first=backwards))[: size + 1])
    more, rows = len(rows) > size, rows[:size]
    if backwards:
        rows.reverse()
    has_next = more if not backwards else True
    has_previous = more if backwards else place is not None
    return Page(
        rows,
        _cursor(rows[-1], order, backwards=False) if rows and has_next else None,
        _cursor(rows[0], order, backwards=True) if rows and has_previous else None,
    )


def _beyond(place: Place, way: Order, *, nulls_first: bool) -> Q:
    side = "lt" if way.descending else "gt"
    if way.field == "pk":
        return Q(**{f"pk__{side}": place.pk})
    same = Q(**{way.field: place.value, f"pk__{side}": place.pk})
    if place.value is None:
        rest = Q(**{f"{way.field}__isnull": True, f"pk__{side}": place.pk})
        return rest | Q(**{f"{way.field}__isnull": False}) if nulls_first else rest
    if way.nullable and not nulls_first:
        return Q(**{f"{way.field}__{side}": place.value}) | same | Q(**{f"{way.field}__isnull": True})
    # The first comparison alone bounds the index scan; the rest settles rows that share the value.
    bound = Q(**{f"{way.field}__{side}e": place.value})
    return bound & (Q(**{f"{way.field}__{side}": place.value}) | same)


def _cursor(row: Model, order: Order, *, backwards: bool) -> str:
    return seal([order.field, order.descending, backwards, row.pk, _value_of(row, order.field)])


def _value_of(row: Model, path: str) -> Any:
    value: Any = row
    for name in path.split(LOOKUP_SEP):
        value = getattr(value, name)
    return value


def _read_cursor(cursor: str, order: Order) -> Place:
    field, descending, backwards, pk, value = unseal(cursor, size=5)
    if (field, descending) != (order.field, order.descending):
        raise BadCursor("this cursor is of another list or order")
    return Place(value, pk, backwards)


def seal(place: Sequence[Any]) -> str:
    """A place in a list as an opaque text, good for the current tenant alone. Times keep their type."""
    told = [{"at": value.isoformat()} if isinstance(value, datetime) else value for value in place]
    content = json.dumps([current_tenant().pk, *told])
    return _cipher().encrypt(content.encode()).decode().rstrip("=")


def unseal(cursor: str, *, size: int) -> list[Any]:
    """The place of `size` values in a cursor. Raises BadCursor."""
    try:
        content = _cipher().decrypt((cursor + "=" * (-len(cursor) % 4)).encode())
    except (InvalidToken, ValueError):
        raise BadCursor("this is not a cursor of ours") from None
    tenant_id, *place = json.loads(content)
    if tenant_id != current_tenant().pk or len(place) != size:
        raise BadCursor("this cursor is of another list or order")
    return [datetime.fromisoformat(value["at"]) if isinstance(value, dict) else value for value in place]


@cache
def _cipher() -> Fernet:
    # Encrypted, because row keys count the rows of every tenant, and that is nobody's business.
    secret = hashlib.sha256(b"list cursor" + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(secret))
