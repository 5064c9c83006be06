"""What makes an inquiry look like junk, and what does not."""

from leads.hygiene import FLAGS, JUNK_FLAGS, clean_inquiry
from tests.leads.hygiene.ada import ADA


def test_person_at_a_free_provider_is_not_junk():
    clean = clean_inquiry({**ADA, "email": "ada.byron@gmail.com", "website": ""})

    assert (clean.flags, clean.junk_signals) == (["free_email"], 0)


def test_somebody_drumming_on_the_keys_gives_many_signs():
    clean = clean_inquiry(
        {"first_name": "asdf", "last_name": "asdf", "email": "asdf@asdf.com", "phone": "1234567890", "company": "xxx"}
    )

    assert clean.flags == ["junk_name", "junk_company", "junk_email", "fake_phone"]
    assert clean.junk_signals == 4


def test_test_lead_is_said_and_counted_once_for_each_field():
    clean = clean_inquiry({"first_name": "Test", "last_name": "Test", "email": "test@test.com"})

    assert clean.flags == ["junk_name", "test_lead", "junk_email"]
    assert clean.junk_signals == 2


def test_test_lead_of_an_advertising_platform_is_known():
    clean = clean_inquiry(
        {
            "full_name": "<test lead: dummy data for full_name>",
            "email": "test@meta.com",
            "phone": "p:<test lead: dummy data for phone>",
        }
    )

    assert clean.flags == ["junk_name", "test_lead", "junk_email", "invalid_phone"]


def test_john_doe_of_a_real_firm_is_one_sign_only():
    clean = clean_inquiry({**ADA, "first_name": "John", "last_name": "Doe"})

    assert (clean.flags, clean.junk_signals) == (["junk_name"], 1)


def test_spam_and_throw_away_address_are_two_signs():
    clean = clean_inquiry({"email": "x@mailinator.com", "message": "best casino http://x.example"})

    assert clean.flags == ["disposable_email", "spam_message"]
    assert clean.junk_signals == 2


def test_junk_flags_are_flags():
    assert set(FLAGS) >= JUNK_FLAGS
    assert {"free_email", "typo_email", "no_contact"} & JUNK_FLAGS == set()
