"""Try a lead: one made up, or a known one with other facts, through the whole chain by one version."""

import json

from django.http import Http404
from django.shortcuts import render
from django.utils import timezone

from leads.intake import Incoming
from leads.models import Inquiry
from leads.search import search
from leads.selectors import lead_list
from routing.editing import FactsRefused
from routing.trying import Tried, try_changes, try_inquiry
from routing.views.words import why_chain
from scoring.conditions import ConditionError
from scoring.forms import TryForm
from scoring.views.finding import rule_set_or_404
from tenants.permissions import Action, requires

MOST_FOUND = 7


@requires(Action.ENTER_STUDIO)
def try_lead(request, number, public_id=None):
    """With an id: beginning with what that lead says. `q=<text>` finds one. A POST tries, and keeps nothing."""
    rule_set, lead = rule_set_or_404(number), _lead(public_id)
    form = TryForm(request.POST or None, lead=lead)
    context = {"rule_set": rule_set, "lead": lead, "form": form, "text": request.GET.get("q", "").strip()}
    if request.method == "POST" and form.is_valid():
        context |= _tried(request, rule_set, lead, form)
    if context["text"]:
        context["found"] = search(context["text"], MOST_FOUND).leads
    return render(request, "scoring/try.html", context, status=422 if form.errors else 200)


def _lead(public_id):
    lead = lead_list().filter(public_id=public_id).first() if public_id else None
    if public_id and lead is None:
        raise Http404("There is no such lead.")
    return lead


def _tried(request, rule_set, lead, form) -> dict:
    """The chain, or what kept it from coming about: at the field, or as `problem`."""
    if lead and lead.standing.disposition:
        return {"problem": f"{lead} is closed, so rules no longer move it. Try the same facts as a new person."}
    try:
        tried = _try(request, rule_set, lead, form)
    except ConditionError as error:
        return {"problem": f"Version {rule_set.number} cannot judge: {error}"}
    except FactsRefused as refusal:
        form.note(refusal.notes)
        return {}
    if not isinstance(tried, Tried):
        form.note(tried)
        return {}
    return {} if form.errors else {"tried": tried, "why": chain_of(rule_set, tried)}


def _try(request, rule_set, lead, form):
    at = timezone.now()
    if lead is None:
        return try_inquiry(rule_set, _incoming(form, at=at), at=at)
    return try_changes(rule_set, lead, form.changes(), form.company_changes(), at=at, by=request.member)


def _incoming(form, *, at) -> Incoming:
    return Incoming(
        fields=form.facts(),
        raw=json.dumps(form.facts()).encode(),
        channel=Inquiry.Channel.PAGE,
        received_at=at,
        source=form.cleaned_data["source"],
        campaign=form.cleaned_data["campaign"].code if form.cleaned_data["campaign"] else "",
        custom=form.custom(),
        consent_email=form.consent("consent_email"),
        consent_phone=form.consent("consent_phone"),
    )


def chain_of(rule_set, tried: Tried) -> dict:
    """As on a lead's page, with everybody who could not take it also where nobody could."""
    why, explanation = why_chain(tried.explanation), tried.explanation
    passed_over = explanation.passed_over if explanation.assignment or explanation.waiting else []
    return why | {"rule_set": rule_set.number, "at": None, "passed_over": passed_over}
