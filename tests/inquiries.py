"""Inquiries of the tests: Ada is hot under the default rules, and her crowd is as hot as she is."""

import json
from typing import Any

from leads.intake import Incoming
from leads.models import Inquiry, Lead
from routing.reception import receive
from tests.people import MONDAY

ADA = {
    "first_name": "Ada", "last_name": "Byron", "email": "ada@analytical.example", "phone": "+442079460958",
    "title": "CTO", "company": "Analytical Engines Ltd", "website": "https://analytical.example",
    "industry": "manufacturing", "employees": 420, "annual_revenue": 51000000, "country": "GB", "city": "London",
    "timeline": "0-3m", "budget": "yes", "authority": "unknown", "need": "yes", "product_interest": "engines",
    "message": "Please call me",
}  # fmt: skip
# Fits, and says nothing of when: for the call center to ask.
BEN = {"first_name": "Ben", "last_name": "Okafor", "email": "ben@okafor.example", "company": "Okafor Steel",
       "title": "Head of operations", "employees": 900, "industry": "manufacturing", "country": "DE"}  # fmt: skip


def incoming(fields: dict[str, Any], **overrides: Any) -> Incoming:
    given = {
        "fields": fields,
        "raw": json.dumps(fields).encode(),
        "channel": Inquiry.Channel.API,
        "received_at": MONDAY,
        "source": "event",
        "campaign": "hannover-2026",
    }
    return Incoming(**given | overrides)


def hot(n: int, **overrides: Any) -> dict[str, Any]:
    """Somebody as hot as Ada, of another firm."""
    person = {
        "first_name": f"Given{n}", "last_name": f"Hot{n}", "email": f"p{n}@hot{n}.example", "phone": "",
        "company": f"Hot {n} Ltd", "website": f"https://hot{n}.example",
    }  # fmt: skip
    return ADA | person | overrides


def arrives(fields: dict[str, Any], *, at=MONDAY, **overrides: Any) -> Lead:
    """One inquiry comes in and is refined; answers its lead."""
    (taken,) = receive([incoming(fields, received_at=at, **overrides)], at=at)
    return Lead.objects.get(pk=taken.lead_id)


def crowd_arrives(count: int, *, at=MONDAY, first: int = 1, **overrides: Any) -> None:
    """Many hot inquiries at once."""
    receive([incoming(hot(n, **overrides), received_at=at) for n in range(first, first + count)], at=at)
