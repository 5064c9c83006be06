"""Taking a queue out of use: whatever is left of it goes on to another, in the same transaction."""

from datetime import datetime

from django.db import connection, transaction

from routing.models import Queue, QueueMember, RouteRule
from routing.queue_settings import QueueRefused, let_it_take_effect
from tenants.auditing import record
from tenants.models import Membership


@transaction.atomic
def retire_queue(queue: Queue, *, to: Queue, at: datetime, by: Membership) -> int:
    """Pass the queue's leads to another and let nothing come here any more. Answers how many leads waited here.

    Members keep what they hold, with its promise. Raises QueueRefused for a queue that something still depends on.
    """
    queue = Queue.objects.select_for_update(of=("self",)).select_related("custodian").get(pk=queue.pk)
    _require_dispensable(queue, to)
    with connection.cursor() as cursor:
        cursor.execute(
            RETIRE,
            {
                "queue": queue.pk,
                "pool": queue.custodian_id,
                "to_queue": to.pk,
                "to_pool": to.custodian_id,
                "why": f"{queue} was retired",
                "at": at,
                "by": by.pk,
            },
        )
        (moved,) = cursor.fetchone()
    QueueMember.objects.filter(queue=queue).delete()
    queue.retired_at, queue.calendar = at, None
    queue.save(update_fields=["retired_at", "calendar"])
    record("queue.retired", queue, after={"leads_to": str(to), "waiting": moved}, actor=by)
    let_it_take_effect(at)
    return moved


def _require_dispensable(queue: Queue, to: Queue) -> None:
    if queue.retired_at:
        raise QueueRefused("", f"{queue} is retired already.")
    if queue.custodian.is_last_resort:
        raise QueueRefused("", "What nobody else can hold comes here, so it has to stay.")
    bands = [rule.get_band_display() for rule in RouteRule.objects.filter(queue=queue).order_by("pk")]
    if bands:
        raise QueueRefused(
            "", f"{' and '.join(dict.fromkeys(bands))} leads are routed here. Route them elsewhere first."
        )
    if to.pk == queue.pk or to.retired_at:
        raise QueueRefused("to", "Choose another queue for its leads.")


# Closed leads too: one that is opened again goes to the queue that it belongs to.
RETIRE = """
    WITH mine AS MATERIALIZED (
        SELECT lead_id FROM leads_standing WHERE pool_id = %(pool)s OR custodian_id = %(pool)s
        ORDER BY lead_id FOR UPDATE
    ),
    assigned AS (
        UPDATE routing_assignment SET queue_id = %(to_queue)s WHERE queue_id = %(queue)s AND closed_at IS NULL
    ),
    waiting AS (
        SELECT s.lead_id FROM leads_standing s JOIN mine USING (lead_id) WHERE s.custodian_id = %(pool)s
    ),
    passed AS (
        UPDATE leads_standing s SET
            pool_id = CASE WHEN s.pool_id = %(pool)s THEN %(to_pool)s ELSE s.pool_id END,
            custodian_id = CASE WHEN s.custodian_id = %(pool)s THEN %(to_pool)s ELSE s.custodian_id END,
            waiting = CASE WHEN s.custodian_id = %(pool)s THEN %(why)s ELSE s.waiting END
        FROM mine WHERE s.lead_id = mine.lead_id
    ),
    noted AS (
        INSERT INTO routing_handoff (lead_id, at, from_custodian_id, to_custodian_id, by_id, reason, passed_over)
        SELECT lead_id, %(at)s, %(pool)s, %(to_pool)s, %(by)s, %(why)s, '[]'::jsonb FROM waiting
    )
    SELECT count(*) FROM waiting
"""
