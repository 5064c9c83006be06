"""What a list page makes of an address that it understands in part: it shows what it can, and says what it left out."""

from django.db.models import QuerySet
from django.http import QueryDict
from django_filters import FilterSet

from leadrefinery.api.keyset import BadCursor, Order, Page, read_page

LIST_PARAMETERS = frozenset({"sort", "cursor"})
LONGEST_NAME = 40


def page_or_first(rows: QuerySet, order: Order, *, cursor: str | None, size: int) -> tuple[Page, bool]:
    """The page at this cursor, or the first, and whether the place was lost: of another order, or an older key's."""
    try:
        return read_page(rows, order, cursor=cursor, size=size), False
    except BadCursor:
        return read_page(rows, order, size=size), True


def not_understood(query: QueryDict, filterset: FilterSet, *, place_lost: bool) -> str:
    """What of a list's address was left out, in words for its reader; empty if all of it counts."""
    wrong = [str(filterset.filters[name].label) for name in filterset.errors if name in filterset.filters]
    if query.get("sort", "") not in ("", *filterset.ORDERS):
        wrong.append("Order")
    wrong += [name[:LONGEST_NAME] for name in query if name not in filterset.filters and name not in LIST_PARAMETERS]

    sentences = []
    if wrong:
        sentences.append(f"Not understood and left out: {', '.join(f'“{name}”' for name in wrong)}.")
    if place_lost:
        sentences.append("The place in the list is no longer known, so this is its beginning.")
    return " ".join(sentences)
