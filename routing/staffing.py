"""Who works in a queue, how much they take, and when they are away."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from routing.custody.records import custodian_of
from routing.models import Queue, QueueMember
from tenants.auditing import record
from tenants.models import Membership, WorkDue
from tenants.policy import policy_changed
from tenants.work import note_due


@dataclass(frozen=True)
class Terms:
    """How much of a queue a member takes: their share beside the others', and how many leads at once (None: any)."""

    weight: int = 1
    capacity: int | None = None
    is_active: bool = True


@transaction.atomic
def place_in_queue(queue: Queue, member: Membership, terms: Terms, *, at: datetime, by: Membership) -> QueueMember:
    """Give a member a place in a queue, or change the terms of the one they have. Who is new starts with no backlog."""
    custodian_of(member)
    place = QueueMember.objects.filter(queue=queue, member=member).first()
    before = _told(place) if place else None
    place = place or QueueMember(queue=queue, member=member, turn=queue.turn)
    place.weight, place.capacity, place.is_active = terms.weight, terms.capacity, terms.is_active
    place.save()
    record("queue.member_changed", queue, before=before, after={"member": str(member)} | _told(place), actor=by)
    _let_it_take_effect(at)
    return place


@transaction.atomic
def set_absence(member: Membership, until: datetime | None, *, at: datetime, by: Membership) -> None:
    """Nothing is given to the member until then; None: they are back. What they hold stays with them."""
    before = member.absent_until
    member.absent_until = until
    member.save(update_fields=["absent_until"])
    record("member.absence_changed", member, before=_when(before), after=_when(until), actor=by)
    _let_it_take_effect(at)


def _let_it_take_effect(at: datetime) -> None:
    """What waits may have a taker now: the next sweep looks."""
    policy_changed()
    note_due(WorkDue.Kind.RELEASE, at)


def _told(place: QueueMember) -> dict[str, object]:
    return {"weight": place.weight, "capacity": place.capacity, "is_active": place.is_active}


def _when(moment: datetime | None) -> dict[str, str | None]:
    return {"absent_until": moment.isoformat() if moment else None}
