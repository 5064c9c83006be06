"""Rows 43 to 48, 99 to 102, 111, 114 and 115 of the bad-input catalogue."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from leads.hygiene.choices import clean_answer, clean_source, clean_timeline
from leads.hygiene.country import clean_country
from leads.hygiene.links import clean_referrer, clean_tags, clean_website
from leads.hygiene.moments import clean_moment, column_day_first, received_problem
from leads.hygiene.numbers import clean_amount, clean_employees

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("UK", "GB"),
        ("Deutschland", "DE"),
        ("U.S.A.", "US"),
        ("usa", "US"),
        ("germany", "DE"),
        ("DEU", "DE"),
        ("Allemagne", "DE"),
        ("Türkei", "TR"),
        ("Österreich", "AT"),
        ("The Netherlands", "NL"),
        ("Côte d’Ivoire", "CI"),
        ("ドイツ", "DE"),
        ("🇩🇪", "DE"),
        ("NA", "NA"),
        ("Niger", "NE"),
        ("Ｇermany", "DE"),
    ],
)
def test_country_is_known_by_many_names(typed, code):
    assert clean_country(typed) == (code, "")


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("Georgia", "unclear_country"),
        ("Korea", "unclear_country"),
        ("Congo", "unclear_country"),
        ("Wakanda", "unknown_country"),
        ("", ""),
    ],
)
def test_country_is_never_guessed(typed, problem):
    assert clean_country(typed) == ("", problem)


@pytest.mark.parametrize(
    ("typed", "count", "note"),
    [
        ("420", 420, ""),
        ("11-50", 11, "range"),
        ("11–50", 11, "range"),
        ("50 to 100 employees", 50, "range"),
        ("<10", 1, "range"),
        ("~200", 200, "approximate"),
        ("1,000+", 1000, "approximate"),
        ("1.000", 1000, ""),
        ("1 000", 1000, ""),
        ("2 Mio", 2_000_000, ""),
        ("2k", 2000, ""),
        ("500 Mitarbeiter", 500, ""),
        ("２００", 200, ""),
    ],
)
def test_head_count_is_the_lower_end_of_what_was_written(typed, count, note):
    employees, amount = clean_employees(typed)

    assert (employees, amount.note, amount.problem) == (count, note, "")


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("-5", "negative_number"),
        ("∞", "unclear_number"),
        ("lots", "unclear_number"),
        ("Nov-50", "unclear_number"),
        ("10 to 20k", "unclear_number"),
        ("50-11", "unclear_number"),
        ("1.5", "unclear_number"),
        ("99999999999", "number_too_large"),
    ],
)
def test_head_count_that_cannot_be_told_is_left_out(typed, problem):
    employees, amount = clean_employees(typed)

    assert (employees, amount.problem) == (None, problem)


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("51000000", "51000000"),
        ("1.234,56 €", "1234.56"),
        ("1,234.56", "1234.56"),
        ("1,234", "1234"),
        ("1.234.567", "1234567"),
        ("12,34,567", "1234567"),
        ("CHF 1’200’000", "1200000"),
        ("€ 20 000", "20000"),
        ("51M", "51000000"),
        ("$5.1 million", "5100000"),
        ("EUR 3,5 Mio.", "3500000"),
        ("US$ 4bn", "4000000000"),
        ("$1M - $5M", "1000000"),
        ("<1M", "0"),
        ("12.5", "12.5"),
        ("0", "0"),
    ],
)
def test_amount_is_read_in_both_customs(typed, value):
    assert clean_amount(typed).value == Decimal(value)


@pytest.mark.parametrize(
    "typed", ["-5", "(500)", "∞", "10 to 20k", "1.234 Mio", "1 mil", "1.2.3", "much", "9" * 15, "5 M - 1 M"]
)
def test_amount_that_cannot_be_told_is_left_out(typed):
    amount = clean_amount(typed)

    assert (amount.value, bool(amount.problem)) == (None, True)


def test_amount_follows_the_decimal_sign_that_was_asked_for():
    assert clean_amount("1.234", decimal=".").value == Decimal("1.234")
    assert clean_amount("1.234", decimal=",").value == Decimal(1234)
    assert clean_amount("1.234 Mio", decimal=",").value == Decimal(1_234_000_000)


@pytest.mark.parametrize(
    ("typed", "timeline"),
    [
        ("0-3m", "0-3m"),
        ("0-3 months", "0-3m"),
        ("within 3 months", "0-3m"),
        ("Immediately!", "0-3m"),
        ("ASAP", "0-3m"),
        ("90 days", "0-3m"),
        ("innerhalb von 3 Monaten", "0-3m"),
        ("3_6m", "3-6m"),
        ("3 to 6 months", "3-6m"),
        ("6 months", "3-6m"),
        ("6-12 months", "6-12m"),
        ("1 year", "6-12m"),
        ("12m+", "12m+"),
        ("12+ months", "12m+"),
        ("more than 12 months", "12m+"),
        ("next year", "12m+"),
        ("none", "none"),
        ("no plans", "none"),
        ("", ""),
        ("when pigs fly", None),
        ("3", None),
        ("2027", None),
    ],
)
def test_timeline_is_known_by_many_words(typed, timeline):
    assert clean_timeline(typed) == timeline


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("yes", "yes"),
        ("Ja", "yes"),
        ("x", "yes"),
        ("1", "yes"),
        ("TRUE", "yes"),
        ("no.", "no"),
        ("Nein", "no"),
        ("0", "no"),
        ("?", "unknown"),
        ("don’t know", "unknown"),
        ("", ""),
        ("50k", None),
    ],
)
def test_answer_is_yes_no_or_unknown(typed, answer):
    assert clean_answer(typed) == answer


@pytest.mark.parametrize(
    ("typed", "source"),
    [
        ("web_form", "web_form"),
        ("Web Form", "web_form"),
        ("Google", "web_form"),
        ("Trade show", "event"),
        ("cold-call", "sales_prospecting"),
        ("", ""),
        ("moon", None),
    ],
)
def test_source_is_known_by_many_words(typed, source):
    assert clean_source(typed) == source


@pytest.mark.parametrize(
    ("typed", "moment"),
    [
        ("2026-11-22T10:00:00Z", "2026-11-22T10:00:00+00:00"),
        ("2026-11-22T10:00:00+05:30", "2026-11-22T10:00:00+05:30"),
        ("2026-11-22 10:00", "2026-11-22T10:00:00+01:00"),
        ("2026-07-22", "2026-07-22T00:00:00+02:00"),
        ("3.4.2026", "2026-04-03T00:00:00+02:00"),
        ("13/04/2026", "2026-04-13T00:00:00+02:00"),
        ("04/13/2026", "2026-04-13T00:00:00+02:00"),
        ("5/5/2026 2:30 PM", "2026-05-05T14:30:00+02:00"),
        ("22 Nov 2026", "2026-11-22T00:00:00+01:00"),
        ("Nov 22, 2026", "2026-11-22T00:00:00+01:00"),
        (date(2026, 1, 2), "2026-01-02T00:00:00+01:00"),
        (datetime(2026, 1, 2, 3, 4, tzinfo=UTC), "2026-01-02T03:04:00+00:00"),
    ],
)
def test_moment_is_read_with_its_zone(typed, moment):
    assert clean_moment(typed, zone=BERLIN).value.isoformat() == moment


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("03/04/2026", "ambiguous_date"),
        ("2026-02-30", "impossible_date"),
        ("0000-00-00", "impossible_date"),
        ("1900-01-00", "impossible_date"),
        ("31/02/2026", "impossible_date"),
        ("45292", "excel_serial"),
        ("45292.5", "excel_serial"),
        ("soon", "unclear_date"),
        ("", ""),
        (None, ""),
    ],
)
def test_moment_that_cannot_be_told_is_a_problem(typed, problem):
    found = clean_moment(typed, zone=BERLIN)

    assert (found.value, found.problem) == (None, problem)


def test_moment_says_what_was_assumed():
    assert clean_moment("2026-11-22", zone=BERLIN).assumed == ("time_assumed", "zone_assumed")
    assert clean_moment("2026-11-22 10:00", zone=BERLIN).assumed == ("zone_assumed",)
    assert clean_moment("2026-11-22T10:00Z", zone=BERLIN).assumed == ()


def test_day_or_month_first_is_answered_once_for_a_column():
    assert clean_moment("03/04/2026", zone=UTC, day_first=True).value == datetime(2026, 4, 3, tzinfo=UTC)
    assert clean_moment("03/04/2026", zone=UTC, day_first=False).value == datetime(2026, 3, 4, tzinfo=UTC)
    assert column_day_first(["03/04/2026", "13/04/2026"]) is True
    assert column_day_first(["03/04/2026", "04/13/2026"]) is False
    assert column_day_first(["03/04/2026"]) is None
    assert column_day_first(["13/04/2026", "04/13/2026"]) is None


def test_excel_days_count_from_the_base_of_the_file():
    assert clean_moment("45292.5", zone=UTC, excel_base=1900).value == datetime(2024, 1, 1, 12, tzinfo=UTC)
    assert clean_moment("43830", zone=UTC, excel_base=1904).value == datetime(2024, 1, 1, tzinfo=UTC)
    assert clean_moment("9999999", zone=UTC, excel_base=1900).problem == "impossible_date"


def test_received_moment_is_neither_ahead_nor_ancient():
    now = datetime(2026, 11, 22, tzinfo=UTC)

    assert received_problem(now + timedelta(hours=23), now) == ""
    assert received_problem(now + timedelta(hours=25), now) == "date_in_future"
    assert received_problem(datetime(1970, 1, 1, tzinfo=UTC), now) == "date_too_old"


@pytest.mark.parametrize(
    ("typed", "kept", "host"),
    [
        ("https://analytical.example", "https://analytical.example", "analytical.example"),
        ("www.acme.com", "https://www.acme.com", "www.acme.com"),
        ("acme.com:8080/a?b=c", "https://acme.com:8080/a?b=c", "acme.com"),
        ("//evil.com", "https://evil.com", "evil.com"),
        ("http://münchen.de/", "http://münchen.de/", "xn--mnchen-3ya.de"),
        ("http://169.254.169.254/", "http://169.254.169.254/", ""),
        ("https://google.com@evil.com", "https://google.com@evil.com", "evil.com"),
    ],
)
def test_website_is_kept_with_its_host(typed, kept, host):
    assert clean_website(typed) == (kept, host, "")


@pytest.mark.parametrize(
    "typed",
    [
        "javascript:alert(1)",
        "file:///etc/passwd",
        "ftp://x.com",
        "http://localhost",
        "acme",
        "http://[::1",
        "<script>",
        "a b.com",
        "data:text/html,x.y",
        "http://a.com\\@b.com",
    ],
)
def test_website_is_only_http_with_a_host(typed):
    assert clean_website(typed) == ("", "", "bad_website")


def test_referrer_of_somebody_else_loses_its_query():
    own = frozenset({"acme.com"})

    assert clean_referrer("https://x.com/p?token=secret#f", own) == "https://x.com/p"
    assert clean_referrer("https://u:pw@acme.com/p?a=b", own) == "https://acme.com/p?a=b"
    assert clean_referrer("javascript:alert(1)", own) == ""
    assert len(clean_referrer("https://x.com/" + "p" * 5000, own)) == 500


def test_campaign_tags_are_cut():
    assert clean_tags({"utm_source": "x" * 5000, "gclid": "a\r\nb"}) == {"utm_source": "x" * 500, "gclid": "a b"}
