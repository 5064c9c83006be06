"""Every page a role can reach: nothing for axe to find, nothing wider than a phone, no error in the console."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from leads.models import Band, Campaign, Inquiry, Lead
from routing.feedback import report_wrong_score
from routing.models import Queue
from scoring.drafts.drafting import begin_draft
from scoring.models import RuleSet
from tenants.scope import tenant_scope
from tests.inquiries import ADA, BEN, arrives, crowd_arrives
from tests.leads.pages.conftest import nobody_comes_in
from tests.people import MONDAY, member_of

PAGES = {
    "sally": ("", "queue/", "leads/", "companies/", "inquiries/new/", "leads/{lead}/"),
    "mark": (
        "", "leads/", "leads/?disposition=&band=hot&band=junk&country=GB", "leads/?band=junk&country=ZZ",
        "leads/?band=purple&cursor=abc", "leads/{lead}/", "search/?q=hot", "inquiries/", "inquiries/{inquiry}/",
        "quarantine/", "quarantine/sample/", "campaigns/", "campaigns/new/", "campaigns/{campaign}/", "companies/",
        "rules/routes/", "rules/stages/", "rules/stages/mql/", "rules/feedback/", "leads/{lead}/wrong-score/",
    ),
    "mia": ("", "queues/", "queues/{queue}/", "queues/{queue}/members/", "queues/new/", "leads/{lead}/",
            "rules/routes/", "rules/routes/?preset=call-center-first", "rules/stages/", "rules/feedback/"),
    "tom": ("", "queue/", "leads/{lead}/"),
    "alice": (
        "", "settings/members/", "settings/api-keys/", "settings/audit/", "settings/profile/", "settings/hours/",
        "settings/hours/new/", "leads/{lead}/",
    ),
}  # fmt: skip
STUDIO = (
    "rules/", "rules/begin/", "rules/1/", "rules/2/", "rules/2/rule/new/?kind=score", "rules/2/describe/",
    "rules/2/compare/1/", "rules/2/effect/lead/{lead}/", "rules/2/backtest/", "rules/wins/", "rules/routes/",
    "rules/2/try/", "rules/2/try/{lead}/", "rules/2/challenger/",
)  # fmt: skip
EMPTY = ("leads/", "inquiries/", "inquiries/?needs_look=true", "quarantine/", "quarantine/sample/", "companies/",
         "campaigns/", "search/", "search/?q=zzz", "rules/routes/", "rules/feedback/")  # fmt: skip
JUNK = {"first_name": "asdf", "last_name": "asdf", "email": "x@mailinator.com", "company": "test"}
LONG = ADA | {"email": "mx@long.example", "phone": "", "first_name": "Maximiliane", "last_name": "Kowalczyk-Montgomery",
              "title": "Managing director and head of international procurement", "website": "",
              "company": "Northwind Precision Castings and Forgings International"}  # fmt: skip
WIDE, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}


@pytest.fixture
def ids(acme):
    """What stands for what in the addresses, in a firm where something has happened."""
    nobody_comes_in(acme)
    with tenant_scope(acme):
        crowd_arrives(3, at=MONDAY)
        for fields in (BEN, JUNK, LONG):
            arrives(fields)
        found = {
            "lead": Lead.objects.get(last_name="Hot1"),
            "queue": Queue.objects.get(name="Sales"),
            "campaign": Campaign.objects.get(),
            "inquiry": Inquiry.objects.exclude(needs_look="").get(),
        }
        report_wrong_score(found["lead"], Band.JUNK, "A student", at=MONDAY, by=member_of(acme, "sally"))
        return {name: str(row.public_id) for name, row in found.items()}


@pytest.mark.parametrize("name", PAGES)
def test_pages_are_accessible_and_fit_a_phone(name, site, acme, ids, sign_in):
    page = sign_in(member_of(acme, name))
    for path in PAGES[name]:
        open_page(page, site, path.format(**ids))
        assert (path, violations(page)) == (path, [])
        assert_fits_a_phone(page, path)


def test_pages_are_accessible_in_the_dark(site, acme, ids, sign_in):
    page = sign_in(member_of(acme, "mark"))
    page.emulate_media(color_scheme="dark")
    for path in PAGES["mark"]:
        open_page(page, site, path.format(**ids))
        assert (path, violations(page)) == (path, [])


def test_studio_is_accessible_light_and_dark_and_fits_a_phone(site, acme, ids, sign_in):
    mark = member_of(acme, "mark")
    with tenant_scope(acme):
        begin_draft(name="Autumn", by=mark, at=MONDAY, source=RuleSet.objects.get())
    page = sign_in(mark)
    for path in STUDIO:
        open_page(page, site, path.format(**ids))
        assert_fits_a_phone(page, path)
        # Without motion: halfway between two colours there is no contrast to measure.
        page.emulate_media(color_scheme="dark", reduced_motion="reduce")
        assert (path, violations(page)) == (path, [])
        page.emulate_media(color_scheme="light", reduced_motion="reduce")


def test_empty_pages_are_accessible_and_fit_a_phone(site, acme, sign_in):
    page = sign_in(member_of(acme, "mark"))
    for path in EMPTY:
        open_page(page, site, path)
        assert (path, violations(page)) == (path, [])
        assert_fits_a_phone(page, path)


def open_page(page, site, path):
    answer = page.goto(f"{site.url}/t/acme/{path}")
    page.wait_for_load_state("networkidle")
    assert (path, answer.status) == (path, 200)


def assert_fits_a_phone(page, path):
    page.set_viewport_size(PHONE)
    assert (path, page.evaluate("document.documentElement.scrollWidth")) == (path, PHONE["width"])
    assert (path, violations(page)) == (path, [])
    page.set_viewport_size(WIDE)


def violations(page) -> list[str]:
    answer = Axe().run(page).response
    assert answer["passes"], "axe has not looked at anything"
    return [f"{found['id']}: {found['nodes'][0]['html'][:120]}" for found in answer["violations"]]
