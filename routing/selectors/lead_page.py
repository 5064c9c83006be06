"""What stands beside a lead's story: its company, who else is there, who may be the same person, who held it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from uuid import UUID
from zoneinfo import ZoneInfo

import phonenumbers
from django.db.models import Q
from phonenumbers import timezone as phone_zones

from leads.models import Lead, Stage, StageChange
from routing.models import Assignment
from routing.selectors.visible import visible_leads
from tenants.models import AuditEntry, Membership

MOST_COLLEAGUES = 8
MOST_DUPLICATES = 5
MOST_ASSIGNMENTS = 10


@dataclass(frozen=True)
class Changed:
    """Who last changed a fact by hand, and when."""

    who: str
    at: datetime


def find_lead(member: Membership, public_id: UUID) -> Lead:
    """The lead with where it stands, its company and its campaigns. Raises Lead.DoesNotExist, also for what is not
    the member's to see."""
    related = ("company", "campaign", "latest_campaign", "standing__custodian__member__user", "standing__pool")
    return visible_leads(member).select_related(*related).get(public_id=public_id)


def colleagues(lead: Lead) -> Sequence[Lead]:
    """Others at the same company, the latest first."""
    if lead.company_id is None:
        return []
    others = Lead.objects.filter(company=lead.company_id).exclude(pk=lead.pk)
    return list(others.select_related("standing__custodian").order_by("-pk")[:MOST_COLLEAGUES])


def possible_duplicates(lead: Lead) -> Sequence[Lead]:
    """Leads with the same number, or the same name at the same company."""
    same = Q()
    if lead.phone_e164:
        same |= Q(phone_e164=lead.phone_e164)
    if lead.name_norm and lead.company_id:
        same |= Q(name_norm=lead.name_norm, company=lead.company_id)
    if not same:
        return []
    found = Lead.objects.filter(same).exclude(pk=lead.pk).select_related("standing", "company")
    return list(found.order_by("-pk")[:MOST_DUPLICATES])


def held_by(lead: Lead) -> Sequence[Assignment]:
    """Whose hands the lead was in, the latest first."""
    held = Assignment.objects.filter(lead=lead).select_related("member__user", "queue")
    return list(held.order_by("-pk")[:MOST_ASSIGNMENTS])


def skipped_stages(lead: Lead) -> Sequence[str]:
    """TQL lies beside the way, not on it: it is skipped by a lead that got further without it."""
    further = Stage.values.index(lead.standing.stage) > Stage.values.index(Stage.TQL)
    if not further or StageChange.objects.filter(lead=lead, to_stage=Stage.TQL).exists():
        return []
    return [Stage.TQL]


def changes_by_hand(lead: Lead) -> dict[str, Changed]:
    """Facts that people changed: {name of the fact: who did it last}."""
    entries = AuditEntry.objects.filter(
        object_type="lead", object_id=str(lead.public_id), action="lead.changed"
    ).order_by("pk")
    return {name: Changed(entry.actor_label, entry.at) for entry in entries for name in entry.after or {}}


def is_first_response_to(lead: Lead) -> bool:
    """Whether what comes next is the first response still owed: who answers has then done what was planned."""
    owed = Assignment.objects.filter(lead=lead, closed_at=None, first_response_at=None)
    return lead.standing.next_action_at in owed.values_list("due_at", flat=True)


def local_time(lead: Lead, *, at: datetime) -> datetime | None:
    """The time where the lead's telephone rings; None where the number does not tell."""
    zones = [ZoneInfo(name) for name in _zones_of(lead.phone_e164)]
    times = {at.astimezone(zone).replace(tzinfo=None) for zone in zones}
    return at.astimezone(zones[0]) if len(times) == 1 else None


@lru_cache(maxsize=4096)
def _zones_of(e164: str) -> tuple[str, ...]:
    try:
        zones = phone_zones.time_zones_for_number(phonenumbers.parse(e164)) if e164 else ()
    except phonenumbers.NumberParseException:
        return ()
    return tuple(zone for zone in zones if zone != phone_zones.UNKNOWN_TIMEZONE)
