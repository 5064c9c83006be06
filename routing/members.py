"""Members coming and going, with the leads they can hold."""

from datetime import datetime
from typing import Any

from django.db import connection, transaction

from routing.assigning import assign, last_resort
from routing.custody.records import custodian_of
from routing.policy import published_policy
from scoring.lead_set import LeadSet
from tenants.models import Invitation, Membership, Role, User, WorkDue
from tenants.people import accept_invitation, add_member, deactivate_member, reactivate_member
from tenants.work import note_due


@transaction.atomic
def admit_member(user: User, *, role: Role, actor: Membership | None = None) -> Membership:
    """Give a user a place in the tenant, ready to hold leads."""
    member = add_member(user, role=role, actor=actor)
    custodian_of(member)
    return member


@transaction.atomic
def join_by_invitation(invitation: Invitation, *, user: User, at: datetime) -> Membership:
    """Raises NotInvited or InvitationGone."""
    member = accept_invitation(invitation, user=user, at=at)
    custodian_of(member)
    note_due(WorkDue.Kind.RELEASE, at)
    return member


@transaction.atomic
def readmit_member(member: Membership, *, at: datetime, actor: Membership | None = None) -> None:
    """Let a member who left back in, to the places they had: what waits may have a taker now."""
    reactivate_member(member, actor=actor)
    note_due(WorkDue.Kind.RELEASE, at)


@transaction.atomic
def dismiss_member(member: Membership, *, at: datetime, actor: Membership | None = None) -> int:
    """Shut a member out and give their open leads to others. Answers how many. Raises LastAdministrator."""
    deactivate_member(member, actor=actor)
    return return_leads_of(member, reason=f"{member} has left", at=at, by=actor)


@transaction.atomic
def return_leads_of(member: Membership, *, reason: str, at: datetime, by: Membership | None) -> int:
    """Put every open lead of a member back into the queue it came from, and offer it to the others there.

    What was promised to the leads still is: their due times stay.
    """
    params: dict[str, Any] = {
        "member": member.pk,
        "custodian": custodian_of(member).pk,
        "last_resort": last_resort().pk,
        "reason": reason,
        "at": at,
        "by": by and by.pk,
    }
    with connection.cursor() as cursor:
        cursor.execute(LOCK_HELD, params)
        cursor.execute(RETURN, params)
        returned = cursor.fetchall()

    leads = LeadSet.of([lead for lead, _ in returned])
    pools = {pool for _, pool in returned}
    assign(leads, pools, published_policy(), at=at)
    return len(returned)


# Where leads stand is locked before their assignments, in one order, as by everybody else.
LOCK_HELD = """
    SELECT FROM leads_standing WHERE custodian_id = %(custodian)s AND disposition IS NULL ORDER BY lead_id FOR UPDATE
"""

RETURN = """
    WITH closed AS (
        UPDATE routing_assignment SET closed_at = %(at)s, outcome = 'handed_over', reason = %(reason)s
        WHERE member_id = %(member)s AND closed_at IS NULL
        RETURNING lead_id, queue_id
    ),
    returned AS (
        UPDATE leads_standing s SET waiting = '', custodian_id = COALESCE(
            (SELECT q.custodian_id FROM closed c JOIN routing_queue q ON q.id = c.queue_id WHERE c.lead_id = s.lead_id),
            s.pool_id, %(last_resort)s)
        WHERE s.custodian_id = %(custodian)s AND s.disposition IS NULL
        RETURNING s.lead_id, s.custodian_id
    ),
    noted AS (
        INSERT INTO routing_handoff (lead_id, at, from_custodian_id, to_custodian_id, by_id, reason, passed_over)
        SELECT lead_id, %(at)s, %(custodian)s, custodian_id, %(by)s, %(reason)s, '[]'::jsonb FROM returned
    )
    SELECT lead_id, custodian_id FROM returned
"""
