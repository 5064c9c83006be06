"""Rows 69 to 82 of the bad-input catalogue."""

from xml.etree import ElementTree

import pytest

from leads.hygiene.domains import ascii_domain, company_domain, domain_facts, registrable_domain
from leads.hygiene.email import clean_email, loose_email_key, read_address


@pytest.mark.parametrize(
    ("typed", "text", "norm"),
    [
        ("JOHN@Example.COM", "JOHN@Example.COM", "john@example.com"),
        (" john@x.com ", "john@x.com", "john@x.com"),
        ("<john@x.com>", "john@x.com", "john@x.com"),
        ("(john@x.com)", "john@x.com", "john@x.com"),
        ("'john@x.com'", "john@x.com", "john@x.com"),
        ("mailto:john@x.com", "john@x.com", "john@x.com"),
        ("mailto:john@x.com?subject=Hi%20there", "john@x.com", "john@x.com"),
        ("John <john@x.com>", "john@x.com", "john@x.com"),
        ('"Smith, John" <john@x.com>', "john@x.com", "john@x.com"),
        ("john@x.com.", "john@x.com", "john@x.com"),
        ("john+news@x.com", "john+news@x.com", "john+news@x.com"),
        ("a\u200b@x.com", "a@x.com", "a@x.com"),
        ("Ｊｏｈｎ＠ｘ．com", "John@x.com", "john@x.com"),
        ("a@münchen.de", "a@münchen.de", "a@xn--mnchen-3ya.de"),
        ("a@xn--mnchen-3ya.de", "a@xn--mnchen-3ya.de", "a@xn--mnchen-3ya.de"),
        ("o'brien@x.com", "o'brien@x.com", "o'brien@x.com"),
        ("=cmd@x.com", "=cmd@x.com", "=cmd@x.com"),
    ],
)
def test_address_is_taken_out_of_what_was_pasted(typed, text, norm):
    found = clean_email(typed)

    assert (found.main.text, found.main.norm, found.extras, found.problem) == (text, norm, (), "")


@pytest.mark.parametrize(
    "typed",
    [
        "a@x.com; b@y.com",
        "a@x.com, b@y.com",
        "a@x.com\nb@y.com",
        "a@x.com b@y.com",
        "a@x.com / b@y.com",
        "a@x.com/b@y.com",
        "a@x.com or b@y.com",
        "A <a@x.com>, B <b@y.com>",
        "a@x.com; b@y.com; A@X.com",
    ],
)
def test_two_addresses_become_a_main_one_and_an_extra_one(typed):
    found = clean_email(typed)

    assert (found.main.norm, [extra.norm for extra in found.extras]) == ("a@x.com", ["b@y.com"])


def test_good_address_is_kept_beside_a_bad_one():
    found = clean_email("a@localhost; b@y.com")

    assert found.main.norm == "b@y.com"
    assert [(refused.text, refused.problem) for refused in found.refused] == [("a@localhost", "bad_domain")]


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("a@localhost", "bad_domain"),
        ("a@[127.0.0.1]", "bad_domain"),
        ("a@x", "bad_domain"),
        ("a@1.2.3.4", "bad_domain"),
        ("a@printer.local", "bad_domain"),
        ("a@-x.com", "bad_domain"),
        ("a..b@x.com", "bad_dots"),
        (".a@x.com", "bad_dots"),
        ("a.@x.com", "bad_dots"),
        ("a" * 65 + "@x.com", "too_long"),
        ("a@" + ("b" * 62 + ".") * 4 + "com", "too_long"),
        ("a@x.com\nBcc: v@y.com", "header_injection"),
        ("a@x.com%0ABcc:v@y.com", "header_injection"),
        ("a\0@x.com", "nul_character"),
        ("a\x07@x.com", "control_character"),
        ("\ud800a@x.com", "control_character"),
        ("john doe@x.com", "space_inside"),
        ("john", "no_at_sign"),
        ("a@@x.com", "bad_local_part"),
        ("a(b@x.com", "bad_local_part"),
    ],
)
def test_address_that_cannot_be_one_is_refused_with_its_reason(typed, problem):
    found = clean_email(typed)

    assert (found.main, found.problem) == (None, problem)


@pytest.mark.parametrize("typed", ["", "   ", "\n"])
def test_empty_cell_is_no_problem(typed):
    found = clean_email(typed)

    assert (found.main, found.refused, found.problem) == (None, (), "")


def _facts(typed):
    address = read_address(typed)
    names = ("is_free", "is_disposable", "is_role", "is_noreply", "is_mixed_script", "needs_smtputf8")
    return {name for name in names if getattr(address, name)}


@pytest.mark.parametrize(
    ("typed", "facts"),
    [
        ("ada@analytical.example", set()),
        ("ada@gmail.com", {"is_free"}),
        ("ada@GMX.de", {"is_free"}),
        ("ada@mailinator.com", {"is_disposable"}),
        ("ada@eu.mailinator.com", {"is_disposable"}),
        ("info@firm.de", {"is_role"}),
        ("Sales+eu@firm.de", {"is_role"}),
        ("no-reply@firm.de", {"is_role", "is_noreply"}),
        ("postmaster@firm.de", {"is_role", "is_noreply"}),
        ("abuse@firm.de", {"is_role", "is_noreply"}),
        ("jörg@firm.de", {"needs_smtputf8"}),
        ("help@pаypal.com", {"is_role", "is_mixed_script"}),
        ("help@xn--pypal-4ve.com", {"is_role", "is_mixed_script"}),
    ],
)
def test_address_facts(typed, facts):
    assert _facts(typed) == facts


def test_look_alike_domain_never_shares_a_key_with_the_real_one():
    assert read_address("a@pаypal.com").norm != read_address("a@paypal.com").norm


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("john@gmial.com", "john@gmail.com"),
        ("john@gmail.con", "john@gmail.com"),
        ("john@gmail.co", "john@gmail.com"),
        ("john@hotmial.comm", "john@hotmail.com"),
        ("john@yahooo.com", "john@yahoo.com"),
        ("john@firm.con", "john@firm.com"),
        ("John@outlok.com", "John@outlook.com"),
    ],
)
def test_mistyped_domain_is_suggested_and_never_changed(typed, meant):
    address = read_address(typed)

    assert (address.text, address.suggestion, address.is_disposable) == (typed, meant, False)


@pytest.mark.parametrize(
    "domain", ["gmail.com", "mail.com", "email.com", "ymail.com", "gail.com", "firm.co", "firm.cm", "hotmail.fr"]
)
def test_right_domain_has_no_suggestion(domain):
    assert domain_facts(domain).suggestion == ""


def test_loose_key_joins_tags_and_gmail_dots_only_where_the_provider_does():
    assert loose_email_key("j.o.h.n+news@gmail.com") == "john@gmail.com"
    assert loose_email_key("john@googlemail.com") == "john@gmail.com"
    assert loose_email_key("j.ohn+news@firm.com") == "j.ohn@firm.com"


@pytest.mark.parametrize(
    ("host", "registrable"),
    [
        ("www.firm.co.uk", "firm.co.uk"),
        ("firm.example", "firm.example"),
        ("co.uk", ""),
        ("a.b.github.io", "b.github.io"),
        ("a.city.kawasaki.jp", "city.kawasaki.jp"),
        ("y.x.kawasaki.jp", "y.x.kawasaki.jp"),
        ("com", ""),
    ],
)
def test_registrable_domain_follows_the_public_suffix_list(host, registrable):
    assert registrable_domain(host) == registrable


@pytest.mark.parametrize(
    ("host", "domain"),
    [
        ("www.acme.com", "acme.com"),
        ("mail.firm.co.uk", "firm.co.uk"),
        ("gmail.com", ""),
        ("www.facebook.com", ""),
        ("sites.google.com", ""),
        ("google.com", "google.com"),
        ("mailinator.com", ""),
        ("gmial.com", ""),
        ("github.io", ""),
        ("firm.github.io", "firm.github.io"),
    ],
)
def test_company_domain_is_a_firms_own(host, domain):
    assert company_domain(host) == domain


@pytest.mark.parametrize(
    "typed", ["", ".", "a..com", "x" * 64 + ".com", "xn--", "-a.com", "a_b.com", "ﷺ" * 300 + ".com", "a.c0m1"]
)
def test_ascii_domain_is_empty_for_what_is_no_public_domain(typed):
    assert ascii_domain(typed) == ""


# The list holds addresses without a dot as valid; a public address needs one.
NO_PUBLIC_DOMAIN = {"5"}


def test_rfc_examples_are_taken_and_refused_as_the_list_says(reference_list):
    """Valid ones are taken; the others are refused unless only space around them, or a last dot, was wrong."""
    taken, refused = set(), set()
    for case in ElementTree.parse(reference_list("isemail_tests.xml")).iter("test"):
        address = _with_controls(case.findtext("address") or "")
        is_valid = case.findtext("category") == "ISEMAIL_VALID_CATEGORY" and case.get("id") not in NO_PUBLIC_DOMAIN
        is_only_padded = address.strip(" \r\n.") in {"test@iana.org"} and not address.startswith(".")
        (taken if is_valid or is_only_padded else refused).add(address)

    assert {address for address in taken if clean_email(address).main is None} == set()
    assert {address for address in refused if clean_email(address).main is not None} == set()
    assert (len(taken) > 15, len(refused) > 100) == (True, True)


def _with_controls(text):
    return "".join(chr(ord(char) - 0x2400) if "\u2400" <= char <= "\u2421" else char for char in text)
