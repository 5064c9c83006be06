"""Many leads to one person or queue: one form, and for each lead its own answer."""

from dataclasses import asdict
from datetime import datetime
from decimal import Decimal

from django.contrib import messages
from django.core.serializers.json import DjangoJSONEncoder
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from leads.forms import ChosenLeads
from leads.selectors import lead_list
from routing.custody import Custody, CustodyRefused, hand_over, take_back
from routing.forms import HandOverForm
from tenants.permissions import Action, requires

HANDED_OVER = "handed_over"


@require_POST
@requires(Action.HAND_OVER)
def hand_over_chosen(request):
    """First from the list, with the leads alone: asks to whom. Then with the answer: does it, lead by lead."""
    chosen = ChosenLeads(request.POST, leads=lead_list())
    if not chosen.is_valid():
        messages.error(request, chosen.problem)
        return redirect("leads:list", request.tenant.slug)
    leads = list(chosen.cleaned_data["lead"])
    is_answer = "to" in request.POST
    form = HandOverForm(request.POST if is_answer else None)
    if not is_answer or not form.is_valid():
        return _ask(request, leads, form)

    results, held_before = _hand_over_each(leads, form.cleaned_data, by=request.member)
    request.session[HANDED_OVER] = [request.tenant.slug, held_before]
    refused = [result for result in results if result["refusal"]]
    done = len(results) - len(refused)
    if done:
        undo_url = reverse("leads:take_back", args=[request.tenant.slug])
        words = f"{done} lead{'' if done == 1 else 's'} handed over to {form.cleaned_data['to']}."
        messages.success(request, words, extra_tags=f"undo:{undo_url}")
    if not refused:
        return redirect("leads:list", request.tenant.slug)
    return render(request, "leads/handed_over.html", {"results": results, "refused": refused, "done": done})


def _ask(request, leads, form):
    return render(request, "leads/hand_over.html", {"leads": leads, "form": form}, status=422 if form.errors else 200)


def _hand_over_each(leads, answer, *, by):
    results, held_before = [], []
    for lead in leads:
        refusal = ""
        try:
            before = hand_over(lead, to=answer["to"], reason=answer["reason"], at=timezone.now(), by=by)
            held_before.append(_told(before))
        except CustodyRefused as problem:
            refusal = str(problem)
        results.append({"lead": lead, "refusal": refusal})
    return results, held_before


@require_POST
@requires(Action.HAND_OVER)
def take_back_chosen(request):
    """Undo the last hand-over of this session, for those leads nobody has begun to work on."""
    slug, told = request.session.pop(HANDED_OVER, ("", []))
    custodies = [_read(one) for one in told] if slug == request.tenant.slug else []
    leads = lead_list().in_bulk([custody.lead_id for custody in custodies])
    refusals = [refusal for custody in custodies if (refusal := _take_back(request, leads, custody))]
    for refusal in refusals[:3]:
        messages.error(request, refusal)
    taken_back = len(custodies) - len(refusals)
    if taken_back:
        messages.success(request, f"Taken back: {taken_back} lead{'' if taken_back == 1 else 's'} as before.")
    elif not refusals:
        messages.error(request, "There is nothing left to take back.")
    return redirect("leads:list", request.tenant.slug)


def _take_back(request, leads, custody):
    lead = leads.get(custody.lead_id)
    if lead is None:
        return "One of the leads is no longer here."
    try:
        take_back(lead, custody, at=timezone.now(), by=request.member)
    except CustodyRefused as refusal:
        return f"{lead}: {refusal}"
    return ""


def _told(custody: Custody):
    encode = DjangoJSONEncoder().default
    return {
        name: encode(value) if isinstance(value, datetime | Decimal) else value
        for name, value in asdict(custody).items()
    }


def _read(told) -> Custody:
    at, amount = told["next_action_at"], told["amount"]
    return Custody(
        **told
        | {
            "next_action_at": datetime.fromisoformat(at) if at else None,
            "amount": None if amount is None else Decimal(amount),
        }
    )
