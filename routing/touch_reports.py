"""Touches that other systems saw: recorded by the hundred, and refined as one set."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from leads.models import Campaign, Lead, Touch
from routing.custody.records import lock_standings
from routing.custody.touching import RESPONSES
from routing.models import Assignment
from routing.pipeline import refine
from scoring.lead_set import LeadSet
from scoring.models import Decision
from tenants.models import Membership

K = Touch.Kind
OUTBOUND = frozenset({K.EMAIL_SENT, K.CALL, K.MEETING, K.NOTE})


@dataclass(frozen=True)
class TouchReport:
    """One interaction as another system tells it. Without a direction, the usual one of its kind."""

    lead: Lead
    kind: Touch.Kind
    happened_at: datetime
    direction: str = ""
    campaign: Campaign | None = None
    member: Membership | None = None
    detail: dict[str, Any] | None = None

    def touch(self) -> Touch:
        usual = Touch.Direction.OUTBOUND if self.kind in OUTBOUND else Touch.Direction.INBOUND
        return Touch(
            lead=self.lead, kind=self.kind, direction=self.direction or usual, at=self.happened_at,
            campaign=self.campaign, by=self.member, detail=self.detail or None,
        )  # fmt: skip


@transaction.atomic
def record_touches(reports: Sequence[TouchReport], *, at: datetime) -> list[Touch]:
    """Store touches, stamp first responses of the members named, and refine the leads. Answers in the order given."""
    leads = sorted({report.lead.pk for report in reports})
    lock_standings(leads)
    touches = Touch.objects.bulk_create([report.touch() for report in reports])
    for touch in touches:
        _note_response(touch)
    refine(LeadSet.of(leads), cause=Decision.Cause.TOUCH, at=at)
    return touches


def _note_response(touch: Touch) -> None:
    is_response = touch.direction == Touch.Direction.OUTBOUND and touch.kind in RESPONSES
    if touch.by_id and is_response:
        Assignment.objects.filter(
            Q(first_response_at=None) | Q(first_response_at__gt=touch.at),
            lead=touch.lead_id, member=touch.by_id, closed_at=None, assigned_at__lte=touch.at,
        ).update(first_response_at=touch.at)  # fmt: skip
