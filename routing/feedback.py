"""What those who work leads say of how they were judged; it goes to whoever owns the rules."""

from datetime import datetime

from django.db import transaction

from leads.models import Band, Lead, Standing
from routing.models import Feedback
from scoring.models import Decision
from tenants.auditing import Actor, actor_label, record
from tenants.models import Membership


class FeedbackRefused(Exception):
    """It cannot be said, or answered, so; the message says why."""


@transaction.atomic
def report_wrong_score(lead: Lead, expected: Band, note: str, *, at: datetime, by: Actor) -> Feedback:
    """Say that a lead belongs into another band. Raises FeedbackRefused for its own band, and before it is judged."""
    standing = Standing.objects.get(lead=lead)
    if standing.rule_set is None:
        raise FeedbackRefused("It has not been judged yet.")
    if standing.band == expected:
        raise FeedbackRefused(f"It is {expected.label.lower()} now. Say which band it should have.")
    return _keep(standing, Feedback.Kind.WRONG_SCORE, note, expected=expected, at=at, by=by)


def note_rejection(standing: Standing, reason: str, *, at: datetime, by: Membership) -> None:
    """A lead that is sent back says something of the rules that sent it."""
    if standing.rule_set is not None:
        _keep(standing, Feedback.Kind.REJECTED, reason, at=at, by=by)


def _keep(
    standing: Standing, kind: Feedback.Kind, note: str, *, expected: str = "", at: datetime, by: Actor
) -> Feedback:  # fmt: skip
    return Feedback.objects.create(
        lead_id=standing.lead_id,
        decision=Decision.objects.filter(lead=standing.lead_id).order_by("-pk").first(),
        kind=kind,
        at=at,
        by=by if isinstance(by, Membership) else None,
        by_label=actor_label(by),
        expected_band=expected,
        note=note.strip(),
        **{name: getattr(standing, name) for name in ("band", "score", "rule_set", "fired", "points")},
    )


@transaction.atomic
def answer_feedback(feedback: Feedback, answer: str, *, at: datetime, by: Membership) -> Feedback:
    """Close it with an answer, which its sender reads on the lead's page. Raises FeedbackRefused."""
    found = Feedback.objects.select_for_update().get(pk=feedback.pk)
    if not answer.strip():
        raise FeedbackRefused("Say what came of it: whoever told you reads it.")
    if found.answered_at:
        raise FeedbackRefused("Somebody has answered it already.")
    found.answer, found.answered_by, found.answered_at = answer.strip(), by, at
    found.save(update_fields=["answer", "answered_by", "answered_at"])
    record("feedback.answered", found, after={"answer": found.answer}, actor=by)
    return found
