"""A version that judges silently: begun, ended, and compared with the one in force."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from scoring.challenging import start_challenger, stop_challenger
from scoring.hindsight.challenger import compare_with_champion
from scoring.models import RuleSet
from scoring.signing import ReviewRefused
from scoring.views.finding import rule_set_or_404
from tenants.permissions import Action, requires


@requires(Action.ENTER_STUDIO)
def challenger(request, number):
    rule_set = rule_set_or_404(number)
    context = {
        "rule_set": rule_set,
        "published": RuleSet.objects.filter(status=RuleSet.Status.PUBLISHED).first(),
        "found": compare_with_champion(rule_set) if rule_set.challenger_since else None,
    }
    return render(request, "scoring/challenger.html", context)


@requires(Action.EDIT_RULES)
@require_POST
def start(request, number):
    return _step(request, number, "It judges every open lead silently from now on. Nothing that it says moves a lead.",
                 lambda one: start_challenger(one, by=request.member, at=timezone.now()))  # fmt: skip


@requires(Action.EDIT_RULES)
@require_POST
def stop(request, number):
    return _step(request, number, "It judges no more, and what it said is forgotten.",
                 lambda one: stop_challenger(one, by=request.member))  # fmt: skip


def _step(request, number, done: str, act):
    try:
        act(rule_set_or_404(number))
        messages.success(request, done)
    except ReviewRefused as refusal:
        messages.error(request, str(refusal))
    return redirect("scoring:challenger", request.tenant.slug, number)
