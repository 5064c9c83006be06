"""Real lists that nobody on the project made: imported right, or refused with a reason."""

import json
from pathlib import Path

import pytest
from django.conf import settings

from leads.importing.plan import make_plan
from leads.importing.records import Counts
from leads.models import CustomField, Lead, StageChange, Standing, Suppression
from leads.tables import TableRefused, load_mapping
from routing.importing import Pace, run_import, try_import
from tenants.scope import tenant_scope
from tests.routing.importing import MONDAY

SHARED_DATA = Path(settings.BASE_DIR).parent / "shared" / "data"
MAPPING = Path(settings.BASE_DIR) / "docs" / "examples" / "x_education.mapping.json"

pytestmark = pytest.mark.skipif(not SHARED_DATA.is_dir(), reason="the public test data isn't beside the project")


@pytest.fixture
def plan_for():
    mapping = load_mapping(json.loads(MAPPING.read_text()))
    return lambda name: make_plan(SHARED_DATA / "x_education" / name, mapping=mapping)


def test_x_education_is_imported_as_it_is(acme, plan_for, tmp_path):
    report = run_import(acme, plan_for("Leads.csv"), at=MONDAY, folder=tmp_path, pace=Pace(5_000, 0))

    assert report.counts == Counts(created=9_240)
    with tenant_scope(acme):
        assert Lead.objects.count() == 9_240
        assert Standing.objects.filter(disposition="won", outcome_at=None).count() == 3_561
        assert Standing.objects.exclude(outcome_at=None).count() == 0
        assert StageChange.objects.filter(to_stage="won").count() == 3_561
        assert Lead.objects.filter(do_not_email=True).count() == 734
        assert Lead.objects.filter(do_not_call=True).count() == 2
        assert not Suppression.objects.exists()  # There is no address or number in the list to keep.
        assert not [lead for lead in Lead.objects.all() if "Select" in (lead.city, lead.country, *lead.custom.values())]
        assert Lead.objects.exclude(city="").count() == 9_240 - 1_420 - 2_249
        assert CustomField.objects.get(key="time_on_website").type == "number"


def test_x_education_again_creates_nothing(acme, plan_for, tmp_path):
    run_import(acme, plan_for("Leads.csv"), at=MONDAY, folder=tmp_path, pace=Pace(5_000, 0))

    again = run_import(acme, plan_for("Leads.csv"), at=MONDAY, folder=tmp_path)
    same_rows = run_import(
        acme, plan_for("Leads_as_found_trailing_empty_column.csv"), at=MONDAY, folder=tmp_path, pace=Pace(5_000, 0)
    )

    assert again.was_done_before
    assert same_rows.counts == Counts(duplicates=9_240)
    with tenant_scope(acme):
        assert Lead.objects.count() == 9_240


@pytest.mark.parametrize(
    ("name", "counts"),
    [
        ("Leads_as_found_trailing_empty_column.csv", Counts(created=9_240)),
        ("Leads_1127_blank_rows.csv", Counts(created=8_113, blank=1_127)),
    ],
)
def test_damaged_exports_are_imported_right(acme, plan_for, name, counts):
    assert try_import(acme, plan_for(name), at=MONDAY, pace=Pace(5_000, 0)).counts == counts


def test_every_torture_file_is_counted_to_the_last_row_or_refused(acme):
    for path in sorted((SHARED_DATA / "importer_torture").rglob("*")):
        if not path.is_file():
            continue
        try:
            plan = make_plan(path)
        except TableRefused as refused:
            assert refused.message.endswith((".", "?")), path
            continue
        report = try_import(acme, plan, at=MONDAY, pace=Pace(1_000, 0))
        assert report.counts.total == plan.rows + plan.blank, path
