"""Thirty rules, twenty on facts and ten on touches in windows, in versions that change all, a fifth or none."""

from datetime import datetime

from scoring.defaults import BANDS, fact, touched
from scoring.models import Rule, RuleGroup, RuleSet
from tenants.policy import policy_changed

# Holds for every lead, and for a fifth of them: the rules whose points a new version changes.
EVERYONE = fact("inquiries", "gte", 1)
A_FIFTH = fact("country", "eq", "AT")

FACTS = (
    EVERYONE, A_FIFTH,
    fact("company.employees", "between", [200, 5000]), fact("company.employees", "lt", 50),
    fact("company.annual_revenue", "gte", 10_000_000), fact("company.industry", "in", ["manufacturing", "logistics"]),
    fact("company.industry", "eq", "software"), fact("company.domain", "is_set"), fact("title", "contains", "CTO"),
    fact("title", "contains", "VP"), fact("title", "contains", "director"), fact("title", "starts_with", "head of"),
    fact("title", "contains", "student"), fact("timeline", "eq", "0-3m"), fact("timeline", "eq", "3-6m"),
    fact("budget", "eq", "yes"), fact("authority", "eq", "yes"), fact("need", "eq", "yes"),
    fact("custom.segment", "eq", "S3"), fact("flag.free_email", "is", True),
)  # fmt: skip
TOUCHED = tuple(
    touched(kind, days)
    for kind, days in (
        ("form", 30), ("form", 90), ("visit", 7), ("visit", 30), ("email_open", 30), ("email_click", 30),
        ("email_click", 90), ("email_reply", 60), ("call", 30), ("meeting", 90),
    )
)  # fmt: skip


def publish(number: int, *, everyone: int, a_fifth: int, at: datetime) -> RuleSet:
    """Publish a version in which two rules give the points said; all else is as in every version."""
    RuleSet.objects.filter(status=RuleSet.Status.PUBLISHED).update(status=RuleSet.Status.RETIRED)
    rule_set = RuleSet.objects.create(
        number=number, name="Bench", status=RuleSet.Status.PUBLISHED, created_at=at, published_at=at
    )
    fit = RuleGroup.objects.create(rule_set=rule_set, dimension="fit", name="Facts", position=1, cap=100)
    ready = RuleGroup.objects.create(rule_set=rule_set, dimension="readiness", name="Touches", position=2, cap=60)
    points = {0: everyone, 1: a_fifth}
    rules = [Rule(group=fit, kind="score", condition=c, points=points.get(n, 5)) for n, c in enumerate(FACTS)]
    rules += [Rule(group=ready, kind="score", condition=condition, points=12) for condition in TOUCHED]
    rules += [Rule(kind="band", label=label, band=band, condition=c) for label, band, c, _ in BANDS]
    for key, rule in enumerate(rules, start=1):
        rule.rule_set, rule.key, rule.position = rule_set, key, key
    Rule.objects.bulk_create(rules)
    policy_changed()
    return rule_set


def publish_again(number: int) -> None:
    """Go back to an earlier version; 1 is the default rules of a new tenant."""
    RuleSet.objects.filter(status=RuleSet.Status.PUBLISHED).update(status=RuleSet.Status.RETIRED)
    RuleSet.objects.filter(number=number).update(status=RuleSet.Status.PUBLISHED)
    policy_changed()
