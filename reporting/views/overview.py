"""The parts of the overview: the funnel with its finding, open leads by band, and what wants a decision."""

from collections.abc import Mapping
from itertools import pairwise

from leadrefinery.templatetags import looks
from leads.models import Stage
from reporting.selectors import Backlog, Spread
from reporting.views.figures import leads_page, page
from scoring.models import StageDefinition
from tenants.permissions import Action, can

# Of fewer leads than this a share says nothing.
FEWEST_FOR_A_SHARE = 5


def decisions(request, backlog: Backlog):
    """What wants somebody today, the gravest first; nothing that is zero."""
    queues = page(request, "routing:queues")
    unanswered = backlog.unanswered if can(request.member, Action.EDIT_RULES) else 0
    found = [
        (backlog.last_resort, "lifebuoy", queues,
         "1 lead that nobody else holds waits for a person", "{n} leads that nobody else holds wait for a person"),
        (backlog.overdue_a_day, "alert-triangle", queues,
         "1 lead in a member's hands is overdue for more than a day",
         "{n} leads in members' hands are overdue for more than a day"),
        *((n, "hourglass", queues, f"1 lead in {name} is overdue and in nobody's hands",
           f"{{n}} leads in {name} are overdue and in nobody's hands") for name, n in backlog.behind),
        (backlog.in_review, "scale", page(request, "scoring:rule_sets"),
         "1 rule set waits for the signature of sales", "{n} rule sets wait for the signature of sales"),
        (unanswered, "message-circle", page(request, "routing:feedback"),
         "1 comment on how a lead is judged wants an answer",
         "{n} comments on how leads are judged want an answer"),
        (backlog.to_look_at, "inbox", page(request, "leads:inquiries", needs_look="true"),
         "1 inquiry could not become a lead and wants a look", "{n} inquiries could not become leads and want a look"),
        (backlog.in_quarantine, "shield-half", page(request, "leads:quarantine"),
         "1 lead in quarantine can be checked before it is purged",
         "{n} leads in quarantine can be checked before they are purged"),
    ]  # fmt: skip
    return [
        {"icon": icon, "text": one if n == 1 else many.format(n=f"{n:,}"), "url": url}
        for n, icon, url, one, many in found
        if n
    ]


def band_mix(request, spread: Spread):
    most = max(spread.bands.values(), default=0) or 1
    return [
        {
            "code": code,
            "count": n,
            "share": round(100 * n / most),
            "url": leads_page(request, band=code, disposition="open"),
        }
        for code, n in spread.bands.items()
    ]


def steps_of(spread: Spread) -> list[tuple[str, int]]:
    """The way of a lead. TQL is left out: not every lead is called, so it is no step that all others follow."""
    return [*((code, n) for code, n in spread.reached.items() if code != Stage.TQL), ("won", spread.won)]


def funnel(request, spread: Spread, meanings: Mapping[str, StageDefinition]):
    """`meanings`: what the stages meant at the time that is told of."""
    steps = steps_of(spread)
    widest = steps[0][1] or 1
    rates = [None] + [round(100 * after / before) if before else None for (_, before), (_, after) in pairwise(steps)]
    return [
        {
            "label": looks.STAGES[code].label,
            "meaning": meanings[code].definition if code in meanings else "",
            "count": n,
            "share": round(100 * n / widest),
            "rate": rate,
            "url": _behind(request, code),
        }
        for (code, n), rate in zip(steps, rates, strict=True)
    ]


def _behind(request, code: str) -> str:
    """The list can be asked for leads that were won, and not yet for all that ever reached a stage."""
    return leads_page(request, disposition="won") if code == "won" else ""


def funnel_says(spread: Spread) -> str:
    """The finding as the title: where the largest share stops."""
    drops = [
        (1 - after / before, before_code, code)
        for (before_code, before), (code, after) in pairwise(steps_of(spread))
        if before >= FEWEST_FOR_A_SHARE
    ]
    if not drops:
        return "How far leads get"
    share, before_code, code = max(drops)
    return f"{round(100 * share)} % stop between {looks.STAGES[before_code].label} and {looks.STAGES[code].label}"
