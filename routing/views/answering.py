"""How an action on a lead answers: a toast and a refresh to htmx, a redirect with a message to a plain form."""

import json
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from routing.selectors.visible import visible_leads

CHANGED = "lead-changed"


@dataclass(frozen=True)
class Done:
    message: str
    undo_url: str = ""


def is_htmx(request) -> bool:
    return request.headers.get("HX-Request") == "true"


def answer_done(request, lead, done: Done) -> HttpResponse:
    if is_htmx(request) and still_seen(request, lead):
        toast = {"message": done.message, "level": "success", "undo_url": done.undo_url}
        return HttpResponse(
            status=204, headers={"HX-Trigger": json.dumps({"closeDialog": "", "toast": toast, CHANGED: ""})}
        )
    messages.success(request, done.message, extra_tags=f"undo:{done.undo_url}" if done.undo_url else "")
    answer = redirect(after_url(request, lead))
    if is_htmx(request):
        answer.status_code, answer["HX-Redirect"] = 204, answer.url
    return answer


def still_seen(request, lead) -> bool:
    """A partner no longer sees what they have closed or sent back."""
    return visible_leads(request.member).filter(pk=lead.pk).exists()


def answer_refused(request, lead, refusal, *, status: int) -> HttpResponse:
    """For actions without a form of their own, where there is nothing to correct."""
    if is_htmx(request):
        body = json.dumps({"detail": str(refusal)})
        return HttpResponse(
            body, status=status, content_type="application/problem+json", headers={"HX-Trigger": CHANGED}
        )
    messages.error(request, str(refusal))
    return redirect(after_url(request, lead))


def after_url(request, lead) -> str:
    if request.GET.get("from") == "queue":
        return reverse("routing:queue", args=[request.tenant.slug])
    if lead is None:
        return reverse("routing:queue", args=[request.tenant.slug])
    if not still_seen(request, lead):
        return reverse("reporting:home", args=[request.tenant.slug])
    return reverse("routing:lead", args=[request.tenant.slug, lead.public_id])


def show_form(request, template: str, context: dict, *, status: int = 200) -> HttpResponse:
    """A dialog for htmx, the same form as a page of its own without it."""
    first = next(iter(context["form"].fields.values()))
    first.widget.attrs["autofocus"] = True
    layout = "components/dialog.html" if is_htmx(request) else "routing/form_page.html"
    return render(request, template, context | {"layout": layout, "form_url": request.get_full_path()}, status=status)
