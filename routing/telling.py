"""Where one lead stands and why, in one statement: what a program is told the moment its inquiry is in."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db import connection

from leads.models import Band
from scoring.rule_book import RuleEntry, rule_book


@dataclass(frozen=True)
class Told:
    """A lead's standing in words. `why` says why its owner was chosen, `waiting` why it has none."""

    lead_id: UUID
    stage: str
    fit: int
    readiness: int
    score: int
    band: str
    route: str
    rule_set: int | None
    fired: Sequence[int]
    points: Sequence[int]
    next_action: str
    next_action_at: datetime | None
    disposition: str | None
    disposition_reason: str
    amount: Decimal | None
    currency: str
    waiting: str
    queue: str | None
    owner: str | None
    owner_id: UUID | None
    why: str
    passed_over: str

    @property
    def reasons(self) -> list[tuple[RuleEntry, int]]:
        """The rules that fired, in order, with their points before caps."""
        book = rule_book(self.rule_set) if self.rule_set is not None else {}
        return [(book[key], points) for key, points in zip(self.fired, self.points, strict=True)]

    @property
    def rule(self) -> str:
        return f"{Band(self.band).label} → {self.queue}" if self.band else ""

    @property
    def others(self) -> list[dict[str, str]]:
        """Who was passed over, and why: [{"who", "why"}]."""
        return json.loads(self.passed_over)


def tell(lead_id: int) -> Told:
    """Never raises for a lead of the tenant in scope: each has a standing."""
    with connection.cursor() as cursor:
        cursor.execute(TELL, [lead_id])
        return Told(*cursor.fetchone())


TELL = """
    SELECT l.public_id, s.stage, s.fit, s.readiness, s.score, s.band, s.route, s.rule_set, s.fired, s.points,
           s.next_action, s.next_action_at, s.disposition, s.disposition_reason, s.amount, s.currency, s.waiting,
           p.name, COALESCE(NULLIF(u.name, ''), u.email), m.public_id, COALESCE(h.reason, ''),
           COALESCE(h.passed_over, '[]')::text
    FROM leads_standing s
    JOIN leads_lead l ON l.id = s.lead_id
    LEFT JOIN leads_custodian p ON p.id = s.pool_id
    LEFT JOIN leads_custodian c ON c.id = s.custodian_id
    LEFT JOIN tenants_membership m ON m.id = c.member_id
    LEFT JOIN tenants_user u ON u.id = m.user_id
    LEFT JOIN LATERAL (
        SELECT reason, passed_over FROM routing_handoff WHERE lead_id = s.lead_id ORDER BY id DESC LIMIT 1
    ) h ON TRUE
    WHERE s.lead_id = %s
"""
