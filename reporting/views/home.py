"""Home: what matters to each role now, each figure with the leads behind it."""

from django.shortcuts import render
from django.utils import timezone

from reporting import selectors
from reporting.periods import Period
from reporting.promises import PROMISES, broken_promises
from reporting.views.figures import (
    FEWER_LEADS,
    JUNK_PERCENT,
    LEADS,
    PERCENT,
    Measure,
    Stat,
    compared,
    leads_page,
    page,
    stat,
)
from reporting.views.overview import band_mix, decisions, funnel, funnel_says
from routing.selectors.work import my_queue, own_places, work_figures
from routing.views.queue import PROMISED_PERCENT, queue_rows
from scoring.stage_definitions import definitions_in_force
from tenants.models import Role
from tenants.permissions import Action, requires

WEEK, MONTH = 7, 30
NEXT_UP = 6


@requires(Action.ENTER)
def home(request):
    template, context_of = HOMES[Role(request.member.role)]
    return render(request, template, context_of(request, timezone.now()))


def midnight(at):
    return timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)


# -- Those who work on leads


def work_home(request, at, *, title="Your day"):
    member = request.member
    figures = work_figures(member, at=at, midnight=midnight(at))
    return {
        "title": title,
        "rows": queue_rows(request, my_queue(member, size=NEXT_UP).items),
        "queue_url": page(request, "routing:queue"),
        "figures": figures,
        "places": own_places(member),
        "stats": own_stats(request, figures),
    }


def own_stats(request, figures):
    queue = page(request, "routing:queue")
    mine = {"owner": request.member.public_id, "disposition": "open"}
    return [
        stat("Open", figures.open, url=queue, measure=LEADS),
        stat("Due within 30 min", figures.soon, url=queue, measure=LEADS),
        stat("Overdue", figures.overdue, url=leads_page(request, **mine, due="overdue"), measure=LEADS),
        follow_up_stat(figures),
    ]


def follow_up_stat(figures) -> Stat:
    rate, label = figures.follow_up_rate, "Followed up in time"
    if rate is None:
        return stat(label, None, compare="nothing was due in 30 days")
    kept = f"{figures.kept} of {figures.promised} in 30 days"
    good = "yes" if rate >= PROMISED_PERCENT else "no"
    return Stat(label, str(rate), unit="%", change=f"{PROMISED_PERCENT} % promised", change_good=good, compare=kept)


def caller_home(request, at):
    context = work_home(request, at)
    day = selectors.day_of_calls(request.member, midnight=midnight(at))
    queue = context["queue_url"]
    waiting = [stat(f"Waiting in {own.queue}", own.waiting, url=queue, measure=LEADS) for own in context["places"]]
    today = [
        stat("Taken today", day.taken, url=queue, measure=LEADS),
        stat("Calls today", day.calls, compare=f"{day.reached} reached"),
    ]
    overdue, followed_up = context["stats"][2:]
    return context | {"stats": [*waiting, *today, overdue, followed_up]}


def partner_home(request, at):
    """Only their own leads, and no way to take others."""
    context = work_home(request, at, title="Your leads")
    stats = [Stat(**vars(one) | {"url": ""}) for one in context["stats"]]
    return context | {"places": [], "queue_url": "", "stats": stats}


# -- Those who look at all of it


def overview(request, at):
    spread = selectors.spread()
    return {
        "decisions": decisions(request, selectors.backlog(at=at)),
        "bands": band_mix(request, spread),
        "open_leads": sum(spread.bands.values()),
        "all_leads": spread.reached["inquiry"],
        "funnel": funnel(request, spread, definitions_in_force(at)),
        "funnel_says": funnel_says(spread),
    }


def since(period: Period):
    return {"received_after": period.start.strftime("%Y-%m-%dT%H:%M:%SZ")}


def marketer_home(request, at):
    week, month = Period.last_days(WEEK, at=at), Period.last_days(MONTH, at=at)
    inquiries = "leads:inquiries"
    stats = [
        compared("Inquiries, 7 days", selectors.inquiries(week), period="7 days",
                 url=page(request, inquiries, **since(week))),
        compared("Inquiries, 30 days", selectors.inquiries(month), period="30 days",
                 url=page(request, inquiries, **since(month))),
        compared("Junk", selectors.junk_share(month), period="30 days", measure=JUNK_PERCENT,
                 url=leads_page(request, band="junk")),
        compared("Sent back by sales", selectors.sent_back(month), period="30 days", measure=FEWER_LEADS,
                 url=page(request, "routing:queues")),
        stat("In quarantine", selectors.in_quarantine(), measure=LEADS, compare="to check before they are purged",
             url=page(request, "leads:quarantine")),
    ]  # fmt: skip
    return overview(request, at) | {"title": "Marketing", "stats": stats}


def manager_home(request, at):
    broken = broken_promises(at=at, quick=True)
    return overview(request, at) | {
        "title": "Home",
        "stats": manager_stats(request, at),
        "lost": sum(broken.values()),
        "broken": [{"words": p.words, "count": broken[p.code]} for p in PROMISES if broken.get(p.code)],
    }


def manager_stats(request, at):
    week, month = Period.last_days(WEEK, at=at), Period.last_days(MONTH, at=at)
    cost = Measure(prefix=f"{request.tenant.currency} ", more_is_good=False)
    return [
        compared("New inquiries", selectors.inquiries(week), period="7 days",
                 url=page(request, "leads:inquiries", **since(week))),
        # A figure leads to a list only where the list can be asked for just the leads that it counts.
        compared("Qualified", selectors.qualified(week), period="7 days", measure=LEADS),
        compared("Waiting beyond promise", selectors.beyond_promise(week), period="7 days", measure=FEWER_LEADS,
                 url=page(request, "routing:queues")),
        compared("Followed up in time", selectors.follow_up_rate(month), period="30 days", measure=PERCENT,
                 url=page(request, "routing:queues")),
        compared("Cost per qualified", selectors.cost_per_qualified(month), period="30 days", measure=cost,
                 url=page(request, "leads:campaigns")),
    ]  # fmt: skip


def administrator_home(request, at):
    system = selectors.system(at=at)
    members = f"{system.invited} invited" if system.invited else "nobody invited"
    keys = f"{system.keys_unused} unused for 30 days" if system.keys_unused else "none unused for 30 days"
    rules = system.rule_set
    return manager_home(request, at) | {
        "system": [
            stat("Members", system.members, url=page(request, "tenants:members"), compare=members),
            stat("API keys", system.keys, url=page(request, "tenants:api_keys"), compare=keys),
            stat("Rules in force", rules.number if rules else None, url=page(request, "scoring:rules"),
                 measure=Measure(prefix="Version "), compare=rules.name if rules else "none is published"),
        ]
    }  # fmt: skip


HOMES = {
    Role.SALES_REP: ("reporting/home_work.html", work_home),
    Role.TELE_QUALIFIER: ("reporting/home_work.html", caller_home),
    Role.PARTNER: ("reporting/home_work.html", partner_home),
    Role.MARKETER: ("reporting/home_overview.html", marketer_home),
    Role.MANAGER: ("reporting/home_overview.html", manager_home),
    Role.ADMINISTRATOR: ("reporting/home_overview.html", administrator_home),
}
