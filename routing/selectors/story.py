"""The story of a lead: everything that happened to it, from seven tables, in one statement."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.db import connection

from leads.models import Lead


class Part(StrEnum):
    """What a reader of a story can ask for alone."""

    ALL = "all"
    CONTACTS = "contacts"
    CUSTODY = "custody"
    DECISIONS = "decisions"


@dataclass(frozen=True)
class Event:
    """One thing that happened. `detail` depends on the kind: see the statements below."""

    kind: str
    at: datetime
    who: str
    detail: dict[str, Any]


def story(lead: Lead, *, part: Part = Part.ALL, count: int = 50) -> tuple[list[Event], bool]:
    """The newest events, newest first, and whether there are older ones."""
    branches = [sql for kind, sql in BRANCHES.items() if kind in KINDS_OF[part]]
    sql = "\nUNION ALL\n".join(f"({branch} LIMIT %(limit)s)" for branch in branches)
    params: dict[str, Any] = {"lead": lead.pk, "public_id": str(lead.public_id), "limit": count + 1}
    with connection.cursor() as cursor:
        cursor.execute(NEWEST.format(branches=sql), params)
        rows = cursor.fetchall()
    return [Event(kind, at, who or "", _read(detail)) for kind, at, who, detail in rows[:count]], len(rows) > count


def _read(detail: Any) -> dict[str, Any]:
    return (json.loads(detail) if isinstance(detail, str) else detail) or {}


# Of the same moment, what caused it stands below what followed from it.
NEWEST = """
    SELECT kind, at, who, detail FROM ({branches}) e (kind, at, who, rank, n, detail)
    ORDER BY at DESC, rank DESC, n DESC LIMIT %(limit)s
"""

WHO = """(SELECT COALESCE(NULLIF(u.name, ''), u.email) FROM tenants_membership m
          JOIN tenants_user u ON u.id = m.user_id WHERE m.id = {by})"""

BRANCHES = {
    "inquiry": """
        SELECT 'inquiry', i.received_at, '', 1, i.id,
               jsonb_build_object('source', i.source, 'channel', i.channel, 'campaign', k.name,
                   'raw', CASE WHEN i.channel <> 'file' AND octet_length(i.raw) < 20000
                               THEN encode(i.raw, 'base64') END)
        FROM leads_inquiry i LEFT JOIN leads_campaign k ON k.id = i.campaign_id
        WHERE i.lead_id = %(lead)s ORDER BY i.id DESC""",
    # The touch that an inquiry is stands there as the inquiry.
    "touch": f"""
        SELECT 'touch', t.at, {WHO.format(by="t.by_id")}, 2, t.id,
               jsonb_build_object('kind', t.kind, 'direction', t.direction) || COALESCE(t.detail, '{{}}')
        FROM leads_touch t WHERE t.lead_id = %(lead)s AND t.inquiry_id IS NULL ORDER BY t.at DESC""",
    "decision": """
        SELECT 'decision', d.at, '', 3, d.id, jsonb_build_object('cause', d.cause, 'rule_set', d.rule_set,
               'verdict', d.verdict, 'score', d.score, 'fit', d.fit, 'readiness', d.readiness, 'band', d.band,
               'route', d.route, 'was_band', d.was_band, 'was_score', d.was_score, 'was_route', d.was_route)
        FROM (SELECT *, lag(band) OVER w AS was_band, lag(score) OVER w AS was_score, lag(route) OVER w AS was_route
              FROM scoring_decision WHERE lead_id = %(lead)s WINDOW w AS (ORDER BY id)) d ORDER BY d.id DESC""",
    "stage": f"""
        SELECT 'stage', s.at, {WHO.format(by="s.by_id")}, 4, s.id,
               jsonb_build_object('from', s.from_stage, 'to', s.to_stage, 'reason', s.reason)
        FROM leads_stagechange s WHERE s.lead_id = %(lead)s ORDER BY s.id DESC""",
    "hand_off": f"""
        SELECT 'hand_off', h.at, {WHO.format(by="h.by_id")}, 5, h.id,
               jsonb_build_object('from', f.name, 'to', c.name, 'to_kind', c.kind, 'reason', h.reason,
                                  'stays', h.from_custodian_id IS NOT DISTINCT FROM h.to_custodian_id)
        FROM routing_handoff h LEFT JOIN leads_custodian f ON f.id = h.from_custodian_id
        LEFT JOIN leads_custodian c ON c.id = h.to_custodian_id WHERE h.lead_id = %(lead)s ORDER BY h.id DESC""",
    "audit": """
        SELECT 'audit', a.at, a.actor_label, 6, a.id,
               jsonb_build_object('action', a.action, 'before', a.before, 'after', a.after, 'reason', a.reason)
        FROM tenants_auditentry a WHERE a.object_type = 'lead' AND a.object_id = %(public_id)s ORDER BY a.id DESC""",
}

KINDS_OF: dict[Part, Sequence[str]] = {
    Part.ALL: tuple(BRANCHES),
    Part.CONTACTS: ("inquiry", "touch"),
    Part.CUSTODY: ("hand_off", "stage"),
    Part.DECISIONS: ("decision", "audit"),
}
