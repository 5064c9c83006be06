"""An inquiry comes in and is refined at once: from the door to a place in a queue in one transaction."""

from collections.abc import Sequence
from datetime import datetime

from leads.intake import Incoming, TakenIn, take_in
from routing.pipeline import refine
from scoring.lead_set import LeadSet
from scoring.models import Decision


def receive(
    incoming: Sequence[Incoming], *, at: datetime, cause: Decision.Cause = Decision.Cause.INQUIRY
) -> list[TakenIn]:
    """Take inquiries in and refine the leads they concern. Answers what became of each, in the order given.

    All of it is in the transaction of the tenant scope: after a failure nothing is there, after success everything.
    """
    taken = take_in(incoming, at=at)
    leads = sorted({one.lead_id for one in taken if one.lead_id is not None})
    if leads:
        refine(LeadSet.of(leads), cause=cause, at=at)
    return taken
