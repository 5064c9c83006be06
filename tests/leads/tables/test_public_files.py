"""Every file of the public importer corpus is read right or refused with a reason, and each outcome is on record."""

import csv
import json
from pathlib import Path

import pytest

from leads.tables import TableRefused, open_table, suggest_mapping

# One line for each file: what became of it. A change here is a change in what people can import.
RECORD = Path(__file__).with_name("torture_outcomes.txt")


def outcome(path):
    try:
        table = open_table(path)
        rows = table.count_rows()
    except TableRefused as refused:
        return f"refused {refused.code}"
    facts = [table.kind, table.encoding or table.sheet, f"{len(table.headers)}x{rows}"]
    facts += [f"blank={table.totals.blank_rows}"] if table.totals.blank_rows else []
    facts += [f"{code}={count}" for code, count in sorted(table.totals.problems.items())]
    facts += sorted({f"!{warning.code}" for warning in table.warnings})
    return " ".join(facts)


def records(path):
    table = open_table(path)
    return [dict(zip(table.headers, row.cells, strict=True)) for row in table]


def test_outcome_of_every_torture_file_is_as_recorded(shared_data):
    folder = shared_data / "importer_torture"

    outcomes = [f"{path.relative_to(folder)}: {outcome(path)}" for path in sorted(folder.rglob("*")) if path.is_file()]

    assert outcomes == RECORD.read_text().splitlines()


@pytest.mark.parametrize(
    "name",
    [
        "comma_in_quotes",
        "empty",
        "empty_crlf",
        "escaped_quotes",
        "json",
        "newlines",
        "newlines_crlf",
        "quotes_and_newlines",
        "simple",
        "simple_crlf",
        "utf8",
    ],
)
def test_csv_spectrum_reads_as_its_authors_expect(shared_data, name):
    folder = shared_data / "importer_torture" / "csv-spectrum"

    assert records(folder / "csvs" / f"{name}.csv") == json.loads((folder / "json" / f"{name}.json").read_text())


@pytest.mark.parametrize(
    "name",
    [
        "empty-field",
        "header-simple",
        "leading-space",
        "one-column",
        "quotes-empty",
        "quotes-with-comma",
        "quotes-with-escaped-quote",
        "quotes-with-newline",
        "quotes-with-space",
        "simple-crlf",
        "simple-lf",
        "trailing-newline",
        "trailing-newline-one-field",
        "trailing-space",
        "utf8",
    ],
)
def test_csv_test_data_reads_as_its_authors_expect(shared_data, name):
    folder = shared_data / "importer_torture" / "csv-test-data"
    expected = json.loads((folder / "json" / f"{name}.json").read_text())
    if expected and isinstance(expected[0], list):
        expected = [dict(zip(expected[0], row, strict=True)) for row in expected[1:]]

    assert records(folder / "csv" / f"{name}.csv") == expected


@pytest.mark.parametrize(
    "name",
    [
        "bom-and-whitespace-headers",
        "broken-encoding-latin1",
        "broken-encoding-windows-1252",
        "mixed-line-endings",
        "ragged-rows-missing-columns",
        "wrong-delimiter-semicolon",
    ],
)
def test_broken_list_reads_like_its_repaired_copy(shared_data, name):
    folder = shared_data / "importer_torture" / "datablist-broken"
    with (folder / "expected-fixed" / f"{name}.csv").open(newline="", encoding="utf-8") as file:
        expected = list(csv.DictReader(file))

    assert records(folder / f"{name}.csv") == expected


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("csvkit-examples/dummy.xls", "csvkit-examples/dummy.xlsx"),
        ("csvkit-examples/dummy.csv", "csvkit-examples/dummy.csv.gz"),
        ("csvkit-examples/dummy.csv", "csvkit-examples/dummy.xlsx"),
        ("csvkit-examples/dummy.csv", "csvkit-examples/dummy.tsv"),
        ("csvkit-examples/test.xls", "csvkit-examples/test.xlsx"),
        ("csvkit-examples/sheets.xls", "csvkit-examples/sheets.xlsx"),
        ("csvkit-examples/test_skip_lines.xls", "csvkit-examples/test_skip_lines.xlsx"),
        ("csvkit-examples/test_utf16_little.csv", "csvkit-examples/test_utf16_big.csv"),
        ("csvkit-examples/test_utf8.csv", "csvkit-examples/test_utf8_bom.csv"),
        ("messytables-horror/simple.csv", "messytables-horror/simple.xls"),
        ("messytables-horror/simple.csv", "messytables-horror/simple.xlsx"),
        ("messytables-horror/simple.csv", "messytables-horror/simple.ssv"),
    ],
)
def test_same_list_in_two_formats_reads_the_same(shared_data, one, other):
    folder = shared_data / "importer_torture"

    assert records(folder / one) == records(folder / other)


def test_lead_export_is_read_whole(shared_data):
    table = open_table(shared_data / "x_education" / "Leads.csv")

    assert (table.count_rows(), len(table.headers), table.totals.blank_rows) == (9240, 37, 0)
    assert dict(table.totals.problems) == {}


def test_rows_of_commas_in_a_lead_export_are_counted(shared_data):
    table = open_table(shared_data / "x_education" / "Leads_1127_blank_rows.csv")

    assert (table.count_rows(), len(table.headers), table.totals.blank_rows) == (8113, 37, 1127)


def test_empty_last_column_of_a_lead_export_is_dropped_and_nothing_else(shared_data):
    clean = open_table(shared_data / "x_education" / "Leads.csv")

    found = open_table(shared_data / "x_education" / "Leads_as_found_trailing_empty_column.csv")

    assert [warning.code for warning in found.warnings] == ["empty_columns_dropped"]
    assert found.headers == clean.headers
    assert [row.cells for row in found] == [row.cells for row in clean]


def test_outcomes_of_a_lead_export_come_through_the_suggested_mapping(shared_data):
    table = open_table(shared_data / "x_education" / "Leads.csv")
    bound = suggest_mapping(table.headers, [row.cells for row in table.sample(200)]).bind(table.headers)

    leads = [bound.apply(row.cells) for row in table]

    assert sum(lead.get("outcome") == "won" for lead in leads) == 3561
    assert sum(lead["do_not_email"] == "yes" for lead in leads) == 734
    assert sum(lead["do_not_call"] == "yes" for lead in leads) == 2
    assert len({lead["external_id"] for lead in leads}) == 9240
    assert sum("Select" in lead.values() for lead in leads) == 0
