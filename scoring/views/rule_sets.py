"""The versions of the rules: the list, the studio of one, and two compared."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone

from routing.publishing import latest_publication
from scoring.challenging import MAY_CHALLENGE
from scoring.drafts.difference import differences
from scoring.drafts.document import document_of
from scoring.drafts.drafting import NotADraft, begin_draft, describe_draft, discard_draft
from scoring.forms import BeginForm, CommentForm, DescribeForm
from scoring.models import RuleSet
from scoring.signing import Side, sides_open_to
from scoring.views.finding import rule_set_or_404
from scoring.views.sections import studio_context
from tenants.permissions import Action, can, requires


@requires(Action.ENTER_STUDIO)
def rule_sets(request):
    versions = RuleSet.objects.select_related("created_by__user").prefetch_related("signatures__member__user")
    context = {
        "versions": versions.order_by("-number"),
        "publication": latest_publication(),
        "published": next((one for one in versions if one.status == RuleSet.Status.PUBLISHED), None),
    }
    return render(request, "scoring/rule_sets.html", context)


@requires(Action.EDIT_RULES)
def begin(request):
    published = RuleSet.objects.filter(status=RuleSet.Status.PUBLISHED).first()
    chosen = request.GET.get("from") or (published.number if published else "")
    form = BeginForm(request.POST or None, initial={"source": chosen})
    if request.method == "POST" and form.is_valid():
        facts = form.cleaned_data
        draft = begin_draft(name=facts["name"], source=facts["source"], by=request.member, at=timezone.now())
        return redirect("scoring:studio", request.tenant.slug, draft.number)
    return render(request, "scoring/begin.html", {"form": form})


@requires(Action.ENTER_STUDIO)
def studio(request, number):
    rule_set = rule_set_or_404(number)
    published = RuleSet.objects.filter(status=RuleSet.Status.PUBLISHED).first()
    context = studio_context(request, rule_set) | {
        "published": published,
        "review": review_of(request, rule_set),
        "publication": latest_publication(),
        "comments": rule_set.comments.select_related("member__user").order_by("pk"),
        "comment_form": CommentForm(),
    }
    return render(request, "scoring/studio.html", context)


def review_of(request, rule_set) -> dict:
    """Who has signed, who can, and what may be done next."""
    given = {signature.side: signature for signature in rule_set.signatures.select_related("member__user")}
    edits, publishes = can(request.member, Action.EDIT_RULES), can(request.member, Action.PUBLISH_RULES)
    status, was_in_force = rule_set.status, rule_set.published_at is not None
    return {
        "sides": [{"side": side, "label": side.label, "signature": given.get(side)} for side in Side],
        "can_sign": sides_open_to(rule_set, request.member),
        "can_submit": edits and status == RuleSet.Status.DRAFT,
        "can_take_back": edits and status in (RuleSet.Status.IN_REVIEW, RuleSet.Status.SIGNED),
        "can_publish": publishes and status == RuleSet.Status.SIGNED,
        "can_challenge": edits and status in MAY_CHALLENGE and rule_set.challenger_since is None,
        "can_roll_back": publishes and status == RuleSet.Status.RETIRED and was_in_force,
    }


@requires(Action.EDIT_RULES)
def describe(request, number):
    rule_set = rule_set_or_404(number)
    form = DescribeForm(request.POST or None, initial={"name": rule_set.name, "purpose": rule_set.purpose})
    if request.method == "POST" and form.is_valid():
        try:
            describe_draft(rule_set, **form.cleaned_data)
        except NotADraft as refusal:
            messages.error(request, str(refusal))
        return redirect("scoring:studio", request.tenant.slug, number)
    return render(request, "scoring/describe.html", {"form": form, "rule_set": rule_set})


@requires(Action.EDIT_RULES)
def discard(request, number):
    if request.method == "POST":
        try:
            discard_draft(rule_set_or_404(number), by=request.member)
            messages.success(request, f"Draft {number} is put away. It can still be copied.")
        except NotADraft as refusal:
            messages.error(request, str(refusal))
    return redirect("scoring:rule_sets", request.tenant.slug)


@requires(Action.ENTER_STUDIO)
def compare(request, number, other):
    """What `number` says otherwise than `other`."""
    new, old = rule_set_or_404(number), rule_set_or_404(other)
    context = {
        "new": new,
        "old": old,
        "differences": differences(document_of(old), document_of(new)),
        "versions": RuleSet.objects.exclude(pk=new.pk).order_by("-number"),
    }
    return render(request, "scoring/compare.html", context)
