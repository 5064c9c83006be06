import json

from django.shortcuts import render

from leadrefinery.addresses import not_understood, page_or_first
from tenants.filters import AuditFilter
from tenants.models import AuditEntry
from tenants.permissions import Action, requires
from tenants.views.tabs import settings_tabs

SIZE = 50


@requires(Action.VIEW_AUDIT)
def audit(request):
    """Who changed what, when and why, newest first."""
    found = AuditFilter(request.GET, queryset=AuditEntry.objects.all())
    cursor = request.GET.get("cursor")
    page, place_lost = page_or_first(found.qs, AuditFilter.ORDERS["newest"], cursor=cursor, size=SIZE)
    for entry in page.rows:
        entry.title, entry.changes = title_of(entry.action), changes_in(entry)
    context = {
        "tabs": settings_tabs(request),
        "form": found.form,
        "entries": page.rows,
        "problems": not_understood(request.GET, found, place_lost=place_lost),
        "filtered": any(request.GET.get(name) for name in found.filters),
        "older_url": page.next and _with_cursor(request, page.next),
        "newer_url": page.previous and _with_cursor(request, page.previous),
    }
    return render(request, "tenants/audit.html", context)


def changes_in(entry):
    """What an entry changed, as rows of name, before and after."""
    before, after = entry.before or {}, entry.after or {}
    return [
        {"name": name.replace("_", " "), "before": _text(before.get(name)), "after": _text(after.get(name))}
        for name in after or before
    ]


def title_of(action):
    """ "member.role_changed" as "Member role changed"."""
    words = action.replace(".", " ").replace("_", " ")
    return (words[:1].upper() + words[1:]).replace("Api key", "API key")


def _text(value):
    if value is None or isinstance(value, str):
        return value or ""
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return ", ".join(value)
    return json.dumps(value, ensure_ascii=False)


def _with_cursor(request, cursor):
    query = request.GET.copy()
    query["cursor"] = cursor
    return f"?{query.urlencode()}"
