"""Leads that are held for a date: when it comes they are looked at again, and those that stay get a new one."""

from datetime import datetime
from typing import Any

from django.db import connection

from leads.models import Route
from routing.models import Queue

# For a queue that no row of the route matrix leads to: 30 days.
DEFAULT_MINUTES = 30 * 24 * 60


def renew_held(*, at: datetime) -> int:
    """Give leads whose date has come, and that refining has left where they were, their queue's next date.

    Refine first: this is the second half of the reassessment. Answers how many were renewed. Quarantined junk is not
    among them: when its date comes it is purged.
    """
    params: dict[str, Any] = {"at": at, "hold": Queue.Strategy.HOLD, "purge": Route.PURGE, "default": DEFAULT_MINUTES}
    with connection.cursor() as cursor:
        cursor.execute(RENEW, params)
        return cursor.rowcount


RENEW = """
    UPDATE leads_standing s SET next_action_at = %(at)s + make_interval(mins => COALESCE(
        (SELECT r.act_within_minutes FROM routing_routerule r WHERE r.queue_id = q.id
         ORDER BY r.band = s.band DESC, r.position LIMIT 1), %(default)s))
    FROM routing_queue q
    WHERE q.custodian_id = s.custodian_id AND q.strategy = %(hold)s AND q.route <> %(purge)s
      AND s.disposition IS NULL AND s.next_action_at <= %(at)s
"""
