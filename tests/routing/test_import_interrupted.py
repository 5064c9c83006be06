"""A run that is killed, at any moment, is gone on with: nothing is lost, nothing is there twice."""

import csv
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from leads.importing.records import Counts
from leads.models import Import, Inquiry, Lead, Touch
from tenants.scope import tenant_scope
from tests.routing.importing import Desk

ROWS = 60
KILLED = """
import os, signal, sys
from pathlib import Path

import django

django.setup()

from django.db import connection

from leads.importing.plan import make_plan
from routing.importing import Pace, run_import
from tenants.models import Tenant
from tests.routing.importing import MONDAY

database, path, folder, statement, nth = sys.argv[1:]
connection.settings_dict["NAME"] = database
seen = 0

def kill_at(execute, sql, params, many, context):
    global seen
    seen += statement in sql
    if seen == int(nth):
        os.kill(os.getpid(), signal.SIGKILL)
    return execute(sql, params, many, context)

with connection.execute_wrapper(kill_at):
    run_import(Tenant.objects.get(slug="acme"), make_plan(path), at=MONDAY, folder=Path(folder), pace=Pace(10, 0))
"""


def people(count):
    lines = [f"Person {n},p{n}@firm{n % 7}.example,,{'12' if n % 9 else 'many'}" for n in range(count)]
    return "\n".join(["name,email,phone,employees", *lines]) + "\n"


@pytest.fixture
def desk(acme, tmp_path):
    return Desk(acme, tmp_path)


@pytest.fixture
def kill_at(tmp_path):
    """Run the import of a file in a process of its own, and kill that at the n-th statement that holds a text."""

    def run(path: Path, statement: str, nth: int) -> int:
        environment = os.environ | {"PYTHONPATH": str(settings.BASE_DIR)}
        database, folder = connection.settings_dict["NAME"], str(tmp_path / "imports")
        command = [sys.executable, "-c", KILLED, database, str(path), folder, statement, str(nth)]
        return subprocess.run(command, env=environment, cwd=settings.BASE_DIR, check=False).returncode

    return run


# Not at all, before anything, in the middle of storing and of refining, and with all done but the commit.
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("statement", "nth", "committed"),
    [
        ("no statement at all", 1, 60),
        ('INSERT INTO "leads_import"', 1, None),
        ("INSERT INTO leads_touch", 3, 20),
        ("INSERT INTO scoring_decision", 4, 30),
        ('UPDATE "leads_import" SET "rows_done"', 6, 50),
        ('SET "status"', 1, 60),
    ],
)
def test_killed_import_goes_on_where_it_stopped(acme, desk, kill_at, statement, nth, committed):
    plan = desk.plan(people(ROWS))

    ended = kill_at(desk.folder / "leads.csv", statement, nth)
    with tenant_scope(acme):
        done = Import.objects.values_list("rows_done", flat=True).first()
        assert Inquiry.objects.count() == (done or 0)
    report = desk.run(plan)

    assert ended == (0 if statement == "no statement at all" else -signal.SIGKILL)
    assert done == committed
    assert report.counts == Counts(created=ROWS)
    with tenant_scope(acme):
        assert (Lead.objects.count(), Inquiry.objects.count(), Touch.objects.count()) == (ROWS, ROWS, ROWS)
    with report.findings_path.open(encoding="utf-8-sig", newline="") as file:
        assert [int(row["line"]) for row in csv.DictReader(file)] == [n + 2 for n in range(ROWS) if n % 9 == 0]
