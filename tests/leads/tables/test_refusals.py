"""Files that are no list of leads are refused with a code for machines and a sentence for Mark."""

import gzip
import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leads.tables import TableRefused, open_table


def refusal(path, **options):
    with pytest.raises(TableRefused) as refused:
        open_table(path, **options).count_rows()
    assert refused.value.message.endswith((".", "?"))
    return refused.value


def zipped(**parts):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return packed.getvalue()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "no_rows"),
        (b"\xef\xbb\xbf", "no_rows"),
        (b"\n\n,,\n", "no_rows"),
        (b"name,email\n", "no_rows"),
        (b"name,email\n,\n\n", "no_rows"),
        (b"%PDF-1.7\n%\xe2\xe3", "wrong_type"),
        (b"\x89PNG\r\n\x1a\n", "wrong_type"),
        (b"\xff\xd8\xff\xe0JFIF", "wrong_type"),
        (b"  <!DOCTYPE html><table>", "wrong_type"),
        (b"\xef\xbb\xbf<html><body>", "wrong_type"),
        (b"<?xml version='1.0'?><leads/>", "wrong_type"),
        (b'{"leads": [1, 2]}', "wrong_type"),
        (b'[{"email": "a@b.test"}]', "wrong_type"),
        (b"BZh91AY&SY", "wrong_type"),
        (b"\x7fELF\x02\x01", "wrong_type"),
        (zipped(notes="x"), "wrong_type"),
        (bytes(range(1, 32)) * 20, "not_text"),
    ],
)
def test_content_that_is_no_table_is_refused_whatever_its_name(lay_down, content, code):
    assert refusal(lay_down(content)).code == code


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("leads.xlsm", "macro_workbook"),
        ("LEADS.XLSM", "macro_workbook"),
        ("leads.ods", "wrong_type"),
        ("leads.exe", "wrong_type"),
        ("leads.xlsx.gz", "wrong_type"),
        ("../../etc/leads.sh", "wrong_type"),
    ],
)
def test_name_of_another_kind_is_refused(lay_down, name, code):
    assert refusal(lay_down("name,email\nTom,t@x.test\n"), name=name).code == code


def test_name_is_only_ever_read_for_its_ending(lay_down):
    path = lay_down("name\nTom\n")

    names = ("../../etc/passwd", "x" * 300 + ".csv", "CON.csv", "a\u202evsc.csv", "St. Gallen leads 2026")

    assert [open_table(path, name=name).count_rows() for name in names] == [1] * 5


def test_one_line_about_a_person_is_refused_with_advice_on_the_header(lay_down):
    path = lay_down("Tom,t@x.test\n")

    assert "no header row" in refusal(path).message
    assert [row.cells for row in open_table(path, has_header=False)] == [["Tom", "t@x.test"]]


def test_more_rows_than_allowed_are_refused(lay_down):
    path = lay_down("name\n" + "Tom\n" * 11)

    assert refusal(path, max_rows=10).code == "too_many_rows"
    assert open_table(path, max_rows=11).count_rows() == 11


@pytest.mark.parametrize("columns", [301, 10_000])
def test_more_than_300_columns_are_refused(lay_down, columns):
    line = ",".join(f"c{number}" for number in range(columns))

    assert refusal(lay_down(f"{line}\n{line}\n")).code == "too_many_columns"


def test_300_columns_are_accepted_even_with_empty_ones_behind(lay_down):
    line = ",".join(f"c{number}" for number in range(300)) + "," * 5_000

    assert len(open_table(lay_down(f"{line}\n{line}\n")).headers) == 300


def test_line_without_end_is_refused(lay_down):
    assert refusal(lay_down(b"name\n" + b"x" * (17 << 20))).code == "line_too_long"


def test_header_that_can_not_be_read_is_refused_with_its_place(lay_down):
    refused = refusal(lay_down('name,"e"mail,city\nTom,t@x.test,Bern\n'))

    assert (refused.code, refused.line, refused.column) == ("bad_header", 1, "B")


@pytest.mark.parametrize("encoding", ["klingon", "base64", "undefined", "utf-8\0"])
def test_unknown_encoding_is_refused(lay_down, encoding):
    assert refusal(lay_down("name\nTom\n"), encoding=encoding).code == "unknown_encoding"


@pytest.mark.parametrize("delimiter", ["", ",,", '"', "\n"])
def test_impossible_delimiter_is_refused(lay_down, delimiter):
    assert refusal(lay_down("name\nTom\n"), delimiter=delimiter).code == "bad_delimiter"


def test_gzip_that_was_cut_off_or_altered_is_refused(lay_down):
    packed = gzip.compress(b"name,email\n" + b"Tom,t@x.test\n" * 50_000)
    wrong_sum = packed[:-8] + bytes(4) + packed[-4:]

    for content in (packed[:-100], packed[:30], wrong_sum):
        assert refusal(lay_down(content, "leads.csv.gz")).code == "damaged_archive"


def test_gzip_bomb_is_refused_while_it_unpacks(lay_down):
    packed = gzip.compress(b"name\n" + b"Tom\n" * (5 << 20))

    assert refusal(lay_down(packed, "leads.csv.gz")).code == "bomb"


def test_archive_within_an_archive_is_refused(lay_down):
    assert refusal(lay_down(gzip.compress(zipped(notes="x")), "leads.csv.gz")).code == "wrong_type"


HEADERLESS = ["Tom,t@x.test,Bern", "Mia,(044) 668 18 00,Bern", "1,2,x", "Sally,2026-02-03,x", "x,https://acme.test,y"]


@pytest.mark.parametrize("line", HEADERLESS)
def test_first_line_that_describes_somebody_is_reported(lay_down, line):
    path = lay_down(f"{line}\nMark,Acme,Zug\n")

    assert [warning.code for warning in open_table(path).warnings] == ["looks_headerless"]
    assert open_table(path, has_header=True).warnings == []
    table = open_table(path, has_header=False)
    assert (table.headers, table.warnings, table.count_rows()) == (["Column A", "Column B", "Column C"], [], 2)


def test_years_as_headers_are_not_taken_for_data(lay_down):
    assert open_table(lay_down("name,2024,2025\nTom,1,2\n")).warnings == []


def test_duplicate_headers_are_renamed_so_that_nothing_is_lost(lay_down):
    table = open_table(lay_down("email,Email,email (2),email\n1,2,3,4\n"))

    assert table.headers == ["email", "Email (2)", "email (2) (2)", "email (3)"]
    assert [warning.code for warning in table.warnings] == ["duplicate_header"]


def test_headers_are_cleaned_and_nameless_ones_get_their_letter(lay_down):
    table = open_table(lay_down('\u200b First\u00a0 name ,"E-\nmail",=SUM(A1),,Cafe\u0301\n1,2,3,4,5\n'))

    assert table.headers == ["First name", "E- mail", "SUM(A1)", "Column D", "Café"]
    assert [(warning.code, warning.column) for warning in table.warnings] == [
        ("header_changed", "C"),
        ("blank_header", "D"),
    ]


def test_header_of_500_characters_is_shortened_with_a_warning(lay_down):
    table = open_table(lay_down("x" * 500 + ",b\n1,2\n"))

    assert (table.headers, [warning.code for warning in table.warnings]) == (["x" * 100, "b"], ["header_changed"])


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused_but_never_raise_anything_else(tmp_path_factory, content):
    path = tmp_path_factory.mktemp("bytes") / "leads.csv"
    path.write_bytes(content)

    told = []
    try:
        table = open_table(path)
        told += [problem.message for row in table for problem in row.problems]
        told += [warning.message for warning in table.warnings]
    except TableRefused as refused:
        told.append(refused.message)

    assert all(message.endswith((".", "?")) or ": " in message for message in told)
