"""Rows 6 to 19 and 40 of the bad-input catalogue."""

from decimal import Decimal

import pytest

from leads.hygiene.notes import note, shown
from leads.hygiene.scripts import is_imitation_domain, is_mixed_script, is_mojibake, repair_mojibake
from leads.hygiene.text import (
    bounded_key,
    clean_block,
    clean_line,
    is_placeholder,
    is_placeholder_name,
    key,
    removed_codes,
    to_text,
)

FAMILY = "👨\u200d👩\u200d👧"


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("  Ada   Byron ", "Ada Byron"),
        ("Ada\u00a0Byron", "Ada Byron"),
        ("A\0da", "A da"),
        ("Ada\x1b[31m Byron", "Ada Byron"),
        ("Ada\r\nByron", "Ada Byron"),
        ("gpj\u202egnp.exe", "gpjgnp.exe"),
        ("\u2066Ada\u2069", "Ada"),
        ("A\u200bda\ufeff", "Ada"),
        ("Ana\u00adlytical", "Analytical"),
        ("Jose\u0301", "José"),
        ("\ud800Ada", "\ufffdAda"),
        ("Ｊｏｈｎ", "Ｊｏｈｎ"),
        ("Groß İnan", "Groß İnan"),
        (f"Ada {FAMILY}", f"Ada {FAMILY}"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("McDonald van der BERG", "McDonald van der BERG"),
    ],
)
def test_line_is_stored_as_typed_without_what_nobody_can_see(typed, stored):
    assert clean_line(typed) == stored


@pytest.mark.parametrize(
    "text",
    [
        "'; DROP TABLE leads;--",
        "Robert'); DROP",
        "O'Brien",
        "100 % _x_",
        "<script>alert(1)</script>",
        "{{7*7}} ${jndi:ldap://x} {% debug %} <%= 1 %>",
        "](javascript:alert(1))",
        '=HYPERLINK("http://x";"y")',
        "@SUM(A1)",
        "+1+1",
        "-2+3",
        "'t Hart",
    ],
)
def test_line_that_looks_like_code_is_text(text):
    assert clean_line(text) == text


@pytest.mark.parametrize("formula", ['=HYPERLINK("x")', "@SUM(A1)", "+442079460958", "-2+3"])
def test_line_loses_the_apostrophe_that_our_export_put_before_a_formula(formula):
    assert clean_line(f"'{formula}") == formula


def test_line_keeps_eight_marks_on_a_letter_and_drops_the_other_thousands():
    assert clean_line("Z" + "\u0334" * 5000 + "alg\u0334o") == "Z" + "\u0334" * 8 + "alg\u0334o"


def test_line_keeps_a_row_of_emoji():
    assert clean_line("🎉" * 20) == "🎉" * 20


def test_block_keeps_its_lines():
    assert clean_block("Dear Mark,\r\nplease\tcall.\rAda\0\u2028\n") == "Dear Mark,\nplease\tcall.\nAda"


@pytest.mark.parametrize(
    ("typed", "codes"),
    [
        ("Ada", ()),
        ("Åsa 王", ()),
        ("A\0da", ("nul_removed",)),
        ("A\x07da", ("control_removed",)),
        ("A\u200bda", ("hidden_removed",)),
        ("\ud800", ("invalid_unicode",)),
        ("Z" + "\u0334" * 20, ("marks_removed",)),
        ("A\0\u202e", ("nul_removed", "hidden_removed")),
        (f"Ada {FAMILY}", ()),
    ],
)
def test_removed_codes_name_every_kind(typed, codes):
    assert removed_codes(typed) == codes


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Jose\u0301", "JOSÉ"),
        ("Ｊｏｈｎ", "john"),
        ("\u212aelvin", "kelvin"),
        ("Straße", "STRASSE"),
        ("O’Brien", "o'brien"),
        ("Ada\u200b  Byron", "ada byron"),
        ("می\u200cخواهم", "میخواهم"),
    ],
)
def test_key_is_shared_by_spellings_of_one_name(one, other):
    assert key(one) == key(other)


def test_key_keeps_look_alikes_apart():
    assert key("pаypal") != key("paypal")


def test_bounded_key_fits_an_index_and_keeps_long_names_apart():
    one, other = bounded_key("a" * 5000), bounded_key("a" * 4999)

    assert (len(one), len(other)) == (200, 200)
    assert one != other


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (420, "420"),
        (4155552671.0, "4155552671"),
        (2.5, "2.5"),
        (float("nan"), ""),
        (float("inf"), ""),
        (True, "yes"),
        (Decimal("1.50"), "1.50"),
        (Decimal("Infinity"), ""),
        (10**500, None),
        ([1], None),
        ({}, None),
        (b"x", None),
    ],
)
def test_text_of_a_cell_value(value, text):
    assert to_text(value) == text


@pytest.mark.parametrize("text", ["#N/A", "#REF!", "NULL", "n/a", "-", "none", ".", "Select"])
def test_placeholder_stands_for_nothing(text):
    assert is_placeholder(text)


def test_placeholder_list_is_the_tenants_own():
    own = frozenset({"tbd"})

    assert is_placeholder("TBD", own)
    assert not is_placeholder("none", own)


def test_person_named_null_has_a_name():
    assert not is_placeholder_name("Null")
    assert is_placeholder_name("#N/A")
    assert is_placeholder_name("-")


@pytest.mark.parametrize("text", ["pаypal", "Μicrosoft", "Аlex Smith"])
def test_mixed_script_is_found_in_a_word_with_look_alikes(text):
    assert is_mixed_script(text)


@pytest.mark.parametrize("text", ["paypal", "μTorrent", "ОАО Gazprom", "Ωmega", "Иван", "José", "東京 Tower"])
def test_mixed_script_leaves_honest_words_alone(text):
    assert not is_mixed_script(text)


def test_imitation_domain_may_be_all_look_alikes():
    assert is_imitation_domain("аррӏе.com")
    assert not is_imitation_domain("москва.com")
    assert not is_imitation_domain("президент.рф")


@pytest.mark.parametrize(
    ("garbled", "original"),
    [("MÃ¼ller", "Müller"), ("donâ€™t", "don’t"), ("SÃ£o Paulo", "São Paulo"), ("5 Â°C", "5 °C"), ("æ—¥æœ¬", "日本")],
)
def test_mojibake_has_a_suggested_repair(garbled, original):
    assert is_mojibake(garbled)
    assert repair_mojibake(garbled) == original


@pytest.mark.parametrize("text", ["Müller", "SÃO", "Spaß“", "café»…", "Ü–x", "naïve", "Ångström", "Bjørn", "日本"])
def test_mojibake_is_not_seen_in_honest_text(text):
    assert not is_mojibake(text)


def test_shown_value_is_one_line_of_forty_characters():
    assert shown("a" * 30 + "\n\u202e" + "b" * 30) == "a" * 30 + " " + "b" * 8 + "…"
    assert len(shown("x" * 500)) == 40


def test_note_puts_the_value_in_as_data():
    assert note("company", "c", "“{value}” is odd", "{value.__class__}").message == "“{value.__class__}” is odd"
