"""The box at the top: what it suggests while one types, and the page of what was found."""

from django.shortcuts import render
from django.urls import reverse

from leads.search import search
from tenants.permissions import Action, requires

MOST_SUGGESTED = 7
MOST_SHOWN = 50


@requires(Action.VIEW_LEADS)
def found(request):
    text = request.GET.get("q", "").strip()
    context = {"text": text, "search_query": text, "results": search(text, MOST_SHOWN)}
    context["leads_url"] = reverse("leads:list", args=[request.tenant.slug])
    return render(request, "leads/search.html", context)


@requires(Action.VIEW_LEADS)
def suggestions(request):
    """A fragment below the box."""
    text = request.GET.get("q", "").strip()
    return render(request, "leads/_suggestions.html", {"text": text, "results": search(text, MOST_SUGGESTED)})
