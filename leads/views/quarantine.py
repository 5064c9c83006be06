"""Culled leads: why each was, until when it can be released, and a weekly look at a sample."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from leads.filters import QuarantineFilter
from leads.forms import CheckForm, ReleaseForm
from leads.hygiene.flags import FLAGS
from leads.models import Disposition, Lead, QuarantineCheck
from leads.quarantine import check_figures, draw_sample, note_check, quarantined, week_of
from leads.views.answering import go_to, show_form
from leads.views.listing import read_listing
from routing.custody import CustodyRefused, Outcome, dispose, release_from_quarantine
from routing.explaining import reasons_of
from routing.views.undo import undo_url
from tenants.permissions import Action, requires

CHIPS = ("flag", "source", "campaign")
ORDERS = {"newest": "Newest first", "purge": "Purged first"}
CULL = "cull"
FOUND_IN_SAMPLE = "Looked at in the weekly sample: a real lead."


@requires(Action.VIEW_QUARANTINE)
def quarantine(request):
    found = QuarantineFilter(request.GET, queryset=quarantined())
    context = read_listing(request, found, chips=CHIPS, orders=ORDERS, noun=("lead", "leads"))
    context |= {
        "rows": [{"lead": lead, "why": why_culled(lead)} for lead in context["rows"]],
        "tabs": _tabs(request, "list"),
        "narrowed": context["is_filtered"],
        "figures": check_figures(until=week_of(timezone.localdate())),
    }
    return render(request, "leads/quarantine.html", context)


def why_culled(lead):
    """The cull rules that fired, and what hygiene had found, in words."""
    rules = [reason.rule for reason in reasons_of(lead.standing) if reason.rule.kind == CULL]
    return {"rules": rules, "flags": [FLAGS[flag] for flag in lead.flags if flag in FLAGS]}


@requires(Action.RELEASE_QUARANTINE)
def release(request, public_id):
    """A dialog that asks why, then lets the lead out and has it judged anew."""
    lead = _find(public_id)
    form = ReleaseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        release_from_quarantine(lead, reason=form.cleaned_data["reason"], at=timezone.now(), by=request.member)
        lead = Lead.objects.select_related("standing__custodian").get(pk=lead.pk)
        messages.success(request, released_words(lead))
        return _back(request)
    return show_form(request, "leads/release.html", {"lead": lead, "form": form})


def released_words(lead):
    standing = lead.standing
    return f"{lead} is out of quarantine: {standing.get_band_display().lower()}, with {standing.custodian}."


@require_POST
@requires(Action.RELEASE_QUARANTINE)
def purge(request, public_id):
    lead = _find(public_id)
    why = ", ".join(rule.label for rule in why_culled(lead)["rules"]) or "culled as junk"
    try:
        before = dispose(
            lead, Outcome(Disposition.PURGED, f"Purged by hand: {why}"), at=timezone.now(), by=request.member
        )
    except CustodyRefused as refusal:
        messages.error(request, str(refusal))
        return _back(request)
    messages.success(request, f"{lead} is purged.", extra_tags=f"undo:{undo_url(request, lead, 'dispose', before)}")
    return _back(request)


@requires(Action.RELEASE_QUARANTINE)
def sample(request):
    """This week's sample of culled leads, drawn once, the same for everybody."""
    week = week_of(timezone.localdate())
    checks = draw_sample(week)
    context = {
        "tabs": _tabs(request, "sample"),
        "week": week,
        "checks": [{"check": one, "lead": one.lead, "why": why_culled(one.lead)} for one in checks],
        "done": sum(bool(one.verdict) for one in checks),
        "figures": check_figures(until=week),
    }
    return render(request, "leads/sample.html", context)


@require_POST
@requires(Action.RELEASE_QUARANTINE)
def check(request, public_id):
    """What somebody says of one of the sample; a real lead is released at once."""
    found, form = _find_check(public_id), CheckForm(request.POST)
    if not form.is_valid():
        raise Http404("There is no such answer.")
    at, verdict = timezone.now(), form.verdict_given()
    note_check(found, verdict, at=at, by=request.member)
    if verdict == QuarantineCheck.Verdict.REAL:
        _release_if_held(request, found.lead, at)
    return redirect("leads:quarantine_sample", request.tenant.slug)


def _release_if_held(request, lead, at):
    try:
        release_from_quarantine(lead, reason=FOUND_IN_SAMPLE, at=at, by=request.member)
    except CustodyRefused as refusal:
        messages.info(request, f"Noted. {refusal}")
        return
    lead = Lead.objects.select_related("standing__custodian").get(pk=lead.pk)
    messages.success(request, released_words(lead))


def _tabs(request, active):
    slug = request.tenant.slug
    return [
        {"label": "In quarantine", "url": reverse("leads:quarantine", args=[slug]), "active": active == "list"},
        {
            "label": "Check a sample",
            "url": reverse("leads:quarantine_sample", args=[slug]),
            "active": active == "sample",
        },
    ]


def _back(request):
    return go_to(request, reverse("leads:quarantine", args=[request.tenant.slug]))


def _find(public_id):
    try:
        return quarantined().get(public_id=public_id)
    except Lead.DoesNotExist:
        raise Http404("This lead is not in quarantine.") from None


def _find_check(public_id):
    try:
        return QuarantineCheck.objects.select_related("lead").get(public_id=public_id)
    except QuarantineCheck.DoesNotExist:
        raise Http404("No such check.") from None
