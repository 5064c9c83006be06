from django.urls import reverse

from tenants.permissions import Action, can

TABS = (
    ("Profile", "tenants:profile", Action.ENTER),
    ("Firm", "tenants:firm", Action.MANAGE_SETTINGS),
    ("Members", "tenants:members", Action.VIEW_MEMBERS),
    ("Working hours", "tenants:calendars", Action.MANAGE_SETTINGS),
    ("API keys", "tenants:api_keys", Action.MANAGE_API_KEYS),
    ("Audit log", "tenants:audit", Action.VIEW_AUDIT),
)


def settings_tabs(request):
    """The pages under Settings that the member may open."""
    tabs = []
    for label, page, action in TABS:
        if can(request.member, action):
            url = reverse(page, args=[request.tenant.slug])
            tabs.append({"label": label, "url": url, "active": request.path.startswith(url)})
    return tabs
