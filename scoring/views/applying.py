"""A change of a draft, and its answer: the rules as they are then, or in words why nothing changed."""

import json
from functools import partial

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from routing.views.answering import is_htmx
from scoring.drafts import drafting
from scoring.drafts.reading import DocumentError
from scoring.views.finding import rule_set_or_404
from scoring.views.sections import studio_context
from tenants.permissions import Action, requires

CHANGED = "rules-changed"


def apply(request, rule_set, change):
    """Change the draft, and show its rules as they are then."""
    return _answer(request, rule_set, lambda one: _changed(request, one, change), "{}", "")


def _changed(request, rule_set, change) -> str:
    said = []

    def noted(document):
        after, what = change(document)
        said.append(what)
        return after, what

    drafting.change_draft(rule_set, noted, by=request.member, at=timezone.now())
    return said[0]


def _answer(request, rule_set, act, done: str, nothing: str):
    try:
        what = act(rule_set)
        toast = {"message": done.format(what) if what else nothing, "level": "success" if what else "info"}
        status = 200
    except (drafting.NotADraft, drafting.Overtaken) as refusal:
        toast, status = {"message": str(refusal), "level": "error"}, 409
    except (DocumentError, KeyError) as refusal:
        message = refusal.args[0] if isinstance(refusal, DocumentError) else "This is no longer in the draft."
        toast, status = {"message": message, "level": "error"}, 409
    return _rules(request, rule_set, toast, status)


def _rules(request, rule_set, toast, status):
    if not is_htmx(request):
        return redirect("scoring:studio", request.tenant.slug, rule_set.number)
    rule_set.refresh_from_db()
    if status != 200:
        body = json.dumps({"detail": toast["message"]})
        return HttpResponse(body, status=status, content_type="application/problem+json")
    answer = render(request, "scoring/_rules.html", studio_context(request, rule_set))
    answer["HX-Trigger"] = json.dumps({"closeDialog": "", "toast": toast})
    answer["HX-Trigger-After-Settle"] = CHANGED
    answer["HX-Retarget"], answer["HX-Reswap"] = "#rules", "morph:outerHTML"
    return answer


@requires(Action.EDIT_RULES)
@require_POST
def undo(request, number):
    step = partial(drafting.undo, at=timezone.now())
    return _answer(request, rule_set_or_404(number), step, "Undone: {}", "There is nothing to undo.")


@requires(Action.EDIT_RULES)
@require_POST
def redo(request, number):
    step = partial(drafting.redo, at=timezone.now())
    return _answer(request, rule_set_or_404(number), step, "Done again: {}", "There is nothing to redo.")
