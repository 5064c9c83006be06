"""B1: re-refine all open leads of a tenant after publishing."""

from collections.abc import Iterator

from django.db import connection

from bench import data, database, rules
from bench.timing import Figure, against_floor, seconds, within
from routing.sweeping import refine_all
from scoring.models import Decision
from tenants.models import Tenant
from tenants.scope import tenant_scope

# Name, points of the two rules, and how many times the floor it may take.
CHANGES = (("all change", 7, 5, 10), ("a fifth changes", 7, 9, 8), ("none changes", 7, 9, 5))


def measure(tenant: Tenant, small: Tenant) -> Iterator[Figure]:
    """`tenant` is the large one; `small` has ten thousand leads, to see whether the cost of a lead stays flat."""
    yield Figure("B1", f"first refine of {count(tenant):,} leads", refine_after(tenant, 2, 5, 5), "s")
    refine_after(small, 2, 5, 5)
    for number, (name, everyone, a_fifth, bar) in enumerate(CHANGES, start=3):
        database.tidy()
        before = fill_narrow(tenant)
        taken = refine_after(tenant, number, everyone, a_fifth)
        floor = (before + fill_narrow(tenant)) / 2
        yield against_floor("B1", f"{name}; floor: narrow insert", taken, "s", floor=floor, at_most=bar)
        growth = (taken / count(tenant)) / (refine_after(small, number, everyone, a_fifth) / count(small))
        yield within("B1", f"{name}: cost of a lead, large against small", growth, "×", at_most=1.3)


def refine_after(tenant: Tenant, number: int, everyone: int, a_fifth: int) -> float:
    with tenant_scope(tenant):
        rules.publish(number, everyone=everyone, a_fifth=a_fifth, at=data.AT)
    return seconds(lambda: refine_all(tenant, cause=Decision.Cause.PUBLISH, at=data.AT))


def fill_narrow(tenant: Tenant) -> float:
    """Seconds for as many rows of what refining finds out, in the plainest table."""
    with tenant_scope(tenant), connection.cursor() as cursor:
        cursor.execute("TRUNCATE bench_narrow")
    return seconds(lambda: insert_narrow(tenant))


def insert_narrow(tenant: Tenant) -> None:
    with tenant_scope(tenant), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO bench_narrow (lead_id, fit, readiness, score, band) "
            "SELECT lead_id, fit, readiness, score, band FROM leads_standing"
        )


def count(tenant: Tenant) -> int:
    with tenant_scope(tenant), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM leads_standing")
        return cursor.fetchone()[0]
