"""B4: a CSV file of leads, from its bytes to queues, against PostgreSQL copying the same columns into one table."""

import csv
import json
import subprocess
import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

from django.db import connection, connections

from bench.timing import Figure, against_floor, seconds, within
from tenants.models import Tenant
from tenants.scope import tenant_scope

COLUMNS = (
    "first_name", "last_name", "email", "phone", "title", "company", "industry", "employees", "country", "city",
    "timeline", "budget",
)  # fmt: skip
GIVEN = ("Anna", "Ben", "Clara", "David", "Eva", "Finn", "Greta", "Hugo", "Ida", "Jonas")
TITLES = ("CTO", "Head of IT", "Engineer", "Buyer", "VP Sales", "Clerk")
INDUSTRIES = ("manufacturing", "logistics", "retail", "software", "health", "finance")
TIMELINES = ("0-3m", "3-6m", "6-12m", "12m+", "")
ANSWERS = ("yes", "no", "unknown", "")
LEADS_PER_COMPANY = 10

# The plainest table that could take these rows: a key, row security, no index or reference besides.
PLAIN = f"""
    CREATE TABLE IF NOT EXISTS bench_list (
        tenant_id bigint NOT NULL DEFAULT current_setting('app.tenant_id')::bigint,
        id bigint GENERATED ALWAYS AS IDENTITY,
        {", ".join(f"{name} text" for name in COLUMNS)}, PRIMARY KEY (tenant_id, id)
    );
    ALTER TABLE bench_list ENABLE ROW LEVEL SECURITY;
    ALTER TABLE bench_list FORCE ROW LEVEL SECURITY;
    DROP POLICY IF EXISTS tenant ON bench_list;
    CREATE POLICY tenant ON bench_list USING (tenant_id = current_setting('app.tenant_id')::bigint);
"""  # fmt: skip


def measure(tenant_slug: str, rows: int) -> Iterator[Figure]:
    """Import `rows` rows into the tenant, which should have none of them yet."""
    tenant = Tenant.objects.get(slug=tenant_slug)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "leads.csv"
        write_list(path, rows)
        create_plain_table()
        floor = seconds(lambda: copy_plainly(tenant, path))
        taken = import_in_child(tenant_slug, path)
    yield Figure("B4", f"floor: COPY and INSERT … SELECT of {rows:,} rows", floor, "s")
    yield against_floor("B4", f"import of {rows:,} rows", taken["seconds"], "s", floor=floor, at_most=8)
    yield Figure("B4", "rows a second", rows / taken["seconds"], "/s")
    yield within("B4", "peak memory, workers included", taken["peak_mb"], "MB", at_most=400)
    yield within("B4", "last batches against the first", growth(taken["batches"]), "×", at_most=1.3)


def write_list(path: Path, rows: int) -> None:
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        writer.writerows(map(person, range(rows)))


def person(n: int) -> tuple:
    given, firm = GIVEN[n % len(GIVEN)], n // LEADS_PER_COMPANY
    return (
        given, f"Family{n}", f"{given.lower()}.{n}@list{firm}.example", f"+4930{1_000_000 + n}",
        TITLES[n * 31 % len(TITLES)], f"List firm {firm} GmbH", INDUSTRIES[firm % len(INDUSTRIES)],
        firm * 7919 % 6000 + 1,
        "DE", f"City {firm % 300}", TIMELINES[n * 17 % len(TIMELINES)], ANSWERS[n * 13 % len(ANSWERS)],
    )  # fmt: skip


def create_plain_table() -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute(PLAIN)
        cursor.execute(f'GRANT SELECT, INSERT ON bench_list TO "{connection.settings_dict["USER"]}"')


def copy_plainly(tenant: Tenant, path: Path) -> None:
    names = ", ".join(COLUMNS)
    with tenant_scope(tenant), connection.cursor() as cursor, path.open() as file:
        cursor.execute(f"CREATE TEMP TABLE bench_row ({', '.join(f'{name} text' for name in COLUMNS)}) ON COMMIT DROP")
        cursor.copy_expert("COPY bench_row FROM STDIN CSV HEADER", file)
        cursor.execute(f"INSERT INTO bench_list ({names}) SELECT {names} FROM bench_row")


def import_in_child(tenant_slug: str, path: Path) -> dict:
    """In a process of its own, so that its memory is the import's alone."""
    command = [sys.executable, "-m", "bench.import_child", connection.settings_dict["NAME"], tenant_slug, str(path)]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def growth(ends: list[float]) -> float:
    """How many times longer the last tenth of the batches took than the first; the very first one starts workers."""
    lengths = [later - earlier for earlier, later in pairwise(ends)][:-1]
    if not lengths:
        return 1.0
    tenth = max(1, len(lengths) // 10)
    return sum(lengths[-tenth:]) / sum(lengths[:tenth])
