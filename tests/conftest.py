"""Every test runs against real PostgreSQL, connected as the application's own role, never as the tables' owner."""

import os
from collections.abc import Iterable
from functools import partial

import psycopg2
import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from django.db.backends.postgresql.operations import DatabaseOperations
from psycopg2 import sql

from tenants.scope import tenant_scope
from tests import people


@pytest.fixture(scope="session")
def django_db_setup(request, django_db_blocker):
    """Create the test database as its owner, migrate it as the owner, and hand it to the application's role."""
    worker = getattr(request.config, "workerinput", {}).get("workerid", "")
    name = "_".join(filter(None, ("test_leadrefinery", os.environ.get("LR_TEST_DB", ""), worker)))
    owner, application = (connections[alias].get_connection_params() for alias in ("owner", "default"))
    _end_connections(application, name)
    _create_database(owner, name)
    for alias in ("owner", "default"):
        connections[alias].close()
        connections[alias].settings_dict["NAME"] = name
    with django_db_blocker.unblock():
        call_command("migrate", verbosity=0, interactive=False)
        connections["owner"].close()
    # Tests that commit are cleaned up after by emptying all tables, which the application's role may not.
    # Set on the class: beside a browser's event loop Django keeps another connection object.
    flush = partial(_execute, owner | {"dbname": name})
    DatabaseOperations.execute_sql_flush = lambda self, sql_list: flush(sql_list)
    yield
    _end_connections(application, name)
    _drop_database(owner, name)


def _create_database(owner: dict, name: str) -> None:
    _drop_database(owner, name)
    _execute(owner, [sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name))])


def _end_connections(application: dict, name: str) -> None:
    """End what the application's role still has open there: only that role itself may."""
    ours = "FROM pg_stat_activity WHERE usename = current_user AND datname = {}"
    _execute(application, [sql.SQL(f"SELECT pg_terminate_backend(pid, 5000) {ours}").format(sql.Literal(name))])


def _drop_database(owner: dict, name: str) -> None:
    drop = sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name))
    try:
        _execute(owner, [drop + sql.SQL(" WITH (FORCE)")])
    except psycopg2.errors.InsufficientPrivilege:
        # The owner may not end a vacuum of the server; without FORCE the server ends it, and waits for who is leaving.
        _execute(owner, [drop])


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
