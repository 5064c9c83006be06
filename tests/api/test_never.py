"""What must never happen at the API: another firm reached, a lead lost or left half, whatever is sent."""

import json
from uuid import uuid4

import pytest
from django.db import connection

from leads.models import Campaign, Company, Import, Inquiry, Lead, Standing
from routing.models import Queue
from scoring.models import Decision, RuleSet
from tenants.models import Membership
from tenants.scope import tenant_scope
from tests.api.conftest import ADA, Program
from tests.tenancy.fingerprints import fingerprint

TENANT_NAMES = (
    "tenant", "tenant_id", "tenantId", "Tenant", "TENANT_ID", "__tenant", "_tenant_id", "tenant__slug", "account",
    "firm", "organisation_id", "workspace",
)  # fmt: skip
TENANT_HEADERS = ("X-Tenant", "X-Tenant-Id", "X-Account", "Tenant", "X-Forwarded-Tenant", "X-Workspace")


def test_tenant_in_a_payload_decides_nothing(acme, globex):
    """N9: wherever a tenant is named, the lead lands in the key's."""
    acme_program = Program(acme)
    before = fingerprint_of(globex)
    values = (globex.slug, globex.pk, {"id": globex.pk, "slug": globex.slug})
    attempts = [({name: value}, {}, "") for name in TENANT_NAMES for value in values]
    attempts += [({"custom": {name.strip("_").lower(): globex.slug}}, {}, "") for name in TENANT_NAMES]
    attempts += [({"consent": {"email": True, name: globex.pk}}, {}, "") for name in TENANT_NAMES[:4]]
    attempts += [({}, {name: value}, "") for name in TENANT_HEADERS for value in (globex.slug, str(globex.pk))]
    attempts += [({}, {}, f"?{name}={globex.slug}") for name in TENANT_NAMES[:6]]

    for n, (fields, headers, query) in enumerate(attempts):
        body = {"source": "event", "email": f"p{n}@firm.example"} | fields
        answer = acme_program.post(f"inquiries/{query}", body, **headers)
        assert answer.status_code == 201, (fields, headers, query, answer.content)

    doubled = f'{{"source": "event", "email": "x@y.example", "tenant": "acme", "tenant": "{globex.slug}"}}'
    assert acme_program.post("inquiries/", doubled).status_code == 400
    assert len(attempts) >= 60
    with tenant_scope(acme):
        assert Lead.objects.count() == len(attempts)
    assert fingerprint_of(globex) == before


@pytest.fixture
def theirs(globex, globex_program):
    """Ids of Globex's rows, one of each kind, with data that could leak."""
    lead = globex_program.send(last_name="Canary").json()
    with tenant_scope(globex):
        imported = Import.objects.create(file_name="canary.csv", file_hash=b"x" * 32, mapping={})
        return {
            "lead": lead["lead"]["id"],
            "inquiry": lead["inquiry"]["id"],
            "company": Company.objects.get().public_id,
            "campaign": Campaign.objects.get().public_id,
            "campaign_code": "hannover-2026",
            "import": imported.public_id,
            "queue": Queue.objects.first().public_id,
            "member": Membership.objects.first().public_id,
            "rule_set": RuleSet.objects.get().public_id,
        }


ADDRESSES = (
    ("GET", "leads/{lead}/"), ("GET", "leads/{lead}/timeline/"), ("GET", "leads/{lead}/decisions/"),
    ("GET", "leads/{lead}/assignments/"), ("POST", "leads/{lead}/touches/"), ("POST", "leads/{lead}/calls/"),
    ("POST", "leads/{lead}/outcome/"), ("GET", "inquiries/{inquiry}/"), ("GET", "campaigns/{campaign}/"),
    ("PATCH", "campaigns/{campaign}/"), ("GET", "imports/{import}/"), ("GET", "rule-sets/{rule_set}/"),
    ("GET", "leads/?owner={member}"), ("GET", "leads/?queue={queue}"), ("GET", "leads/?company={company}"),
    ("GET", "leads/?campaign={campaign_code}"), ("GET", "inquiries/?campaign={campaign_code}"),
    ("GET", "companies/?owner={member}"),
)  # fmt: skip
BODIES = {
    "leads/{lead}/touches/": {"kind": "call"},
    "leads/{lead}/calls/": {"outcome": "reached"},
    "leads/{lead}/outcome/": {"result": "lost", "reason": "x"},
    "campaigns/{campaign}/": {"name": "Taken over"},
}


@pytest.mark.parametrize(("method", "path"), ADDRESSES)
def test_foreign_id_in_an_address_is_like_one_that_never_was(acme_program, globex, theirs, method, path):
    """N1, N2: same status and same words, and nothing of theirs changed."""
    missing = {name: "no-such-code" if name == "campaign_code" else uuid4() for name in theirs}
    before, body = fingerprint_of(globex), json.dumps(BODIES.get(path, {}))

    foreign, absent = (
        acme_program.client.generic(method, f"/api/v1/{path.format(**ids)}", body, content_type="application/json")
        for ids in (theirs, missing)
    )

    assert foreign.status_code == absent.status_code in (400, 404)
    assert foreign.content == absent.content
    assert fingerprint_of(globex) == before


FIELDS = (
    ("leads/{own}/touches/", "member", "member"), ("leads/{own}/touches/", "campaign", "campaign_code"),
    ("leads/{own}/calls/", "member", "member"),
)  # fmt: skip


@pytest.mark.parametrize(("path", "field", "kind"), FIELDS)
def test_foreign_id_in_a_body_is_like_one_that_never_was(acme_program, globex, theirs, path, field, kind):
    own = acme_program.send_someone(1, campaign=None).json()["lead"]["id"]
    body = {"kind": "call"} if "touches" in path else {"outcome": "reached"}
    before = fingerprint_of(globex)

    foreign, absent, malformed = (
        acme_program.post(path.format(own=own), body | {field: str(value)}) for value in (theirs[kind], uuid4(), "x")
    )

    assert (foreign.status_code, foreign.content) == (400, absent.content)
    assert malformed.content == absent.content
    assert fingerprint_of(globex) == before


def test_foreign_lead_among_many_touches_has_the_result_of_a_missing_one(acme, acme_program, globex, theirs):
    own = acme_program.send_someone(1).json()["lead"]["id"]
    touches = [{"lead": own, "kind": "visit"} for _ in range(98)]
    touches += [{"lead": theirs["lead"], "kind": "visit"}, {"lead": str(uuid4()), "kind": "visit"}]
    before = fingerprint_of(globex)

    results = acme_program.post("touches/", {"touches": touches}).json()["results"]

    assert [result["status"] for result in results] == [201] * 98 + [400, 400]
    assert results[98]["errors"] == results[99]["errors"]
    assert fingerprint_of(globex) == before


def test_cursor_of_another_firm_opens_nothing(acme_program, globex_program):
    for n in range(3):
        globex_program.send_someone(n), acme_program.send_someone(n)
    cursor = globex_program.get("leads/", limit=1).json()["next"].split("cursor=")[1].split("&")[0]

    answer, nonsense = (acme_program.get("leads/", limit=1, cursor=value) for value in (cursor, "nonsense"))

    assert (answer.status_code, nonsense.status_code) == (400, 400)
    assert answer.json()["errors"][0]["code"] == nonsense.json()["errors"][0]["code"] == "bad_cursor"


def test_every_accepted_inquiry_was_processed(acme, acme_program):
    """N14: refined, or kept with the reason why not."""
    bodies = [ADA | {"email": f"p{n}@firm.example"} for n in range(20)]
    bodies += [{"source": "event", "message": f"Call me {n}"} for n in range(10)]

    accepted = [acme_program.post("inquiries/", body).status_code for body in bodies]

    assert sorted(accepted) == [201] * 20 + [202] * 10
    with tenant_scope(acme):
        assert Inquiry.objects.filter(lead=None).exclude(needs_look="").count() == 10
        assert Standing.objects.filter(refined_at__isnull=False).exclude(band="").count() == Lead.objects.count()
        assert set(Decision.objects.values_list("lead", flat=True)) == set(Lead.objects.values_list("pk", flat=True))


class Killed(RuntimeError):
    pass


@pytest.mark.django_db(transaction=True)
def test_intake_cut_short_leaves_nothing_or_everything(request):
    """N16: stopped after each statement in turn, the database is as before; then the same key goes through."""
    acme = request.getfixturevalue("acme")
    program = Program(acme)
    program.client.raise_request_exception = False
    program.send_someone(0)
    before = fingerprint_of(acme, but="tenants_apikey")
    stopped = 0

    while True:
        with connection.execute_wrapper(stop_after(stopped + 4)):
            answer = program.post("inquiries/", ADA, **{"Idempotency-Key": "k"})
        if answer.status_code == 201:
            break
        stopped += 1
        assert answer.status_code == 500
        assert answer["Content-Type"] == "application/problem+json"
        assert fingerprint_of(acme, but="tenants_apikey") == before, f"stopped after statement {stopped + 3}"

    assert stopped >= 10
    with tenant_scope(acme):
        assert (Inquiry.objects.count(), Lead.objects.count()) == (2, 2)


def stop_after(statement):
    seen = 0

    def wrapper(execute, sql, params, many, context):
        nonlocal seen
        result = execute(sql, params, many, context)
        seen += 1
        if seen == statement:
            raise Killed
        return result

    return wrapper


def fingerprint_of(tenant, but=""):
    return {table: mark for table, mark in fingerprint(tenant).items() if table != but}
