"""Culled leads that can still be released, and the weekly look at a sample of them: were they junk indeed?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import CharField, Count, F, Q, QuerySet, Value
from django.db.models.functions import MD5, Cast, Concat

from leads.models import Lead, QuarantineCheck, Route, Standing
from leads.selectors import lead_list
from tenants.auditing import record
from tenants.models import Membership

CULL = "cull"
SAMPLE_SIZE = 20
RATED_WEEKS = 12


@dataclass(frozen=True)
class CheckFigures:
    """Of the checked ones of the last twelve weeks, how many had been culled wrongly."""

    checked: int
    wrong: int

    @property
    def rate(self) -> float | None:
        """In percent."""
        return round(100 * self.wrong / self.checked, 1) if self.checked else None


def quarantined() -> QuerySet[Lead]:
    """Open leads that a cull rule holds, in the pool their route leads to."""
    return lead_list().filter(standing__in=_held())


def _held() -> QuerySet[Standing]:
    return Standing.objects.filter(disposition=None, verdict=CULL, route=Route.PURGE, custodian=F("pool"))


def week_of(day: date) -> date:
    """The Monday that begins the week."""
    return day - timedelta(days=day.weekday())


@transaction.atomic
def draw_sample(week: date) -> Sequence[QuarantineCheck]:
    """The week's sample. Drawn once, by a hash of week and lead: nobody chooses, and everybody gets the same."""
    if not QuarantineCheck.objects.filter(week=week).exists():
        order = MD5(Concat(Value(f"{week}"), Cast("public_id", CharField()), output_field=CharField()))
        drawn = Lead.objects.filter(standing__in=_held()).order_by(order).values_list("pk", flat=True)[:SAMPLE_SIZE]
        QuarantineCheck.objects.bulk_create(
            [QuarantineCheck(lead_id=pk, week=week) for pk in drawn], ignore_conflicts=True
        )
    return sample_of(week)


def sample_of(week: date) -> Sequence[QuarantineCheck]:
    related = ("lead__company", "lead__standing__custodian", "lead__standing__pool", "checked_by__user")
    return list(QuarantineCheck.objects.filter(week=week).select_related(*related).order_by("pk"))


@transaction.atomic
def note_check(
    check: QuarantineCheck, verdict: QuarantineCheck.Verdict, *, at: datetime, by: Membership
) -> QuarantineCheck:
    """Write down what somebody saw. The last word counts, and the audit log keeps the others."""
    before, check.verdict = check.verdict, verdict
    check.checked_at, check.checked_by = at, by
    check.save(update_fields=["verdict", "checked_at", "checked_by"])
    record("quarantine.checked", check.lead, before={"verdict": before}, after={"verdict": verdict.value}, actor=by)
    return check


def check_figures(*, until: date) -> CheckFigures:
    since = until - timedelta(weeks=RATED_WEEKS)
    recent = QuarantineCheck.objects.filter(week__gt=since, week__lte=until)
    return CheckFigures(
        **recent.aggregate(
            checked=Count("pk", filter=~Q(verdict="")),
            wrong=Count("pk", filter=Q(verdict=QuarantineCheck.Verdict.REAL)),
        )
    )
