"""`manage.py import_leads FILE --tenant SLUG [--mapping FILE.json] [--dry-run]`."""

import json
import sys
from dataclasses import asdict
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from tqdm import tqdm

from leads.importing.plan import UNSAID_SOURCE, make_plan
from leads.importing.records import RunElsewhere
from leads.tables import MappingInvalid, TableRefused, load_mapping
from routing.importing import run_import, try_import
from routing.policy import NoPublishedRules
from tenants.models import Tenant

LABELS = {
    "created": "new leads",
    "updated": "new inquiries of known leads",
    "duplicates": "rows known already",
    "quarantined": "rows put aside for a look",
    "rejected": "rows rejected",
    "blank": "blank rows skipped",
}
REFUSED = (TableRefused, MappingInvalid, RunElsewhere, NoPublishedRules)


class Command(BaseCommand):
    help = "Import leads from a CSV or Excel file. Interrupted, the same command goes on where it stopped."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help="CSV, TSV, CSV.GZ, XLSX or XLS")
        parser.add_argument("--tenant", required=True, metavar="SLUG")
        parser.add_argument("--mapping", type=Path, metavar="FILE.json", help="what the columns mean")
        parser.add_argument("--dry-run", action="store_true", help="count what would happen, and change nothing")

    def handle(self, *, file, tenant, mapping, dry_run, **options):
        tenant = _tenant(tenant)
        try:
            plan = make_plan(file, mapping=load_mapping(_json(mapping)) if mapping else None)
            self._tell_plan(plan)
            with Progress(plan.rows, self.stderr) as progress:
                report = _run(tenant, plan, dry_run, progress)
        except FileNotFoundError as error:
            raise CommandError(f"There is no file {error.filename}.") from error
        except REFUSED as error:
            raise CommandError(str(error)) from error
        self._tell_report(report, dry_run)

    def _tell_plan(self, plan):
        for warning in plan.table.warnings:
            self.stdout.write(warning.message)
        if plan.is_suggested:
            self.stdout.write("No mapping was given. This one was found; keep it in a file to change it:")
            self.stdout.write(json.dumps(plan.mapping.as_dict(), indent=2, ensure_ascii=False))
        if plan.unmapped:
            self.stdout.write(f"Not imported: {', '.join(plan.unmapped)}.")
        if not plan.says_source:
            self.stdout.write(f"Nothing says where these leads come from, so they count as {UNSAID_SOURCE.label}.")

    def _tell_report(self, report, dry_run):
        if report.was_done_before:
            self.stdout.write("This file was imported before with the same mapping, so nothing was changed. Then:")
        elif report.resumed_after:
            self.stdout.write(f"Went on after row {report.resumed_after:,}.")
        for name, count in asdict(report.counts).items():
            self.stdout.write(f"{count:>10,}  {LABELS[name]}")
        self.stdout.write(f"{report.counts.total:>10,}  rows in all")
        if report.outcomes_not_taken:
            self.stdout.write(f"{report.outcomes_not_taken:,} leads had ended otherwise before; that was left.")
        if dry_run:
            self._tell_findings(report)
        elif report.findings_path:
            self.stdout.write(f"Rows rejected or put aside, and values to mend: {report.findings_path}")

    def _tell_findings(self, report):
        for finding in report.findings:
            place = f"line {finding.line}" + (f", column {finding.column}" if finding.column else "")
            self.stdout.write(f"{place}: {finding.message} (row {finding.fate})")
        self.stdout.write("Dry run: nothing was changed.")


def _run(tenant, plan, dry_run, progress):
    if dry_run:
        return try_import(tenant, plan, at=timezone.now(), progress=progress)
    return run_import(tenant, plan, at=timezone.now(), folder=settings.LOCAL_DIR / "imports", progress=progress)


def _tenant(slug):
    try:
        return Tenant.objects.get(slug=slug)
    except Tenant.DoesNotExist:
        raise CommandError(f"There is no tenant {slug}.") from None


def _json(path):
    try:
        return json.loads(path.read_text(encoding="utf-8-sig"))
    except ValueError as error:
        raise CommandError(f"{path} is not valid JSON: {error}") from error


class Progress:
    """A bar where somebody watches, a line for every tenth where the output is kept."""

    def __init__(self, rows, stream):
        self._rows, self._stream, self._told = rows, stream, 0
        self._bar = tqdm(total=rows, unit="row", unit_scale=True) if sys.stderr.isatty() else None

    def __enter__(self):
        return self

    def __exit__(self, *error):
        if self._bar is not None:
            self._bar.close()

    def __call__(self, done):
        if self._bar is not None:
            self._bar.update(done - self._bar.n)
        elif self._rows and done * 10 // self._rows > self._told:
            self._told = done * 10 // self._rows
            self._stream.write(f"{self._told * 10} % ({done:,} of {self._rows:,} rows)")
