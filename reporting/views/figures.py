"""Figures as the page draws them, and the addresses of the leads behind them."""

from dataclasses import dataclass
from decimal import Decimal

from django.urls import NoReverseMatch, reverse

from reporting.selectors import Pair

Number = Decimal | int

MINUS = "\N{MINUS SIGN}"
DASH = "\N{EN DASH}"


@dataclass(frozen=True)
class Stat:
    """What `components/stat.html` draws."""

    label: str
    figure: str
    url: str = ""
    unit: str = ""
    change: str = ""
    change_good: str = ""
    compare: str = ""
    period: str = ""


@dataclass(frozen=True)
class Measure:
    """How a figure is written and judged against the period before. `points`: percents are compared by difference."""

    unit: str = ""
    prefix: str = ""
    more_is_good: bool = True
    points: bool = False

    def write(self, value) -> str:
        return DASH if value is None else f"{self.prefix}{value:,}"

    def unit_of(self, value) -> str:
        if value is None:
            return ""
        return self.unit.removesuffix("s") if value == 1 else self.unit


COUNT = Measure()
LEADS = Measure("leads")
FEWER_LEADS = Measure("leads", more_is_good=False)
PERCENT = Measure("%", points=True)
JUNK_PERCENT = Measure("%", points=True, more_is_good=False)


def stat(label: str, value, *, url="", compare="", measure=COUNT) -> Stat:
    return Stat(label, measure.write(value), url, measure.unit_of(value), compare=compare)


def compared(label: str, pair: Pair, *, period: str, url="", measure=COUNT) -> Stat:
    """A figure against the period before it."""
    unit = measure.unit_of(pair.now)
    if pair.now is None or pair.before is None:
        return Stat(label, measure.write(pair.now), url, unit, compare=f"in {period}")
    percent = " %" if measure.unit == "%" else ""
    return Stat(
        label,
        measure.write(pair.now),
        url,
        unit,
        change=change_text(pair.now, pair.before, points=measure.points),
        change_good=_judged(pair.now, pair.before, more_is_good=measure.more_is_good),
        compare=f"from {measure.write(pair.before)}{percent}",
        period=f"in {period}",
    )


def change_text(now: Number, before: Number, *, points: bool = False) -> str:
    difference = now - before
    if difference == 0:
        return "No change"
    sign, size = ("+", difference) if difference > 0 else (MINUS, -difference)
    if points:
        return f"{sign}{size:,} point{'' if size == 1 else 's'}"
    return f"{sign}{round(100 * size / before):,} %" if before else f"{sign}{size:,}"


def _judged(now: Number, before: Number, *, more_is_good: bool) -> str:
    if now == before:
        return ""
    return "yes" if (now > before) == more_is_good else "no"


def page(request, name: str, **query) -> str:
    """The address of a page with what it is filtered by; empty where there is no such page."""
    try:
        url = reverse(name, args=[request.tenant.slug])
    except NoReverseMatch:
        return ""
    return f"{url}?{'&'.join(f'{key}={value}' for key, value in query.items())}" if query else url


def leads_page(request, **query) -> str:
    return page(request, "leads:list", **query)
