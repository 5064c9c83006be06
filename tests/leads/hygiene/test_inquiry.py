"""What becomes of whole inquiries that reach Acme."""

from decimal import Decimal

import pytest

from leads.hygiene import CleanInquiry, clean_inquiry
from tests.leads.hygiene.ada import ADA, TEXT_FIELDS, codes


def test_plain_inquiry_comes_through_unchanged():
    assert clean_inquiry(ADA) == CleanInquiry(
        **{name: ADA[name] for name in TEXT_FIELDS if name not in ("annual_revenue", "full_name")},
        annual_revenue=Decimal(51000000),
        email_norm="ada@analytical.example",
        phone_e164="+442079460958",
        phone_region="GB",
        name_norm="ada byron",
        last_name_norm="byron ada",
        company_name_norm="analytical engines",
        company_domain="analytical.example",
        identity="email:ada@analytical.example",
        company_identity="domain:analytical.example",
    )


def test_empty_inquiry_is_known_by_nothing():
    assert clean_inquiry({}) == CleanInquiry(flags=["no_contact"])


def test_identity_falls_back_from_address_to_number_to_id_to_name():
    anonymous = {**ADA, "email": "a@localhost", "phone": "1234567890", "external_id": "", "website": ""}

    assert clean_inquiry({**ADA, "email": "  ADA@Analytical.EXAMPLE "}).identity == "email:ada@analytical.example"
    assert clean_inquiry({**ADA, "email": "a@localhost"}).identity == "phone:+442079460958"
    assert clean_inquiry({**anonymous, "external_id": "crm-1"}).identity == "id:crm-1"
    assert clean_inquiry(anonymous).identity == "name:ada byron|analytical engines"
    assert clean_inquiry(anonymous).company_identity == "name:analytical engines"
    assert clean_inquiry({**anonymous, "company": ""}).identity is None


@pytest.mark.parametrize(
    ("email", "website", "domain"),
    [
        ("ada@mail.analytical.example", "", "analytical.example"),
        ("ada@gmail.com", "", ""),
        ("ada@gmail.com", "www.analytical.example", "analytical.example"),
        ("ada@mailinator.com", "", ""),
        ("ada@gmial.com", "", ""),
        ("info@analytical.example", "", "analytical.example"),
        ("ada@analytical.example", "https://www.facebook.com/analytical", "analytical.example"),
    ],
)
def test_company_domain_comes_from_the_site_or_a_firms_own_address(email, website, domain):
    assert clean_inquiry({"email": email, "website": website}).company_domain == domain


def test_bad_address_is_refused_and_nothing_else_is_lost():
    clean = clean_inquiry({**ADA, "email": "ada@localhost"})

    assert (clean.email, clean.email_norm, clean.flags) == ("", "", ["invalid_email"])
    assert [(error.field, error.code, error.value) for error in clean.errors] == [
        ("email", "bad_domain", "ada@localhost")
    ]
    assert clean.errors[0].message == (
        "“ada@localhost” does not end in a public domain like firm.com. Correct the part after the @."
    )
    assert (clean.first_name, clean.phone_e164, clean.company) == ("Ada", "+442079460958", "Analytical Engines Ltd")


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("email", "a\0@x.com", "nul_character"),
        ("email", "a@x.com\nBcc: v@y.com", "header_injection"),
        ("external_id", "4711\0", "nul_character"),
        ("external_id", "4" * 256, "too_long"),
        ("first_name", "Ada\r\nBcc: v@y.com", "header_injection"),
        ("company", "x" * 10_001, "too_long"),
        ("message", "x" * 100_001, "too_long"),
        ("email", "x" * 10_001, "too_long"),
        ("city", ["London"], "wrong_type"),
        ("country", "x" * 10_001, "too_long"),
        ("email", {"a": 1}, "wrong_type"),
        ("timeline", [], "wrong_type"),
    ],
)
def test_field_that_must_be_refused_is_an_error_and_the_others_stay(field, value, code):
    clean = clean_inquiry({**ADA, field: value})
    untouched = clean_inquiry({**ADA, field: ""})

    assert codes(clean.errors) == [(field, code)]
    assert getattr(clean, field) == ""
    kept = [name for name in ADA if name in CleanInquiry.__slots__ and name != field]
    assert [getattr(clean, name) for name in kept] == [getattr(untouched, name) for name in kept]


def test_longest_allowed_texts_are_taken_with_keys_that_fit_an_index():
    clean = clean_inquiry({"first_name": "a" * 10_000, "company": "b" * 10_000, "message": "c" * 100_000})

    assert (len(clean.first_name), len(clean.message), clean.errors) == (10_000, 100_000, [])
    assert len(clean.identity.encode()) < 2000


def test_placeholders_become_nothing_but_mister_null_keeps_his_name():
    clean = clean_inquiry(
        {
            "first_name": "#N/A",
            "last_name": "Null",
            "company": "NULL",
            "city": "-",
            "email": "n/a",
            "phone": "none",
            "country": "Select",
        }
    )

    assert (clean.first_name, clean.last_name, clean.company, clean.city, clean.country) == ("", "Null", "", "", "")
    assert (clean.email, clean.phone, clean.errors) == ("", "", [])
    assert clean.flags == ["placeholder_name", "no_contact"]
    assert clean.junk_signals == 0


def test_answers_are_read_before_they_are_taken_for_nothing():
    clean = clean_inquiry({"timeline": "none", "budget": "none", "authority": "-", "need": "perhaps"})

    assert (clean.timeline, clean.budget, clean.authority, clean.need) == ("none", "no", "", "unknown")
    assert clean.notes == []


def test_tenants_own_placeholders_replace_the_usual_ones():
    clean = clean_inquiry({"city": "TBD", "company": "None"}, empties=frozenset({"tbd"}))

    assert (clean.city, clean.company) == ("", "None")


def test_full_name_is_taken_apart_only_where_there_is_no_other():
    assert clean_inquiry({"full_name": "Smith, John (Dr.)"}).name_norm == "john smith"
    assert clean_inquiry({"name": "John Smith"}).last_name == "Smith"
    assert clean_inquiry({"first_name": "Ada", "full_name": "John Smith"}).name_norm == "ada"


def test_local_number_is_dialled_in_the_country_of_the_row_then_of_the_tenant():
    number = {"phone": "030 12345678"}

    assert clean_inquiry({**number, "country": "Deutschland"}, region="US").phone_e164 == "+493012345678"
    assert clean_inquiry(number, region="DE").phone_e164 == "+493012345678"
    assert clean_inquiry(number).flags == ["phone_needs_country", "no_contact"]


def test_country_that_was_not_understood_keeps_the_tenants_from_being_assumed():
    clean = clean_inquiry({"phone": "202-555-9999", "country": "Georgia"}, region="US")

    assert (clean.phone_e164, clean.flags) == ("", ["phone_needs_country", "no_contact"])
    assert codes(clean.notes) == [("country", "unclear_country"), ("phone", "phone_needs_country")]


def test_country_left_at_its_placeholder_is_no_country():
    assert clean_inquiry({"phone": "(415) 555-2671", "country": "Select"}, region="US").phone_e164 == "+14155552671"


def test_number_that_excel_has_cut_is_kept_as_text_and_never_repaired():
    clean = clean_inquiry({"phone": "4.15555E+09"}, region="US")

    assert (clean.phone, clean.phone_e164) == ("4.15555E+09", "")
    assert [note.message for note in clean.notes] == [
        "Excel has cut the number “4.15555E+09”. Format the column as text and export again."
    ]


def test_second_address_and_second_number_are_kept():
    clean = clean_inquiry({"email": "a@x.com; b@y.com", "phone": "415-555-2671 / 415-555-2672"}, region="US")

    assert (clean.email, clean.extra_emails) == ("a@x.com", ["b@y.com"])
    assert (clean.phone_e164, clean.extra_phones) == ("+14155552671", ["+14155552672"])
    assert codes(clean.notes) == [("email", "extra_address"), ("phone", "extra_number")]


def test_mistyped_address_is_kept_with_a_suggestion():
    clean = clean_inquiry({"email": "john@gmial.com"})

    assert (clean.email, clean.email_suggestion) == ("john@gmial.com", "john@gmail.com")
    assert (clean.flags, clean.junk_signals) == (["typo_email"], 0)


def test_look_alike_and_damaged_letters_are_flagged_and_stored_as_they_came():
    clean = clean_inquiry({**ADA, "company": "Pаypal", "last_name": "MÃ¼ller"})

    assert (clean.company, clean.last_name) == ("Pаypal", "MÃ¼ller")
    assert clean.flags == ["mojibake", "mixed_script"]


def test_invisible_characters_are_removed_with_a_note():
    clean = clean_inquiry({**ADA, "company": "Analytical\0 Eng\u200bines Ltd"})

    assert clean.company == "Analytical Engines Ltd"
    assert codes(clean.notes) == [("company", "nul_removed"), ("company", "hidden_removed")]


def test_formula_is_text_and_comes_back_from_our_export_unchanged():
    formula = '=HYPERLINK("http://x";"y")'

    assert clean_inquiry({"company": formula}).company == formula
    assert clean_inquiry({"company": f"'{formula}"}).company == formula


def test_ranges_and_unclear_numbers_are_told():
    clean = clean_inquiry({"employees": "11-50", "annual_revenue": "10 to 20k"})

    assert (clean.employees, clean.annual_revenue) == (11, None)
    assert codes(clean.notes) == [("employees", "range"), ("annual_revenue", "unclear_number")]


def test_postal_code_that_lost_its_zero_is_told_and_not_repaired():
    clean = clean_inquiry({"country": "DE", "postal_code": "1234"})

    assert (clean.postal_code, codes(clean.notes)) == ("1234", [("postal_code", "leading_zero_lost")])
