"""That a search reads indexes under row-level security, as the application's own role."""

import json
import os

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from leads.search import search
from tests.leads.pages.crowd import write_crowd

CROWD = int(os.environ.get("LR_CROWD", "20000"))


def plan_of(sql: str) -> dict:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}")
        (answer,) = cursor.fetchone()
    return (json.loads(answer) if isinstance(answer, str) else answer)[0]["Plan"]


def nodes(plan: dict):
    yield plan
    for part in plan.get("Plans", []):
        yield from nodes(part)


@pytest.fixture
def crowd(in_acme):
    write_crowd(CROWD)
    return in_acme


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
    with CaptureQueriesContext(
        connection,
    ) as asked:
        results = search(typed)

    plans = [node for query in asked for node in nodes(plan_of(query["sql"]))]
    assert {hit.by for hit in results.leads} == {found}
    assert indexes - {node.get("Index Name") for node in plans} == set()
    assert [
        n["Relation Name"] for n in plans if n["Node Type"] == "Seq Scan" and n["Relation Name"] == "leads_lead"
    ] == []


def test_search_takes_three_statements(crowd, django_assert_num_queries):
    with django_assert_num_queries(3):
        search("firm 7")
