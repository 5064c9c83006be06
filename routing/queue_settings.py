"""How a queue is set up: its name, how leads reach its members, and which hours it keeps."""

from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from django.db import transaction

from leads.models import Custodian, Route
from routing.models import Queue, QueueMember
from tenants.auditing import record
from tenants.models import Calendar, Membership, WorkDue
from tenants.policy import policy_changed
from tenants.work import note_due

WHAT_STRATEGIES_DO = {
    Queue.Strategy.ROUND_ROBIN: "Each lead goes to whoever has waited longest; a share of 2 gets twice as many.",
    Queue.Strategy.LEAST_LOADED: "Each lead goes to whoever holds the fewest open leads for their share.",
    Queue.Strategy.PULL: "Leads wait here, the best first, until a member takes the next one.",
    Queue.Strategy.HOLD: "Nobody works here. Leads stay until their date comes, and are looked at again then.",
}


@dataclass(frozen=True)
class QueueSettings:
    name: str
    strategy: str
    calendar: Calendar | None = None
    waits_for_hours: bool = False
    company_owner_first: bool = True

    @classmethod
    def of(cls, queue: Queue) -> "QueueSettings":
        return cls(queue.name, queue.strategy, queue.calendar, queue.waits_for_hours, queue.company_owner_first)


class QueueRefused(Exception):
    """A queue cannot be set up so; the message says why, to people, and `field` where."""

    def __init__(self, field: str, message: str):
        self.field = field
        super().__init__(message)


@transaction.atomic
def create_queue(route: str, settings: QueueSettings, *, by: Membership) -> Queue:
    """A queue that nothing comes to yet: members join it and rows of the route matrix name it afterwards."""
    if route == Route.PURGE:
        raise QueueRefused("route", "There is one quarantine, and it is there already.")
    custodian = Custodian(kind=Custodian.Kind.QUEUE, name=settings.name)
    queue = Queue(route=Route(route), custodian=custodian)
    _require_sense(queue, settings)
    custodian.save()
    queue = Queue.objects.create(route=Route(route), custodian=custodian, **_columns(settings))
    record("queue.created", queue, after={"route": route} | _told(settings), actor=by)
    policy_changed()
    return queue


@transaction.atomic
def change_queue(queue: Queue, settings: QueueSettings, *, at: datetime, by: Membership) -> None:
    """Set what differs. Leads that wait are given out by it at the next sweep; promises made stay as they are."""
    before = QueueSettings.of(queue)
    if settings == before:
        return
    _require_sense(queue, settings)
    for name, value in _columns(settings).items():
        setattr(queue, name, value)
    queue.save(update_fields=list(_columns(settings)))
    Custodian.objects.filter(pk=queue.custodian_id).update(name=queue.name)
    changed = [name for name in _columns(settings) if getattr(before, name) != getattr(settings, name)]
    was, now = _told(before), _told(settings)
    record(
        "queue.changed",
        queue,
        before={name: was[name] for name in changed},
        after={name: now[name] for name in changed},
        actor=by,
    )
    let_it_take_effect(at)


def let_it_take_effect(at: datetime) -> None:
    """What waits may have a taker now: the next sweep looks."""
    policy_changed()
    note_due(WorkDue.Kind.RELEASE, at)


def _require_sense(queue: Queue, settings: QueueSettings) -> None:
    if Queue.objects.filter(name__iexact=settings.name, retired_at=None).exclude(pk=queue.pk).exists():
        raise QueueRefused("name", f"There is a queue called {settings.name} already.")
    if settings.waits_for_hours and settings.calendar is None:
        raise QueueRefused("calendar", "Choose the hours that it waits for.")
    if queue.route == Route.PURGE and settings.strategy != Queue.Strategy.HOLD:
        raise QueueRefused("strategy", "Junk is held until it is purged; nobody is given any.")
    if settings.strategy == Queue.Strategy.HOLD:
        _require_nobody_works_here(queue)


def _require_nobody_works_here(queue: Queue) -> None:
    if queue.custodian.is_last_resort:
        raise QueueRefused("strategy", "What nobody else can hold comes here, so somebody has to be able to take it.")
    working = QueueMember.objects.filter(queue=queue, is_active=True) if queue.pk else QueueMember.objects.none()
    names = ", ".join(
        str(place.member) for place in working.select_related("member__user").order_by("member__user__name")
    )
    if names:
        raise QueueRefused(
            "strategy", f"{names} would get nothing any more. Let them get no leads from this queue first."
        )


def _columns(settings: QueueSettings) -> dict[str, Any]:
    return {field.name: getattr(settings, field.name) for field in fields(settings)}


def _told(settings: QueueSettings) -> dict[str, Any]:
    """As the audit log shows it."""
    said = _columns(settings)
    return said | {"calendar": str(settings.calendar) if settings.calendar else None}
