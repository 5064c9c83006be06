"""An inquiry recorded by hand: in by the same door as those of programs."""

import json
from uuid import UUID

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone

from leads.forms import CUSTOM, InquiryForm
from leads.hygiene.text import clean_block
from leads.inquiries import body_of, mark_looked_at
from leads.intake import Incoming, clean
from leads.models import Inquiry, Lead
from leads.selectors import lead_list
from routing.reception import receive
from tenants.permissions import Action, requires

NOBODY = "Give an e-mail, a telephone number, or a name with a company: there must be somebody to get back to."


@requires(Action.ENTER_INQUIRY)
def new_inquiry(request):
    """`again=<id of an inquiry>`: filled in with what that one said, to be sent corrected."""
    original = _original(request)
    if request.method != "POST":
        return _show(request, InquiryForm(member=request.member, initial=_initial(original)), original)

    form = InquiryForm(request.POST, member=request.member)
    if not form.is_valid():
        return _show(request, form, original)
    incoming = _incoming(form, at=timezone.now())
    cleaned = clean(incoming, region=request.tenant.country)
    if not cleaned.identity:
        form.add_error(None, NOBODY)
    unusable = _unusable(incoming, cleaned)
    if not cleaned.identity or (unusable and "anyway" not in request.POST):
        form.note(unusable)
        return _show(request, form, original, may_insist=bool(cleaned.identity))
    return _take(request, incoming, original)


def _take(request, incoming, original):
    (taken,) = receive([incoming], at=incoming.received_at)
    if original:
        mark_looked_at(original, at=incoming.received_at, by=request.member)
    lead = lead_list().get(inquiries__public_id=taken.inquiry_id)
    messages.success(request, outcome_words(lead, is_new=taken.is_new_lead))
    for note in taken.notes[:3]:
        messages.info(request, note.message)
    return redirect("routing:lead", request.tenant.slug, lead.public_id)


def outcome_words(lead: Lead, *, is_new: bool) -> str:
    """ "Ida Okafor is new: hot, to sales, held by Sally." """
    standing, holder = lead.standing, lead.standing.custodian
    known = "is new" if is_new else "was known already"
    judged = f"{standing.get_band_display().lower()}, to {standing.get_route_display().lower()}"
    if holder is None:
        return f"{lead} {known} and is {standing.get_disposition_display().lower()}. The inquiry is in the story."
    where = f"held by {holder}" if holder.member_id else f"waits in {holder}"
    return f"{lead} {known}: {judged}, {where}."


def _incoming(form, *, at):
    sent = {name: value for name, value in form.data.items() if name not in ("csrfmiddlewaretoken", "anyway") and value}
    return Incoming(
        fields=form.facts(),
        raw=json.dumps(sent, ensure_ascii=False).encode(),
        channel=Inquiry.Channel.PAGE,
        received_at=at,
        source=form.cleaned_data["source"],
        campaign=form.cleaned_data["campaign"].code if form.cleaned_data["campaign"] else "",
        custom=form.custom(),
        consent_email=form.consent("consent_email"),
        consent_phone=form.consent("consent_phone"),
        consent_wording="Recorded by hand" if "yes" in _consents(form) else "",
        do_not_email=form.cleaned_data["do_not_email"],
        do_not_call=form.cleaned_data["do_not_call"],
    )


def _unusable(incoming, cleaned):
    """What hygiene says of values that were typed and cannot be used, so that whoever typed them can mend them."""
    lost = {name for name in incoming.fields if not getattr(cleaned, "phone_e164" if name == "phone" else name)}
    return [*cleaned.errors, *(note for note in cleaned.notes if note.field in lost)]


def _consents(form):
    return {form.cleaned_data["consent_email"], form.cleaned_data["consent_phone"]}


def _show(request, form, original, *, may_insist=False):
    context = {"form": form, "original": original, "may_insist": may_insist}
    return render(request, "leads/new_inquiry.html", context, status=422 if form.errors else 200)


def _original(request):
    try:
        again = UUID(request.GET.get("again", ""))
    except ValueError:
        return None
    return Inquiry.objects.select_related("campaign").filter(public_id=again).first()


def _initial(original):
    """What the earlier inquiry said, as far as it came in a form we can read."""
    if original is None:
        return {}
    body = body_of(bytes(original.raw))
    said = {name: _readable(value) for name, value in body.items() if isinstance(value, str | int | float)}
    custom = body.get("custom")
    if isinstance(custom, dict):
        said |= {CUSTOM + name: value for name, value in custom.items()}
    campaign = {"campaign": original.campaign.code} if original.campaign else {}
    return said | {"source": original.source} | campaign | _consent_of(body)


def _readable(value):
    return clean_block(value) if isinstance(value, str) else value


def _consent_of(body):
    consent = body.get("consent")
    if not isinstance(consent, dict):
        return {}
    said = {name: consent[name] for name in ("email", "phone") if isinstance(consent.get(name), bool)}
    return {f"consent_{name}": "yes" if agrees else "no" for name, agrees in said.items()}
