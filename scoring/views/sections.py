"""The rules of one version as the studio lists them: in sections, in the order in which a lead meets them."""

from leads.models import CustomField
from scoring.drafts import drafting
from scoring.drafts.difference import points_words, sentence_of
from scoring.drafts.document import Document, RuleDraft, document_of
from scoring.facts import verdict_catalogue
from scoring.models import Rule, RuleGroup
from scoring.suggesting import editor_catalogue
from tenants.permissions import Action, can

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
        "catalogue": editor_catalogue(own_fields()) if rule_set.is_draft else None,
        "rule_acts": ACTS,
    }


def sections_of(document: Document) -> list[dict]:
    """Cull, promote, the groups of each dimension, bands: in the order in which a lead meets them."""
    catalogue = verdict_catalogue(own_fields())
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


def own_fields() -> list[CustomField]:
    return list(CustomField.objects.order_by("key"))
