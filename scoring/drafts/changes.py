"""Single changes of a document. Each answers the next document and the words for what was done."""

from dataclasses import replace

from scoring.drafts.document import Document, GroupDraft, RuleDraft
from scoring.models import Rule

Change = tuple[Document, str]


def add_rule(document: Document, rule: RuleDraft, name: str) -> Change:
    """`name` is what the rule is called where people read of it: its label or its sentence."""
    return replace(document, rules=(*document.rules, rule)), f"Added “{name}”"


def change_rule(document: Document, key: int, rule: RuleDraft, name: str) -> Change:
    """What it says; whether it is switched on stays."""
    rule = replace(rule, key=key, is_enabled=document.rule(key).is_enabled)
    rules = tuple(rule if one.key == key else one for one in document.rules)
    return replace(document, rules=rules), f"Changed “{name}”"


def remove_rule(document: Document, key: int, name: str) -> Change:
    gone = document.rule(key)
    return replace(document, rules=tuple(rule for rule in document.rules if rule is not gone)), f"Removed “{name}”"


def duplicate_rule(document: Document, key: int, name: str) -> Change:
    """The copy stands right below, switched off: two of the same would count twice."""
    original = document.rule(key)
    copy = replace(original, key=None, is_enabled=False, label=_of_a_copy(original.label))
    at = document.rules.index(original) + 1
    return replace(document, rules=(*document.rules[:at], copy, *document.rules[at:])), f"Duplicated “{name}”"


def _of_a_copy(label: str) -> str:
    return f"{label} (copy)"[:200] if label else ""


def switch_rule(document: Document, key: int, name: str, *, on: bool) -> Change:
    rules = tuple(replace(rule, is_enabled=on) if rule.key == key else rule for rule in document.rules)
    return replace(document, rules=rules), f"Switched “{name}” {'on' if on else 'off'}"


def move_rule(document: Document, key: int, name: str, *, before: int | None, group: str | None = None) -> Change:
    """Put a rule before another of its kind, or last; a scoring rule may change its group on the way."""
    moving = document.rule(key)
    if moving.kind == Rule.Kind.SCORE and group is not None:
        moving = replace(moving, group=group)
    rest = [rule for rule in document.rules if rule.key != key]
    at = next((n for n, rule in enumerate(rest) if rule.key == before), len(rest))
    return replace(document, rules=(*rest[:at], moving, *rest[at:])), f"Moved “{name}”"


def add_group(document: Document, group: GroupDraft) -> Change:
    return replace(document, groups=(*document.groups, group)), f"Added the group “{group.name}”"


def change_group(document: Document, name: str, group: GroupDraft) -> Change:
    """Rules of the group go along when its name changes."""
    document.group(name)
    groups = tuple(group if one.name == name else one for one in document.groups)
    rules = tuple(replace(rule, group=group.name) if rule.group == name else rule for rule in document.rules)
    return Document(groups, rules), f"Changed the group “{group.name}”"


def remove_group(document: Document, name: str) -> Change:
    """The group and its rules."""
    document.group(name)
    groups = tuple(group for group in document.groups if group.name != name)
    rules = tuple(rule for rule in document.rules if rule.group != name)
    return Document(groups, rules), f"Removed the group “{name}” and its rules"
