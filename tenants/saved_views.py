"""A member's own views of a list: its filters and order under a name."""

from collections.abc import Sequence
from typing import Any

from django.http import QueryDict
from django.urls import reverse

from tenants.models import Membership, SavedView, Tenant

# Where in a list one was is not part of a view of it.
PLACES = ("cursor", "page")
MOST = 30


class TooManyViews(Exception):
    def __init__(self) -> None:
        super().__init__(f"{MOST} views of one list are enough. Delete one first.")


def list_of(path: str) -> str:
    """The list a page shows, as saved views know it: its path below the tenant."""
    return path.split("/", 3)[3] if path.count("/") >= 3 else ""


def filters_of(query: str) -> str:
    """The query string without the place in the list."""
    values = QueryDict(query, mutable=True)
    for name in PLACES:
        values.pop(name, None)
    return values.urlencode()


def save_view(member: Membership, *, list_name: str, name: str, query: str) -> SavedView:
    """Keep a view; one of the same name is replaced. Raises TooManyViews."""
    mine = SavedView.objects.filter(member=member, list_name=list_name)
    if mine.exclude(name=name).count() >= MOST:
        raise TooManyViews
    view, _ = SavedView.objects.update_or_create(
        member=member, list_name=list_name, name=name, defaults={"query": filters_of(query)}
    )
    return view


def delete_view(view: SavedView) -> None:
    view.delete()


def views_of(member: Membership, list_name: str) -> Sequence[SavedView]:
    return list(SavedView.objects.filter(member=member, list_name=list_name).order_by("name"))


def saved_views(member: Membership, tenant: Tenant, *, path: str, query: str) -> dict[str, Any]:
    """What components/saved_views.html takes, for the list at this path with this query string."""
    here = filters_of(query)
    return {
        "views": [
            {"name": view.name, "url": f"{path}?{view.query}", "active": view.query == here}
            for view in views_of(member, list_of(path))
        ],
        "save_url": reverse("tenants:save_view", args=[tenant.slug]),
    }
