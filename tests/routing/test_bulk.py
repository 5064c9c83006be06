"""Refining a tenant that PostgreSQL has no statistics of."""

from django.db import connection

from scoring.lead_set import LeadSet, planned_for
from tenants.scope import tenant_scope


def nested_loops() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SHOW enable_nestloop")
        return cursor.fetchone()[0]


def test_many_leads_are_never_joined_by_nested_loops(acme):
    with tenant_scope(acme):
        with planned_for(LeadSet.everyone()):
            within = nested_loops()

        assert (within, nested_loops()) == ("off", "on")


def test_one_lead_is_looked_up(acme):
    with tenant_scope(acme), planned_for(LeadSet.of([1])):
        assert nested_loops() == "on"
