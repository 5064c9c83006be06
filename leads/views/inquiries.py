"""Inquiries as they came, and those that a person has to look at."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from leads.filters import InquiryFilter
from leads.inquiries import mark_looked_at, show_raw
from leads.models import Inquiry
from leads.selectors import inquiry_list
from leads.views.listing import read_listing
from tenants.permissions import Action, requires

CHIPS = ("source", "campaign", "channel")
ORDERS = {"received": "Newest first", "newest": "Last to arrive", "oldest": "First to arrive"}


@requires(Action.VIEW_LEADS)
def inquiries(request):
    found = InquiryFilter(request.GET, queryset=_with_people())
    context = read_listing(request, found, chips=CHIPS, orders=ORDERS, noun=("inquiry", "inquiries"))
    waiting = request.GET.get("needs_look") == "true"
    narrowed = any(request.GET.get(name) for name in found.filters if name != "needs_look")
    context |= {
        "tabs": [
            {"label": "All", "url": request.path, "active": not waiting},
            {"label": "Need a look", "url": f"{request.path}?needs_look=true", "active": waiting},
        ],
        "waiting": waiting,
        "narrowed": narrowed,
        "clear_url": f"{request.path}?needs_look=true" if waiting else request.path,
    }
    return render(request, "leads/inquiries.html", context)


@requires(Action.VIEW_LEADS)
def inquiry(request, public_id):
    found = _find(public_id, _with_people().defer(None).select_related("imported_by"))
    context = {
        "inquiry": found,
        "raw": show_raw(bytes(found.raw)),
        "waits": bool(found.needs_look and not found.looked_at),
        "again_url": f"{reverse('leads:new_inquiry', args=[request.tenant.slug])}?again={found.public_id}",
    }
    return render(request, "leads/inquiry.html", context)


@require_POST
@requires(Action.ENTER_INQUIRY)
def looked_at(request, public_id):
    mark_looked_at(_find(public_id, inquiry_list()), at=timezone.now(), by=request.member)
    messages.success(request, "Noted as looked at.")
    return redirect(f"{reverse('leads:inquiries', args=[request.tenant.slug])}?needs_look=true")


def _with_people():
    return inquiry_list().select_related("lead__company", "lead__standing")


def _find(public_id, rows):
    try:
        return rows.get(public_id=public_id)
    except Inquiry.DoesNotExist:
        raise Http404("No such inquiry.") from None
