"""Every test runs against real PostgreSQL, connected as the application's own role, never as the tables' owner."""

import os
import time
from collections.abc import Iterable
from functools import partial

import psycopg2
import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from psycopg2 import sql

from tenants.scope import tenant_scope
from tests import people


@pytest.fixture(scope="session")
def django_db_setup(request, django_db_blocker):
    """Create the test database as its owner, migrate it as the owner, and hand it to the application's role."""
    worker = getattr(request.config, "workerinput", {}).get("workerid", "")
    name = "_".join(filter(None, ("test_leadrefinery", os.environ.get("LR_TEST_DB", ""), worker)))
    owner = connections["owner"].get_connection_params()
    _create_database(owner, name)
    for alias in ("owner", "default"):
        connections[alias].close()
        connections[alias].settings_dict["NAME"] = name
    with django_db_blocker.unblock():
        call_command("migrate", verbosity=0, interactive=False)
        connections["owner"].close()
    # Tests that commit are cleaned up after by emptying all tables, which the application's role may not.
    connections["default"].ops.execute_sql_flush = partial(_execute, owner | {"dbname": name})
    yield
    with django_db_blocker.unblock():
        connections["default"].close()
    _drop_database(owner, name)


def _create_database(owner: dict, name: str) -> None:
    _drop_database(owner, name)
    _execute(owner, [sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name))])


def _drop_database(owner: dict, name: str, *, attempts: int = 50) -> None:
    drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
    try:
        _execute(owner, [drop])
    except psycopg2.errors.InsufficientPrivilege:
        # The application's connection was closed, and its server process, not the owner's to end, is still leaving.
        if attempts == 0:
            raise
        time.sleep(0.2)
        _drop_database(owner, name, attempts=attempts - 1)


def _execute(owner: dict, statements: Iterable[str | sql.Composable]) -> None:
    plain = {key: value for key, value in owner.items() if key in ("dbname", "user", "password", "host", "port")}
    connection = psycopg2.connect(**plain)
    connection.autocommit = True
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
    connection.close()


def pytest_configure(config):
    config.addinivalue_line("filterwarnings", "ignore:No directory at:UserWarning")
    # Hashing slowly protects nobody here, and static files are served without having been collected.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }


@pytest.fixture
def acme(db):
    """A tenant with its people, and no scope open: enter it with tenant_scope(acme)."""
    return people.found_acme()


@pytest.fixture
def globex(db):
    return people.found_globex()


@pytest.fixture
def in_acme(acme):
    with tenant_scope(acme):
        yield acme


@pytest.fixture
def alice(acme):
    return people.member_of(acme, "alice")


@pytest.fixture
def mark(acme):
    return people.member_of(acme, "mark")


@pytest.fixture
def sally(acme):
    return people.member_of(acme, "sally")


@pytest.fixture
def tom(acme):
    return people.member_of(acme, "tom")


@pytest.fixture
def mia(acme):
    return people.member_of(acme, "mia")


@pytest.fixture
def paul(acme):
    return people.member_of(acme, "paul")


@pytest.fixture
def carol(globex):
    return people.member_of(globex, "carol")
