"""Common ways to route, to begin a route matrix with."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from decimal import Decimal

from leads.models import Band, Route
from routing.matrix import BANDS, Row, Unit, key_of, unit_minutes
from routing.models import Queue, RouteRule


@dataclass(frozen=True)
class Step:
    route: Route
    next_action: str
    within: int
    unit: Unit
    cost_per_touch: Decimal
    minutes_per_touch: int


@dataclass(frozen=True)
class Preset:
    """A common way to route: for each band the channel, what happens there, how soon, and what a touch costs."""

    name: str
    note: str
    steps: Mapping[str, Step]


FIRST_RESPONSE = Step(Route.SALES, "First response", 1, Unit.HOURS, Decimal(75), 45)
QUALIFYING_CALL = Step(Route.CALL_CENTER, "Qualifying call", 1, Unit.DAYS, Decimal(30), 15)
ASK = Step(Route.CALL_CENTER, "Ask what is missing", 2, Unit.DAYS, Decimal(30), 10)
PARTNER = Step(Route.PARTNER, "Partner takes or declines", 3, Unit.DAYS, Decimal(5), 5)
NURTURE = Step(Route.NURTURE, "Reassess", 30, Unit.DAYS, Decimal(1), 0)

# The two ways that "Lead Management" names: by value, and everything to the call center to learn more first.
PRESETS = {
    "by-value": Preset(
        "By value",
        "Hot leads to sales, medium ones to the call center, low ones back to marketing.",
        {
            Band.HOT: FIRST_RESPONSE,
            Band.HIGH_POTENTIAL: QUALIFYING_CALL,
            Band.NEED_INFORMATION: ASK,
            Band.LOW_POTENTIAL: NURTURE,
            Band.PARTNER_OPPORTUNITY: PARTNER,
            Band.NEED_NURTURING: NURTURE,
        },
    ),
    "call-center-first": Preset(
        "Call center first",
        "Every lead is called before anybody sells: what the call tells decides where it goes.",
        dict.fromkeys((band for band in BANDS if band != Band.JUNK), QUALIFYING_CALL),
    ),
}


def rows_of_preset(preset: Preset, rules: Iterable[RouteRule]) -> dict[str, Row]:
    """The rows that a preset would set; a band whose channel has no queue stays as it is."""
    queues = {}
    for queue in Queue.objects.filter(retired_at=None, custodian__is_last_resort=False).order_by("-pk"):
        queues[queue.route] = queue
    rows = {}
    for rule in rules:
        step = preset.steps.get(rule.band)
        if step and step.route in queues:
            rows[key_of(rule)] = _row_of(step, rule.queue if rule.route == step.route else queues[step.route])
    return rows


def _row_of(step: Step, queue: Queue) -> Row:
    settings = {name: value for name, value in asdict(step).items() if name in Row.__dataclass_fields__}
    return Row(queue=queue, act_within_minutes=step.within * unit_minutes(step.unit, queue), **settings)
