"""Who belongs to a tenant: inviting, joining, changing roles, leaving and coming back.

Custody of leads is not looked at here: `routing.members` admits and dismisses with that in mind.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.db import transaction
from django.db.models import QuerySet

from tenants.auditing import record
from tenants.doors import close_door, open_door
from tenants.models import Access, Door, Invitation, Membership, Role, User
from tenants.scope import current_tenant
from tenants.secrets import hash_secret, random_text

VALID_FOR = timedelta(days=7)


class PeopleRefused(Exception):
    """What was asked about a person cannot be done; the message says why, to people."""


class AlreadyMember(PeopleRefused):
    def __init__(self, email: str):
        super().__init__(f"{email} is a member already.")


class AlreadyInvited(PeopleRefused):
    def __init__(self, email: str):
        super().__init__(f"{email} is invited already. Send the invitation again, or withdraw it first.")


class InvitationGone(PeopleRefused):
    """Expired, withdrawn, accepted, or never made: the holder of the link learns no more."""

    def __init__(self) -> None:
        super().__init__("This invitation is no longer valid. Ask for a new one.")


class NotInvited(PeopleRefused):
    def __init__(self, email: str):
        super().__init__(f"This invitation is for {email}.")


class LastAdministrator(PeopleRefused):
    def __init__(self) -> None:
        super().__init__("A firm keeps at least one administrator. Make somebody else one first.")


@dataclass(frozen=True)
class Offer:
    """An invitation with the token that its link holds, which is not kept."""

    invitation: Invitation
    token: str


@transaction.atomic
def invite_member(*, email: str, role: str, at: datetime, actor: Membership | None) -> Offer:
    """Offer a place; without an actor, in the name of who runs the site. An offer that has expired is replaced.

    Raises AlreadyMember or AlreadyInvited.
    """
    email = email.strip().lower()
    if Membership.objects.filter(user__email=email, is_active=True).exists():
        raise AlreadyMember(email)
    _make_room_for(email, at=at, actor=actor)

    token = random_text(40)
    invitation = Invitation.objects.create(
        email=email,
        role=Role(role),
        token_hash=hash_secret(token),
        invited_by=actor,
        created_at=at,
        expires_at=at + VALID_FOR,
    )
    open_door(invitation.token_hash, Door.Kind.INVITATION)
    record("invitation.sent", invitation, after={"email": email, "role": role}, actor=actor)
    return Offer(invitation, token)


def _make_room_for(email: str, *, at: datetime, actor: Membership | None) -> None:
    earlier = open_invitations().filter(email=email).first()
    if earlier is None:
        return
    if earlier.expires_at > at:
        raise AlreadyInvited(email)
    withdraw_invitation(earlier, at=at, actor=actor)


@transaction.atomic
def renew_invitation(invitation: Invitation, *, at: datetime, actor: Membership) -> Offer:
    """A new token and a new term; the link of the earlier mail stops working."""
    _require_open(invitation)
    token = random_text(40)
    close_door(invitation.token_hash)
    invitation.token_hash, invitation.expires_at, invitation.mailed_at = hash_secret(token), at + VALID_FOR, None
    invitation.save(update_fields=["token_hash", "expires_at", "mailed_at"])
    open_door(invitation.token_hash, Door.Kind.INVITATION)
    record("invitation.renewed", invitation, after={"email": invitation.email}, actor=actor)
    return Offer(invitation, token)


@transaction.atomic
def withdraw_invitation(invitation: Invitation, *, at: datetime, actor: Membership | None) -> None:
    _require_open(invitation)
    invitation.withdrawn_at = at
    invitation.save(update_fields=["withdrawn_at"])
    close_door(invitation.token_hash)
    record("invitation.withdrawn", invitation, before={"email": invitation.email}, actor=actor)


def note_mailed(invitation: Invitation, *, at: datetime) -> None:
    Invitation.objects.filter(pk=invitation.pk).update(mailed_at=at)


def find_invitation(token: str, *, at: datetime) -> Invitation:
    """The open invitation this token belongs to, locked. Raises InvitationGone."""
    found = open_invitations().select_for_update().filter(token_hash=hash_secret(token), expires_at__gt=at).first()
    if found is None:
        raise InvitationGone
    return found


def open_invitations() -> QuerySet[Invitation]:
    return Invitation.objects.filter(accepted_at=None, withdrawn_at=None)


def _require_open(invitation: Invitation) -> None:
    if invitation.accepted_at or invitation.withdrawn_at:
        raise InvitationGone


def register(*, email: str, name: str, password: str) -> User:
    """A new user whose address is proven, because the link to this came by mail."""
    user = User.objects.create_user(email, password, name=name.strip())
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


@transaction.atomic
def accept_invitation(invitation: Invitation, *, user: User, at: datetime) -> Membership:
    """Join with the role offered. Only the person invited can. Raises NotInvited, InvitationGone."""
    _require_open(invitation)
    if user.email.lower() != invitation.email.lower():
        raise NotInvited(invitation.email)

    invitation.accepted_at = at
    invitation.save(update_fields=["accepted_at"])
    close_door(invitation.token_hash)
    return add_member(user, role=Role(invitation.role))


@transaction.atomic
def add_member(user: User, *, role: Role, actor: Membership | None = None) -> Membership:
    """Give a user a place in the tenant, or the place they had before, with this role."""
    member, is_new = Membership.objects.get_or_create(user=user, defaults={"role": role})
    if not is_new:
        member.role, member.is_active = role, True
        member.save(update_fields=["role", "is_active"])
    Access.objects.get_or_create(user=user, to=current_tenant())
    record("member.joined", member, after={"email": user.email, "role": role}, actor=actor or member)
    return member


@transaction.atomic
def change_role(member: Membership, role: str, *, actor: Membership) -> None:
    """Raises LastAdministrator when nobody could manage the firm afterwards."""
    before = member.role
    if before == role:
        return
    if before == Role.ADMINISTRATOR:
        _require_another_administrator(member)
    member.role = Role(role)
    member.save(update_fields=["role"])
    record("member.role_changed", member, before={"role": before}, after={"role": role}, actor=actor)


@transaction.atomic
def deactivate_member(member: Membership, *, reason: str = "", actor: Membership | None = None) -> None:
    """Shut a member out from the next request on. Their work and their name stay. Raises LastAdministrator."""
    if not member.is_active:
        return
    if member.role == Role.ADMINISTRATOR:
        _require_another_administrator(member)
    member.is_active = False
    member.save(update_fields=["is_active"])
    Access.objects.filter(user=member.user, to=current_tenant()).delete()
    if not Access.objects.filter(user=member.user).exists():
        end_sessions(member.user)
    record("member.deactivated", member, before={"role": member.role}, reason=reason, actor=actor)


@transaction.atomic
def reactivate_member(member: Membership, *, actor: Membership | None = None) -> None:
    if member.is_active:
        return
    member.is_active = True
    member.save(update_fields=["is_active"])
    Access.objects.get_or_create(user=member.user, to=current_tenant())
    record("member.reactivated", member, after={"role": member.role}, actor=actor)


def end_sessions(user: User) -> None:
    for session in UserSession.objects.filter(user=user):
        session.end()


def _require_another_administrator(member: Membership) -> None:
    # All of them are locked, so two administrators cannot demote each other at the same moment.
    administrators = Membership.objects.filter(role=Role.ADMINISTRATOR, is_active=True).order_by("pk")
    if not [row for row in administrators.select_for_update() if row.pk != member.pk]:
        raise LastAdministrator


@transaction.atomic
def change_profile(member: Membership, *, name: str, time_zone: str, absent_until: datetime | None) -> None:
    """What members say of themselves: their name is the same in every firm, the rest is for this one."""
    before = {"time_zone": member.time_zone, "absent_until": _iso(member.absent_until)}
    member.user.name = name.strip()
    member.user.save(update_fields=["name"])
    member.time_zone, member.absent_until = time_zone, absent_until
    member.save(update_fields=["time_zone", "absent_until"])
    after = {"time_zone": time_zone, "absent_until": _iso(absent_until)}
    if before != after:
        record("member.changed", member, before=before, after=after, actor=member)


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
