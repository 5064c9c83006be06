"""The rules of a version that has judged leads, by key: what they are called and where their points belong."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from leads.models import CustomField
from scoring.conditions import Any, Condition, ConditionError, FieldCatalogue, FieldTest, parse
from scoring.facts import verdict_catalogue
from scoring.models import Rule, RuleSet
from tenants.scope import current_tenant

UNKNOWN = "A condition on something that is no longer known"


@dataclass(frozen=True)
class RuleEntry:
    """`one_of` is the field of which several values make the rule hold, so that the label cannot say which did."""

    key: int
    kind: str
    dimension: str
    group: str
    cap: int | None
    label: str
    reason: str
    one_of: str = ""


def rule_book(number: int) -> dict[int, RuleEntry]:
    """Rules of the version with this number, by key. Empty for a number that never judged."""
    return _rule_book(current_tenant().pk, number)


def book_of(rule_set: RuleSet) -> dict[int, RuleEntry]:
    """Rules of any version, drafts too, by key, as it stands at this moment."""
    catalogue = verdict_catalogue(CustomField.objects.all())
    return {rule.key: _entry(rule, catalogue) for rule in rule_set.rules.select_related("group")}


# A version that has judged no longer changes, so its book is read once.
@lru_cache(maxsize=512)
def _rule_book(tenant_id: int, number: int) -> dict[int, RuleEntry]:
    catalogue = verdict_catalogue(CustomField.objects.all())
    rules = Rule.objects.filter(rule_set__number=number).exclude(rule_set__status=RuleSet.Status.DRAFT)
    return {rule.key: _entry(rule, catalogue) for rule in rules.select_related("group")}


def _entry(rule: Rule, catalogue: FieldCatalogue) -> RuleEntry:
    condition = _condition(rule, catalogue)
    return RuleEntry(
        key=rule.key,
        kind=rule.kind,
        dimension=rule.group.dimension if rule.group else "",
        group=rule.group.name if rule.group else "",
        cap=rule.group.cap if rule.group else None,
        label=rule.label or (condition.sentence() if condition else UNKNOWN),
        reason=rule.reason,
        one_of=_one_of(condition) if condition else "",
    )


def _condition(rule: Rule, catalogue: FieldCatalogue) -> Condition | None:
    """None where it names a field that is gone: what was decided by it can still be told."""
    try:
        return parse(rule.condition, catalogue)
    except ConditionError:
        return None


def _one_of(condition: Condition) -> str:
    tests: Sequence[Condition] = []
    if isinstance(condition, Any):
        tests = condition.children()
    elif isinstance(condition, FieldTest) and condition.op == "in":
        tests = [condition]
    fields = {test.field.name if isinstance(test, FieldTest) else "" for test in tests}
    return fields.pop() if len(fields) == 1 else ""
