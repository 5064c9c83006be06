"""B5: a rep's queue page, rendered in this process, in a large tenant and in a small one."""

from collections.abc import Iterator

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bench import data
from bench.timing import Figure, milliseconds, percentile, repeatedly, within
from leadrefinery.local.ports import HOST
from routing.selectors.work import my_queue
from tenants.models import Tenant
from tenants.scope import tenant_scope

ROUNDS = 100
MOST_QUERIES = 12


def measure(tenant: Tenant, small: Tenant) -> Iterator[Figure]:
    """Both reps hold the same number of leads: what differs is how many the firm has."""
    large_page, small_page = QueuePage(tenant), QueuePage(small)
    yield within("B5", "queries of a rep's queue page", large_page.queries(), "", at_most=MOST_QUERIES)
    floor = percentile(repeatedly(ROUNDS, lambda _: large_page.query_alone()), 0.95)
    empty = percentile(repeatedly(ROUNDS, lambda _: large_page.get("/healthz")), 0.95)
    taken, in_small = large_page.times(), small_page.times()
    p95 = milliseconds(percentile(taken, 0.95))
    yield within(
        "B5", "p95; floor: its query, and an empty page", p95, "ms", at_most=50, floor=milliseconds(floor + empty)
    )
    growth = percentile(taken, 0.5) / percentile(in_small, 0.5)
    yield within("B5", "p50, large tenant against small", growth, "×", at_most=1.3)


class QueuePage:
    """The page of a rep with a full queue."""

    def __init__(self, tenant: Tenant):
        self.tenant = tenant
        self.member = data.rep_with_full_queue(tenant)
        self.address = reverse("routing:queue", args=[tenant.slug])
        self.browser = Client(headers={"host": HOST})
        self.browser.force_login(self.member.user)

    def get(self, address: str) -> None:
        response = self.browser.get(address)
        if response.status_code != 200:
            raise AssertionError(f"{address} answered {response.status_code}")

    def times(self) -> list[float]:
        self.get(self.address)
        return repeatedly(ROUNDS, lambda _: self.get(self.address))

    def queries(self) -> int:
        self.get(self.address)
        with CaptureQueriesContext(connection) as captured:
            self.get(self.address)
        return sum(query["sql"] not in ("BEGIN", "COMMIT") for query in captured)

    def query_alone(self) -> None:
        with tenant_scope(self.tenant):
            my_queue(self.member)
