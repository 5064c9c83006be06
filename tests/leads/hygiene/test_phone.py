"""Rows 41, 42 and 85 to 90 of the bad-input catalogue."""

import csv

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from leads.hygiene.numbering import read_international, read_national
from leads.hygiene.phone import clean_phone


@pytest.mark.parametrize(
    ("typed", "region", "e164", "extension"),
    [
        ("(415) 555-2671", "US", "+14155552671", ""),
        ("415.555.2671 x123", "US", "+14155552671", "123"),
        ("1 (415) 555-2671 (mobile)", "US", "+14155552671", ""),
        ("Mobile: 415-555-2671 ext. 12 (office)", "US", "+14155552671", "12"),
        ("+44 (0)20 7946 0958", None, "+442079460958", ""),
        ("+44 (0)20 7946 0958", "US", "+442079460958", ""),
        ("0044 20 7946 0958", None, "+442079460958", ""),
        ("0044 20 7946 0958", "US", "+442079460958", ""),
        ("011 44 20 7946 0958", "US", "+442079460958", ""),
        ("020 7946 0958", "GB", "+442079460958", ""),
        ("030/12345678", "DE", "+493012345678", ""),
        ("+49 (0)6221 / 54-12345", "DE", "+4962215412345", ""),
        ("030 12345678 Durchwahl 12", "DE", "+493012345678", "12"),
        ("1711234567", "DE", "+491711234567", ""),
        ("06 698 12345", "IT", "+390669812345", ""),
        ("4155552671.0", "US", "+14155552671", ""),
        ("tel:+1-415-555-2671", None, "+14155552671", ""),
        ("p:+14155552671", None, "+14155552671", ""),
        ("４１５５５５２６７１", "US", "+14155552671", ""),
        ("٤١٥٥٥٥٢٦٧١", "US", "+14155552671", ""),
        ("1-800-FLOWERS", "US", "+18003569377", ""),
        ("1-800-CONTACTS", "US", "+18002668228", ""),
        ("\u202a+1 415 555 2671\u202c", None, "+14155552671", ""),
        ("'+14155552671", None, "+14155552671", ""),
    ],
)
def test_number_is_read_as_people_type_it(typed, region, e164, extension):
    found = clean_phone(typed, region)

    assert (found.e164, found.extension, found.problem) == (e164, extension, "")


@pytest.mark.parametrize(
    ("typed", "region", "main", "extras"),
    [
        ("415-555-2671 / 415-555-2672", "US", "+14155552671", ("+14155552672",)),
        ("415-555-2671 or 212-555-1234", "US", "+14155552671", ("+12125551234",)),
        ("415 555 2671\n212 555 1234", "US", "+14155552671", ("+12125551234",)),
        ("415-555-2671, 415-555-2671", "US", "+14155552671", ()),
        ("030 12345678 / 0171 1234567", "DE", "+493012345678", ("+491711234567",)),
    ],
)
def test_two_numbers_in_a_cell_are_parted(typed, region, main, extras):
    found = clean_phone(typed, region)

    assert (found.e164, found.extras, found.changes[-1]) == (main, extras, "extra_number")


@pytest.mark.parametrize(
    ("typed", "region", "problem"),
    [
        ("020 7946 0958", None, "phone_needs_country"),
        ("0000000000", "US", "fake_phone"),
        ("1234567890", "US", "fake_phone"),
        ("1234567890", None, "fake_phone"),
        ("+910123456789", None, "fake_phone"),
        ("555-0100", "US", "fake_phone"),
        ("555-0100", None, "fake_phone"),
        ("(415) 555-0123", "US", "fake_phone"),
        ("+33123456789", None, "fake_phone"),
        ("911", "US", "emergency_phone"),
        ("112", None, "emergency_phone"),
        ("+1 900 234 1234", None, "premium_phone"),
        ("4.15555E+09", "US", "scientific_notation"),
        ("1,23E+11", "DE", "scientific_notation"),
        ("hello", "US", "invalid_phone"),
        ("+", "US", "invalid_phone"),
        ("020 7946 0958", "US", "invalid_phone"),
        ("1" * 400, "US", "invalid_phone"),
        ("😀", "US", "invalid_phone"),
    ],
)
def test_number_that_nobody_may_call_has_no_e164(typed, region, problem):
    found = clean_phone(typed, region)

    assert (found.e164, found.problem) == ("", problem)


def test_empty_cell_is_no_problem():
    assert clean_phone("  ", "US") == clean_phone("", None)
    assert clean_phone("").problem == ""


def test_short_runs_of_digits_are_somebodys_number():
    assert clean_phone("+4232345678").e164 == "+4232345678"


def test_example_numbers_of_every_region_are_read_like_the_library(reference_list):
    """Three ways of writing each; made-up looking and premium numbers are refused by us alone."""
    with reference_list("phone_example_numbers.csv").open(encoding="utf-8") as file:
        examples = list(csv.DictReader(file))
    different = []
    for example in examples:
        region = example["region"] if example["region"] != "001" else None
        for typed, where in ((example["e164"], None), (example["international"], None), (example["national"], region)):
            found = clean_phone(typed, where)
            if found.problem not in ("fake_phone", "premium_phone") and found.e164 != _as_library(typed, where):
                different.append((typed, where, found))

    assert different == []
    assert len(examples) > 1000


def _as_library(typed, region):
    try:
        number = phonenumbers.parse(typed, region)
    except phonenumbers.NumberParseException:
        return ""
    is_valid = phonenumbers.is_valid_number(number)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164) if is_valid else ""


@given(
    st.sampled_from(["US", "GB", "DE", "FR", "IT", "AR", "BR", "MX", "CH", "NL", "JP", "AU", "RU", "IN", "CA", "GG"]),
    st.text("0123456789", min_size=6, max_size=14),
)
def test_quick_reading_never_contradicts_the_library(region, digits):
    """Where the short way answers at all, it gives the library's answer."""
    national, international = read_national(digits, region), read_international(digits)

    if national:
        assert f"+{national.calling_code}{national.digits}" == _as_library(digits, region)
    if international:
        assert f"+{international.calling_code}{international.digits}" == _as_library(f"+{digits}", None)
