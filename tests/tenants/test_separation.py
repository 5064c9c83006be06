"""What firms could share without a table between them: caches and the frame around a page."""

import ast
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.people import signed_in

ROOMS = ("tenants", "leads", "scoring", "routing", "reporting", "leadrefinery")


def imports_of(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom):
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
    return found


def test_nothing_of_ours_is_kept_in_a_cache_that_firms_share():
    """Whoever needs Django's cache writes the one function that puts the tenant into every key, and lists it here."""
    sources = [path for room in ROOMS for path in (settings.BASE_DIR / room).rglob("*.py")]
    users = [str(path) for path in sources if any("django.core.cache" in name for name in imports_of(path))]

    assert len(sources) > 100
    assert users == []


def test_same_page_of_two_firms_shows_each_its_own(alice, carol):
    pages = {}
    for member, slug in ((alice, "acme"), (carol, "globex"), (alice, "acme")):
        pages.setdefault(slug, []).append(signed_in(member).get(f"/t/{slug}/settings/members/").content.decode())

    assert ["Sally" in page for page in pages["acme"]] == [True, True]
    assert ["Gus" in page for page in pages["acme"]] == [False, False]
    assert [("Sally" in page, "Gus" in page) for page in pages["globex"]] == [(False, True)]


def test_frame_of_a_page_costs_a_fixed_number_of_statements(alice, sally):
    def asked_by(member):
        browser = signed_in(member)
        with CaptureQueriesContext(connection) as statements:
            browser.get("/t/acme/nav/")
        return [s["sql"] for s in statements if not s["sql"].startswith(("SAVEPOINT", "RELEASE"))]

    # Session, user, access with tenant, scope, member; then the counts beside queue, quarantine and inquiries.
    # Within a test's own transaction the scope is also emptied at its end.
    assert len(asked_by(alice)) == 5 + 3 + 1
    assert len(asked_by(sally)) == 5 + 2 + 1
