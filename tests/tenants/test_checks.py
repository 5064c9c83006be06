"""The process refuses to start where the promise of tenancy would not hold."""

from datetime import timedelta

import pytest
from django.core.checks import run_checks
from django.db import connection, connections
from django.test import Client
from django.utils import timezone

from tenants.checks import UnsafeStart, check_production, refuse_unsafe_start, unsafe_role
from tenants.models import WorkDue


def test_role_of_the_application_is_safe(db):
    assert unsafe_role(connection) == ""
    assert [m for m in run_checks(databases=["default"]) if m.id and m.id.startswith("tenants.")] == []


@pytest.mark.django_db(databases=["default", "owner"])
def test_owner_of_the_tables_is_refused():
    owner = connections["owner"].settings_dict["USER"]

    assert unsafe_role(connections["owner"]) == f"the role {owner} owns tables of tenants"


@pytest.mark.django_db(databases=["default", "owner"], transaction=True)
def test_application_connected_as_owner_does_not_start():
    as_app = connection.settings_dict["USER"]
    connection.close()
    connection.settings_dict["USER"] = connections["owner"].settings_dict["USER"]
    try:
        with pytest.raises(UnsafeStart, match="owns tables of tenants"):
            refuse_unsafe_start()
        answer = Client().get("/readyz")
        assert (answer.status_code, answer.json()["database"]["ok"]) == (503, False)
    finally:
        connection.close()
        connection.settings_dict["USER"] = as_app


@pytest.mark.parametrize(
    ("name", "value", "problem"),
    [
        ("SECRET_KEY", "short", "tenants.E002"),
        ("SECRET_KEY", "django-insecure-" + "x" * 50, "tenants.E002"),
        ("ALLOWED_HOSTS", ["*"], "tenants.E003"),
        ("ALLOWED_HOSTS", [], "tenants.E003"),
    ],
)
def test_production_does_not_start_with(settings, name, value, problem):
    settings.DEBUG = False
    settings.SECRET_KEY, settings.ALLOWED_HOSTS = "k" * 50, ["leads.example"]
    assert check_production() == []

    setattr(settings, name, value)

    assert [message.id for message in check_production()] == [problem]
    with pytest.raises(UnsafeStart):
        refuse_unsafe_start()


def test_process_lives_without_asking_the_database():
    answer = Client().get("/healthz")

    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


def test_readiness_tells_the_age_of_the_oldest_due_work(acme):
    WorkDue.objects.all().delete()
    assert Client().get("/readyz").json()["database"]["oldest_due_seconds"] == 0

    WorkDue.objects.create(to=acme, kind=WorkDue.Kind.RELEASE, due_at=timezone.now() - timedelta(seconds=90))
    answer = Client().get("/readyz")

    assert answer.status_code == 200
    assert 90 <= answer.json()["database"]["oldest_due_seconds"] <= 95


def test_site_is_ready_without_redis(db, settings):
    settings.REDIS_URL = "redis+socket:///nowhere/valkey.sock?virtual_host=0"
    answer = Client().get("/readyz")

    assert (answer.status_code, answer.json()["redis"]) == (200, {"ok": False})
