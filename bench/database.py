"""A database of the benchmarks' own, made as the owner and used as the application's role, row security on."""

import psycopg2
from django.core.management import call_command
from django.db import connection, connections
from psycopg2 import sql

NAME = "leadrefinery_bench"

# The floor writes here: the narrow table that PostgreSQL fills as fast as it can.
NARROW = """
    CREATE TABLE bench_narrow (
        tenant_id bigint NOT NULL DEFAULT current_setting('app.tenant_id')::bigint, lead_id bigint NOT NULL,
        fit int, readiness int, score int, band text, PRIMARY KEY (tenant_id, lead_id)
    );
    ALTER TABLE bench_narrow ENABLE ROW LEVEL SECURITY;
    ALTER TABLE bench_narrow FORCE ROW LEVEL SECURITY;
    CREATE POLICY tenant ON bench_narrow USING (tenant_id = current_setting('app.tenant_id')::bigint);
"""

# And here, four rows a transaction.
PLAIN = "CREATE TABLE bench_plain (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, n int, body text)"


def create() -> None:
    """Point every connection of this process at a fresh, migrated database."""
    _on_server(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(NAME)))
    _on_server(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(NAME)))
    for alias in ("owner", "default"):
        connections[alias].close()
        connections[alias].settings_dict["NAME"] = NAME
    call_command("migrate", verbosity=0, interactive=False)
    with connections["owner"].cursor() as cursor:
        cursor.execute(NARROW)
        cursor.execute(PLAIN)
        role = connection.settings_dict["USER"]
        cursor.execute(f'GRANT SELECT, INSERT, DELETE, TRUNCATE ON bench_narrow, bench_plain TO "{role}"')


def drop() -> None:
    connections.close_all()
    _on_server(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(NAME)))


def tidy() -> None:
    """What autovacuum would have done by the time anybody looks: statistics and the visibility map."""
    owner = connections["owner"]
    with owner.cursor() as cursor:
        for table in owner.introspection.table_names(cursor):
            cursor.execute(f'VACUUM (ANALYZE) "{table}"')


def _on_server(statement: sql.Composable) -> None:
    parameters = connections["owner"].get_connection_params()
    plain = {key: value for key, value in parameters.items() if key in ("user", "password", "host", "port")}
    server = psycopg2.connect(dbname="postgres", **plain)
    server.autocommit = True
    with server.cursor() as cursor:
        cursor.execute(statement)
    server.close()
