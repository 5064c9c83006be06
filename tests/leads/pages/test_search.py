"""Finding a lead by what somebody remembers of it."""

import pytest

from leads.search import phone_beginning, search
from tenants.scope import tenant_scope
from tests.inquiries import hot
from tests.leads.pages.conftest import IDA, comes_in
from tests.people import signed_in


def found(results):
    return [(str(hit.lead), hit.by) for hit in results.leads]


@pytest.mark.parametrize(
    ("typed", "by"),
    [
        ("ida", "Name"),
        ("Okaf", "Name"),
        ("IDA OKAFOR", "Name"),
        ("okafor ida", "Name"),
        ("ida@okafor-steel.example", "E-mail"),
        ("ida@oka", "E-mail"),
        ("+44 20 7946 0123", "Phone"),
        ("020 7946 0123", "Phone"),
        ("(020) 7946-0123", "Phone"),
        ("0044 20 7946 0123", "Phone"),
        ("GB 020 7946 0123", "Phone"),
        ("020 7946", "Phone"),
        ("+4420794", "Phone"),
        ("crm-7", "External id"),
        ("okafor steel", "Company"),
        ("Okafor Steel Limited", "Company"),
        ("okafor-steel.example", "Company"),
        ("https://www.okafor-steel.example/contact", "Company"),
    ],
)
def test_lead_is_found_by_what_one_remembers(acme, ida, typed, by):
    comes_in(acme, hot(1))

    with tenant_scope(acme):
        assert found(search(typed)) == [("Ida Okafor", by)]


@pytest.mark.parametrize("typed", ["", " ", "\0", "%", "okafor%", "_da", "zzz", "'; --", "☎", "12", "@"])
def test_nothing_is_found_by_nothing(acme, ida, typed):
    with tenant_scope(acme):
        assert found(search(typed)) == []


def test_what_is_equal_stands_before_what_begins_so(acme):
    comes_in(acme, hot(1, first_name="Ann", last_name="Lindberg"))
    comes_in(acme, hot(2, first_name="Lin", last_name="Zhou"))
    comes_in(acme, hot(3, first_name="Bo", last_name="Lin"))

    with tenant_scope(acme):
        assert [name for name, _ in found(search("lin"))] == ["Bo Lin", "Ann Lindberg", "Lin Zhou"]


def test_names_of_every_script_are_found(acme):
    comes_in(acme, hot(1, first_name="Żaneta", last_name="Brzęczyszczykiewicz"))
    comes_in(acme, hot(2, first_name="花子", last_name="山田"))

    with tenant_scope(acme):
        assert [name for name, _ in found(search("ŻANETA"))] == ["Żaneta Brzęczyszczykiewicz"]
        assert [name for name, _ in found(search("山"))] == ["花子 山田"]


def test_search_says_that_there_are_more(acme):
    with tenant_scope(acme):
        for n in range(1, 5):
            comes_in(acme, hot(n))
        assert (len(search("hot", 3).leads), search("hot", 3).more) == (3, True)
        assert (len(search("hot", 4).leads), search("hot", 4).more) == (4, False)


@pytest.mark.parametrize(
    ("typed", "region", "beginning"),
    [
        ("020 7946 0958", "GB", "+442079460958"),
        ("030 12345", "DE", "+493012345"),
        ("DE 030 12345", "GB", "+493012345"),
        ("0049 30 12345", "GB", "+493012345"),
        ("+49301", "", "+49301"),
        ("030 12345", "", ""),
        ("123", "GB", ""),
        ("12a45", "GB", ""),
    ],
)
def test_beginning_of_a_number_is_read_in_its_country(typed, region, beginning):
    assert phone_beginning(typed, region) == beginning


def test_other_firms_leads_are_not_found(globex, acme, ida):
    with tenant_scope(globex):
        assert found(search("ida@okafor-steel.example")) == []


def test_results_page_names_leads_and_companies(sallys, ida):
    answer = sallys.get("/t/acme/search/", {"q": "okafor"})

    assert found(answer.context["results"]) == [("Ida Okafor", "Name")]
    assert [str(company) for company in answer.context["results"].companies] == ["Okafor Steel Ltd"]
    assert answer.context["search_query"] == "okafor"


def test_suggestions_lead_to_the_lead(sallys, ida):
    fragment = sallys.get("/t/acme/search/suggestions/", {"q": "ida"}).content.decode()

    assert f'href="/t/acme/leads/{ida.public_id}/"' in fragment
    assert "<html" not in fragment


def test_box_at_the_top_leads_to_the_results(sallys, ida):
    page = sallys.get("/t/acme/leads/").content.decode()

    assert 'action="/t/acme/search/"' in page
    assert 'hx-get="/t/acme/search/suggestions/"' in page


def test_search_asks_no_more_for_three_rows_than_for_one(acme, sallys, ida, statements_of):
    for_one = statements_of(sallys, "/t/acme/search/?q=ida")
    comes_in(acme, IDA | {"email": "ida2@okafor-steel.example", "external_id": "", "phone": ""})
    comes_in(acme, IDA | {"email": "ida3@okafor-steel.example", "external_id": "", "phone": ""})

    assert statements_of(sallys, "/t/acme/search/?q=ida") == for_one


def test_partner_finds_nobody(paul, ida):
    partners = signed_in(paul)

    assert partners.get("/t/acme/search/?q=ida").status_code == 403
    assert partners.get("/t/acme/search/suggestions/?q=ida").status_code == 403
