"""Two versions of the rules compared, in words."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from leads.models import Band, CustomField
from scoring.conditions import ConditionError, FieldCatalogue, parse
from scoring.drafts.document import Document, GroupDraft, RuleDraft
from scoring.facts import verdict_catalogue
from scoring.models import Rule
from scoring.rule_book import UNKNOWN


class Sign(StrEnum):
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True)
class Difference:
    """One rule or group that is not the same in both. `details` are the single changes, each a sentence part."""

    sign: Sign
    what: str
    where: str
    details: tuple[str, ...] = ()
    key: int | None = None


def differences(old: Document, new: Document) -> list[Difference]:
    """What the new document says otherwise than the old: groups first, then rules by their key, then their order."""
    catalogue = verdict_catalogue(CustomField.objects.order_by("key"))
    return [*_groups(old, new), *_rules(old, new, catalogue), *_orders(old, new, catalogue)]


def name_of(rule: RuleDraft, catalogue: FieldCatalogue) -> str:
    """What a rule is called: its label, else its condition's sentence."""
    return rule.label or sentence_of(rule, catalogue)


def sentence_of(rule: RuleDraft, catalogue: FieldCatalogue) -> str:
    try:
        return parse(rule.condition, catalogue).sentence()
    except ConditionError:
        return UNKNOWN


def _groups(old: Document, new: Document) -> Iterator[Difference]:
    before = {group.name: group for group in old.groups}
    after = {group.name: group for group in new.groups}
    for name, group in after.items():
        if name not in before:
            yield Difference(Sign.ADDED, f"Group {name}", group.dimension.capitalize(), (_limits(group),))
    for name, group in before.items():
        if name not in after:
            yield Difference(Sign.REMOVED, f"Group {name}", group.dimension.capitalize())
    for name, group in after.items():
        if name in before and before[name] != group:
            details = (f"{_limits(before[name])} → {_limits(group)}",)
            yield Difference(Sign.CHANGED, f"Group {name}", group.dimension.capitalize(), details)


def _limits(group: GroupDraft) -> str:
    cap = "no cap" if group.cap is None else f"at most {group.cap}"
    return cap if group.half_life_days is None else f"{cap}, halves every {group.half_life_days} days"


def _rules(old: Document, new: Document, catalogue: FieldCatalogue) -> Iterator[Difference]:
    before = {rule.key: rule for rule in old.rules}
    after = {rule.key: rule for rule in new.rules}
    for rule in new.rules:
        if rule.key not in before:
            yield Difference(Sign.ADDED, name_of(rule, catalogue), _where(rule), _worth(rule), rule.key)
        elif details := tuple(_changes(before[rule.key], rule, catalogue)):
            yield Difference(Sign.CHANGED, name_of(rule, catalogue), _where(rule), details, rule.key)
    for rule in old.rules:
        if rule.key not in after:
            yield Difference(Sign.REMOVED, name_of(rule, catalogue), _where(rule), _worth(rule), rule.key)


def _where(rule: RuleDraft) -> str:
    return rule.group if rule.kind == Rule.Kind.SCORE else Rule.Kind(rule.kind).label


def _worth(rule: RuleDraft) -> tuple[str, ...]:
    if rule.kind == Rule.Kind.SCORE:
        return (points_words(rule),)
    return (f"to {Band(rule.band).label}",) if rule.band else ()


def _kind_and_worth(rule: RuleDraft) -> str:
    return ", ".join((Rule.Kind(rule.kind).label, *_worth(rule)))


def points_words(rule: RuleDraft) -> str:
    """+5 each, at most 15"""
    sign = "+" if rule.points > 0 else "−"
    words = f"{sign}{abs(rule.points)}" + (" each" if rule.each else "")
    return words if rule.max_points is None else f"{words}, at most {rule.max_points}"


def _changes(old: RuleDraft, new: RuleDraft, catalogue: FieldCatalogue) -> Iterator[str]:
    if old.kind != new.kind:
        yield f"{_kind_and_worth(old)} → {_kind_and_worth(new)}"
    elif _worth(old) != _worth(new):
        yield f"{', '.join(_worth(old))} → {', '.join(_worth(new))}"
    if old.condition != new.condition:
        yield f"{sentence_of(old, catalogue)} → {sentence_of(new, catalogue)}"
    if old.kind == new.kind and old.group != new.group:
        yield f"moved from {old.group} to {new.group}"
    if old.is_enabled != new.is_enabled:
        yield "switched on" if new.is_enabled else "switched off"
    if old.label != new.label:
        yield f"called “{new.label or sentence_of(new, catalogue)}” now"
    if old.reason != new.reason:
        yield f"reason: {new.reason or 'none any more'}"


def _orders(old: Document, new: Document, catalogue: FieldCatalogue) -> Iterator[Difference]:
    """Band and promote rules apply in order: the first that holds decides."""
    for kind in (Rule.Kind.PROMOTE, Rule.Kind.BAND):
        before = [rule.key for rule in old.of_kind(kind)]
        after = [rule.key for rule in new.of_kind(kind)]
        stayed = set(before) & set(after)
        if [key for key in before if key in stayed] != [key for key in after if key in stayed]:
            order = ", ".join(name_of(rule, catalogue) for rule in new.of_kind(kind))
            yield Difference(
                Sign.CHANGED, f"Order of the {kind.label.lower()} rules", str(kind.label), (f"now {order}",)
            )
