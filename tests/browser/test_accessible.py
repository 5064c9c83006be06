"""Every page a role can reach: nothing serious for axe, nothing wider than a phone, no error in the console."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from leads.models import Lead
from routing.models import Queue
from tenants.scope import tenant_scope
from tests.inquiries import BEN, arrives, crowd_arrives
from tests.people import MONDAY, member_of

PAGES = {
    "sally": ("", "queue/", "leads/", "companies/", "inquiries/new/"),
    "mark": ("", "leads/", "inquiries/", "quarantine/", "campaigns/", "companies/"),
    "mia": ("", "queues/"),
    "tom": ("", "queue/"),
    "alice": (
        "",
        "settings/members/",
        "settings/api-keys/",
        "settings/audit/",
        "settings/profile/",
        "settings/hours/",
        "settings/hours/new/",
    ),
}
JUNK = {"first_name": "asdf", "last_name": "asdf", "email": "x@mailinator.com", "company": "test"}


@pytest.fixture
def busy_acme(acme):
    with tenant_scope(acme):
        crowd_arrives(3, at=MONDAY)
        arrives(BEN)
        arrives(JUNK)
        lead = Lead.objects.get(last_name="Hot1")
        sales = Queue.objects.get(name="Sales")
    return acme, lead, sales


@pytest.mark.parametrize("name", PAGES)
def test_pages_are_accessible_and_fit_a_phone(name, site, busy_acme, sign_in):
    acme, lead, sales = busy_acme
    page = sign_in(member_of(acme, name))
    paths = [*PAGES[name], f"leads/{lead.public_id}/"]
    if name == "mia":
        paths += [f"queues/{sales.public_id}/", f"queues/{sales.public_id}/members/", "queues/new/"]

    for path in paths:
        answer = page.goto(f"{site.url}/t/acme/{path}")
        page.wait_for_load_state("networkidle")
        assert (path, answer.status) == (path, 200)
        assert (path, serious_violations(page)) == (path, [])
        page.set_viewport_size({"width": 390, "height": 844})
        assert (path, page.evaluate("document.documentElement.scrollWidth")) == (path, 390)
        page.set_viewport_size({"width": 1440, "height": 900})


def serious_violations(page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [f"{v['id']}: {v['nodes'][0]['html'][:120]}" for v in found if v["impact"] in ("serious", "critical")]
