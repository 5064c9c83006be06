"""The rules of one version: shown in sections, and changed one at a time while it is a draft."""

import json
from dataclasses import asdict
from functools import partial

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from leads.models import Band, CustomField
from scoring.conditions import UnknownName
from scoring.drafts import changes, drafting
from scoring.drafts.difference import name_of, points_words, sentence_of
from scoring.drafts.document import Document, RuleDraft, document_of
from scoring.drafts.reading import DocumentError, read_group, read_rule
from scoring.facts import verdict_catalogue
from scoring.forms import group_data, rule_data
from scoring.models import Rule, RuleGroup
from scoring.suggesting import common_values, editor_catalogue
from scoring.views.finding import rule_set_or_404
from tenants.permissions import Action, can, requires

CHANGED = "rules-changed"
NEW = "new"
KINDS = {
    Rule.Kind.CULL: "Out at once: whoever one of these holds for is junk, and waits in quarantine.",
    Rule.Kind.PROMOTE: "Past the queue at once: the first that holds gives the band, whatever the score.",
    Rule.Kind.BAND: "From the top: the first that holds gives the band.",
}

# What one may do with a rule, apart from changing what it says.
ACTS = (
    ("duplicate", "copy", "Duplicate"),
    ("switch", "power", "Switch off"),
    ("up", "arrow-up", "Move up"),
    ("down", "arrow-down", "Move down"),
    ("remove", "trash", "Remove"),
)


def studio_context(request, rule_set) -> dict:
    document = document_of(rule_set)
    undoes, redoes = drafting.steps(rule_set) if rule_set.is_draft else ("", "")
    return {
        "rule_set": rule_set,
        "can_edit": rule_set.is_draft and can(request.member, Action.EDIT_RULES),
        "sections": sections_of(document),
        "undoes": undoes,
        "redoes": redoes,
        "catalogue": editor_catalogue(_custom_fields()) if rule_set.is_draft else None,
        "rule_acts": ACTS,
    }


def sections_of(document: Document) -> list[dict]:
    """Cull, promote, the groups of each dimension, bands: in the order in which a lead meets them."""
    catalogue = verdict_catalogue(_custom_fields())
    gates = [_kind_section(kind, document, catalogue) for kind in (Rule.Kind.CULL, Rule.Kind.PROMOTE)]
    groups = [
        _group_section(group, document, catalogue)
        for dimension in RuleGroup.Dimension
        for group in document.groups
        if group.dimension == dimension
    ]
    return [*gates, *groups, _kind_section(Rule.Kind.BAND, document, catalogue)]


def _kind_section(kind, document, catalogue) -> dict:
    rows = [_row(rule, catalogue) for rule in document.of_kind(kind)]
    return {"id": kind, "kind": kind, "title": kind.label, "note": KINDS[kind], "group": None, "rows": rows}


def _group_section(group, document, catalogue) -> dict:
    limits = [f"at most {group.cap}" if group.cap is not None else "no limit"]
    if group.half_life_days:
        limits.append(f"halves every {group.half_life_days} days")
    return {
        "id": f"group-{document.groups.index(group)}",
        "kind": Rule.Kind.SCORE,
        "title": f"{RuleGroup.Dimension(group.dimension).label}: {group.name}",
        "note": ", ".join(limits).capitalize(),
        "group": group,
        "rows": [_row(rule, catalogue) for rule in document.in_group(group.name)],
    }


def _row(rule: RuleDraft, catalogue) -> dict:
    sentence = sentence_of(rule, catalogue)
    return {
        "rule": rule,
        "key": rule.key,
        "name": rule.label or sentence,
        "sentence": sentence if rule.label and rule.label != sentence else "",
        "points": points_words(rule) if rule.kind == Rule.Kind.SCORE else "",
    }


def _custom_fields() -> list[CustomField]:
    return list(CustomField.objects.order_by("key"))


# -- one rule


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
    name = name_of(drafted, verdict_catalogue(_custom_fields()))
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
        "catalogue": editor_catalogue(_custom_fields()),
    }  # fmt: skip
    template = "scoring/_rule_form.html" if is_htmx(request) else "scoring/rule_form.html"
    return render(request, template, context, status=status)


@requires(Action.EDIT_RULES)
@require_POST
def act_on_rule(request, number, key, act):
    rule_set = rule_set_or_404(number)
    rule = _rule_or_404(document_of(rule_set), key)
    name, known = name_of(rule, verdict_catalogue(_custom_fields())), int(key)
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


# -- groups


@requires(Action.EDIT_RULES)
def edit_group(request, number):
    """A group's name, cap and decay: `?group=` names the one, without it a new one."""
    rule_set = rule_set_or_404(number)
    document = document_of(rule_set)
    name = request.GET.get("group", "")
    group = next((one for one in document.groups if one.name == name), None)
    if name and group is None:
        raise Http404("This group is no longer in the draft.")
    faults: dict[str, str] = {}
    data = asdict(group) if group else group_data(request.GET)
    if request.method == "POST":
        data = group_data(request.POST)
        try:
            return _save_group(request, rule_set, name, read_group(document, name, data))
        except DocumentError as error:
            faults = {problem.path: problem.message for problem in reversed(error.problems)}
    context = {
        "rule_set": rule_set,
        "group": group,
        "values": data,
        "faults": faults,
        "dimensions": RuleGroup.Dimension.choices,
        "form_url": request.get_full_path(),
        "base": "components/dialog.html" if is_htmx(request) else "routing/form_page.html",
    }
    return render(request, "scoring/group_form.html", context, status=422 if faults else 200)


def _save_group(request, rule_set, name, group):
    if name:
        return apply(request, rule_set, lambda now: changes.change_group(now, name, group))
    return apply(request, rule_set, lambda now: changes.add_group(now, group))


@requires(Action.EDIT_RULES)
@require_POST
def remove_group(request, number):
    name = request.POST.get("group", "")
    return apply(request, rule_set_or_404(number), lambda now: changes.remove_group(now, name))


# -- undo and redo


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


# -- answering


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


def is_htmx(request) -> bool:
    return request.headers.get("HX-Request") == "true"


@requires(Action.ENTER_STUDIO)
def values(request):
    """Values of a field that leads have, with how many have each: what the editor suggests."""
    try:
        found = common_values(request.GET.get("field", ""), request.GET.get("q", "")[:100].replace("\0", ""))
    except UnknownName as refusal:
        return JsonResponse({"detail": refusal.message}, status=404)
    return JsonResponse({"values": [{"value": one.value, "label": one.label, "count": one.count} for one in found]})
