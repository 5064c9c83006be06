"""Refusals in one shape, limits, and the description of it all."""

import time

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from leadrefinery.api.throttling import RETRY_REDIS_AFTER_SECONDS, Counts
from leadrefinery.redis_client import client_of
from tenants.models import ApiKey, AuditEntry
from tenants.scope import tenant_scope
from tests.api.conftest import codes


def assert_problem(answer, status):
    body = answer.json()
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")
    assert (body["type"], body["status"]) == ("about:blank", status)
    assert body.keys() == {"type", "title", "status", "detail", "errors"}


@pytest.mark.parametrize("path", ["nothing/", "leads/not-a-uuid/", "leads/00000000-0000-4000-8000-000000000000/"])
def test_nothing_there_is_a_problem(acme_program, path):
    answer = acme_program.get(path)

    assert_problem(answer, 404)
    assert answer.json()["detail"] == "There is nothing at this address."


def test_forgotten_slash_is_told_and_never_redirected(acme_program):
    answer = acme_program.post("inquiries", {"source": "event"})

    assert_problem(answer, 404)
    assert answer.json()["detail"] == "There is nothing at this address. Addresses of the API end with a slash."


def test_no_key_is_a_problem(db):
    answer = Client().post("/api/v1/inquiries/", "{}", content_type="application/json")

    assert_problem(answer, 401)
    assert answer["WWW-Authenticate"] == 'Bearer realm="Lead Refinery"'


@pytest.mark.parametrize("path", ["leads/", "queues/", "members/", "companies/"])
def test_method_that_is_not_there_names_those_that_are(acme_program, path):
    answer = acme_program.client.delete(f"/api/v1/{path}")

    assert_problem(answer, 405)
    assert (answer["Allow"], codes(answer)) == ("GET, HEAD", [("", "method_not_allowed")])


def test_key_gone_wild_is_told_to_wait(acme_program, settings):
    settings.API_REQUESTS_PER_MINUTE = 3
    answers = [acme_program.get("members/") for _ in range(10)]

    refused = [answer for answer in answers if answer.status_code == 429]
    assert len(refused) >= 4
    assert_problem(refused[0], 429)
    assert 1 <= int(refused[0]["Retry-After"]) <= 60


def test_hits_are_counted_here_while_redis_is_away():
    counts = Counts(client_of("redis+socket:///nonexistent/valkey.sock?virtual_host=0", patience=0.2))
    started = time.monotonic()

    assert [counts.hit("acme:1", now) for now in (1000.0, 1001.0, 1002.0)] == [1, 2, 3]
    assert counts.hit("globex:1", 1003.0) == 1
    assert counts.hit("acme:1", 1000.0 + 60 + RETRY_REDIS_AFTER_SECONDS) == 1
    assert time.monotonic() - started < 1


def test_api_is_described_without_a_warning(tmp_path):
    call_command("spectacular", "--validate", "--fail-on-warn", "--file", str(tmp_path / "schema.yml"))

    assert "/inquiries/:" in (tmp_path / "schema.yml").read_text()


def test_description_and_documentation_are_open_to_all(db):
    assert [Client().get(reverse(name)).status_code for name in ("schema", "docs")] == [200, 200]


@pytest.mark.urls("tests.tenants.probes")
def test_refused_request_leaves_nothing_but_the_use_of_its_key(acme, acme_program):
    answer = acme_program.get("probe/refuse/")

    assert_problem(answer, 400)
    with tenant_scope(acme):
        assert AuditEntry.objects.filter(action="probe.written").count() == 0
        assert ApiKey.objects.get().last_used_at is not None
