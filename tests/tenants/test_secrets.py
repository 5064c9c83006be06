"""Secrets are shown to whom they are meant for, and stand nowhere else."""

import json
import logging
import re

import pytest
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.test import Client

from tenants.models import AuditEntry
from tenants.scope import tenant_scope
from tests.people import PASSWORD, key_of, program_with, signed_in_by_hand

HTMX = {"HX-Request": "true"}


@pytest.fixture
def log(caplog):
    """Everything logged, as it goes out."""
    caplog.set_level(logging.DEBUG)
    formatter = logging.getLogger().handlers[0].formatter
    return lambda: "\n".join(formatter.format(record) for record in caplog.records)


def test_no_secret_of_a_session_a_key_or_a_link_is_logged_audited_or_kept(
    acme, alice, log, django_capture_on_commit_callbacks
):
    cache.clear()
    browser = signed_in_by_hand(alice)
    plain = key_of(acme)
    program_with(plain).get("/api/v1/leads/?q=ida@okafor.example")
    with django_capture_on_commit_callbacks(execute=True):
        browser.post("/t/acme/settings/members/invite/", {"email": "nora@new.example", "role": "manager"}, headers=HTMX)
    Client().post("/accounts/password/reset/", {"email": alice.email})
    links = [re.search(r"http://testserver(\S+)", message.body)[1] for message in mail.outbox]
    for link in links:
        Client().get(link)
        Client().get(f"{link}nothing-behind-it/")
    tokens = [links[0].split("/")[2], links[1].split("/")[5]]
    canaries = [plain, plain.rsplit("_", 1)[1], browser.session.session_key, PASSWORD, *tokens, "ida@okafor.example"]

    written = log()
    with tenant_scope(acme):
        audited = json.dumps(list(AuditEntry.objects.values("before", "after", "reason", "object_id")))

    assert len(links) == 2
    assert "request_finished" in written
    assert [canary for canary in canaries if canary in written] == []
    assert [canary for canary in canaries if canary in audited] == []
    with tenant_scope(acme):
        assert tables_that_hold([plain, *tokens]) == []


def tables_that_hold(secrets):
    """Tables outside tenants and of them, read as text."""
    names = ("tenants_door", "tenants_apikey", "tenants_invitation", "tenants_auditentry", "tenants_user")
    found = []
    with connection.cursor() as cursor:
        for name in names:
            for secret in secrets:
                cursor.execute(f"SELECT EXISTS (SELECT FROM {name} t WHERE t::text LIKE %s)", [f"%{secret}%"])
                if cursor.fetchone()[0]:
                    found.append(name)
    return found
