"""The member who was given a lead says yes or no."""

from datetime import datetime

from django.db import models, transaction

from leads.models import Lead, Route, Stage
from routing.custody.errors import BadValue, CustodyRefused
from routing.custody.giving import offer, put_into, put_on_last_resort
from routing.custody.records import close, lock_open, own_assignment, raise_stage
from routing.feedback import note_rejection
from routing.models import Assignment
from tenants.models import Membership

BEFORE_ACCEPTANCE = (Stage.INQUIRY, Stage.LEAD, Stage.MQL, Stage.TQL)
# "Accepted by sales" is said by those who sell.
SELLING_ROUTES = (Route.SALES, Route.PARTNER)


class Rejection(models.TextChoices):
    NO_FIT = "no_fit", "Not a customer for us"
    NOT_READY = "not_ready", "Not ready to buy"
    NO_CONTACT = "no_contact", "Cannot be reached"
    DUPLICATE = "duplicate", "Known already"
    NOT_MINE = "not_mine", "Right lead, wrong person"


@transaction.atomic
def accept(lead: Lead, *, at: datetime, by: Membership) -> Assignment:
    """Take responsibility for a lead one was given. In sales it becomes SAL; its next action stays."""
    standing = lock_open(lead)
    assignment = own_assignment(standing, by)
    if assignment.accepted_at:
        raise CustodyRefused("You have accepted this lead already.")

    note_accepted(assignment, at=at)
    if assignment.queue.route in SELLING_ROUTES and standing.stage in BEFORE_ACCEPTANCE:
        raise_stage(standing, Stage.SAL, reason="Accepted", at=at, by=by)
        standing.save(update_fields=["stage", "stage_since"])
    return assignment


def note_accepted(assignment: Assignment, *, at: datetime) -> None:
    assignment.accepted_at = at
    assignment.save(update_fields=["accepted_at"])


@transaction.atomic
def reject(lead: Lead, *, why: Rejection, note: str = "", at: datetime, by: Membership) -> Assignment:
    """Send a lead back. Marketing gets it with the reason; one that only has the wrong person goes to the next.

    Members who rejected it are not offered it again. Whoever owns the rules reads why, but for the wrong person.
    """
    standing = lock_open(lead)
    assignment = own_assignment(standing, by)
    if assignment.accepted_at:
        raise CustodyRefused("You have accepted this lead. Hand it over or close it instead.")

    reason = _in_words(why, note)
    close(assignment, Assignment.Outcome.REJECTED, reason=reason, at=at)
    if why != Rejection.NOT_MINE:  # which says that the lead itself is right
        note_rejection(standing, reason, at=at, by=by)
    said = f"{by} rejected it. {reason}"
    if why == Rejection.NOT_MINE:
        put_into(assignment.queue, standing, reason=said, at=at, by=by)
        if not assignment.queue.assigns or offer(assignment.queue, standing, not_to=rejecters_of(lead), at=at):
            return assignment
    put_on_last_resort(standing, why=said, next_action="Look at the rejection", at=at, by=by)
    return assignment


def rejecters_of(lead: Lead) -> dict[int, str]:
    """Members who sent this lead back: {membership id: words}."""
    rejected = Assignment.objects.filter(lead=lead, outcome=Assignment.Outcome.REJECTED)
    return dict.fromkeys(rejected.values_list("member", flat=True), "rejected it")


def _in_words(why: Rejection, note: str) -> str:
    note = note.strip()
    if why == Rejection.NOT_MINE and not note:
        raise BadValue("Say who should have it, or why it is not yours.")
    label = Rejection(why).label
    return f"{label}: {note}" if note else label
