"""All leads of the firm."""

from django.http import QueryDict
from django.shortcuts import render

from leads.filters import OPEN, LeadFilter
from leads.models import Disposition
from leads.selectors import lead_list
from leads.views.listing import read_listing
from tenants.permissions import Action, requires

FOLDED = ("route", "queue", "country", "timeline", "age", "flag")
CHIPS = ("band", "stage", "owner", "source", "campaign", "due", *FOLDED)
ORDERS = {"newest": "Newest first", "score": "Highest score", "due": "Next action first", "oldest": "Oldest first"}
WORDS = {"due": "Due", "age": "Came in"}
TABS = ((OPEN, "Open"), *((value.value, value.label) for value in Disposition), ("", "All"))
NONE_OF = {
    OPEN: "Every lead has come to an end: won, lost or purged. New ones stand here as they come in.",
    Disposition.WON.value: "Leads stand here once they have bought.",
    Disposition.LOST.value: "Leads stand here once somebody has closed them as lost, with the reason.",
    Disposition.PURGED.value: "Leads stand here once they were purged as junk, with the reason.",
    "": "Leads stand here as they come in.",
}


@requires(Action.VIEW_LEADS)
def leads(request):
    """Without a word about it the open ones: those that somebody can still do something about."""
    disposition = request.GET.get("disposition", OPEN)
    found = LeadFilter(_with(request.GET, disposition=disposition), queryset=lead_list())
    # What is closed has no next action to order by.
    orders = ORDERS if disposition == OPEN else {name: words for name, words in ORDERS.items() if name != "due"}
    context = read_listing(
        request, found, chips=CHIPS, folded=FOLDED, orders=orders, noun=("lead", "leads"), words=WORDS
    )

    narrowed = context["is_filtered"] and any(request.GET.get(name) for name in found.filters if name != "disposition")
    context |= {
        "tabs": [
            {"label": label, "url": _tab_url(request, value), "active": value == disposition} for value, label in TABS
        ],
        "disposition": disposition,
        "narrowed": narrowed,
        "clear_url": f"{request.path}?{_with(QueryDict(), disposition=disposition).urlencode()}",
        "none_text": NONE_OF.get(disposition, NONE_OF[OPEN]),
        "bulk": [{"label": "Hand over", "icon": "arrows-exchange", "value": "hand_over"}],
        "none_at_all": not context["rows"] and not narrowed and not lead_list().exists(),
        "company": found.form.cleaned_data.get("company") if found.form.is_valid() else None,
    }
    return render(request, "leads/list.html", context)


def _with(query, **changes):
    query = query.copy()
    for name, value in changes.items():
        query[name] = value
    return query


def _tab_url(request, disposition):
    query = _with(request.GET, disposition=disposition)
    query.pop("cursor", None)
    return f"{request.path}?{query.urlencode()}"
