"""The rule set a new tenant starts with: complete, modest, and each rule with its reason.

Points follow the articles the product comes from: the stated timeline is the key driver of a lead's value, then the
power to buy; what people do counts while it is fresh. One junk signal is a flag, two are a verdict.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from leads.models import Band
from scoring.models import Rule, RuleGroup, RuleSet

Condition = dict[str, Any]


def fact(field: str, op: str, value: Any = None) -> Condition:
    return {"field": field, "op": op} | ({} if value is None else {"value": value})


def touched(kind: str, within_days: int, count: int = 1) -> Condition:
    return {"touch": kind, "within_days": within_days, "op": "count_gte", "value": count}


def all_of(*conditions: Condition) -> Condition:
    return {"all": list(conditions)}


def any_of(*conditions: Condition) -> Condition:
    return {"any": list(conditions)}


@dataclass(frozen=True)
class Group:
    dimension: RuleGroup.Dimension
    name: str
    cap: int
    half_life_days: int | None
    rules: tuple["Score", ...]


@dataclass(frozen=True)
class Score:
    points: int
    condition: Condition
    reason: str
    label: str = ""
    each: bool = False
    max_points: int | None = None


CULL = (
    (
        "Shows two or more signs of junk",
        fact("junk_signals", "gte", 2),
        "John Doe exists and so does a firm called Acme: one sign alone is only a flag. Two together have not been a "
        "buyer yet.",
    ),
)

PROMOTE = (
    (
        "Has budget, authority, need and buys within 3 months",
        all_of(
            fact("timeline", "eq", "0-3m"),
            fact("budget", "eq", "yes"),
            fact("authority", "eq", "yes"),
            fact("need", "eq", "yes"),
            fact("junk_signals", "eq", 0),
        ),
        Band.HOT,
        "Nothing is left to ask. A buyer is warm for a couple of days, so straight to sales.",
    ),
)

TITLE_IS_C_LEVEL = any_of(fact("title", "matches", r"\bC[EFIMOT]O\b"), fact("title", "contains", "chief"))
TITLE_IS_HEAD = any_of(*(fact("title", "contains", word) for word in ("VP", "vice president", "head of", "director")))
INDUSTRIES = ["manufacturing", "logistics", "engineering", "automotive", "chemicals", "energy", "software"]

GROUPS = (
    Group(
        RuleGroup.Dimension.FIT, "Company", 45, None,
        (
            Score(15, fact("company.employees", "between", [200, 5000]), "Where most of our customers are.",
                  "Company has 200 to 5,000 people"),
            Score(8, fact("company.employees", "between", [50, 199]), "Buys, and in smaller lots.",
                  "Company has 50 to 199 people"),
            Score(8, fact("company.employees", "gt", 5000), "Buys, and decides slowly.",
                  "Company has more than 5,000 people"),
            Score(10, fact("company.industry", "in", INDUSTRIES), "Industries we know and can show references for."),
            Score(10, fact("company.annual_revenue", "gte", 10_000_000), "Can afford a project of the usual size.",
                  "Company earns 10 million or more a year"),
            Score(5, fact("company.domain", "is_set"), "Writes from, or names, the firm's own domain.",
                  "Company domain is known"),
        ),
    ),
    Group(
        RuleGroup.Dimension.FIT, "Person", 20, None,
        (
            Score(15, TITLE_IS_C_LEVEL, "Decides, or sits beside who does.", "Title is a chief officer's"),
            Score(12, TITLE_IS_HEAD, "Decides on most purchases of our size.", "Title is a VP's, head's or director's"),
            Score(5, fact("title", "contains", "manager"), "Prepares the decision."),
            Score(-15, any_of(fact("title", "contains", "student"), fact("title", "contains", "intern")),
                  "Learns, and does not buy yet.", "Title is a student's or an intern's"),
        ),
    ),
    Group(
        RuleGroup.Dimension.FIT, "Contact", 10, None,
        (
            Score(-5, fact("flag.free_email", "is", True), "A free address says little of the firm.",
                  "Writes from a free e-mail address"),
            Score(-20, fact("flag.disposable_email", "is", True), "Meant to be thrown away.",
                  "Writes from a disposable e-mail address"),
            Score(-5, fact("flag.role_email", "is", True), "Nobody in particular reads it.",
                  "Writes from a role address such as info@"),
            Score(5, fact("phone", "is_set"), "Can be called."),
        ),
    ),
    Group(
        RuleGroup.Dimension.READINESS, "Stated", 70, 90,
        (
            Score(30, fact("timeline", "eq", "0-3m"), "The stated timeline is the key driver of value."),
            Score(20, fact("timeline", "eq", "3-6m"), "Within the horizon of a sales quarter or two."),
            Score(8, fact("timeline", "eq", "6-12m"), "A quarter of eventual buyers buy in months 7 to 12."),
            Score(-10, fact("timeline", "eq", "none"), "Says there is no plan to buy."),
            Score(15, fact("budget", "eq", "yes"), "Money is set aside."),
            Score(-10, fact("budget", "eq", "no"), "No money is set aside."),
            Score(12, fact("authority", "eq", "yes"), "Can sign."),
            Score(10, fact("need", "eq", "yes"), "Has the problem that we solve."),
            Score(5, fact("product_interest", "is_set"), "Names a product."),
        ),
    ),
    Group(
        RuleGroup.Dimension.READINESS, "Behavior", 40, 30,
        (
            Score(5, touched("form", 90), "Answered a form.", "Sent a form within 90 days", True, 15),
            Score(5, touched("badge_scan", 60), "Came to us.", "Had a badge scanned within 60 days", True, 10),
            Score(5, touched("email_click", 60), "Wanted to read more.", "Clicked an e-mail within 60 days", True, 15),
            Score(15, touched("email_reply", 60), "Wrote back.", "Replied to an e-mail within 60 days"),
            Score(2, touched("visit", 30), "Looked around.", "Visited the site within 30 days", True, 10),
            Score(20, touched("meeting", 60), "Gave us an hour.", "Met us within 60 days"),
        ),
    ),
)  # fmt: skip

UNANSWERED = any_of(*(fact(name, "is_empty") for name in ("timeline", "budget", "authority", "need")))

BANDS = (
    (
        "Small firm with a plan to buy",
        Band.PARTNER_OPPORTUNITY,
        all_of(fact("company.employees", "lt", 20), fact("score.readiness", "gte", 20)),
        "Partners serve small firms better and at less cost than we do.",
    ),
    (
        "Fits, and is ready now",
        Band.HOT,
        all_of(fact("score.total", "gte", 80), fact("score.readiness", "gte", 45)),
        "Scores well, particularly for timing: sales follows up at once.",
    ),
    (
        "Scores well in most categories",
        Band.HIGH_POTENTIAL,
        all_of(fact("score.total", "gte", 50), fact("score.fit", "gte", 15)),
        "A call costs less than a visit and finds out the rest.",
    ),
    (
        "Fits, but a deciding answer is missing",
        Band.NEED_INFORMATION,
        all_of(fact("score.fit", "gte", 15), UNANSWERED),
        "The call center asks what is missing, and the lead is scored again.",
    ),
    (
        "Fits, without urgency",
        Band.NEED_NURTURING,
        fact("score.fit", "gte", 10),
        "Half of those who buy do so within a year: keep in touch at little cost.",
    ),
    (
        "Little fit",
        Band.LOW_POTENTIAL,
        fact("score.total", "gte", -1000),
        "May buy on the web without anybody's time.",
    ),
)


def create_default_rule_set(*, at: datetime) -> RuleSet:
    """Rule set 1 of the tenant in scope, published."""
    rule_set = RuleSet.objects.create(
        number=1, name="Default rules", status=RuleSet.Status.PUBLISHED, created_at=at, published_at=at
    )
    rules = [*_verdict_rules(), *_score_rules(rule_set), *_band_rules()]
    positions: dict[str, int] = {}
    for key, rule in enumerate(rules, start=1):
        positions[rule.kind] = positions.get(rule.kind, 0) + 1
        rule.rule_set, rule.key, rule.position = rule_set, key, positions[rule.kind]
    Rule.objects.bulk_create(rules)
    return rule_set


def _verdict_rules() -> list[Rule]:
    culls = [Rule(kind=Rule.Kind.CULL, label=label, condition=c, reason=reason) for label, c, reason in CULL]
    promotes = [
        Rule(kind=Rule.Kind.PROMOTE, label=label, condition=condition, band=band, reason=reason)
        for label, condition, band, reason in PROMOTE
    ]
    return culls + promotes


def _score_rules(rule_set: RuleSet) -> list[Rule]:
    rules = []
    for position, spec in enumerate(GROUPS, start=1):
        group = RuleGroup.objects.create(
            rule_set=rule_set, dimension=spec.dimension, name=spec.name, position=position, cap=spec.cap,
            half_life_days=spec.half_life_days,
        )  # fmt: skip
        rules += [
            Rule(
                kind=Rule.Kind.SCORE, group=group, points=rule.points, condition=rule.condition, reason=rule.reason,
                label=rule.label, each=rule.each, max_points=rule.max_points,
            )
            for rule in spec.rules
        ]  # fmt: skip
    return rules


def _band_rules() -> list[Rule]:
    return [
        Rule(kind=Rule.Kind.BAND, label=label, band=band, condition=condition, reason=reason)
        for label, band, condition, reason in BANDS
    ]
