"""A real site and a real Chromium. The site serves committed data; all tables are emptied after each test."""

import os
import shutil

import pytest
from django.db import connection

from tests import people

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
CHROMIUM = next((path for name in BROWSERS if (path := shutil.which(name))), None)
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]  # fmt: skip

# Playwright runs an event loop in this thread; the test's own queries are safe beside it.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


def pytest_collection_modifyitems(items):
    if CHROMIUM is None:
        skip = pytest.mark.skip(reason="no Chromium on this machine: install the package chromium to run browser tests")
        for item in items:
            if "tests/browser" in str(item.path):
                item.add_marker(skip)


MEANT = ("422 (Unprocessable", "htmx:sendAbort", "htmx:afterRequest")


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    return browser_type_launch_args | {"executable_path": CHROMIUM, "args": FLAGS}


@pytest.fixture
def site(live_server, monkeypatch):
    # The server's threads must not keep connections after their requests: the test database is dropped at the end.
    monkeypatch.setitem(connection.settings_dict, "CONN_MAX_AGE", 0)
    return live_server


@pytest.fixture
def acme(transactional_db):
    return people.found_acme()


def _is_error(message):
    """A form sent back with its faults is an answer, and a question that the next one replaces is given up on purpose;
    both are noted as errors all the same."""
    return message.type == "error" and not any(noted in message.text for noted in MEANT)


@pytest.fixture
def quiet_page(page):
    """A page of which the console must stay without errors: a violated content policy is one."""
    errors = []
    page.on("console", lambda message: errors.append(message.text) if _is_error(message) else None)
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    # A request still under way would outlive the test's data.
    page.wait_for_load_state("networkidle")
    assert errors == []


@pytest.fixture
def sign_in(site, quiet_page):
    def sign_in(member):
        quiet_page.goto(f"{site.url}/accounts/login/")
        quiet_page.get_by_label("E-mail").fill(member.user.email)
        quiet_page.get_by_label("Password").fill(people.PASSWORD)
        quiet_page.get_by_role("button", name="Sign in").click()
        quiet_page.wait_for_url("**/t/**")
        return quiet_page

    return sign_in
