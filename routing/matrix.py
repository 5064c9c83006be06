"""The route matrix: where leads of each band go, what happens there, how soon, and what a touch of one costs."""

from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import models, transaction
from django.db.models import Count

from leads.models import Band, CustomField, Route, Standing
from routing.models import Publication, Queue, RouteRule
from routing.publishing import refine_by_new_routes
from routing.setup import DAY, WORKING_DAY
from scoring.conditions import ConditionError, parse
from scoring.facts import verdict_catalogue
from tenants.auditing import record
from tenants.models import Membership
from tenants.policy import policy_changed
from tenants.scope import current_tenant

HOUR = 60
BANDS = list(Band)


class Unit(models.TextChoices):
    MINUTES = "minutes", "Minutes"
    HOURS = "hours", "Hours"
    DAYS = "days", "Days"


@dataclass(frozen=True)
class Row:
    """What a row of the matrix sets. Its route is that of its queue."""

    queue: Queue
    next_action: str
    act_within_minutes: int
    cost_per_touch: Decimal
    minutes_per_touch: int

    @classmethod
    def of(cls, rule: RouteRule) -> "Row":
        return cls(
            rule.queue, rule.next_action, rule.act_within_minutes, rule.cost_per_touch, rule.minutes_per_touch
        )  # fmt: skip

    def __str__(self) -> str:
        """As the audit log shows it."""
        within = time_words(self.act_within_minutes, self.queue)
        work = f"{self.cost_per_touch:.2f} and {self.minutes_per_touch} min a touch"
        return f"{self.queue}: {self.next_action} within {within}, {work}"


class MatrixRefused(Exception):
    """The matrix cannot be so; the message says why, to people, and `key` and `field` where."""

    def __init__(self, key: str, field: str, message: str):
        self.key, self.field = key, field
        super().__init__(message)


def route_matrix() -> list[RouteRule]:
    """The rows in force: the bands from hot to junk, and within a band the first that fits applies."""
    rules = RouteRule.objects.select_related("queue__calendar", "queue__custodian")
    return sorted(rules, key=lambda rule: (BANDS.index(Band(rule.band)), rule.position))


def key_of(rule: RouteRule) -> str:
    return f"{rule.band}-{rule.position}"


def matrix_with(rows: Mapping[str, Row]) -> list[RouteRule]:
    """The matrix as it would be with these rows, by their key; nothing is saved. Raises MatrixRefused."""
    rules = [_changed(rule, rows[key_of(rule)]) if key_of(rule) in rows else rule for rule in route_matrix()]
    for rule in rules:
        _require_sense(rule)
    _require_every_band(rules)
    return rules


@transaction.atomic
def change_matrix(rows: Mapping[str, Row], *, at: datetime, by: Membership) -> Publication | None:
    """Set what differs. Where another queue is named, every open lead is refined again, and that is answered.

    Times promised already stay as they are. Raises MatrixRefused.
    """
    list(RouteRule.objects.select_for_update())  # whoever changes it at the same time waits here
    before = {key_of(rule): Row.of(rule) for rule in route_matrix()}
    changed = [rule for rule in matrix_with(rows) if Row.of(rule) != before[key_of(rule)]]
    if not changed:
        return None
    RouteRule.objects.bulk_update(changed, ["route", *Row.__dataclass_fields__])
    record(
        "route_matrix.changed",
        current_tenant(),
        before={_title(rule): str(before[key_of(rule)]) for rule in changed},
        after={_title(rule): str(Row.of(rule)) for rule in changed},
        actor=by,
    )
    policy_changed()
    if all(rule.queue == before[key_of(rule)].queue for rule in changed):
        return None
    return refine_by_new_routes(by=by, at=at)


def _changed(rule: RouteRule, row: Row) -> RouteRule:
    changed = copy(rule)
    for name in Row.__dataclass_fields__:
        setattr(changed, name, getattr(row, name))
    changed.route = row.queue.route
    return changed


def _require_sense(rule: RouteRule) -> None:
    if rule.queue.retired_at:
        raise MatrixRefused(key_of(rule), "queue", f"{rule.queue} is not in use any more. Choose another queue.")
    if (rule.band == Band.JUNK) != (rule.route == Route.PURGE):
        said = "Junk goes to quarantine." if rule.band == Band.JUNK else "Only junk goes to quarantine."
        raise MatrixRefused(key_of(rule), "queue", said)


def _require_every_band(rules: Sequence[RouteRule]) -> None:
    """A lead for which no row applies would go nowhere."""
    covered = {rule.band for rule in rules if not rule.condition}
    for band in BANDS:
        if band not in covered:
            raise MatrixRefused("", "", f"{band.label} has no row for all its leads, so some would go nowhere.")


def _title(rule: RouteRule) -> str:
    return rule.get_band_display() if not rule.condition else f"{rule.get_band_display()} {rule.position}"


# -- time, in the units that people set it in


def unit_minutes(unit: str, queue: Queue) -> int:
    """Minutes in a unit: a day is one of work where the queue keeps hours."""
    return {Unit.MINUTES: 1, Unit.HOURS: HOUR, Unit.DAYS: WORKING_DAY if queue.calendar_id else DAY}[Unit(unit)]


def span_of(minutes: int, queue: Queue) -> tuple[int, Unit]:
    """So many minutes in the largest unit that leaves no rest."""
    for unit in (Unit.DAYS, Unit.HOURS):
        if minutes and minutes % unit_minutes(unit, queue) == 0:
            return minutes // unit_minutes(unit, queue), unit
    return minutes, Unit.MINUTES


def time_words(minutes: int, queue: Queue) -> str:
    count, unit = span_of(minutes, queue)
    noun = unit.value.removesuffix("s") if count == 1 else unit.value
    return f"{count:,} working {noun}" if queue.calendar_id else f"{count:,} {noun}"


# -- what stands beside a row


def open_leads_by_band() -> dict[str, int]:
    return dict(Standing.objects.filter(disposition=None).values_list("band").annotate(Count("pk")).order_by())


def sentences_of_rows(rules: Iterable[RouteRule]) -> dict[int, str]:
    """For which leads of its band a row is, in words, by the row's id; only rows that are not for all of them."""
    catalogue = verdict_catalogue(CustomField.objects.all())
    found = {}
    for rule in rules:
        if rule.condition:
            try:
                found[rule.pk] = parse(rule.condition, catalogue).sentence()
            except ConditionError:
                found[rule.pk] = "Its condition names a field that is gone"
    return found
