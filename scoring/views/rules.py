"""One rule of a draft: its form in its place among the others, what else can be done with it, values it may test."""

import json

from django.http import Http404, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from leads.models import Band
from routing.views.answering import is_htmx
from scoring.conditions import UnknownName
from scoring.drafts import changes
from scoring.drafts.difference import name_of
from scoring.drafts.document import Document, RuleDraft, document_of
from scoring.drafts.reading import DocumentError, read_rule
from scoring.facts import verdict_catalogue
from scoring.forms import rule_data
from scoring.models import Rule
from scoring.suggesting import common_values, editor_catalogue
from scoring.views.applying import apply
from scoring.views.finding import rule_set_or_404
from scoring.views.sections import own_fields
from tenants.permissions import Action, requires

NEW = "new"


@requires(Action.EDIT_RULES)
def edit_rule(request, number, key):
    """The form of one rule in its place, and what it sends. `key` is the rule's, or "new" with ?kind= and ?group=."""
    rule_set = rule_set_or_404(number)
    document = document_of(rule_set)
    rule = _blank(request, document) if key == NEW else _rule_or_404(document, key)
    if request.method != "POST":
        return _rule_form(request, rule_set, document, rule, sent={})
    return _save_rule(request, rule_set, document, rule)


def _blank(request, document: Document) -> RuleDraft:
    kind = request.GET.get("kind", "")
    if kind not in Rule.Kind.values:
        raise Http404("There is no such kind of rule.")
    group = request.GET.get("group", "")
    known = {one.name for one in document.groups}
    condition = {"field": "score.total" if kind == Rule.Kind.BAND else "title", "op": "is_set"}
    return RuleDraft(kind=kind, condition=condition, group=group if group in known else "")


def _rule_or_404(document: Document, key: str) -> RuleDraft:
    try:
        return document.rule(int(key))
    except (KeyError, ValueError):
        raise Http404("This rule is no longer in the draft.") from None


def _save_rule(request, rule_set, document, rule):
    data = rule_data(request.POST, kind=rule.kind)
    try:
        drafted = read_rule(document, data)
    except DocumentError as error:
        return _rule_form(request, rule_set, document, rule, sent=data, problems=error.problems, status=422)
    name = name_of(drafted, verdict_catalogue(own_fields()))
    if rule.key is None:
        return apply(request, rule_set, lambda now: changes.add_rule(now, drafted, name))
    return apply(request, rule_set, lambda now: changes.change_rule(now, rule.key, drafted, name))


def _rule_form(request, rule_set, document, rule, *, sent, problems=(), status=200):
    key = rule.key or NEW
    url = reverse("scoring:rule", args=[request.tenant.slug, rule_set.number, key])
    faults = {problem.path: problem.message for problem in reversed(problems)}
    values = {
        name: getattr(rule, name) for name in ("label", "reason", "group", "points", "each", "max_points", "band")
    }
    context = {
        "rule_set": rule_set,
        "rule": rule,
        "key": key,
        "form_url": url + (f"?{request.GET.urlencode()}" if request.GET else ""),
        "values": values | {"points": rule.points or ""} | sent,
        "condition": json.dumps(sent.get("condition") or rule.condition, ensure_ascii=False),
        "faults": faults,
        "condition_faults": json.dumps(
            [[path.removeprefix("condition").removeprefix("."), words] for path, words in faults.items()
             if path.startswith("condition")]
        ),
        "groups": document.groups,
        "bands": Band.choices,
        "kind_label": Rule.Kind(rule.kind).label,
        "catalogue": editor_catalogue(own_fields()),
    }  # fmt: skip
    template = "scoring/_rule_form.html" if is_htmx(request) else "scoring/rule_form.html"
    return render(request, template, context, status=status)


@requires(Action.EDIT_RULES)
@require_POST
def act_on_rule(request, number, key, act):
    rule_set = rule_set_or_404(number)
    rule = _rule_or_404(document_of(rule_set), key)
    name, known = name_of(rule, verdict_catalogue(own_fields())), int(key)
    acts = {
        "remove": lambda now: changes.remove_rule(now, known, name),
        "duplicate": lambda now: changes.duplicate_rule(now, known, name),
        "switch": lambda now: changes.switch_rule(now, known, name, on=not rule.is_enabled),
        "up": lambda now: _step(now, known, name, -1),
        "down": lambda now: _step(now, known, name, 1),
        "move": lambda now: changes.move_rule(
            now, known, name, before=_int(request.POST.get("before")), group=request.POST.get("group") or None
        ),
    }
    if act not in acts:
        raise Http404("There is no such act.")
    return apply(request, rule_set, acts[act])


def _step(document: Document, key: int, name: str, by: int):
    """One place up or down among the rules it is listed with."""
    rule = document.rule(key)
    listed = document.in_group(rule.group) if rule.kind == Rule.Kind.SCORE else document.of_kind(rule.kind)
    place = listed.index(rule) + by
    if not 0 <= place < len(listed):
        return document, f"Moved “{name}”"
    after = listed[place].key if by < 0 else (listed[place + 1].key if place + 1 < len(listed) else None)
    return changes.move_rule(document, key, name, before=after)


def _int(text: str | None) -> int | None:
    """None for what is no key of a rule."""
    return int(text) if text and text.isdecimal() and len(text) < 20 else None


@requires(Action.ENTER_STUDIO)
def values(request):
    """Values of a field that leads have, with how many have each: what the editor suggests."""
    try:
        found = common_values(request.GET.get("field", ""), request.GET.get("q", "")[:100].replace("\0", ""))
    except UnknownName as refusal:
        return JsonResponse({"detail": refusal.message}, status=404)
    return JsonResponse({"values": [{"value": one.value, "label": one.label, "count": one.count} for one in found]})
