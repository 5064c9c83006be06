"""That a search reads indexes under row-level security, as the application's own role."""

import json

import psycopg2
import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from leads.search import search
from tests.leads.pages.crowd import write_crowd

CROWD = 20_000
TABLES = "leads_company, leads_lead, leads_standing"


def plan_of(sql: str) -> dict:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}")
        (answer,) = cursor.fetchone()
    return (json.loads(answer) if isinstance(answer, str) else answer)[0]["Plan"]


def nodes(plan: dict):
    yield plan
    for part in plan.get("Plans", []):
        yield from nodes(part)


def as_owner(statement: str) -> None:
    params = connections["owner"].get_connection_params()
    plain = {key: value for key, value in params.items() if key in ("dbname", "user", "password", "host", "port")}
    owner = psycopg2.connect(**plain)
    owner.autocommit = True
    with owner.cursor() as cursor:
        cursor.execute(statement)
    owner.close()


@pytest.fixture(scope="module", autouse=True)
def may_analyze(django_db_setup):
    """Granted before any test touches the tables: a transaction that holds their locks does not look again who may."""
    application = connection.settings_dict["USER"]
    as_owner(f"GRANT MAINTAIN ON {TABLES} TO {application}")
    yield
    as_owner(f"REVOKE MAINTAIN ON {TABLES} FROM {application}")


@pytest.fixture
def crowd(in_acme):
    """Rows of this transaction, and statistics of them: what earlier tests left behind would mislead the planner."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_nestloop = off")
        write_crowd(CROWD)
        cursor.execute("SET LOCAL enable_nestloop TO DEFAULT")
        cursor.execute(f"ANALYZE {TABLES}")
        cursor.execute("SELECT reltuples FROM pg_class WHERE relname = 'leads_lead'")
        assert cursor.fetchone()[0] > CROWD / 2, "the planner does not know of the crowd"
        cursor.execute("SET LOCAL enable_seqscan = off")


@pytest.mark.parametrize(
    ("typed", "found", "indexes"),
    [
        ("p77@firm78.example", "E-mail", {"lead_by_email"}),
        ("p777@", "E-mail", {"lead_by_email"}),
        ("+49 30 1000 077", "Phone", {"lead_by_phone"}),
        ("crm-777", "External id", {"lead_by_external"}),
        ("l4711", "Name", {"lead_by_last"}),
        ("g4711 l", "Name", {"lead_by_name"}),
        ("firm 77", "Company", {"company_by_name", "lead_by_company"}),
        ("firm77.example", "Company", {"company_by_domain", "lead_by_company"}),
    ],
)
def test_search_reads_indexes_alone(crowd, typed, found, indexes):
    with CaptureQueriesContext(connection) as asked:
        results = search(typed)

    plans = [node for query in asked for node in nodes(plan_of(query["sql"]))]
    read = {node["Index Name"] for node in plans if "Index Cond" in node}
    assert {hit.by for hit in results.leads} == {found}
    assert indexes - read == set(), [(node.get("Index Name"), node.get("Filter")) for node in plans]
    assert "leads_lead" not in {node["Relation Name"] for node in plans if node["Node Type"] == "Seq Scan"}


def test_search_takes_three_statements(crowd, django_assert_num_queries):
    with django_assert_num_queries(3):
        search("firm 7")
