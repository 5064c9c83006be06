"""Imports a file: every batch of rows stored, matched, refined and noted as done in one transaction."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from itertools import islice
from pathlib import Path

from django.db import connection, transaction

from leads.importing.batches import batches, last_line_of
from leads.importing.findings import Finding, FindingsFile
from leads.importing.plan import Plan
from leads.importing.records import Counts, begin, carry_on, claim, finish, number_fields
from leads.importing.rows import Batch, Reading
from leads.intake import store_file_rows
from leads.intake.staging import empty_staged
from leads.intake.statements import OUTCOME_REASON
from leads.models import Disposition, Import, Lead
from routing.custody.disposing import Outcome, dispose
from routing.pipeline import refine
from routing.policy import published_policy
from scoring.lead_set import LeadSet
from scoring.models import Decision
from tenants.auditing import Actor
from tenants.models import Tenant
from tenants.policy import with_policy_of_now
from tenants.repeating import done_in_scope
from tenants.scope import current_tenant, tenant_scope

BATCH = 8_000
# Starting a process costs about a second, which a short list is done in.
ROWS_WORTH_A_WORKER = 30_000
FINDINGS_SHOWN = 20


@dataclass(frozen=True)
class Pace:
    """Rows in a transaction, and processes that prepare them (None: as the file needs; 0 where none may be started)."""

    size: int = BATCH
    workers: int | None = None

    def workers_for(self, rows: int) -> int:
        return self.workers if self.workers is not None else int(rows >= ROWS_WORTH_A_WORKER)


@dataclass(frozen=True)
class Imported:
    """What a batch came to."""

    counts: Counts
    outcomes_not_taken: int


@dataclass
class Report:
    """What an import did, or would do. `codes` counts everything noticed, `findings` are the first to be mended."""

    counts: Counts
    rows: int
    codes: Counter[str] = field(default_factory=Counter)
    findings: list[Finding] = field(default_factory=list)
    findings_path: Path | None = None
    was_done_before: bool = False
    resumed_after: int = 0
    outcomes_not_taken: int = 0

    def add(self, batch: Batch, imported: Imported) -> None:
        self.outcomes_not_taken += imported.outcomes_not_taken
        self.codes.update(batch.codes)
        self.findings += islice(batch.findings, FINDINGS_SHOWN - len(self.findings))


Progress = Callable[[int], None]


def run_import(
    tenant: Tenant,
    plan: Plan,
    *,
    at: datetime,
    folder: Path,
    by: Actor = None,
    progress: Progress = lambda rows_done: None,
    pace: Pace = Pace(),
) -> Report:
    """Import a file, a committed batch at a time; whatever interrupts it, the same call goes on where it stopped.

    The same file with the same mapping creates nothing the second time. Findings go to a file in `folder`, so that
    they outlast the run.
    """
    with tenant_scope(tenant):
        published_policy()
        found = begin(plan, by=by)
        reading = plan.reading(tenant, number_fields(plan.own_fields), at=at)
    file = FindingsFile(_path(folder, found), plan.table.headers)
    report = Report(Counts.of(found), plan.rows, resumed_after=found.rows_done)
    if found.status == Import.Status.DONE:
        report.was_done_before = True
    else:
        _forget_uncommitted(file, plan, found)
        for batch in _batches(plan, reading, pace, after=found.rows_done):
            import_it = partial(_import_batch, found.pk, batch, file, at=at, by=by)
            report.add(batch, done_in_scope(with_policy_of_now(tenant), import_it))
            progress(batch.last)
        with tenant_scope(tenant):
            report.counts = Counts.of(finish(found.pk, blank=plan.blank, at=at, by=by))
    report.findings_path = file.path if file.path.exists() else None
    return report


def try_import(
    tenant: Tenant,
    plan: Plan,
    *,
    at: datetime,
    progress: Progress = lambda rows_done: None,
    pace: Pace = Pace(),
) -> Report:
    """Do all of it but refining, count what becomes of every row, and take it all back."""
    report = Report(Counts(blank=plan.blank), plan.rows)
    with tenant_scope(tenant), transaction.atomic():
        reading = plan.reading(tenant, number_fields(plan.own_fields), at=at)
        for batch in _batches(plan, reading, pace, after=0):
            stored = _store(batch, None, at=at, by=None)
            empty_staged()
            _sum(report.counts, stored.counts)
            report.add(batch, stored)
            progress(batch.last)
        transaction.set_rollback(True)
    return report


def _import_batch(import_id: int, batch: Batch, file: FindingsFile, *, at: datetime, by: Actor) -> Imported:
    found = claim(import_id, batch)
    stored = _store(batch, import_id, at=at, by=by)
    counts = stored.counts
    if counts.created or counts.updated:
        refine(_staged_leads(), cause=Decision.Cause.IMPORT, at=at)
    carry_on(found, batch, counts)
    # The last thing: should anything before it be done again, the findings are written once.
    file.add(batch.findings)
    return stored


def _staged_leads() -> LeadSet:
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT lead_id FROM intake_row WHERE lead_id IS NOT NULL")
        return LeadSet.of([lead_id for (lead_id,) in cursor.fetchall()])


def _store(batch: Batch, import_id: int | None, *, at: datetime, by: Actor) -> Imported:
    stored = store_file_rows(batch.lines, at=at, import_id=import_id)
    not_taken = _take_over_outcomes(at=at, by=by) if stored.updated else 0
    counts = Counts(stored.created, stored.updated, stored.duplicates, stored.quarantined, batch.rejected)
    return Imported(counts, not_taken)


def _take_over_outcomes(*, at: datetime, by: Actor) -> int:
    """End open leads whose outcome the file knows. Answers how many were ended otherwise before, and stay so."""
    with connection.cursor() as cursor:
        cursor.execute(OUTCOMES_OF_KNOWN)
        rows = cursor.fetchall()
    leads = Lead.objects.in_bulk([lead_id for lead_id, *_, ended in rows if ended is None])
    for lead_id, result, amount, happened_at, ended in rows:
        if ended is None:
            currency = current_tenant().currency if amount is not None else ""
            outcome = Outcome(Disposition(result), OUTCOME_REASON, amount, currency, happened_at)
            dispose(leads[lead_id], outcome, at=at, by=by)
    return sum(ended is not None and ended != result for _, result, _, _, ended in rows)


OUTCOMES_OF_KNOWN = """
    SELECT DISTINCT ON (r.lead_id) r.lead_id, r.outcome, r.amount, r.outcome_at, s.disposition
    FROM intake_row r JOIN leads_standing s ON s.lead_id = r.lead_id
    WHERE r.outcome IS NOT NULL AND NOT r.is_new
    ORDER BY r.lead_id, r.n DESC
"""


def _sum(total: Counts, more: Counts) -> None:
    for name in ("created", "updated", "duplicates", "quarantined", "rejected"):
        setattr(total, name, getattr(total, name) + getattr(more, name))


def _batches(plan: Plan, reading: Reading, pace: Pace, *, after: int) -> Iterator[Batch]:
    workers = pace.workers_for(plan.rows - after)
    return batches(plan.table, reading, size=pace.size, after=after, workers=workers)


def _forget_uncommitted(file: FindingsFile, plan: Plan, found: Import) -> None:
    file.forget_after(last_line_of(plan.table, found.rows_done) if found.rows_done else 0)


def _path(folder: Path, found: Import) -> Path:
    return folder / f"{Path(found.file_name).stem[:60]}-{str(found.public_id)[:8]}-problems.csv"
