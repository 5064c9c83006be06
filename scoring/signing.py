"""The life of a rule set between draft and publishing: review, the two signatures, comments, the challenger."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from scoring.drafts.drafting import REVIEWED, NotADraft
from scoring.models import Comment, Rule, RuleSet, Signature, StageSignature
from tenants.auditing import Actor, record
from tenants.models import Membership, Role

Side = Signature.Side
AnySignature = Signature | StageSignature

# Whose agreement counts for which side. An administrator may stand in for either, though never for both.
SIGNERS: dict[str, tuple[Role, ...]] = {
    Side.MARKETING: (Role.MARKETER, Role.ADMINISTRATOR),
    Side.SALES: (Role.MANAGER, Role.ADMINISTRATOR),
}


class ReviewRefused(Exception):
    """The step cannot be taken; says why and what would mend it."""


@transaction.atomic
def submit(rule_set: RuleSet, *, by: Actor, at: datetime) -> RuleSet:
    """Hand a draft in for signature. From here on it changes no more, unless it is taken back."""
    draft = _locked(rule_set)
    if not draft.is_draft:
        raise NotADraft(draft)
    if not draft.rules.filter(kind=Rule.Kind.BAND, is_enabled=True).exists():
        raise ReviewRefused("No band rule is switched on, so every lead would be nurtured. Add one first.")
    draft.status, draft.submitted_at = RuleSet.Status.IN_REVIEW, at
    draft.save(update_fields=["status", "submitted_at"])
    record("rule_set.submitted", draft, after={"number": draft.number}, actor=by)
    return draft


@transaction.atomic
def take_back(rule_set: RuleSet, *, by: Actor, reason: str = "") -> RuleSet:
    """Make a rule set in review a draft again: signatures given so far no longer count."""
    reviewed = _locked(rule_set)
    if reviewed.status not in REVIEWED:
        raise ReviewRefused(f"Version {reviewed.number} is not in review.")
    reviewed.signatures.all().delete()
    reviewed.status, reviewed.submitted_at = RuleSet.Status.DRAFT, None
    reviewed.save(update_fields=["status", "submitted_at"])
    record("rule_set.taken_back", reviewed, after={"number": reviewed.number}, reason=reason, actor=by)
    return reviewed


@transaction.atomic
def sign(rule_set: RuleSet, side: Side, *, by: Membership, at: datetime) -> RuleSet:
    """Agree to a rule set in review for marketing or for sales. With both it is signed and may be published.

    Raises ReviewRefused for another role, for one person on both sides, and for what is not in review.
    """
    reviewed = _locked(rule_set)
    if reviewed.status != RuleSet.Status.IN_REVIEW:
        raise ReviewRefused(f"Version {reviewed.number} is not in review, so there is nothing to sign.")
    require_free_side(reviewed.signatures.all(), side, by)
    Signature.objects.create(rule_set=reviewed, side=side, member=by, at=at)
    if reviewed.signatures.count() == len(Side):
        reviewed.status = RuleSet.Status.SIGNED
        reviewed.save(update_fields=["status"])
    record("rule_set.signed", reviewed, after={"number": reviewed.number, "side": side}, actor=by)
    return reviewed


def sides_open_to(rule_set: RuleSet, member: Membership) -> list[Side]:
    """For which sides this member could sign now."""
    return free_sides(rule_set.signatures.all(), member) if rule_set.status == RuleSet.Status.IN_REVIEW else []


def require_free_side(given: Iterable[AnySignature], side: Side, by: Membership) -> None:
    """Raises ReviewRefused unless the member may add their side's signature to those given."""
    if by.role not in SIGNERS[side]:
        raise ReviewRefused(f"Your role, {by.get_role_display().lower()}, cannot sign for {side.label.lower()}.")
    signed = {signature.side: signature.member_id for signature in given}
    if side in signed:
        raise ReviewRefused(f"{side.label} has signed already.")
    if by.pk in signed.values():
        raise ReviewRefused("You have signed for the other side. Marketing and sales are two people.")


def free_sides(given: Iterable[AnySignature], member: Membership) -> list[Side]:
    """The sides for which a member could still sign."""
    signed = {signature.side: signature.member_id for signature in given}
    if member.pk in signed.values():
        return []
    return [side for side in Side if side not in signed and member.role in SIGNERS[side]]


def comment(rule_set: RuleSet, text: str, *, by: Membership, at: datetime, rule_key: int | None = None) -> Comment:
    """Say something about a rule set or one of its rules. Raises ReviewRefused for an empty text or an unknown rule."""
    if not text.strip():
        raise ReviewRefused("A comment says something.")
    if rule_key is not None and not rule_set.rules.filter(key=rule_key).exists():
        raise ReviewRefused("That rule is not in this version.")
    return Comment.objects.create(rule_set=rule_set, text=text.strip(), member=by, at=at, rule_key=rule_key)


def _locked(rule_set: RuleSet) -> RuleSet:
    return RuleSet.objects.select_for_update().get(pk=rule_set.pk)
