"""A new tenant, ready to take its first inquiry: default rules, queues, route matrix and a custodian of last resort."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from leads.models import Band, Custodian, Route
from routing.models import Queue, RouteRule
from routing.sweeping import REFINE_AGAIN_AFTER
from scoring.default_stages import create_default_definitions
from scoring.defaults import create_default_rule_set
from tenants.models import Calendar, Role, Tenant, WorkDue
from tenants.people import Offer, invite_member
from tenants.scope import tenant_scope
from tenants.work import note_due

DAY = 24 * 60
WORKING_DAY = 8 * 60


@dataclass(frozen=True)
class QueueSpec:
    name: str
    route: Route
    strategy: Queue.Strategy
    keeps_hours: bool = False
    is_last_resort: bool = False


QUEUES = (
    QueueSpec("Sales", Route.SALES, Queue.Strategy.ROUND_ROBIN, keeps_hours=True),
    QueueSpec("Call center", Route.CALL_CENTER, Queue.Strategy.PULL, keeps_hours=True),
    QueueSpec("Partners", Route.PARTNER, Queue.Strategy.ROUND_ROBIN),
    QueueSpec("Nurture", Route.NURTURE, Queue.Strategy.HOLD),
    QueueSpec("Web", Route.WEB, Queue.Strategy.HOLD),
    QueueSpec("Quarantine", Route.PURGE, Queue.Strategy.HOLD),
    QueueSpec("Last resort", Route.SALES, Queue.Strategy.PULL, keeps_hours=True, is_last_resort=True),
)

# Band, queue, what happens next, within how many minutes (working time where the queue keeps hours), and what one touch
# costs in money and in minutes of work.
# The cost of a call is the "$30 or more" that qualifying by telephone adds to an opportunity.
MATRIX = (
    (Band.HOT, "Sales", "First response", 60, 75, 45),
    (Band.HIGH_POTENTIAL, "Call center", "Qualifying call", WORKING_DAY, 30, 15),
    (Band.NEED_INFORMATION, "Call center", "Ask what is missing", 2 * WORKING_DAY, 30, 10),
    (Band.PARTNER_OPPORTUNITY, "Partners", "Partner takes or declines", 3 * DAY, 5, 5),
    (Band.NEED_NURTURING, "Nurture", "Reassess", 30 * DAY, 1, 0),
    (Band.LOW_POTENTIAL, "Web", "Reassess", 60 * DAY, 0, 0),
)


def set_up_tenant(
    *, slug: str, name: str, at: datetime, time_zone: str = "UTC", country: str = "", currency: str = "EUR"
) -> Tenant:
    """Create a tenant with everything an inquiry needs. People are admitted afterwards."""
    with transaction.atomic():
        tenant = Tenant.objects.create(
            slug=slug, name=name, time_zone=time_zone, country=country, currency=currency, created_at=at
        )
        with tenant_scope(tenant):
            create_default_rule_set(at=at)
            create_default_definitions(at=at)
            queues = _create_queues(tenant)
            _create_matrix(tenant, queues)
            note_due(WorkDue.Kind.REFINE, at + REFINE_AGAIN_AFTER)
    return tenant


@transaction.atomic
def found_tenant(
    *, slug: str, name: str, admin_email: str, at: datetime, time_zone: str, country: str, currency: str
) -> tuple[Tenant, Offer]:
    """A new tenant and the invitation of its first administrator."""
    tenant = set_up_tenant(slug=slug, name=name, at=at, time_zone=time_zone, country=country, currency=currency)
    with tenant_scope(tenant):
        return tenant, invite_member(email=admin_email, role=Role.ADMINISTRATOR, at=at, actor=None)


def _create_queues(tenant: Tenant) -> dict[str, Queue]:
    office = Calendar.objects.create(name="Office hours", time_zone=tenant.time_zone, holidays_of=tenant.country)
    queues = {}
    for spec in QUEUES:
        custodian = Custodian.objects.create(
            kind=Custodian.Kind.QUEUE, name=spec.name, is_last_resort=spec.is_last_resort
        )
        queues[spec.name] = Queue.objects.create(
            name=spec.name, route=spec.route, strategy=spec.strategy, custodian=custodian,
            calendar=office if spec.keeps_hours else None,
        )  # fmt: skip
    return queues


def _create_matrix(tenant: Tenant, queues: dict[str, Queue]) -> None:
    rows = [*MATRIX, (Band.JUNK, "Quarantine", "Purge for good", tenant.quarantine_days * DAY, 0, 0)]
    RouteRule.objects.bulk_create(
        RouteRule(
            band=band, position=1, route=queues[queue].route, queue=queues[queue], next_action=action,
            act_within_minutes=minutes, cost_per_touch=cost, minutes_per_touch=work,
        )
        for band, queue, action, minutes, cost, work in rows
    )  # fmt: skip
