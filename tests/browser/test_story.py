"""The first thing anybody does: an inquiry is posted, and the rep sees it arrive, scored, explained and assigned."""

import json
import re
from urllib.request import Request, urlopen

from playwright.sync_api import expect

from tests.inquiries import ADA
from tests.people import key_of, member_of


def post_inquiry(site, key: str, body: dict) -> dict:
    request = Request(
        f"{site.url}/api/v1/inquiries/",
        data=json.dumps(body).encode(),
        headers={"Authorization": f"Bearer {key}", "Content-Type": "application/json"},
    )
    with urlopen(request) as answer:
        assert answer.status == 201
        return json.load(answer)


def test_rep_sees_a_posted_inquiry_arrive_explained(site, acme, sign_in):
    key = key_of(acme)
    page = sign_in(member_of(acme, "sally"))
    page.goto(f"{site.url}/t/acme/queue/")
    expect(page.get_by_text("Ada Byron")).to_have_count(0)

    answer = post_inquiry(site, key, ADA | {"source": "event", "campaign": "hannover-2026"})
    page.reload()

    assert (answer["lead"]["band"], answer["lead"]["owner"]) == ("hot", "Sally")
    row = page.locator("[data-row]").filter(has_text="Ada Byron").first
    expect(row).to_contain_text("Hot")
    row.click()
    expect(page.get_by_text("CTO").first).to_be_visible()
    expect(page.get_by_text(re.compile("Timeline is .Within 3 months.")).first).to_be_visible()


def test_hotter_lead_stands_above(site, acme, sign_in):
    key = key_of(acme)
    ben = {"email": "ben@hot.example", "first_name": "Ben", "last_name": "Later", "title": "Head of IT",
           "company": "Hot Ltd", "employees": 300, "industry": "software", "annual_revenue": 20_000_000,
           "timeline": "3-6m", "budget": "yes", "need": "yes"}  # fmt: skip
    post_inquiry(site, key, ben | {"source": "web_form"})
    post_inquiry(site, key, ADA | {"source": "event"})

    page = sign_in(member_of(acme, "sally"))
    page.goto(f"{site.url}/t/acme/queue/")

    names = page.locator("[data-row]")
    expect(names.nth(0)).to_contain_text("Ada Byron")
    expect(names.nth(1)).to_contain_text("Ben Later")
