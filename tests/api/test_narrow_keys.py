"""A key sees no more than its scopes say, and does not make others wait."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection

from tenants.api_keys import use_api_key
from tenants.models import ApiKey
from tenants.scope import tenant_scope
from tests import people
from tests.inquiries import ADA, arrives
from tests.people import MONDAY, key_of, program_with


@pytest.mark.parametrize(("scopes", "sees_facts"), [(["intake"], False), (["intake", "read"], True)])
def test_key_that_may_only_bring_learns_no_facts_of_a_lead(acme, sally, scopes, sees_facts):
    with tenant_scope(acme):
        lead = arrives(ADA)
    program = program_with(key_of(acme, scopes))

    answer = program.post(
        f"/api/v1/leads/{lead.public_id}/touches/", json.dumps({"kind": "visit"}), content_type="application/json"
    )

    assert answer.status_code == 201
    assert ("facts" in answer.json(), "company" in answer.json()) == (sees_facts, sees_facts)


@pytest.mark.django_db(transaction=True)
def test_requests_with_one_key_do_not_wait_for_each_other(django_db_setup):
    acme = people.found_acme()
    key_of(acme)
    with tenant_scope(acme):
        secret_hash = ApiKey.objects.get().secret_hash

    def use_it(at):
        try:
            with tenant_scope(acme):
                return use_api_key(bytes(secret_hash), at=at).name
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool, tenant_scope(acme):
        use_api_key(bytes(secret_hash), at=MONDAY)
        assert pool.submit(use_it, MONDAY + timedelta(minutes=2)).result(timeout=5) == "Integration"
