"""What the frame around every signed-in page shows: the firm, the member, and the places their role may go."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from leads.models import Inquiry, Route, Standing
from routing.models import Assignment, Queue
from tenants.models import Access, Membership, Tenant
from tenants.permissions import Action, actions_of, can
from tenants.scope import NoTenant, current_tenant

# Beyond this many nobody counts; the database stops there too.
MOST_COUNTED = 1000


@dataclass(frozen=True)
class Place:
    label: str
    page: str
    icon: str
    action: Action
    key: str


PLACES = (
    Place("Home", "reporting:home", "home", Action.ENTER, "h"),
    Place("Queue", "routing:queue", "list-check", Action.WORK_QUEUE, "q"),
    Place("Leads", "leads:list", "users", Action.VIEW_LEADS, "l"),
    Place("Inquiries", "leads:inquiries", "inbox", Action.VIEW_LEADS, "n"),
    Place("Quarantine", "leads:quarantine", "shield-half", Action.VIEW_QUARANTINE, "z"),
    Place("Companies", "leads:companies", "building", Action.VIEW_COMPANIES, "o"),
    Place("Campaigns", "leads:campaigns", "speakerphone", Action.VIEW_CAMPAIGNS, "c"),
    Place("Rules", "scoring:rule_sets", "adjustments-horizontal", Action.ENTER_STUDIO, "u"),
    Place("Queues", "routing:queues", "route", Action.VIEW_QUEUES, "t"),
    Place("Settings", "tenants:settings", "settings", Action.ENTER, "s"),
)


def shell(request: HttpRequest) -> dict[str, Any]:
    """Context of every template. Pages outside a tenant's scope, errors among them, get none of it."""
    member = getattr(request, "member", None)
    if member is None or not _in_scope():
        return {}
    tenant = request.tenant  # type: ignore[attr-defined]  # set by TenantMiddleware
    return {
        "tenant": tenant,
        "member": member,
        "rights": {action.value for action in actions_of(member)},
        "tenant_choices": SimpleLazyObject(lambda: tenant_choices(member, tenant)),
        "nav": SimpleLazyObject(lambda: navigation(member, tenant, here=_current_path(request))),
        "nav_refresh_url": reverse("tenants:nav", args=[tenant.slug]),
        "account_links": account_links(tenant),
        "home_url": _url("reporting:home", tenant),
        "search_url": _url("leads:search", tenant) if can(member, Action.VIEW_LEADS) else "",
        "search_suggest_url": _url("leads:suggestions", tenant),
        "new_inquiry_url": _url("leads:new_inquiry", tenant) if can(member, Action.ENTER_INQUIRY) else "",
    }


def _in_scope() -> bool:
    try:
        return bool(current_tenant())
    except NoTenant:
        return False


def _current_path(request: HttpRequest) -> str:
    """The page a person is on; a fragment that refreshes itself is asked for by another path."""
    return urlsplit(request.headers.get("HX-Current-URL", "")).path or request.path


def tenant_choices(member: Membership, tenant: Tenant) -> list[dict[str, Any]]:
    entries = Access.objects.filter(user=member.user_id).select_related("to").order_by("to__name")
    return [
        {"name": entry.to.name, "url": _url("reporting:home", entry.to), "active": entry.to_id == tenant.pk}
        for entry in entries
    ]


def navigation(member: Membership, tenant: Tenant, *, here: str) -> list[dict[str, Any]]:
    counts = live_counts(member)
    items = [
        {
            "label": place.label,
            "url": _url(place.page, tenant),
            "icon": place.icon,
            "key": place.key,
            "count": counts.get(place.page),
            "active": False,
        }
        for place in PLACES
        if can(member, place.action)
    ]
    _mark_active(items, here)
    return items


def live_counts(member: Membership) -> dict[str, int]:
    """A constant number of statements, each of which reads no more than it may show."""
    counts = {}
    if can(member, Action.WORK_QUEUE):
        counts["routing:queue"] = Assignment.objects.filter(member=member, closed_at=None)[:MOST_COUNTED].count()
    if can(member, Action.VIEW_QUARANTINE):
        pools = Queue.objects.filter(route=Route.PURGE).values("custodian")
        held = Standing.objects.filter(disposition=None, custodian__in=pools)
        counts["leads:quarantine"] = held[:MOST_COUNTED].count()
    if can(member, Action.VIEW_LEADS):
        unread = Inquiry.objects.filter(looked_at=None).exclude(needs_look="")
        counts["leads:inquiries"] = unread[:MOST_COUNTED].count()
    return counts


def _mark_active(items: Sequence[dict[str, Any]], here: str) -> None:
    """The item whose address is the longest beginning of where we are; home, with which all begin, only at home."""
    home = items[0]
    fitting = [item for item in items if here == item["url"] or (item is not home and here.startswith(item["url"]))]
    if fitting:
        max(fitting, key=lambda item: len(item["url"]))["active"] = True


def account_links(tenant: Tenant) -> list[dict[str, str]]:
    return [
        {"label": "Profile", "url": reverse("tenants:profile", args=[tenant.slug]), "icon": "user"},
        {"label": "Account and security", "url": reverse("mfa_index"), "icon": "shield-lock"},
    ]


def _url(page: str, tenant: Tenant) -> str:
    return reverse(page, args=[tenant.slug])
