"""What sets won leads apart from lost ones, and the rules that follow from it, taken over one by one."""

import json
from dataclasses import asdict

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from scoring.drafts.document import Document, document_of
from scoring.drafts.drafting import NotADraft, add_rules, begin_draft
from scoring.drafts.reading import DocumentError, read_document
from scoring.forms import read_json
from scoring.hindsight.telling import most_telling
from scoring.hindsight.wins import analyse_wins
from scoring.models import Rule, RuleSet
from scoring.views.finding import rule_set_or_404
from scoring.views.hindsight import asked_for
from tenants.permissions import Action, can, requires

MOST_SHOWN = 40
NEW = "new"


@requires(Action.ENTER_STUDIO)
def wins(request):
    form, closed, count_anyway = asked_for(request)
    found = analyse_wins(closed, count_anyway=count_anyway)
    context = {
        "form": form,
        "count_anyway": count_anyway,
        "found": found,
        "findings": [one for one in found.findings if not one.is_after_contact][:MOST_SHOWN],
        "late_findings": [one for one in found.findings if one.is_after_contact][:MOST_SHOWN],
        "title": most_telling(found.findings),
        "rules": [{"rule": rule, "document": _alone(found.suggestion, rule)} for rule in found.suggestion.rules],
        "everything": json.dumps(found.suggestion.to_json()),
        "drafts": RuleSet.objects.filter(status=RuleSet.Status.DRAFT).order_by("-number"),
        "may_add": can(request.member, Action.EDIT_RULES),
    }
    return render(request, "scoring/wins.html", context)


def _alone(suggestion: Document, rule) -> str:
    """A suggested rule with the group it needs, to be sent back as it is."""
    groups = tuple(group for group in suggestion.groups if group.name == rule.group)
    return json.dumps({"groups": [asdict(group) for group in groups], "rules": [asdict(rule)]})


@require_POST
@requires(Action.EDIT_RULES)
def add_suggested(request):
    """Put suggested rules into a draft: one that there is, or a new one of these alone."""
    try:
        document = read_document(read_json(request.POST.get("document", "")))
        draft = _put(document, request.POST.get("draft", NEW), by=request.member)
    except (DocumentError, NotADraft, ValueError) as problem:
        messages.error(request, f"Nothing was added. {problem}")
        return redirect("scoring:wins", request.tenant.slug)
    count = len(document.rules)
    messages.success(request, f"{count} suggested rule{'' if count == 1 else 's'} put into draft {draft.number}.")
    return redirect("scoring:studio", request.tenant.slug, draft.number)


def _put(document: Document, draft: str, *, by) -> RuleSet:
    now = timezone.now()
    if draft == NEW:
        return begin_draft(name="Suggested by outcomes", document=document, by=by, at=now)
    # Bands by score go with all of the points; among other points they would mean something else.
    points = [rule for rule in document.rules if rule.kind == Rule.Kind.SCORE]
    chosen = rule_set_or_404(int(draft))
    known = [rule.condition for rule in document_of(chosen).rules if rule.kind == Rule.Kind.SCORE]
    fresh = [rule for rule in points if rule.condition not in known]
    if not fresh:
        raise ValueError(f"Draft {chosen.number} has points for this already; twice would count twice.")
    return add_rules(chosen, fresh, groups=document.groups, by=by, at=now)
