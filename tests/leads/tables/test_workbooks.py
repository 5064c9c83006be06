"""Excel files are read as values, and never opened before they are known to be harmless."""

import io
import zipfile
from datetime import date, datetime, time

import pytest
import xlsxwriter

from leads.tables import TableRefused, open_table


@pytest.fixture
def write_workbook(tmp_path):
    """Write sheets, each a name with its rows, as Excel would."""

    def write(name="leads.xlsx", **sheets):
        path = tmp_path / name
        with xlsxwriter.Workbook(str(path), {"default_date_format": "yyyy-mm-dd hh:mm"}) as workbook:
            for sheet_name, rows in sheets.items():
                sheet = workbook.add_worksheet(sheet_name)
                for number, row in enumerate(rows):
                    sheet.write_row(number, 0, row)
        return path

    return write


def rewrite(path, change):
    """Change the parts of a package: `change(name, content)` returns the new content."""
    packed = io.BytesIO()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
    path.write_bytes(packed.getvalue())
    return path


def refusal(path, **options):
    with pytest.raises(TableRefused) as refused:
        open_table(path, **options).count_rows()
    return refused.value.code


def test_values_become_the_text_a_person_would_type(write_workbook):
    values = [7, 4155552671.0, 1.5, 1e-7, 123456789012345, True, datetime(2026, 3, 4, 9, 30), "#N/A", "007", " x "]

    table = open_table(write_workbook(Leads=[list("abcdefghij"), values]))

    assert (table.kind, table.sheet, table.encoding, table.delimiter) == ("xlsx", "Leads", None, None)
    assert next(iter(table)).cells == [
        "7",
        "4155552671",
        "1.5",
        "0.0000001",
        "123456789012345",
        "TRUE",
        "2026-03-04T09:30:00",
        "#N/A",
        "007",
        " x ",
    ]


def test_dates_and_times_are_iso_text_and_error_cells_are_reported(tmp_path):
    path = tmp_path / "leads.xlsx"
    with xlsxwriter.Workbook(str(path)) as workbook:
        sheet = workbook.add_worksheet()
        sheet.write_row(0, 0, ["day", "hour", "wrong"])
        sheet.write_datetime(1, 0, date(2026, 2, 3), workbook.add_format({"num_format": "dd.mm.yyyy"}))
        sheet.write_datetime(1, 1, time(14, 57), workbook.add_format({"num_format": "hh:mm"}))
        sheet.write_formula(1, 2, "=NA()", None, "#N/A")

    table = open_table(path)

    assert [row.cells for row in table] == [["2026-02-03", "14:57:00", ""]]
    assert [(warning.code, warning.message.split()[0]) for warning in table.warnings] == [("error_cells", "1")]


def test_first_sheet_with_content_is_taken_and_the_others_named(write_workbook):
    path = write_workbook(Cover=[], Leads=[["name"], ["Tom"]], Lost=[["name"], ["Mia"]])

    table = open_table(path)

    assert (table.sheet, table.sheet_names) == ("Leads", ["Cover", "Leads", "Lost"])
    assert [(warning.code, warning.value) for warning in table.warnings] == [("other_sheets", "Leads")]
    assert "Cover and Lost" in table.warnings[0].message


def test_sheet_can_be_chosen_and_a_wrong_choice_names_those_there_are(write_workbook):
    path = write_workbook(Leads=[["name"], ["Tom"]], Lost=[["name"], ["Mia"]])

    table = open_table(path, sheet="Lost")

    assert ([row.cells for row in table], table.warnings) == ([["Mia"]], [])
    with pytest.raises(TableRefused, match=r"no sheet “Gone”\. It has Leads and Lost"):
        open_table(path, sheet="Gone")


def test_rows_keep_the_numbers_of_the_sheet(write_workbook):
    table = open_table(write_workbook(Leads=[[], ["name", "", ""], [], ["Tom"], ["Mia"]]))

    assert table.headers == ["name"]
    assert [(row.number, row.line, row.cells) for row in table] == [(1, 4, ["Tom"]), (2, 5, ["Mia"])]


def test_sheet_without_rows_is_refused(write_workbook):
    assert refusal(write_workbook(Leads=[])) == "no_rows"
    assert refusal(write_workbook(Leads=[["name", "email"]])) == "no_rows"


def test_rows_beyond_the_limit_are_refused(write_workbook):
    assert refusal(write_workbook(Leads=[["name"], *[["Tom"]] * 5]), max_rows=4) == "too_many_rows"


def test_far_cell_is_refused_before_memory_is_reserved_for_all_between(tmp_path):
    for place, code in (((1_000_000, 200), "too_many_cells"), ((5, 16_000), "too_many_columns")):
        path = tmp_path / "far.xlsx"
        with xlsxwriter.Workbook(str(path)) as workbook:
            sheet = workbook.add_worksheet()
            sheet.write(0, 0, "name")
            sheet.write(*place, "far")
        assert refusal(path) == code


def test_far_row_of_cells_without_place_is_refused_too(write_workbook):
    def strip_places(name, content):
        if not name.endswith("sheet1.xml"):
            return content
        cells = b"".join(b"<c><v>%d</v></c>" % number for number in range(100))
        return content.replace(b"</sheetData>", b'<row r="900000">' + cells + b"</row></sheetData>")

    path = rewrite(write_workbook(Leads=[list(range(50)), ["Tom"]]), strip_places)

    assert refusal(path) == "too_many_cells"


def test_formatted_but_empty_far_cells_do_no_harm(tmp_path):
    path = tmp_path / "leads.xlsx"
    with xlsxwriter.Workbook(str(path)) as workbook:
        sheet = workbook.add_worksheet()
        sheet.write_column(0, 0, ["name", "Tom"])
        sheet.write_blank(1_000_000, 250, None, workbook.add_format({"bold": True}))

    assert [row.cells for row in open_table(path)] == [["Tom"]]


@pytest.mark.parametrize(
    "prologue",
    [
        b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>',
        b'<!DOCTYPE x SYSTEM "file:///etc/passwd">',
        b"<!-- " + b"x" * 300_000 + b" --><!doctype x>",
    ],
)
def test_document_type_definitions_are_refused(write_workbook, prologue):
    path = rewrite(
        write_workbook(Leads=[["name"], ["Tom"]]),
        lambda name, content: content.replace(b"?>", b"?>" + prologue, 1) if name.endswith("sheet1.xml") else content,
    )

    assert refusal(path) == "unsafe_xml"


def test_definitions_hidden_in_utf16_are_refused(write_workbook):
    path = rewrite(
        write_workbook(Leads=[["name"], ["Tom"]]),
        lambda name, content: content.decode().encode("utf-16") if name.endswith("sheet1.xml") else content,
    )

    assert refusal(path) == "unsafe_xml"


def test_zip_bomb_is_refused_while_it_unpacks(write_workbook):
    path = rewrite(
        write_workbook(Leads=[["name"], ["Tom"]]),
        lambda name, content: content + b" " * (30 << 20) if name.endswith("sheet1.xml") else content,
    )

    assert path.stat().st_size < 100_000
    assert refusal(path) == "bomb"


def test_workbook_with_macros_is_refused_under_any_name(write_workbook):
    path = write_workbook(Leads=[["name"], ["Tom"]])
    with zipfile.ZipFile(path, "a") as package:
        package.writestr("xl/vbaProject.bin", b"macro")

    assert refusal(path) == "macro_workbook"


def test_damaged_workbooks_are_refused(write_workbook):
    content = write_workbook(Leads=[["name"], ["Tom"]]).read_bytes()
    path = write_workbook("other.xlsx", Leads=[["name"], ["Tom"]])

    for damaged in (content[: len(content) // 2], content[:200] + b"\0" * 50 + content[250:]):
        path.write_bytes(damaged)
        assert refusal(path) == "damaged_archive"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    assert refusal(path) == "damaged_workbook"


def test_sheet_that_is_no_xml_is_refused(write_workbook):
    path = rewrite(
        write_workbook(Leads=[["name"], ["Tom"]]),
        lambda name, content: b"<worksheet><sheetData><row" if name.endswith("sheet1.xml") else content,
    )

    assert refusal(path) in ("damaged_workbook", "no_rows")


def test_encrypted_workbook_is_refused_with_that_reason(lay_down):
    content = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512) + "EncryptedPackage".encode("utf-16-le") + bytes(100)

    assert refusal(lay_down(content, "leads.xlsx")) == "encrypted"


def test_text_named_like_excel_is_read_as_text(lay_down):
    assert open_table(lay_down("name\temail\nTom\tt@x.test\n", "export.xls")).headers == ["name", "email"]


@pytest.mark.parametrize(
    "cell",
    [b'<c r="ZZ9999"><v>1</v></c>', b"<c\tr = 'zz9999'><v>1</v></c>", b'<x:c s="1" r="ZZ9999"><x:v>1</x:v></x:c>'],
)
def test_far_cell_is_found_however_it_is_written(write_workbook, cell):
    path = rewrite(
        write_workbook(Leads=[["name"], ["Tom"]]),
        lambda name, content: content.replace(b"</sheetData>", b'<row r="9999">' + cell + b"</row></sheetData>"),
    )

    assert refusal(path) == "too_many_columns"
