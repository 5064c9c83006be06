"""Mark uploads lists from all sorts of programs; each is read as it was meant, or what is odd about it is said."""

import codecs
import csv
import gzip
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leads.tables import Level, TableRefused, open_table
from leads.tables.delimiters import Dialect
from leads.tables.records import RecordReader, RecordScanner


def codes(problems):
    return [problem.code for problem in problems]


def cells_of(table):
    return [row.cells for row in table]


def test_plain_list_gives_headers_and_rows_with_their_places(lay_down):
    table = open_table(lay_down("name,email\r\nAlice,alice@acme.test\r\nTom,tom@acme.test\r\n"))

    assert (table.kind, table.encoding, table.delimiter, table.headers) == ("csv", "utf-8", ",", ["name", "email"])
    assert [tuple(row) for row in table] == [
        (1, 2, ["Alice", "alice@acme.test"], ()),
        (2, 3, ["Tom", "tom@acme.test"], ()),
    ]
    assert (table.warnings, table.total_lines, table.size) == ([], 3, 54)


def test_table_can_be_read_again(lay_down):
    table = open_table(lay_down("name\nAlice\nTom\n"))

    assert [table.count_rows(), len(list(table)), len(table.sample(1))] == [2, 2, 1]


def test_batches_hold_all_rows_in_order(lay_down):
    table = open_table(lay_down("name\nAlice\nTom\nMia\n"))

    assert [[row.cells for row in batch] for batch in table.batches(2)] == [[["Alice"], ["Tom"]], [["Mia"]]]


@pytest.mark.parametrize(
    ("mark", "encoding", "found"),
    [
        (codecs.BOM_UTF8, "utf-8", "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16-le", "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16-be", "utf-16"),
        (codecs.BOM_UTF32_LE, "utf-32-le", "utf-32"),
    ],
)
def test_mark_at_the_start_names_the_encoding_and_leaves_the_header_clean(lay_down, mark, encoding, found):
    text = "name\tcity\r\nJörg\tKöln\r\n鈴木\t東京\r\n"

    table = open_table(lay_down(mark + text.encode(encoding)))

    assert (table.encoding, table.delimiter, table.headers) == (found, "\t", ["name", "city"])
    assert cells_of(table) == [["Jörg", "Köln"], ["鈴木", "東京"]]


def test_utf16_without_mark_is_refused_but_read_when_asked_for(lay_down):
    path = lay_down("name,city\nJane,York\n".encode("utf-16-le"))

    with pytest.raises(TableRefused) as refused:
        open_table(path)

    assert refused.value.code == "utf16_without_mark"
    assert cells_of(open_table(path, encoding="utf-16-le")) == [["Jane", "York"]]


@pytest.mark.parametrize(
    ("text", "encoding", "guess"),
    [
        ("name,city\nMüller,Köln\nJosé,“Málaga”\n", "cp1252", "cp1252"),
        ("имя,город\nАлексей,Санкт-Петербург\nЕкатерина,Нижний Новгород\nДмитрий,Екатеринбург\n", "cp1251", "cp1251"),
        (
            "氏名,会社\n鈴木一郎,日本電気株式会社\n佐藤花子,東京海上日動火災保険\n高橋健太,三菱重工業\n",
            "shift_jis",
            "cp932",
        ),
    ],
)
def test_other_encodings_are_guessed_with_a_warning_that_shows_lines(lay_down, text, encoding, guess):
    table = open_table(lay_down(text.encode(encoding)))

    assert table.encoding == guess
    assert codes(table.warnings) == ["encoding_guessed"]
    assert [table.headers, *cells_of(table)] == [line.split(",") for line in text.splitlines()]


def test_encoding_that_was_asked_for_is_taken_without_a_guess(lay_down):
    table = open_table(lay_down("name\nJosé\n".encode("latin-1")), encoding="latin-1")

    assert (cells_of(table), table.warnings) == ([["José"]], [])


def test_broken_bytes_spoil_their_row_only(lay_down):
    good = "".join(f"Jörg {number},Köln\n" for number in range(9)).encode()

    table = open_table(lay_down(b"name,city\n" + good + b"Ren\xe9,Paris\n" + good))
    rows = list(table)

    assert (table.encoding, codes(table.warnings)) == ("utf-8", ["invalid_bytes"])
    assert [(row.line, codes(row.problems), row.cells) for row in rows if row.is_spoiled] == [
        (11, ["invalid_bytes"], ["Ren?", "Paris"])
    ]
    assert rows[9].problems[0].column == "A"
    assert len(rows) == 19


def test_character_cut_at_the_end_spoils_the_last_row_only(lay_down):
    rows = list(open_table(lay_down("name,city\nTom,Bern\nJane,Zü".encode()[:-1])))

    assert [(row.is_spoiled, codes(row.problems)) for row in rows] == [(False, []), (True, ["invalid_bytes"])]


def test_nul_characters_are_removed_and_the_row_marked(lay_down):
    table = open_table(lay_down("name,company\nAlice,Ac\0me\nTom,Globex\n"))

    assert [(row.cells, codes(row.problems)) for row in table] == [
        (["Alice", "Acme"], ["nul_removed"]),
        (["Tom", "Globex"], []),
    ]
    assert codes(table.warnings) == ["nul_removed"]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiter_is_found_despite_others_inside_quotes_and_text(lay_down, delimiter):
    line = delimiter.join(['"Smith, John; Jr | x"', "1,5", "a;b" if delimiter == "," else "a", "z"]).replace(
        "1,5", "15" if delimiter == "," else "1,5"
    )

    table = open_table(lay_down(delimiter.join("wxyz") + "\n" + (line + "\n") * 25))

    assert (table.delimiter, table.headers) == (delimiter, ["w", "x", "y", "z"])
    assert {len(row.cells) for row in table} == {4}


def test_delimiter_can_be_given(lay_down):
    assert open_table(lay_down("a,b;c\n1,2;3\n"), delimiter=";").headers == ["a,b", "c"]


def test_separator_line_of_excel_is_obeyed_and_counted(lay_down):
    table = open_table(lay_down("sep=;\r\nname;note\r\nAlice;a,b\r\n"))

    assert (table.delimiter, table.headers) == (";", ["name", "note"])
    assert [(row.line, row.cells) for row in table] == [(3, ["Alice", "a,b"])]


@pytest.mark.parametrize("newline", ["\r", "\n", "\r\n"])
def test_every_newline_is_understood(lay_down, newline):
    table = open_table(lay_down(newline.join(["a,b", "1,2", "3,4", ""])))

    assert ([row.line for row in table], table.total_lines) == ([2, 3], 3)


def test_mixed_newlines_and_a_missing_last_one_are_understood(lay_down):
    table = open_table(lay_down("a,b\n1,2\r\n3,4\r5,6"))

    assert [(row.line, row.cells) for row in table] == [(2, ["1", "2"]), (3, ["3", "4"]), (4, ["5", "6"])]


def test_newline_inside_quotes_counts_by_record_and_by_line(lay_down):
    table = open_table(lay_down('name,note\nAlice,"first\r\nsecond"\nTom,x\n'))

    assert [(row.number, row.line, row.cells) for row in table] == [
        (1, 2, ["Alice", "first\r\nsecond"]),
        (2, 4, ["Tom", "x"]),
    ]


def test_quote_never_closed_is_refused_with_the_place_where_it_opened(lay_down):
    before = "".join(f'{number},Tom,"said ""hi"""\n' for number in range(2, 57))
    after = "".join(f"{number},Mia,nothing\n" for number in range(58, 3000))
    table = open_table(lay_down("id,name,note\n" + before + '57,Sally,"call back\n' + after))

    with pytest.raises(TableRefused) as refused:
        table.count_rows()

    assert (refused.value.code, refused.value.line, refused.value.column) == ("unclosed_quote", 57, "C")
    assert refused.value.message.startswith("A quote opened in line 57, column C, is never closed.")


def test_quote_never_closed_is_placed_even_when_the_rest_is_longer_than_a_cell_may_be(lay_down):
    after = "57,Mia,nothing at all was said on that day\n" * 20_000
    table = open_table(lay_down("id,name,note\n" + "1,Tom,x\n" * 60 + '2,"Sally,y\n' + after))

    with pytest.raises(TableRefused) as refused:
        table.count_rows()

    assert (refused.value.code, refused.value.line, refused.value.column) == ("unclosed_quote", 62, "B")


def test_text_after_a_closing_quote_spoils_its_row_and_no_other(lay_down):
    table = open_table(lay_down('id,company,note\n1,Acme,"He said "clean it" today"\n2,Globex,fine\n'))
    rows = list(table)

    assert [(row.line, row.is_spoiled) for row in rows] == [(2, True), (3, False)]
    problem = rows[0].problems[0]
    assert (problem.code, problem.line, problem.column) == ("text_after_quote", 2, "C")
    assert problem.value == '1,Acme,"He said "clean it" today"\n'
    assert rows[1].cells == ["2", "Globex", "fine"]


def test_quote_closed_by_a_later_row_names_the_line_where_it_opened(lay_down):
    table = open_table(lay_down('id,note\n1,"never closed\n2,x\n3,"fine"\n4,y\n'))
    rows = list(table)

    assert [(row.line, row.is_spoiled) for row in rows] == [(2, True), (5, False)]
    assert (rows[0].problems[0].line, rows[0].problems[0].column) == (2, "B")
    assert "lines 2 to 4" in rows[0].problems[0].message


def test_rows_swallowed_by_a_stray_quote_are_not_taken_in_silence(lay_down):
    table = open_table(lay_down('id,name,note\n1,Tom,"open\n2,Mia,x\n3,Sally,y"\n4,Mark,z\n'))

    assert [(row.line, codes(row.problems)) for row in table] == [(2, ["swallowed_rows"]), (5, [])]


def test_quotes_within_an_unquoted_cell_are_text(lay_down):
    assert cells_of(open_table(lay_down('item,price\n5" pipe,3\n'))) == [['5" pipe', "3"]]


def test_cell_beyond_131072_characters_is_kept_and_marked(lay_down):
    long = "x" * 200_000 + "\n" + "y" * 100_000
    table = open_table(lay_down(f'id,note\n1,"{long}"\n2,short\n3,{"z" * 140_000}\n4,end\n'))
    rows = list(table)

    assert [(row.line, codes(row.problems)) for row in rows] == [
        (2, ["long_cell"]),
        (4, []),
        (5, ["long_cell"]),
        (6, []),
    ]
    assert (rows[0].cells, rows[2].cells) == (["1", long], ["3", "z" * 140_000])


def test_short_and_long_rows_are_marked_and_lose_nothing(lay_down):
    table = open_table(lay_down("a,b,c\n1,2\n1,2,3,4\n1,2,3,,\n1,2,3\n"))

    assert [(row.cells, codes(row.problems)) for row in table] == [
        (["1", "2", ""], ["short_row"]),
        (["1", "2", "3", "4"], ["extra_cells"]),
        (["1", "2", "3"], []),
        (["1", "2", "3"], []),
    ]
    assert dict(table.totals.problems) == {"short_row": 1, "extra_cells": 1}


def test_row_cut_by_another_delimiter_is_spoiled(lay_down):
    rows = list(open_table(lay_down("id,name,email\n1,Tom,t@x.test\n2;Mia;m@x.test\n")))

    assert [codes(row.problems) for row in rows] == [[], ["other_delimiter"]]
    assert rows[1].is_spoiled


def test_last_row_that_ends_in_the_middle_is_spoiled(lay_down):
    rows = list(open_table(lay_down("id,name,email\n1,Tom,t@x.test\n2,Mi")))

    assert [codes(row.problems) for row in rows] == [[], ["cut_off"]]
    assert rows[1].problems[0].level == Level.ERROR


def test_blank_rows_are_skipped_and_counted(lay_down):
    table = open_table(lay_down("a,b\n\n1,2\n,\n , \n\t,\u00a0\n,3\n\n"))

    assert cells_of(table) == [["1", "2"], ["", "3"]]
    assert (table.totals.rows, table.totals.blank_rows) == (2, 5)


def test_trailing_column_without_name_and_values_is_dropped_with_a_note(lay_down):
    table = open_table(lay_down("a,b,,\n1,2,,\n3,4,,\n"))

    assert (table.headers, codes(table.warnings), cells_of(table)) == (
        ["a", "b"],
        ["empty_columns_dropped"],
        [["1", "2"], ["3", "4"]],
    )


def test_value_far_down_in_a_dropped_column_is_not_lost(lay_down):
    table = open_table(lay_down("a,b,\n" + "1,2,\n" * 100 + "3,4,surprise\n"))

    assert [(row.line, codes(row.problems), row.cells[2:]) for row in table if row.problems] == [
        (102, ["extra_cells"], ["surprise"])
    ]


def test_lines_above_the_header_are_skipped_with_a_warning(lay_down):
    table = open_table(lay_down("Leads of spring 2026\n\nExported by Mark,,\nname,email,city\nTom,t@x.test,Bern\n"))

    assert (table.headers, codes(table.warnings)) == (["name", "email", "city"], ["preamble_skipped"])
    assert [(row.line, row.cells) for row in table] == [(5, ["Tom", "t@x.test", "Bern"])]


def test_gzipped_list_is_read_and_measured_unpacked(lay_down):
    text = "name,email\nTom,t@x.test\n"

    table = open_table(lay_down(gzip.compress(text.encode()), "leads.csv.gz"))

    assert (table.kind, table.size, cells_of(table)) == ("csv.gz", len(text), [["Tom", "t@x.test"]])


def test_upload_is_judged_by_its_own_name_not_by_the_stored_one(lay_down):
    path = lay_down("name\nTom\n", "f3a91c")

    assert open_table(path).name == "f3a91c"
    with pytest.raises(TableRefused) as refused:
        open_table(path, name="leads.ods")
    assert refused.value.code == "wrong_type"


CELL = st.text(st.characters(exclude_categories=["Cs", "Cc"], include_characters="\r\n\t"), max_size=12)


@given(st.lists(st.lists(CELL, min_size=3, max_size=3), min_size=1, max_size=8))
def test_whatever_the_csv_writer_writes_is_read_back(tmp_path_factory, rows):
    path = tmp_path_factory.mktemp("written") / "leads.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([["alpha", "beta", "gamma"], *rows])
    expected = [row for row in rows if any(cell.strip() for cell in row)]

    read = [row.cells for row in open_table(path, delimiter=",", has_header=True)] if expected else expected

    assert read == expected


@given(st.text(st.sampled_from('a",\n\r '), max_size=40))
def test_scanner_agrees_with_the_strict_parser_on_every_first_record(text):
    lines = io.StringIO(text, newline="").readlines()
    try:
        expected = next(csv.reader(iter(lines), strict=True), None)
    except csv.Error:
        expected = None
    scanner = RecordScanner(Dialect(",", skip_spaces=False))

    for number, line in enumerate(lines, start=1):
        scanner.feed(line, number)
        if not scanner.inside_quotes:
            break

    broken = scanner.text_after_quote or scanner.inside_quotes or not lines
    assert (None if broken else scanner.cells) == (expected or [""] if expected is not None else None)


@given(st.text(st.sampled_from('ab",\n'), max_size=60))
def test_reader_accounts_for_every_line_of_broken_text(text):
    lines = io.StringIO(text, newline="").readlines()
    starts, end = [], None
    try:
        for line, _, _ in RecordReader(lines, Dialect(",", skip_spaces=False)):
            starts.append(line)
    except TableRefused as refused:
        end = refused.code

    assert end in (None, "unclosed_quote")
    assert starts == sorted(set(starts))
    assert starts[:1] == [1] or end or not lines
