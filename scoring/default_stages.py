"""What the stages mean to a new firm, until marketing and sales have agreed on words of their own."""

from datetime import datetime

from leads.models import Stage
from scoring.models import StageDefinition

# Common words of marketing and sales: a touch is no contact, a contact no lead, a lead not yet a qualified one
# ("Lead Refinery"); readiness to buy as well as fit, agreed with sales ("Integrated Lead Management").
DEFAULTS: dict[Stage, tuple[str, str]] = {
    Stage.INQUIRY: (
        "Somebody got in touch: a form, a badge scan, a call, a row of a list. Nothing is known but what they said.",
        "An inquiry came in by any channel, and has not been judged, or was judged as junk.",
    ),
    Stage.LEAD: (
        "A real person at a real company whom we could sell to. Marketing keeps in touch until more speaks for it.",
        "The rules do not cull it, and it can be reached by mail or telephone.",
    ),
    Stage.MQL: (
        "Marketing vouches for it: it fits what we sell, and what it says or does shows that it gets ready to buy.",
        "The rules in force judge it hot or high potential.",
    ),
    Stage.TQL: (
        "Somebody has spoken with it: need, time, budget and authority are known from the lead's own mouth.",
        "A tele-qualifier reached it and handed it to sales with what it said.",
    ),
    Stage.SAL: (
        "Sales has looked at it and takes responsibility: it will be followed up within the promised time.",
        "A sales rep or partner accepted it. Otherwise it goes back with a reason.",
    ),
    Stage.SQL: (
        "Sales confirms what marketing saw: there is a project, somebody who decides, and a reason to buy from us.",
        "A sales rep spoke with it and found need, budget and somebody who decides.",
    ),
    Stage.OPPORTUNITY: (
        "There is something to sell: an amount, and a decision that can be won or lost.",
        "Sales put an amount on it. It ends as won or lost, with the reason.",
    ),
}


def create_default_definitions(*, at: datetime) -> None:
    """In force at once, and signed by nobody until the firm has read them."""
    StageDefinition.objects.bulk_create(
        StageDefinition(
            stage=stage, number=1, definition=meaning, entry_criteria=entry, written_at=at, in_force_from=at
        )
        for stage, (meaning, entry) in DEFAULTS.items()
    )
