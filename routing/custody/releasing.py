"""Letting leads out of quarantine."""

from datetime import datetime

from django.db import transaction

from leads.models import Lead
from routing.custody.errors import CustodyRefused
from routing.custody.records import lock_open
from routing.pipeline import refine
from scoring.lead_set import LeadSet
from scoring.models import Decision
from tenants.auditing import Actor, record

CULL = "cull"


@transaction.atomic
def release_from_quarantine(lead: Lead, *, reason: str, at: datetime, by: Actor) -> None:
    """Say that a culled lead is a real one: cull rules never hold it again, and it is refined at once."""
    standing = lock_open(lead)
    if standing.spared or standing.verdict != CULL:
        raise CustodyRefused("This lead is not in quarantine.")
    standing.spared = True
    standing.save(update_fields=["spared"])
    record("lead.released", standing.lead, before={"spared": False}, after={"spared": True}, reason=reason, actor=by)
    refine(LeadSet.of([standing.lead_id]), cause=Decision.Cause.RELEASE, at=at)
