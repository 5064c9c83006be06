"""Who works in a queue, how much they take, and when they are away."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from routing.custody.records import custodian_of
from routing.models import Queue, QueueMember
from routing.queue_settings import QueueRefused, let_it_take_effect
from routing.territory import read_territory, territory_sentence
from tenants.auditing import record
from tenants.models import Calendar, Membership


@dataclass(frozen=True)
class Terms:
    """What of a queue a member takes: their share beside the others', how many leads at once (None: any), which leads
    (None: any), and in which hours (None: the queue's)."""

    weight: int = 1
    capacity: int | None = None
    is_active: bool = True
    territory: dict[str, Any] | None = None
    calendar: Calendar | None = None


@transaction.atomic
def place_in_queue(queue: Queue, member: Membership, terms: Terms, *, at: datetime, by: Membership) -> QueueMember:
    """Give a member a place in a queue, or change the terms of the one they have. Who is new starts with no backlog.

    Raises QueueRefused for a queue that nobody works in, ConditionError for a territory that cannot be tested.
    """
    _require_work(queue, terms)
    if terms.territory is not None:
        read_territory(terms.territory)
    custodian_of(member)
    place = QueueMember.objects.select_related("calendar").filter(queue=queue, member=member).first()
    before = _told(place) if place else None
    place = place or QueueMember(queue=queue, member=member, turn=queue.turn)
    for name, value in vars(terms).items():
        setattr(place, name, value)
    place.save()
    record("queue.member_changed", queue, before=before, after={"member": str(member)} | _told(place), actor=by)
    let_it_take_effect(at)
    return place


@transaction.atomic
def set_absence(member: Membership, until: datetime | None, *, at: datetime, by: Membership) -> None:
    """Nothing is given to the member until then; None: they are back. What they hold stays with them."""
    before = member.absent_until
    member.absent_until = until
    member.save(update_fields=["absent_until"])
    record("member.absence_changed", member, before=_when(before), after=_when(until), actor=by)
    let_it_take_effect(at)


def _require_work(queue: Queue, terms: Terms) -> None:
    if queue.retired_at:
        raise QueueRefused("", f"{queue} is retired.")
    if queue.strategy == Queue.Strategy.HOLD and terms.is_active:
        raise QueueRefused("is_active", f"{queue} only holds leads, so nobody can get any from it.")


def _told(place: QueueMember) -> dict[str, object]:
    return {
        "weight": place.weight,
        "capacity": place.capacity,
        "is_active": place.is_active,
        "territory": territory_sentence(place.territory) or None,
        "hours": str(place.calendar) if place.calendar else None,
    }


def _when(moment: datetime | None) -> dict[str, str | None]:
    return {"absent_until": moment.isoformat() if moment else None}
