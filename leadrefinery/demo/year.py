"""A year of a firm, day by day: inquiries come in, reps and tele-qualifiers work, buyers buy, interest fades.

Everything goes through the same services that the pages use, at the time it happened.
"""

from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from leadrefinery.demo.crowd import Buyer, invent
from leadrefinery.demo.firms import CampaignSpec, Firm
from leadrefinery.demo.history import bring_along
from leadrefinery.demo.work import Work
from leads.intake import Incoming
from routing.reception import receive
from routing.sweeping import REFINE_AGAIN_AFTER, purge_quarantine, reassess, release_waiting
from tenants.models import Tenant, WorkDue
from tenants.scope import tenant_scope
from tenants.work import reschedule

DAYS = 365
REFINED_EVERY_DAYS = 14
NURTURED_EVERY_DAYS = 7
# Before the end, the firm brings along what its old system knew.
HISTORY_DAYS_BEFORE_END = 200
# What a weekday brings, Monday first.
WEEKDAYS = (1.2, 1.3, 1.2, 1.1, 0.9, 0.25, 0.2)


class Year:
    """Lives through the year, or its last `days`, that end at `until`. The same seed and end give the same year."""

    def __init__(self, firm: Firm, tenant: Tenant, *, until: datetime, days: int = DAYS):
        self.firm, self.tenant, self.until, self.days = firm, tenant, until, days
        self.random = Random(firm.slug)  # noqa: S311 — repeatable is what it must be
        self.zone = ZoneInfo(firm.time_zone)
        self.first_day = (until - timedelta(days=days)).astimezone(self.zone).date()
        self.buyers: dict[str, Buyer] = {}
        self.work = Work(firm, self.random, self.buyers)

    def live(self, *, progress: Callable[[date], None] = lambda _: None) -> None:
        """`progress` is told the first day of each month that begins."""
        for number in range(self.days + 1):
            day = self.first_day + timedelta(days=number)
            if day.day == 1:
                progress(day)
            self._day(number, day)
        self._night(self.until)

    def _day(self, number: int, day: date) -> None:
        with tenant_scope(self.tenant):
            self._inquiries(number, day, self._at(day, 9, 15))
            self._inquiries(number, day, self._at(day, 14, 40))
        if number == self.days - HISTORY_DAYS_BEFORE_END and self.firm.closed_before:
            bring_along(self.firm, self.tenant, self.random, at=self._at(day, 8, 0))
        if day.weekday() < 5:
            for hour in (10, 15):
                with tenant_scope(self.tenant):
                    self.work.shift(self._at(day, hour, 30), self.until)
        if number % NURTURED_EVERY_DAYS == 0:
            with tenant_scope(self.tenant):
                self.work.nurture(self._at(day, 11, 30), self.until)
        if number % REFINED_EVERY_DAYS == 0:
            self._night(min(self._at(day, 3, 0), self.until))
        release_waiting(self.tenant, at=min(self._at(day, 16, 0), self.until))

    def _night(self, at: datetime) -> None:
        reassess(self.tenant, at=at)
        reschedule(self.tenant, WorkDue.Kind.REFINE, at + REFINE_AGAIN_AFTER)
        purge_quarantine(self.tenant, at=at)

    def _inquiries(self, number: int, day: date, at: datetime) -> None:
        if at > self.until:
            return
        expected = self.firm.inquiries_a_day / 2 * WEEKDAYS[day.weekday()] * self._season(number)
        arrivals = [self._arrival(number, at) for _ in range(self._poisson(expected))]
        if arrivals:
            receive(arrivals, at=at)

    def _season(self, number: int) -> float:
        """Campaigns that run bring more than usual."""
        running = sum(c.share for c in self._running(number))
        usual = self._running(0)[0].share
        return 0.7 + 0.3 * running / usual

    def _arrival(self, number: int, at: datetime) -> Incoming:
        running = self._running(number)
        campaign = self.random.choices(running, [c.share for c in running])[0]
        buyer, incoming = invent(self.random, self.firm, at, campaign)
        self.buyers[buyer.email] = buyer
        return incoming

    def _running(self, number: int) -> Sequence[CampaignSpec]:
        return [c for c in self.firm.campaigns if c.first_day <= number < c.first_day + c.days]

    def _poisson(self, expected: float) -> int:
        count, chance = 0, self.random.random()
        product, limit = chance, pow(2.718281828459045, -expected)
        while product > limit:
            count += 1
            product *= self.random.random()
        return count

    def _at(self, day: date, hour: int, minute: int) -> datetime:
        return datetime.combine(day, time(hour, minute), self.zone)
