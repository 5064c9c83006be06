"""How the tests bring a file in, and what they compare before and after."""

from datetime import UTC, datetime
from pathlib import Path

from leads.importing.plan import Plan, make_plan
from leads.models import Company, CustomField, Import, Inquiry, Lead, StageChange, Standing, Suppression, Touch
from leads.tables import load_mapping
from routing.importing import Pace, Report, run_import
from scoring.models import Decision
from tenants.models import AuditEntry, Tenant
from tenants.scope import tenant_scope

MONDAY = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
SMALL = Pace(size=3, workers=0)
WRITTEN = (
    AuditEntry, Company, CustomField, Decision, Import, Inquiry, Lead, StageChange, Standing, Suppression, Touch,
)  # fmt: skip
PEOPLE = """first name,last name,email,phone,company,country
Ada,Byron,ada@analytical.example,+442079460958,Analytical Engines,GB
Bob,Miller,bob@mills.example,,Mills,GB
,,,,,
Cleo,Park,cleo@parks.example,,Parks,GB
Ada,Byron,ada@analytical.example,,Analytical Engines,DE
Bob,Miller,bob@mills.example,,Mills,GB
Total,,,,,
"""


class Desk:
    """Somebody with files for Acme."""

    def __init__(self, tenant: Tenant, folder: Path):
        self.tenant = tenant
        self.folder = folder

    def plan(self, content: str | bytes, mapping: dict | None = None, name: str = "leads.csv") -> Plan:
        path = self.folder / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return make_plan(path, mapping=load_mapping(mapping) if mapping else None)

    def bring(self, content: str | bytes, mapping: dict | None = None, pace: Pace = SMALL, **plan: str) -> Report:
        return self.run(self.plan(content, mapping, **plan), pace)

    def run(self, plan: Plan, pace: Pace = SMALL, *, at: datetime = MONDAY) -> Report:
        return run_import(self.tenant, plan, at=at, folder=self.folder / "imports", pace=pace)


def columns(targets: dict[str, str], **rest: object) -> dict:
    """A mapping file of these columns."""
    return {"version": 1, "source": "event", "columns": {name: {"to": to} for name, to in targets.items()}, **rest}


def everything_of(tenant: Tenant) -> dict[str, list]:
    with tenant_scope(tenant):
        return {model.__name__: list(model.objects.order_by("pk").values()) for model in WRITTEN}
