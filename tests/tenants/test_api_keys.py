"""Keys of programs: what they open, when they stop, and how little is kept of them."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tenants.api_keys import issue_api_key, revoke_api_key
from tenants.models import ApiKey, AuditEntry, Door
from tenants.scope import tenant_scope
from tests.people import key_of, program_with

pytestmark = pytest.mark.urls("tests.tenants.probes")

PROBE = "/api/v1/probe/"


def test_key_opens_the_tenant_it_was_made_in(acme, globex):
    assert program_with(key_of(acme)).get(PROBE).json()["tenant"] == "acme"
    assert program_with(key_of(globex)).get(PROBE).json()["tenant"] == "globex"


@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer ", "Basic lr_live_x", "Bearer lr_live_aaaaaaaa_" + "b" * 32, "Bearer \x00"]
)
def test_request_without_a_good_key_is_refused(acme, header):
    answer = Client(headers={"authorization": header} if header else {}).get(PROBE)

    assert (answer.status_code, answer["Content-Type"]) == (401, "application/problem+json")
    assert answer["WWW-Authenticate"] == 'Bearer realm="Lead Refinery"'
    assert (answer.json()["status"], answer.json()["title"]) == (401, "Unauthorized")


def test_signed_in_member_is_no_key(alice):
    browser = Client()
    browser.force_login(alice.user, backend="allauth.account.auth_backends.AuthenticationBackend")

    assert browser.get(PROBE).status_code == 401


def test_revoked_key_is_refused_at_the_next_request(acme, alice):
    with tenant_scope(acme):
        key, plain = issue_api_key(name="Website", scopes=["intake"], actor=alice)
    program = program_with(plain)
    assert program.get(PROBE).status_code == 200

    with tenant_scope(acme):
        revoke_api_key(key, at=timezone.now(), actor=alice)

    assert program.get(PROBE).status_code == 401


def test_expired_key_is_refused_and_told_so(acme):
    answer = program_with(key_of(acme, expires_at=timezone.now() - timedelta(seconds=1))).get(PROBE)

    assert (answer.status_code, answer.json()["detail"]) == (401, "This API key has expired.")


def test_key_is_kept_as_a_hash_alone(acme):
    plain = key_of(acme)
    secret = plain.rsplit("_", 1)[1]

    with connection.cursor() as cursor, tenant_scope(acme):
        for table in ("tenants_apikey", "tenants_door", "tenants_auditentry"):
            cursor.execute(f"SELECT count(*), count(*) FILTER (WHERE t::text LIKE %s) FROM {table} t", [f"%{secret}%"])
            rows, leaks = cursor.fetchone()
            assert (rows > 0, leaks) == (True, 0), table


def test_key_looks_as_scanners_of_leaked_secrets_expect(acme):
    mark, live, public, secret = key_of(acme).split("_")

    assert (mark, live, len(public), len(secret)) == ("lr", "live", 8, 32)


def test_use_is_noted_once_a_minute(acme):
    program = program_with(key_of(acme))
    program.get(PROBE)
    with tenant_scope(acme):
        first = ApiKey.objects.get().last_used_at
    program.get(PROBE)

    with tenant_scope(acme):
        assert ApiKey.objects.get().last_used_at == first
        ApiKey.objects.update(last_used_at=first - timedelta(minutes=2))
    program.get(PROBE)
    with tenant_scope(acme):
        assert ApiKey.objects.get().last_used_at > first - timedelta(minutes=1)


def test_opening_the_scope_takes_three_statements(acme):
    program = program_with(key_of(acme))
    program.get(PROBE)

    with CaptureQueriesContext(
        connection,
    ) as statements:
        program.get(PROBE)

    asked = [
        s["sql"]
        for s in statements
        if not s["sql"].startswith(("SAVEPOINT", "RELEASE", "SELECT set_config('app.tenant_id', '',"))
    ]
    assert len(asked) == 3


def test_exception_in_the_api_rolls_back_and_is_a_problem(acme):
    program = program_with(key_of(acme))
    program.raise_request_exception = False
    answer = program.get("/api/v1/probe/fail/")

    assert (answer.status_code, answer["Content-Type"]) == (500, "application/problem+json")
    with tenant_scope(acme):
        assert AuditEntry.objects.filter(action="probe.written").count() == 0


def test_unknown_address_of_the_api_is_a_problem(acme):
    answer = program_with(key_of(acme)).get("/api/v1/nothing-here/")

    assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")


def test_issuing_and_revoking_are_audited(acme, alice):
    with tenant_scope(acme):
        key, _ = issue_api_key(name="Website", scopes=["intake", "read"], actor=alice)
        revoke_api_key(key, at=timezone.now(), actor=alice)
        revoke_api_key(key, at=timezone.now(), actor=alice)

        told = AuditEntry.objects.filter(object_type="apikey").order_by("pk").values_list("action", "actor_label")
        assert list(told) == [("api_key.issued", "Alice"), ("api_key.revoked", "Alice")]
        assert Door.objects.filter(secret_hash=bytes(key.secret_hash)).count() == 0
