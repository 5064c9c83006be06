"""Every page of leads in Chromium, wide and on a phone: axe finds nothing, and nothing sticks out at the side."""

import mimetypes
import os
import shutil
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from playwright.sync_api import sync_playwright

from leads.models import Campaign, Inquiry
from tenants.scope import tenant_scope
from tests.inquiries import ADA
from tests.leads.pages.conftest import comes_in, nobody_comes_in

CHROMIUM = next(
    (path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None
)
SITE = "http://acme.test"
WIDTHS = (1440, 390)
LONG = ADA | {"email": "mx@long.example", "phone": "", "first_name": "Maximiliane", "last_name": "Kowalczyk-Montgomery",
              "title": "Managing director and head of international procurement", "website": "",
              "company": "Northwind Precision Castings and Forgings International"}  # fmt: skip

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")
# Playwright runs an event loop in this thread; the test's own queries are over before it starts.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


def addresses(tenant):
    with tenant_scope(tenant):
        campaign, inquiry = Campaign.objects.first(), Inquiry.objects.exclude(needs_look="").first()
    pages = ["leads/", "leads/?disposition=&band=hot&band=junk&country=GB", "leads/?band=junk&country=ZZ",
             "search/?q=okafor", "inquiries/", "inquiries/new/", "quarantine/", "quarantine/sample/", "companies/",
             "campaigns/", "campaigns/new/"]  # fmt: skip
    return [*pages, f"campaigns/{campaign.public_id}/", f"inquiries/{inquiry.public_id}/"]


def rendered(browser, paths):
    """Pages by their address: what the tenant's transaction holds is read before the browser starts."""
    return {f"{SITE}/t/acme/{path}": browser.get(f"/t/acme/{path}").content for path in paths}


def serve(route, pages):
    address = route.request.url
    if address in pages:
        return route.fulfill(body=pages[address], content_type="text/html; charset=utf-8")
    file = Path(settings.BASE_DIR, address.removeprefix(f"{SITE}/"))
    if file.is_file():
        return route.fulfill(path=file, content_type=mimetypes.guess_type(file)[0])
    return route.fulfill(status=404)


def faults_of(pages, scheme, widths=WIDTHS):
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        for width in widths:
            tab = chromium.new_page(viewport={"width": width, "height": 844}, color_scheme=scheme)
            tab.route("**/*", lambda route: serve(route, pages))
            for address in pages:
                tab.goto(address)
                yield from faults_on(tab, address, width)
        chromium.close()


def faults_on(tab, address, width):
    if tab.evaluate("document.documentElement.scrollWidth") > width:
        yield address, width, "sticks out at the side"
    answer = Axe().run(tab).response
    assert answer["passes"], "axe has not looked at anything"
    for violation in answer["violations"]:
        yield address, width, violation["id"], [node["html"] for node in violation["nodes"]]


@pytest.mark.parametrize(("scheme", "widths"), [("light", WIDTHS), ("dark", WIDTHS[:1])])
def test_pages_are_accessible_and_fit_a_phone(acme, alices, ida, ben, mash, scheme, widths):
    comes_in(acme, LONG)
    nobody_comes_in(acme)

    assert list(faults_of(rendered(alices, addresses(acme)), scheme, widths)) == []


def test_empty_pages_are_accessible_and_fit_a_phone(acme, alices):
    paths = ["leads/", "inquiries/", "inquiries/?needs_look=true", "quarantine/", "quarantine/sample/", "companies/",
             "campaigns/", "search/", "search/?q=zzz"]  # fmt: skip

    assert list(faults_of(rendered(alices, paths), "light")) == []
