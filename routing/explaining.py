"""Why a lead is where it is: the whole chain, from the verdict to the person and those who were passed over."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from leads.models import Band, Company, Lead, Route, Standing
from routing.models import Assignment, HandOff, Queue
from scoring.rule_book import RuleEntry, rule_book


@dataclass(frozen=True)
class Reason:
    """A rule that fired, with its points before the group's cap. `value`: what the lead says by now, of which the rule
    names several."""

    rule: RuleEntry
    points: int
    value: str = ""

    @property
    def label(self) -> str:
        return f"{self.rule.label} ({self.value})" if self.value else self.rule.label


@dataclass(frozen=True)
class GroupTotal:
    """What a group of rules came to, and what it would have been without its cap."""

    dimension: str
    name: str
    points: int
    uncapped: int


@dataclass(frozen=True)
class Explanation:
    """The chain of one lead. `passed_over` is [{"who", "why"}]; `waiting` says why no person holds the lead."""

    standing: Standing
    reasons: Sequence[Reason]
    groups: Sequence[GroupTotal]
    queue: Queue | None
    assignment: Assignment | None
    hand_off: HandOff | None
    rule: str
    chosen: str = ""
    why_chosen: str = ""
    waiting: str = ""
    passed_over: Sequence[dict[str, str]] = field(default_factory=list)
    judged_at: datetime | None = None

    @property
    def top_reasons(self) -> list[Reason]:
        """Scoring reasons, the weightiest first."""
        scored = [reason for reason in self.reasons if reason.rule.kind == "score"]
        return sorted(scored, key=lambda reason: -abs(reason.points))


def explain(lead: Lead, book: Mapping[int, RuleEntry] | None = None) -> Explanation:
    """The explanation of a lead as it stands, by the book of the version that judged it.

    Takes three statements, whatever the lead's history.
    """
    standing = (
        Standing.objects.select_related("custodian", "pool").get(pk=lead.pk)
        if "standing" not in lead._state.fields_cache
        else lead.standing
    )
    queue = Queue.objects.filter(custodian=standing.pool_id).first() if standing.pool_id else None
    assignment = (
        Assignment.objects.filter(lead=lead, closed_at=None).select_related("member__user").first()
        if standing.disposition is None
        else None
    )
    hand_off = HandOff.objects.filter(lead=lead).order_by("-pk").first()
    reasons = [replace(reason, value=said_by(lead, reason.rule.one_of)) for reason in reasons_of(standing, book)]
    return Explanation(
        standing=standing,
        reasons=reasons,
        groups=group_totals(reasons),
        queue=queue,
        assignment=assignment,
        hand_off=hand_off,
        rule=route_sentence(standing, queue),
        chosen=str(assignment.member) if assignment else "",
        why_chosen=hand_off.reason if assignment and hand_off else "",
        waiting=standing.waiting,
        passed_over=hand_off.passed_over if hand_off else [],
        judged_at=standing.refined_at,
    )


def reasons_of(standing: Standing, book: Mapping[int, RuleEntry] | None = None) -> list[Reason]:
    """The rules that fired for a lead, with their points, under the version that judged it."""
    if standing.rule_set is None:
        return []
    book = rule_book(standing.rule_set) if book is None else book
    return [Reason(book[key], points) for key, points in zip(standing.fired, standing.points, strict=True)]


def said_by(lead: Lead, name: str) -> str:
    """A fact of the lead, or of its company, in words; empty where it is no text."""
    owner, _, fact = name.rpartition(".")
    row: Lead | Company | None = lead.company if owner == "company" else lead
    if owner == "custom":
        value = lead.custom.get(fact)
    else:
        value = getattr(row, f"get_{fact}_display", lambda: getattr(row, fact, ""))()
    return value if isinstance(value, str) else ""


def group_totals(reasons: Sequence[Reason]) -> list[GroupTotal]:
    sums: dict[tuple, int] = {}
    for reason in reasons:
        if reason.rule.group:
            key = (reason.rule.dimension, reason.rule.group, reason.rule.cap)
            sums[key] = sums.get(key, 0) + reason.points
    return [
        GroupTotal(dimension, name, total if cap is None else min(cap, total), total)
        for (dimension, name, cap), total in sums.items()
    ]


def route_sentence(standing: Standing, queue: Queue | None) -> str:
    if not standing.band:
        return ""
    band, where = Band(standing.band).label, queue.name if queue else Route(standing.route).label
    return f"{band} → {where}"
