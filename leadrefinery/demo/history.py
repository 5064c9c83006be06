"""What a firm knew before: leads that had ended, with their outcomes, as its old system wrote them into a file."""

import csv
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from leadrefinery.demo.crowd import invent
from leadrefinery.demo.firms import Firm
from leads.importing.plan import make_plan
from leads.tables import Mapping
from leads.tables.mapping import ColumnRule
from routing.importing import run_import
from tenants.models import Tenant

FACTS = (
    "first_name", "last_name", "email", "phone", "title", "company", "website", "industry", "employees", "country",
    "city", "timeline", "budget", "authority", "need", "product_interest",
)  # fmt: skip
COLUMNS = (*FACTS, "received_at", "outcome", "outcome_at")
# How far back the file goes, and how long a lead took to end.
OLDEST, NEWEST = 330, 70
LONGEST = 60


def bring_along(firm: Firm, tenant: Tenant, random: Random, *, at: datetime) -> None:
    """Import the firm's closed leads by the same door as any file."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "closed-leads.csv"
        _write(path, firm, random, at)
        mapping = Mapping({name: ColumnRule(name) for name in COLUMNS}, source="web_form")
        run_import(tenant, make_plan(path, mapping=mapping), at=at, folder=Path(folder))


def _write(path: Path, firm: Firm, random: Random, at: datetime) -> None:
    with path.open("w", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, restval="")
        writer.writeheader()
        writer.writerows(_row(firm, random, at) for _ in range(firm.closed_before))


def _row(firm: Firm, random: Random, at: datetime) -> dict[str, object]:
    came = at - timedelta(days=random.randint(NEWEST, OLDEST))
    buyer, incoming = invent(random, firm, came, firm.campaigns[0])
    ended = came + timedelta(days=random.randint(3, LONGEST))
    outcome = "lost" if buyer.buys_in_days is None else "won"
    facts = {name: incoming.fields.get(name, "") for name in FACTS}
    return facts | {"received_at": came.isoformat(), "outcome": outcome, "outcome_at": ended.isoformat()}
