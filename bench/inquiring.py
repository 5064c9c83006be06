"""B3: one inquiry by API, from the request to a named person's queue."""

import json
from collections.abc import Iterator, Sequence
from functools import partial
from http import HTTPStatus
from http.client import HTTPConnection

import psycopg2
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench import data, rules
from bench.timing import (
    Figure,
    Latencies,
    at_once,
    beside_floor,
    milliseconds,
    rate_against_floor,
    repeatedly,
    within,
)
from bench.web_server import serving
from leadrefinery.local.ports import HOST
from tenants.api_keys import issue_api_key
from tenants.models import ApiKey, Tenant
from tenants.scope import tenant_scope

CLIENTS = (1, 4)
PATH = "/api/v1/inquiries/"
WARM_UP = 40
BARE_INSERTS = 4
MOST_STATEMENTS = 20


class NotAssigned(AssertionError):
    """An answer named nobody, so what was measured is not the case."""


def measure(tenant: Tenant, requests: int) -> Iterator[Figure]:
    """`requests` are sent by each client."""
    key = prepare(tenant)
    yield count_statements(key)
    with serving() as port:
        at_once(max(CLIENTS), lambda n: post_all(port, key, bodies(f"warm-{n}", WARM_UP)))
        for clients in CLIENTS:
            floor = at_once(clients, partial(bare_transactions, requests))
            api = at_once(clients, lambda n, run=clients: post_all(port, key, bodies(f"{run}-{n}", requests)))
            yield from figures(clients, api, floor)


def figures(clients: int, api: Latencies, floor: Latencies) -> Iterator[Figure]:
    by = "1 client" if clients == 1 else f"{clients} clients"
    yield beside_floor("B3", f"{by}: p50", milliseconds(api.p50), "ms", floor=milliseconds(floor.p50))
    p95, floor_p95 = milliseconds(api.p95), milliseconds(floor.p95)
    if clients == 1:
        yield within("B3", f"{by}: p95", p95, "ms", at_most=60, floor=floor_p95)
    else:
        yield beside_floor("B3", f"{by}: p95", p95, "ms", floor=floor_p95)
    yield rate_against_floor("B3", f"{by}: inquiries", api.per_second, floor=floor.per_second, at_least=0.25)


def prepare(tenant: Tenant) -> str:
    """The default rules promote what is sent to hot, and the reps have room for all of it. Answers the API key."""
    with tenant_scope(tenant):
        rules.publish_again(1)
        data.lift_capacities()
        _, key = issue_api_key(name="Bench", scopes=[ApiKey.Scope.INTAKE])
    return key


def bodies(run: str, count: int) -> list[bytes]:
    """Distinct people of distinct firms who are ready to buy."""
    return [json.dumps(inquiry(f"{run}-{n}")).encode() for n in range(count)]


def inquiry(who: str) -> dict:
    return {
        "source": "web_form", "first_name": "Ada", "last_name": f"Byron {who}", "title": "CTO",
        "email": f"ada@firm-{who}.example", "company": f"Firm {who}", "industry": "manufacturing", "employees": 420,
        "country": "GB", "timeline": "0-3m", "budget": "yes", "authority": "yes", "need": "yes",
    }  # fmt: skip


def post_all(port: int, key: str, sent: Sequence[bytes]) -> list[float]:
    """Over one connection, one after the other."""
    server = HTTPConnection(HOST, port)
    try:
        return repeatedly(len(sent), lambda n: post(server, key, sent[n]))
    finally:
        server.close()


def post(server: HTTPConnection, key: str, body: bytes) -> None:
    headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
    server.request("POST", PATH, body, headers)
    answer = server.getresponse()
    expect_assigned(answer.status, answer.read())


def expect_assigned(status: int, answer: bytes) -> None:
    if status != HTTPStatus.CREATED or not json.loads(answer)["lead"]["owner"]:
        raise NotAssigned(answer.decode())


def bare_transactions(count: int, _client: int) -> list[float]:
    """What PostgreSQL takes for as many transactions of four inserts, through the same driver."""
    own = psycopg2.connect(**connection.get_connection_params())
    try:
        return repeatedly(count, lambda _: bare_transaction(own))
    finally:
        own.close()


def bare_transaction(own: psycopg2.extensions.connection) -> None:
    with own, own.cursor() as cursor:
        for n in range(BARE_INSERTS):
            cursor.execute("INSERT INTO bench_plain (n, body) VALUES (%s, %s)", (n, "An inquiry of the usual length."))


def count_statements(key: str) -> Figure:
    client = Client(headers={"authorization": f"Bearer {key}", "host": HOST})
    # The first compiles the policy, which every process does once for each version of it.
    _, *counts = [statements_of(client, body) for body in bodies("counted", 4)]
    if len(set(counts)) > 1:
        raise AssertionError(f"The number of statements is not constant: {counts}")
    return within("B3", "statements of one inquiry", counts[0], "", at_most=MOST_STATEMENTS)


def statements_of(client: Client, body: bytes) -> int:
    with CaptureQueriesContext(connection) as captured:
        answer = client.post(PATH, body, content_type="application/json")
    expect_assigned(answer.status_code, answer.content)
    return sum(query["sql"] not in ("BEGIN", "COMMIT") for query in captured)
