"""From draft to published: handing in, signing, talking about it, publishing, rolling back."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from routing.publishing import latest_publication, publish, roll_back
from scoring import signing
from scoring.drafts.drafting import NotADraft
from scoring.forms import CommentForm
from scoring.views.finding import rule_set_or_404
from tenants.permissions import Action, requires


@requires(Action.EDIT_RULES)
@require_POST
def submit(request, number):
    return _step(request, number, "Handed in. Marketing and sales can sign it now.",
                 lambda one: signing.submit(one, by=request.member, at=timezone.now()))  # fmt: skip


@requires(Action.EDIT_RULES)
@require_POST
def take_back(request, number):
    return _step(request, number, "It is a draft again. Signatures given so far no longer count.",
                 lambda one: signing.take_back(one, by=request.member))  # fmt: skip


@requires(Action.ENTER_STUDIO)
@require_POST
def sign(request, number):
    side = request.POST.get("side", "")
    if side not in signing.Side.values:
        messages.error(request, "Say for which side you sign.")
        return redirect("scoring:studio", request.tenant.slug, number)
    return _step(request, number, f"Signed for {side}.",
                 lambda one: signing.sign(one, signing.Side(side), by=request.member, at=timezone.now()))  # fmt: skip


@requires(Action.ENTER_STUDIO)
@require_POST
def comment(request, number):
    form = CommentForm(request.POST)
    if not form.is_valid():
        messages.error(request, f"No comment was added. {form.errors['text'][0]}")
        return redirect("scoring:studio", request.tenant.slug, number)
    text = form.cleaned_data["text"]
    return _step(request, number, "Comment added.",
                 lambda one: signing.comment(one, text, by=request.member, at=timezone.now()))  # fmt: skip


@requires(Action.PUBLISH_RULES)
@require_POST
def publish_rules(request, number):
    return _step(request, number, f"Version {number} is in force. Every open lead is refined by it now.",
                 lambda one: publish(one, by=request.member, at=timezone.now()))  # fmt: skip


@requires(Action.PUBLISH_RULES)
@require_POST
def roll_back_to(request, number):
    return _step(request, number, f"Back to version {number}. Every open lead is refined by it again.",
                 lambda one: roll_back(one, by=request.member, at=timezone.now()))  # fmt: skip


def _step(request, number, done: str, act):
    try:
        act(rule_set_or_404(number))
        messages.success(request, done)
    except (signing.ReviewRefused, NotADraft) as refusal:
        messages.error(request, str(refusal))
    return redirect("scoring:studio", request.tenant.slug, number)


@requires(Action.ENTER_STUDIO)
def progress(request):
    """How far refining by what was published has got; asks again by itself while it goes on."""
    return render(request, "scoring/_progress.html", {"publication": latest_publication()})
