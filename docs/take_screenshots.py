"""Take the pictures of README and guides from a running demo site: `python docs/take_screenshots.py`.

Needs `make run` in another terminal, best within the demo firm's office hours, when a hot lead is due within the hour.
Posts some inquiries first, so that there is something fresh to show. Pictures land in docs/images/.
"""

import json
import re
import shutil
import sys
from base64 import b64decode
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

from playwright.sync_api import Browser, Page, Playwright, sync_playwright

DOCS = Path(__file__).parent
DEMO = DOCS.parent / ".local" / "demo.json"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
DESK = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}
MOST_BYTES = 150_000
QUALITY = 90

INQUIRIES: tuple[dict[str, Any], ...] = (
    {
        "source": "event", "campaign": "hannover-2026", "first_name": "Ida", "last_name": "Okafor",
        "email": "ida.okafor@okafor-steel.example", "phone": "+49 30 23125123", "title": "VP Operations",
        "company": "Okafor Steel", "website": "https://okafor-steel.example", "industry": "manufacturing",
        "employees": 900, "annual_revenue": 140_000_000, "country": "DE", "city": "Essen", "timeline": "0-3m",
        "budget": "yes", "need": "yes", "product_interest": "Slurry pumps",
        "message": "We replace eleven pumps in spring. Please call me this week.",
    },
    {
        "source": "web_form", "campaign": "website", "full_name": "Jonas Brandt",
        "email": "jonas.brandt@brandt-logistik.example", "title": "Head of maintenance", "company": "Brandt Logistik",
        "website": "https://brandt-logistik.example", "industry": "logistics", "employees": 240, "country": "AT",
        "timeline": "3-6m",
    },
    {"source": "web_form", "full_name": "Donald Duck", "email": "donald@mailinator.com", "company": "Test"},
    {"source": "web_form", "full_name": "Asdf Asdf", "email": "asdf@asdf.com", "phone": "+49 123456789"},
    {
        "source": "purchased_list", "full_name": "John Doe", "email": "test@test.com", "company": "Weber Anlagenbau",
        "title": "Head of purchasing",
    },
)  # fmt: skip


@dataclass(frozen=True)
class Site:
    url: str
    slug: str
    api_key: str
    logins: list[dict[str, str]]

    @classmethod
    def of_demo(cls) -> "Site":
        if not DEMO.exists():
            sys.exit(f"There is no {DEMO}. Start the demo site with `make run` first.")
        told = json.loads(DEMO.read_text())
        first = told["tenants"][0]
        return cls(told["url"].rstrip("/"), first["slug"], first["api_key"], first["logins"])

    def login(self, who: str) -> dict[str, str]:
        """The first login of a role, or the one of a person by their first name."""
        return next(one for one in self.logins if who == one["role"] or one["email"].startswith(f"{who}@"))

    def page(self, path: str) -> str:
        return f"{self.url}/t/{self.slug}/{path}"

    def post_inquiry(self, body: dict[str, Any]) -> dict[str, Any]:
        return self._ask("inquiries/", json.dumps(body).encode())["lead"]

    def lead_with_a_past(self, owner_id: str) -> dict[str, Any]:
        """One whose story is long enough to stand beside the whole of why."""
        return self._ask(f"leads/?owner={owner_id}&disposition=open&stage=sql&stage=opportunity&sort=score")["results"][
            0
        ]

    def queue(self, name: str) -> str:
        """The id of a queue."""
        return next(one["id"] for one in self._ask("queues/", None)["results"] if one["name"] == name)

    def _ask(self, path: str, body: bytes | None = None) -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {self.api_key}", "Content-Type": "application/json"}
        asked = Request(f"{self.url}/api/v1/{path}", body, headers)  # noqa: S310 — our own site
        with urlopen(asked) as answer:  # noqa: S310
            return json.load(answer)


@dataclass(frozen=True)
class Picture:
    """`prepare` brings the page into the state to show."""

    name: str
    who: str
    path: str
    prepare: Callable[[Page], object] = lambda page: None
    viewport: dict[str, int] | None = None


def open_call(page: Page) -> None:
    page.keyboard.press("c")
    page.get_by_role("button", name="Log the call").wait_for()


def show_why(page: Page) -> None:
    page.locator("#why").evaluate("why => window.scrollTo(0, why.getBoundingClientRect().top + scrollY - 72)")


def fill_inquiry(page: Page) -> None:
    page.get_by_label("Source").select_option("referral")
    filled = {"First name": "Amara", "Last name": "Nwosu", "Title": "Plant manager", "Company": "Nwosu Breweries",
              "E-mail": "amara@nwosu-breweries.example"}  # fmt: skip
    for label, text in filled.items():
        page.get_by_role("textbox", name=label, exact=True).fill(text)


def select_three(page: Page) -> None:
    boxes = page.locator("[data-select]")
    for place in range(3):
        boxes.nth(place).check()


def begin_draft(page: Page) -> None:
    """A draft with one rule that is being changed, and what that would do."""
    page.get_by_label("Name").fill("Autumn: medium firms too")
    page.get_by_role("button", name="Begin").click()
    page.get_by_role("link", name="Company has 50 to 199 people").click()
    page.get_by_label("Points", exact=True).fill("20")
    page.get_by_text("Not saved yet").wait_for()
    page.evaluate("scrollTo(0, 0)")


def pictures(lead: dict[str, Any], older: dict[str, Any], sales: str) -> tuple[Picture, ...]:
    owner = lead["owner"].split()[0].lower()
    shown = f"queue/?lead={lead['id']}"
    return (
        Picture("queue", owner, shown),
        Picture("queue-phone", owner, "queue/", viewport=PHONE),
        Picture("lead", owner, f"leads/{older['id']}/", show_why),
        Picture("log-call", "tele_qualifier", "queue/", open_call),
        Picture("leads", "marketer", "leads/?sort=score", select_three),
        Picture("new-inquiry", "marketer", "inquiries/new/", fill_inquiry),
        Picture("quarantine", "marketer", "quarantine/"),
        Picture("studio", "marketer", "rules/begin/", begin_draft),
        Picture("home-manager", "manager", ""),
        Picture("queues", "manager", "queues/"),
        Picture("queue-setup", "administrator", f"queues/{sales}/"),
        Picture("working-hours", "administrator", "settings/hours/new/"),
        Picture("members", "administrator", "settings/members/"),
        Picture("api-keys", "administrator", "settings/api-keys/"),
        Picture("partner", "partner", ""),
    )


def main() -> None:
    site = Site.of_demo()
    lead, *_ = [site.post_inquiry(body) for body in INQUIRIES]
    if not lead["owner"]:
        sys.exit(f"Nobody holds the fresh lead, so there is no queue to show: {lead['routing']['waiting']}.")
    with sync_playwright() as playwright, browser_of(playwright) as browser:
        for picture in pictures(lead, site.lead_with_a_past(lead["owner_id"]), site.queue("Sales")):
            take(browser, site, picture)


@contextmanager
def browser_of(playwright: Playwright):
    found = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if found is None:
        sys.exit("There is no Chromium on this machine.")
    browser = playwright.chromium.launch(executable_path=found, args=FLAGS)
    yield browser
    browser.close()


def take(browser: Browser, site: Site, picture: Picture) -> None:
    context = browser.new_context(
        viewport=picture.viewport or DESK, color_scheme="light", locale="en-GB", reduced_motion="reduce"
    )
    page = context.new_page()
    sign_in(page, site, site.login(picture.who))
    page.goto(site.page(picture.path), wait_until="networkidle")
    picture.prepare(page)
    page.wait_for_load_state("networkidle")
    keep(page, DOCS / "images" / f"{picture.name}.webp")
    context.close()


def sign_in(page: Page, site: Site, login: dict[str, str]) -> None:
    page.goto(f"{site.url}/accounts/login/")
    page.get_by_label("E-mail").fill(login["email"])
    page.get_by_label("Password").fill(login["password"])
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(re.compile("/t/"))


def keep(page: Page, file: Path) -> None:
    # Playwright itself writes PNG and JPEG only; as WebP the same picture takes a third of a PNG.
    shot = {"format": "webp", "quality": QUALITY, "optimizeForSpeed": False}
    taken = page.context.new_cdp_session(page).send("Page.captureScreenshot", shot)
    size = file.write_bytes(b64decode(taken["data"]))
    note = " — too large" if size > MOST_BYTES else ""
    sys.stdout.write(f"{file.name}: {size // 1000} kB{note}\n")


if __name__ == "__main__":
    main()
