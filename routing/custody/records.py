"""What every change of custody reads and writes: the locked standing, and the rows that tell of it later."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from leads.models import Custodian, Lead, Stage, StageChange, Standing
from routing.custody.errors import AlreadyDisposed, CustodyRefused, NotYourLead
from routing.models import Assignment, HandOff
from tenants.auditing import Actor, record
from tenants.models import Membership, Role

# The constraint looks at custody and end together, so they are written together.
CUSTODY_FIELDS = [
    "custodian", "waiting", "next_action", "next_action_at", "disposition", "disposed_at", "outcome_at",
    "disposition_reason", "amount", "currency",
]  # fmt: skip

# Who may act on leads that somebody else holds.
OVERSEERS = frozenset({Role.MANAGER, Role.ADMINISTRATOR})


@dataclass(frozen=True)
class Custody:
    """How a lead was held at one moment: enough to put it back so, while `hand_off_id` is the last that happened."""

    lead_id: int
    custodian_id: int | None
    assignment_id: int | None
    next_action: str
    next_action_at: datetime | None
    waiting: str = ""
    amount: Decimal | None = None
    currency: str = ""
    hand_off_id: int | None = None

    @property
    def held_by(self) -> int:
        """The custodian's key: whatever was open had one."""
        if self.custodian_id is None:
            raise CustodyRefused("Nobody held this lead before.")
        return self.custodian_id


def lock_standing(lead: Lead) -> Standing:
    """Where the lead stands, locked until the transaction ends: changes of one lead come one after the other."""
    # Locked first and read afterwards: a statement that waited for the lock would join the new row to old ones.
    Standing.objects.select_for_update().filter(lead=lead).values_list("pk").get()
    return Standing.objects.select_related("custodian__member__user", "pool", "lead").get(lead=lead)


def lock_standings(leads: Sequence[int]) -> None:
    """Lock where these leads stand until the transaction ends: in one order, so that nobody waits in a circle."""
    list(Standing.objects.select_for_update().filter(lead__in=leads).order_by("lead").values_list("pk"))


def lock_open(lead: Lead) -> Standing:
    """Like lock_standing; raises AlreadyDisposed for a lead that has its final disposition."""
    standing = lock_standing(lead)
    if standing.disposition is not None:
        raise AlreadyDisposed(standing.get_disposition_display())
    return standing


def open_assignment(standing: Standing) -> Assignment | None:
    return (
        Assignment.objects.select_related("queue", "member__user").filter(lead=standing.lead_id, closed_at=None).first()
    )


def own_assignment(standing: Standing, by: Membership) -> Assignment:
    """The open assignment, if it is this member's."""
    assignment = open_assignment(standing)
    if assignment is None:
        raise CustodyRefused(f"Nobody holds this lead: it waits in {standing.custodian}. Take it first.")
    if assignment.member_id != by.pk:
        raise NotYourLead(str(assignment.member))
    return assignment


def require_say(standing: Standing, by: Actor) -> None:
    """Raise NotYourLead for a member who acts on a lead that another member holds, unless they oversee."""
    holder = standing.custodian.member if standing.custodian else None
    if holder is None or not isinstance(by, Membership) or by.role in OVERSEERS:
        return
    if holder.pk != by.pk:
        raise NotYourLead(str(holder))


def custody_of(standing: Standing, assignment: Assignment | None) -> Custody:
    return Custody(
        lead_id=standing.lead_id,
        custodian_id=standing.custodian_id,
        assignment_id=assignment.pk if assignment else None,
        next_action=standing.next_action,
        next_action_at=standing.next_action_at,
        waiting=standing.waiting,
        amount=standing.amount,
        currency=standing.currency,
    )


def left_by(lead: Lead, before: Custody) -> Custody:
    """The custody of before, sealed by the hand-off that has just ended it."""
    return replace(before, hand_off_id=HandOff.objects.filter(lead=lead).latest("pk").pk)


def require_latest(standing: Standing, before: Custody) -> None:
    """Raise CustodyRefused if anybody, or the refinery, has moved the lead since."""
    last = HandOff.objects.filter(lead=standing.lead_id).latest("pk")
    if (last.pk, last.to_custodian_id) != (before.hand_off_id, standing.custodian_id):
        raise CustodyRefused("The lead has moved on since, so that cannot be taken back.")


def custodian_of(member: Membership) -> Custodian:
    custodian, _ = Custodian.objects.get_or_create(
        member=member, defaults={"kind": Custodian.Kind.MEMBER, "name": str(member)[:150]}
    )
    return custodian


def save_custody(standing: Standing) -> None:
    standing.save(update_fields=CUSTODY_FIELDS)


def close(assignment: Assignment, outcome: Assignment.Outcome, *, reason: str, at: datetime) -> None:
    assignment.closed_at, assignment.outcome, assignment.reason = at, outcome, reason
    assignment.save(update_fields=["closed_at", "outcome", "reason"])


def pass_to(standing: Standing, custodian: Custodian | None, *, reason: str, at: datetime, by: Actor) -> None:
    """Put the lead into other hands and write the hand-off. The caller saves the standing."""
    HandOff.objects.create(
        lead_id=standing.lead_id,
        at=at,
        from_custodian=standing.custodian,
        to_custodian=custodian,
        by=member_or_none(by),
        reason=reason,
    )
    standing.custodian = custodian


def raise_stage(standing: Standing, stage: Stage, *, reason: str, at: datetime, by: Actor) -> None:
    """Note that the lead reached a stage. The caller saves the standing."""
    StageChange.objects.create(
        lead_id=standing.lead_id,
        at=at,
        from_stage=standing.stage,
        to_stage=stage,
        by=member_or_none(by),
        reason=reason,
    )
    standing.stage, standing.stage_since = stage, at


def member_or_none(actor: Actor) -> Membership | None:
    return actor if isinstance(actor, Membership) else None


def set_amount(standing: Standing, amount: Decimal | None, currency: str, *, reason: str, by: Actor) -> None:
    """Note what the lead is worth, with an audit entry where that changed. The caller saves the standing."""
    if (amount, currency) == (standing.amount, standing.currency):
        return
    before, after = _money(standing.amount, standing.currency), _money(amount, currency)
    record("lead.amount_changed", standing.lead, before=before, after=after, reason=reason, actor=by)
    standing.amount, standing.currency = amount, currency


def _money(amount: Decimal | None, currency: str) -> dict[str, str | None]:
    return {"amount": None if amount is None else str(amount), "currency": currency}
