"""Sample content for the style guide, which is served only while DEBUG is on."""

from datetime import datetime, timedelta
from itertools import pairwise
from types import SimpleNamespace
from typing import Any

from django import forms, template
from django.utils import timezone

register = template.Library()

REASONS = [
    {"label": "Clicked an e-mail in 30 days", "points": 60, "note": "Readiness, 12 clicks, capped at 60"},
    {"label": "Timeline is 0–3 months", "points": 30, "note": "Readiness, stated 12 minutes ago"},
    {"label": "Title contains VP, Chief or Head", "points": 15, "note": "Fit"},
    {"label": "Company has 200–5,000 people", "points": 10, "note": "Fit"},
    {"label": "Free mail address", "points": -10, "note": "Fit"},
]


class SampleForm(forms.Form):
    """One field of each kind the product uses."""

    name = forms.CharField(help_text="As it should read on the badge.", initial="Hannover trade fair")
    source = forms.ChoiceField(choices=[("event", "Event"), ("web_form", "Web form")])
    cost = forms.DecimalField(label="Cost in EUR", required=False)
    channels = forms.MultipleChoiceField(
        choices=[("mail", "Mail"), ("phone", "Phone")], widget=forms.CheckboxSelectMultiple, required=False
    )
    notes = forms.CharField(widget=forms.Textarea(attrs={"rows": 3}), required=False)
    active = forms.BooleanField(label="Counts in reports", required=False, initial=True)


@register.simple_tag
def samples() -> dict[str, Any]:
    now = timezone.now()
    return {
        "tenant": {"name": "Acme Manufacturing"},
        "tenant_choices": [
            {"name": "Acme Manufacturing", "url": "#", "active": True},
            {"name": "Globex Öffentliche Beschaffungsgesellschaft", "url": "#"},
        ],
        "member": {"name": "Sally Marsh", "email": "sally@acme.example", "role_label": "Sales rep"},
        "account_links": [{"label": "Account and security", "url": "#", "icon": "shield-lock"}],
        "nav": nav(),
        "lead": lead(now),
        "leads": leads(now),
        "queue": [row | {"active": place == 0} for place, row in enumerate(leads(now))],
        "reasons": REASONS,
        "why": why(now),
        "timeline": timeline(now),
        "facts": facts(now),
        "funnel": funnel(),
        "bands": band_mix(),
        "filters": filters(),
        "views": [
            {"name": "Open leads", "url": "#", "active": True},
            {"name": "Waiting for me", "url": "#", "count": 12},
        ],
        "bulk": [
            {"label": "Hand over", "icon": "arrows-exchange", "value": "hand_over"},
            {"label": "Tag", "icon": "bookmark", "value": "tag"},
            {
                "label": "Purge",
                "icon": "trash",
                "value": "purge",
                "danger": True,
                "confirm": "Purge the selected leads?",
            },
        ],
        "next_choices": next_choices(),
        "form": SampleForm(),
        "form_with_errors": SampleForm({"name": "", "cost": "many", "source": "event"}),
        "decisions": decisions(now),
        "now": now,
        "soon": now + timedelta(minutes=12, seconds=30),
        "overdue": now - timedelta(days=2, hours=3),
        "later": now + timedelta(hours=5, minutes=1),
        "far": now + timedelta(days=30),
        "long_ago": now - timedelta(days=61),
        "tabs": [
            {"label": "Story", "url": "#", "active": True},
            {"label": "Why", "url": "#"},
            {"label": "Company", "url": "#", "count": 4},
        ],
        "menu": [
            {"label": "Hand over", "icon": "arrows-exchange", "url": "#", "key": "h"},
            {"label": "Merge with another lead", "icon": "git-merge", "url": "#"},
            {"label": "Purge", "icon": "trash", "url": "#", "danger": True, "rule": True},
        ],
        "crumbs": [{"label": "Leads", "url": "#"}, {"label": "Okafor Steel", "url": "#"}, {"label": "Ida Okafor"}],
    }


def nav() -> list[dict[str, Any]]:
    return [
        {"label": "Home", "url": "?screen=home", "icon": "home", "key": "h"},
        {"label": "Queue", "url": "?screen=queue", "icon": "list-check", "count": 12, "key": "q", "active": True},
        {"label": "Calls", "url": "#", "icon": "phone", "count": 3, "key": "c"},
        {"label": "Leads", "url": "?screen=leads", "icon": "users", "key": "l"},
        {"label": "Inquiries", "url": "#", "icon": "inbox", "key": "n"},
        {"label": "Rules", "url": "#", "icon": "adjustments-horizontal", "key": "r"},
        {"label": "Cadences", "url": "#", "icon": "repeat", "key": "d"},
        {"label": "Reports", "url": "#", "icon": "chart-bar", "key": "p"},
        {"label": "Settings", "url": "#", "icon": "settings", "key": "s"},
    ]


def lead(now: datetime) -> dict[str, Any]:
    return {
        "name": "Ida Okafor",
        "title": "VP Operations",
        "company": "Okafor Steel",
        "company_url": "#",
        "phone": "+4930901820",
        "phone_text": "+49 30 901820",
        "email": "ida@okafor-steel.example",
        "local_time": timezone.localtime(now).strftime("%H:%M"),
        "band": "hot",
        "score": 105,
        "route": "sales",
        "stage": "tql",
        "custodian": "Sally Marsh",
    }


PEOPLE = [
    (
        "Ida Okafor",
        "VP Operations",
        "Okafor Steel",
        "DE",
        900,
        "hot",
        105,
        "tql",
        12,
        "Asked for a call, timeline 0–3 months",
    ),
    (
        "Benedikt Oberhauser-Lindström",
        "Head of procurement and logistics",
        "Vereinigte Maschinenfabrik Süddeutschland AG",
        "DE",
        12400,
        "hot",
        98,
        "sal",
        -190,
        "Came back to the price page three times",
    ),
    (
        "Rosa Méndez",
        "CTO",
        "Talleres Méndez",
        "ES",
        140,
        "high_potential",
        81,
        "mql",
        125,
        "Downloaded the buyer's guide",
    ),
    ("Jonas Weber", "Plant manager", "Weber Guss", "AT", 320, "need_information", 55, "mql", 300, "No timeline given"),
    (
        "Priya Nair",
        "Partner manager",
        "Northwind Resellers",
        "GB",
        60,
        "partner_opportunity",
        48,
        "lead",
        1500,
        "Sells to plants like ours",
    ),
    (
        "Tom Byrne",
        "Analyst",
        "Byrne Research",
        "IE",
        12,
        "need_nurturing",
        30,
        "lead",
        3000,
        "Timeline beyond 12 months",
    ),
    ("Lee Chan", "Buyer", "Chan Metals", "HK", 45, "low_potential", 22, "lead", 5000, "Outside the countries we serve"),
    ("asdf qwer", "", "test", "", None, "junk", 0, "inquiry", 9000, "Name looks typed at random"),
]


def leads(now: datetime) -> list[dict[str, Any]]:
    keys = ("name", "title", "company", "country", "employees", "band", "score", "stage", "minutes", "why")
    rows: list[dict[str, Any]] = [dict(zip(keys, person, strict=True)) for person in PEOPLE]
    return [
        row
        | {
            "url": "?screen=lead",
            "due_at": now + timedelta(minutes=row["minutes"], seconds=30),
            "custodian": "Sally Marsh",
            "next_action": "Call",
            "touched_at": now - timedelta(minutes=row["score"] * 7),
        }
        for row in rows
    ]


def why(now: datetime) -> dict[str, Any]:
    return {
        "verdict": "Passed pre-qualification",
        "verdict_why": "No cull rule matched; 6 were asked.",
        "fit": 15,
        "readiness": 90,
        "score": 105,
        "reasons": REASONS,
        "band": "hot",
        "band_why": "Readiness is at least 80 and the timeline is 0–3 months.",
        "route": "sales",
        "route_why": "Hot leads of DACH go to sales.",
        "assignee": "Sally Marsh",
        "assignee_why": "Next in turn among 4 members of the DACH queue, on duty, 11 of 20 open leads.",
        "passed_over": [
            {"who": "Jan Brandt", "why": "on leave until Monday"},
            {"who": "Eva Roth", "why": "at capacity, 20 of 20"},
        ],
        "rule_set": 7,
        "at": now - timedelta(minutes=12),
    }


def timeline(now: datetime) -> list[dict[str, Any]]:
    return [
        {
            "at": now - timedelta(minutes=12),
            "icon": "arrows-exchange",
            "title": "Handed over to Sally Marsh",
            "who": "the refinery",
            "why": "Band rose from High potential to Hot: timeline 0–3 months, +30",
            "accent": True,
        },
        {
            "at": now - timedelta(minutes=14),
            "icon": "phone",
            "title": "Call, reached, 6 min",
            "who": "Tom Reed",
            "body": "Replacing two furnaces before June. Budget is approved, the CFO decides with her. Wants a visit.",
        },
        {
            "at": now - timedelta(hours=3),
            "icon": "hand-click",
            "title": "Clicked “What a furnace costs to run”",
            "why": "Cadence Furnace buyers, step 3",
        },
        {
            "at": now - timedelta(days=2),
            "icon": "mail",
            "title": "Mail sent: What a furnace costs to run",
            "who": "cadence Furnace buyers",
        },
        {
            "at": now - timedelta(days=9),
            "icon": "inbox",
            "title": "Inquiry from the web form Price list",
            "why": "Campaign Spring price list",
            "body": "Please send prices for two induction furnaces, 5 t.",
        },
    ]


def facts(now: datetime) -> list[dict[str, Any]]:
    form = {"source": "web form", "at": now - timedelta(days=9)}
    call = {"source": "call", "at": now - timedelta(minutes=14)}
    return [
        {"label": "Timeline", "value": "0–3 months", **call},
        {"label": "Budget", "value": "Yes", **call},
        {"label": "Authority", "value": None, "edit_url": "#"},
        {"label": "Need", "value": "Yes", **call},
        {"label": "People", "value": "900", **form},
        {"label": "Industry", "value": "Steel and foundry", **form},
        {"label": "Website", "value": "okafor-steel.example", "url": "#", **form},
        {"label": "Country", "value": "Germany", **form},
    ]


def funnel() -> list[dict[str, Any]]:
    counts = [
        ("Inquiry", 4812),
        ("Lead", 3390),
        ("MQL", 1480),
        ("TQL", 690),
        ("SAL", 512),
        ("SQL", 301),
        ("Opportunity", 148),
        ("Won", 41),
    ]
    rates = [None] + [round(100 * after / before) for (_, before), (_, after) in pairwise(counts)]
    return [
        {"label": label, "count": count, "share": round(100 * count / counts[0][1]), "rate": rate, "url": "#"}
        for (label, count), rate in zip(counts, rates, strict=True)
    ]


def band_mix() -> list[dict[str, Any]]:
    counts = {
        "hot": 412,
        "high_potential": 2050,
        "need_information": 1310,
        "low_potential": 2904,
        "partner_opportunity": 118,
        "need_nurturing": 3522,
        "junk": 640,
    }
    return [
        {"code": code, "count": count, "share": round(100 * count / 3522), "url": "#"} for code, count in counts.items()
    ]


def filters() -> list[dict[str, Any]]:
    return [
        {"name": "band", "label": "Band", "value": "hot", "value_label": "Hot", "clear_url": "#"},
        {"name": "stage", "label": "Stage", "choices": [{"label": "MQL", "url": "#"}, {"label": "SAL", "url": "#"}]},
        {"name": "route", "label": "Route", "choices": [{"label": "Sales", "url": "#"}]},
        {"name": "custodian", "label": "Custodian", "choices": [{"label": "Me", "url": "#"}]},
        {"name": "source", "label": "Source", "choices": [{"label": "Event", "url": "#"}]},
    ]


def next_choices() -> list[dict[str, str]]:
    return [
        {"label": "Call again in 2 days", "value": "call:2d", "key": "1"},
        {"label": "Send a quote", "value": "quote:1d", "key": "2"},
        {"label": "Meeting", "value": "meeting", "key": "3"},
        {"label": "Pick a date", "value": "pick", "key": "4"},
    ]


def decisions(now: datetime) -> list[SimpleNamespace]:
    return [
        SimpleNamespace(
            icon="scale", text="Rule set 8 waits for the signature of sales", at=now - timedelta(hours=20), url="#"
        ),
        SimpleNamespace(
            icon="alert-triangle", text="The DACH queue is 14 leads over capacity", at=now - timedelta(hours=2), url="#"
        ),
        SimpleNamespace(
            icon="thumb-down",
            text="Sales rejected 9 of 31 leads of “Hannover trade fair”",
            at=now - timedelta(hours=5),
            url="#",
        ),
    ]
