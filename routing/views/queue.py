"""A member's own queue: the list, with the lead beside it."""

from django.http import Http404
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from routing.selectors.work import Place, my_queue, own_places, work_figures
from routing.views.answering import is_htmx
from routing.views.lead import pane_of
from tenants.permissions import Action, requires

PROMISED_PERCENT = 75
SIZE = 25


@requires(Action.WORK_QUEUE)
def queue(request):
    """The page; for htmx the list alone, with the figures above it."""
    now = timezone.now()
    page = my_queue(request.member, after=_place(request), size=SIZE)
    midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    rows = queue_rows(request, page.items)
    mark_active(rows, request.GET.get("lead", ""))
    context = {
        "rows": rows,
        "active": next((row for row in rows if row["active"]), None),
        "figures": work_figures(request.member, at=now, midnight=midnight),
        "places": own_places(request.member),
        "promised_percent": PROMISED_PERCENT,
        "next_url": page.next and f"?after={page.next}".replace("+", "%2B"),
        "is_first_page": "after" not in request.GET,
    }
    if not is_htmx(request):
        return render(request, "routing/queue.html", context)
    if context["active"]:
        context["pane"] = render_to_string(
            "routing/_lead_pane.html", pane_of(request, context["active"]["id"]), request
        )
    return render(request, "routing/_work.html", context)


def _place(request) -> Place | None:
    text = request.GET.get("after")
    if not text:
        return None
    try:
        return Place.read(text)
    except ValueError:
        raise Http404("That page of the queue is not here.") from None


def queue_rows(request, items):
    return [_row(request.tenant.slug, item) for item in items]


def _row(slug, item):
    lead, standing = item.lead, item.standing
    company = lead.company
    return {
        "id": str(lead.public_id),
        "url": reverse("routing:lead", args=[slug, lead.public_id]),
        "pane_url": reverse("routing:lead_pane", args=[slug, lead.public_id]),
        "due_at": standing.next_action_at,
        "next_action": standing.next_action,
        "band": standing.band,
        "score": standing.score,
        "name": str(lead),
        "title": lead.title,
        "company": str(company) if company else "",
        "country": lead.country or (company.country if company else ""),
        "employees": company.employees if company else None,
        "why": ", ".join(reason.rule.label for reason in item.reasons),
        "is_new": item.assignment.accepted_at is None,
        "active": False,
    }


def mark_active(rows, lead_id: str) -> None:
    """The lead asked for, else the first: what to do next is open already."""
    chosen = next((row for row in rows if row["id"] == lead_id), rows[0] if rows else None)
    if chosen:
        chosen["active"] = True
