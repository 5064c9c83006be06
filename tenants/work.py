"""Work that is due, as rows: a sweep asks here whom to visit, and visits nobody else."""

from datetime import datetime, timedelta

from django.db import connection, transaction

from tenants.models import Tenant, WorkDue
from tenants.scope import current_tenant


def note_due(kind: WorkDue.Kind, due_at: datetime) -> None:
    """The tenant in scope has work of this kind due at this time, if not sooner. Commits with its cause."""
    with connection.cursor() as cursor:
        cursor.execute(NOTE_DUE, {"to": current_tenant().pk, "kind": kind, "due_at": due_at})


# Where the work is due as soon already, the row is only shared: many may note at once, and nobody can claim the work
# and complete it before what it was noted for is committed.
NOTE_DUE = """
    WITH sooner AS (
        SELECT FROM tenants_workdue WHERE to_id = %(to)s AND kind = %(kind)s AND due_at <= %(due_at)s FOR SHARE
    )
    INSERT INTO tenants_workdue AS w (to_id, kind, due_at)
    SELECT %(to)s, %(kind)s, %(due_at)s WHERE NOT EXISTS (SELECT FROM sooner)
    ON CONFLICT (to_id, kind) DO UPDATE SET due_at = EXCLUDED.due_at WHERE w.due_at > EXCLUDED.due_at
"""


def tenants_with_work(kind: WorkDue.Kind, *, at: datetime) -> list[Tenant]:
    """Tenants that have work of this kind due, the longest waiting first."""
    due = WorkDue.objects.filter(kind=kind, due_at__lte=at).order_by("due_at").select_related("to")
    return [row.to for row in due]


def claim(tenant: Tenant, kind: WorkDue.Kind, *, at: datetime, lease: timedelta) -> datetime | None:
    """Claim a tenant's due work until the time answered: from then on it is due again, should nobody complete it.

    None if nothing is due, or another worker has it. Outside a scope, so that the claim commits before the work begins:
    whoever notes more work meanwhile must not wait for it.
    """
    until = at + lease
    with transaction.atomic():
        row = WorkDue.objects.select_for_update(skip_locked=True).filter(to=tenant, kind=kind, due_at__lte=at).first()
        if row is None:
            return None
        WorkDue.objects.filter(pk=row.pk).update(due_at=until)
    return until


def complete(tenant: Tenant, kind: WorkDue.Kind, claim: datetime, *, next_at: datetime | None) -> None:
    """The claimed work is done: due again at `next_at`, or when somebody notes more. What was noted meanwhile stays."""
    claimed = WorkDue.objects.filter(to=tenant, kind=kind, due_at=claim)
    if next_at is None:
        claimed.delete()
    else:
        claimed.update(due_at=next_at)


def reschedule(tenant: Tenant, kind: WorkDue.Kind, due_at: datetime) -> None:
    """The work is done: due again then."""
    WorkDue.objects.filter(to=tenant, kind=kind).update(due_at=due_at)


def oldest_due(*, at: datetime) -> datetime | None:
    """Since when the oldest due work waits; None if nothing does."""
    row = WorkDue.objects.filter(due_at__lte=at).order_by("due_at").first()
    return row.due_at if row else None
