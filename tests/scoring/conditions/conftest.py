import json
import os
from contextlib import ExitStack, closing, contextmanager
from datetime import UTC, datetime

import psycopg2
import pytest

from scoring.conditions import CompileContext, Field, FieldCatalogue, custom_field, parse

STAGES = {"mql": "Marketing qualified", "sal": "Sales accepted", "won": "Won"}

CATALOGUE = FieldCatalogue(
    fields={
        field.name: field
        for field in [
            Field("lead.title", "Title", "text", "l.title"),
            Field("company.employees", "Employees", "number", "l.employees"),
            Field("lead.created", "Created", "date", "l.created"),
            Field("lead.budget", "Budget confirmed", "boolean", "l.budget"),
            Field("lead.unsubscribed", "Unsubscribed", "flag", "l.unsubscribed"),
            Field("lead.stage", "Stage", "choice", "l.stage", STAGES),
            Field("lead.age", "Age in hours", "number", "extract(epoch FROM %(at)s - l.created) / 3600"),
        ]
    },
    custom={
        field.name: field
        for field in [
            custom_field("booth", "Booth", "text"),
            custom_field("seats", "Seats", "number"),
            custom_field("renewal", "Renewal", "date"),
            custom_field("vip", "VIP", "boolean"),
        ]
    },
    touches={"email_click": "E-mail click", "visit": "Visit"},
)

LEAD_COLUMNS = (
    "id int, title text, employees numeric, created timestamptz, budget boolean, unsubscribed boolean, stage text,"
    " custom jsonb"
)


class Leads:
    """Asks the real database which of some leads a condition means."""

    def __init__(self, cursor):
        self.cursor = cursor

    def verdicts(self, data, leads, touches=(), *, at=datetime(2026, 3, 1, 12, tzinfo=UTC), zone="UTC"):
        context = CompileContext(at, zone)
        test = parse(data, CATALOGUE).sql(context)
        aggregates = "".join(f", {aggregate}" for aggregate in context.touch_aggregates())
        rows = context.bind(json.dumps([{"id": number, **lead} for number, lead in enumerate(leads)]))
        touch_rows = context.bind(json.dumps(list(touches)))
        self.cursor.execute(
            f"WITH tc AS (SELECT * FROM jsonb_to_recordset({touch_rows}) AS tc(lead int, kind text, at timestamptz)),"
            f" t AS (SELECT tc.lead{aggregates} FROM tc WHERE tc.at <= %(at)s GROUP BY tc.lead)"
            f" SELECT {test} FROM jsonb_to_recordset({rows}) AS l({LEAD_COLUMNS})"
            " LEFT JOIN t ON t.lead = l.id ORDER BY l.id",
            context.params,
        )
        return [verdict for (verdict,) in self.cursor.fetchall()]

    def verdict(self, data, lead, touches=(), **moment):
        return self.verdicts(data, [lead], touches, **moment)[0]


@contextmanager
def session():
    """A cursor in a zone with summer time, so that no meaning leans on the session's zone."""
    connection = psycopg2.connect(os.environ["DATABASE_URL"], options="-c timezone=America/New_York")
    connection.autocommit = True
    with closing(connection), connection.cursor() as cursor:
        yield cursor


@pytest.fixture(scope="session")
def sql():
    with session() as cursor:
        yield cursor


@pytest.fixture(scope="session")
def leads(sql):
    return Leads(sql)


@pytest.fixture
def leads_of_new_session():
    """The same in a session that has not compiled any pattern yet; call it for one."""
    with ExitStack() as sessions:
        yield lambda: Leads(sessions.enter_context(session()))


@pytest.fixture(scope="session")
def catalogue():
    return CATALOGUE
