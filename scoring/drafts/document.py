"""What a rule set says, as one value: read, compared, changed and written whole."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, replace
from itertools import count
from typing import Any

from scoring.models import Rule, RuleGroup, RuleSet


@dataclass(frozen=True)
class GroupDraft:
    """Scoring rules that share a cap and a decay. Its name is what rules refer to."""

    name: str
    dimension: str
    cap: int | None = None
    half_life_days: int | None = None


@dataclass(frozen=True)
class RuleDraft:
    """One rule. `key` is None until it has been saved; after that it is the same in every version."""

    kind: str
    condition: dict[str, Any] = field(hash=False)
    key: int | None = None
    group: str = ""
    label: str = ""
    reason: str = ""
    points: int = 0
    each: bool = False
    max_points: int | None = None
    band: str = ""
    is_enabled: bool = True


@dataclass(frozen=True)
class Document:
    """Groups and rules. Within their kind, and scores within their group, rules are in the order they apply in."""

    groups: tuple[GroupDraft, ...] = ()
    rules: tuple[RuleDraft, ...] = ()

    def to_json(self) -> dict[str, Any]:
        return {"groups": [asdict(group) for group in self.groups], "rules": [asdict(rule) for rule in self.rules]}

    def of_kind(self, kind: str) -> list[RuleDraft]:
        return [rule for rule in self.rules if rule.kind == kind]

    def in_group(self, name: str) -> list[RuleDraft]:
        return [rule for rule in self.rules if rule.kind == Rule.Kind.SCORE and rule.group == name]

    def rule(self, key: int) -> RuleDraft:
        """Raises KeyError for a key that no rule has."""
        for rule in self.rules:
            if rule.key == key:
                return rule
        raise KeyError(key)

    def group(self, name: str) -> GroupDraft:
        """Raises KeyError for a name that no group has."""
        for group in self.groups:
            if group.name == name:
                return group
        raise KeyError(name)


# What a drafted rule and its stored row call the same.
SHARED = ("kind", "condition", "key", "label", "reason", "points", "each", "max_points", "band", "is_enabled")


def document_of(rule_set: RuleSet) -> Document:
    """What a stored rule set says."""
    groups = tuple(
        GroupDraft(group.name, group.dimension, group.cap, group.half_life_days)
        for group in rule_set.groups.order_by("position")
    )
    rules = rule_set.rules.select_related("group").order_by("kind", "position")
    return Document(groups, tuple(_draft_of(rule) for rule in rules))


def _draft_of(rule: Rule) -> RuleDraft:
    return RuleDraft(group=rule.group.name if rule.group else "", **{name: getattr(rule, name) for name in SHARED})


def stored_document(data: dict[str, Any]) -> Document:
    """A document from what `to_json` made of it."""
    return Document(
        tuple(GroupDraft(**group) for group in data["groups"]), tuple(RuleDraft(**rule) for rule in data["rules"])
    )


def unsaved_rows(document: Document) -> tuple[list[RuleGroup], list[Rule]]:
    """Model instances that stand in no table, for judging by what is not saved. Groups have keys of their own, and
    rules without a key are numbered on from the highest."""
    highest = max((rule.key for rule in document.rules if rule.key), default=0)
    document = keyed(document, count(highest + 1))
    groups = [
        RuleGroup(
            id=number, position=number, name=g.name, dimension=g.dimension, cap=g.cap, half_life_days=g.half_life_days
        )
        for number, g in enumerate(document.groups, start=1)
    ]
    by_name = {group.name: group for group in groups}
    rules = [row_of(rule, position, by_name) for position, rule in enumerate(document.rules, start=1)]
    return groups, rules


def row_of(rule: RuleDraft, position: int, groups: dict[str, RuleGroup]) -> Rule:
    return Rule(group=groups.get(rule.group), position=position, **{name: getattr(rule, name) for name in SHARED})


def keyed(document: Document, keys: Iterable[int]) -> Document:
    """The document with a key for every rule that has none, taken in order from `keys`."""
    fresh = iter(keys)
    rules = tuple(rule if rule.key is not None else replace(rule, key=next(fresh)) for rule in document.rules)
    return Document(document.groups, rules)
