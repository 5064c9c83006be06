"""B6: the search page, rendered in this process, by everything a lead can be searched by."""

from collections.abc import Callable, Iterator

from django.db import connection
from django.test import Client
from django.urls import reverse

from bench import data
from bench.timing import Figure, milliseconds, percentile, repeatedly, within
from leadrefinery.local.ports import HOST
from leads.search import search
from tenants.models import Tenant
from tenants.scope import tenant_scope

SEARCHES = 60
# Visits the whole tenant in an order that no cache foresees.
STRIDE = 7_919

# What is typed to find the n-th lead, and the look-up by hand in the index that ought to serve it.
BY_EMAIL = "SELECT id FROM leads_lead WHERE email_norm = %s"
BY_PHONE = "SELECT id FROM leads_lead WHERE phone_e164 = %s"
BY_NAME = "SELECT id FROM leads_lead WHERE name_norm = %s"
BY_COMPANY = """
    SELECT l.id FROM leads_lead l JOIN leads_company c ON c.id = l.company_id WHERE c.name_norm = %s LIMIT 50
"""
KINDS: dict[str, tuple[Callable[[int], str], str]] = {
    "name": (lambda n: f"given{n % data.GIVEN_NAMES} family{n}", BY_NAME),
    "e-mail": (lambda n: f"p{n}@firm{n}.example", BY_EMAIL),
    "company": (lambda n: f"firm {1 + n // data.LEADS_PER_COMPANY}", BY_COMPANY),
    "phone": (lambda n: f"+4930{1_000_000 + n}", BY_PHONE),
}


def measure(tenant: Tenant, leads: int) -> Iterator[Figure]:
    browser = Client(headers={"host": HOST})
    browser.force_login(data.a_rep(tenant).user)
    address = reverse("leads:search", args=[tenant.slug])
    for kind, (typed, sql) in KINDS.items():
        texts = [typed(1 + n * STRIDE % leads) for n in range(SEARCHES)]
        expect_found(tenant, texts[0])
        get(browser, address, texts[0])
        floor = repeatedly(SEARCHES, lambda n, texts=texts, sql=sql: look_up(tenant, sql, texts[n]))
        taken = repeatedly(SEARCHES, lambda n, texts=texts: get(browser, address, texts[n]))
        p95, by_hand = (milliseconds(percentile(one, 0.95)) for one in (taken, floor))
        yield within("B6", f"search by {kind}: p95; floor: look-up by hand", p95, "ms", at_most=50, floor=by_hand)


def expect_found(tenant: Tenant, text: str) -> None:
    with tenant_scope(tenant):
        if not search(text).leads:
            raise AssertionError(f"{text!r} was not found")


def get(browser: Client, address: str, text: str) -> None:
    response = browser.get(address, {"q": text})
    if response.status_code != 200:
        raise AssertionError(f"{text!r} was answered {response.status_code}")


def look_up(tenant: Tenant, sql: str, text: str) -> None:
    with tenant_scope(tenant), connection.cursor() as cursor:
        cursor.execute(sql, [text])
        if not cursor.fetchall():
            raise AssertionError(f"{text!r} is not in the table")
