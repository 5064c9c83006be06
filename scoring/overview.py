"""What lists of rule sets and decisions read."""

from collections.abc import Iterable

from django.db.models import Prefetch, QuerySet

from leads.models import CustomField
from scoring.conditions import ConditionError, FieldCatalogue, parse
from scoring.facts import verdict_catalogue
from scoring.models import Comment, Decision, Rule, RuleGroup, RuleSet, Signature


def rule_set_list() -> QuerySet[RuleSet]:
    return RuleSet.objects.select_related("created_by__user")


def rule_set_with_rules() -> QuerySet[RuleSet]:
    """Rule sets with their groups and rules in the order in which they are read."""
    return rule_set_list().prefetch_related(
        Prefetch("groups", RuleGroup.objects.order_by("position")),
        Prefetch("rules", Rule.objects.select_related("group").order_by("kind", "position")),
        Prefetch("signatures", Signature.objects.select_related("member__user").order_by("pk")),
        Prefetch("comments", Comment.objects.select_related("member__user").order_by("pk")),
    )


def sentences_of(rules: Iterable[Rule]) -> dict[int, str]:
    """Each rule's condition in words, by the rule's id; empty where it names a field that is gone."""
    catalogue = verdict_catalogue(CustomField.objects.all())
    return {rule.pk: _sentence(rule, catalogue) for rule in rules}


def _sentence(rule: Rule, catalogue: FieldCatalogue) -> str:
    try:
        return parse(rule.condition, catalogue).sentence()
    except ConditionError:
        return ""


def decision_list() -> QuerySet[Decision]:
    return Decision.objects.select_related("pool")
