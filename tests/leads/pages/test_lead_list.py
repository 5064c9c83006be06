"""The list of all leads: what stands there for whom, in which order, and how it is narrowed."""

from datetime import timedelta

import pytest
from django.utils import timezone

from leads.models import Disposition
from leads.views.listing import SIZE, count_words
from routing.custody import Outcome, dispose
from tenants.scope import tenant_scope
from tests.inquiries import crowd_arrives, hot
from tests.leads.pages.conftest import IDA, MASH, comes_in
from tests.people import MONDAY, signed_in

LIST = "/t/acme/leads/"


def names(answer):
    return [str(lead) for lead in answer.context["rows"]]


def test_list_shows_open_leads_newest_first(sallys, ida, ben):
    answer = sallys.get(LIST)

    assert names(answer) == ["Ben Okafor", "Ida Okafor"]
    assert answer.context["count_words"] == "2 leads"


def test_closed_leads_stand_under_their_outcome(acme, alice, alices, ida, ben):
    with tenant_scope(acme):
        dispose(ida, Outcome(Disposition.WON, "Signed"), at=timezone.now(), by=alice)

    assert names(alices.get(LIST)) == ["Ben Okafor"]
    assert names(alices.get(LIST, {"disposition": "won"})) == ["Ida Okafor"]
    assert names(alices.get(LIST, {"disposition": ""})) == ["Ben Okafor", "Ida Okafor"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"band": "hot"}, ["Ida Okafor"]),
        ({"band": ["hot", "junk"]}, ["asdf asdf", "Ida Okafor"]),
        ({"stage": "inquiry"}, ["asdf asdf"]),
        ({"country": "de"}, ["Ben Okafor"]),
        ({"flag": "junk_name"}, ["asdf asdf"]),
        ({"source": "referral"}, []),
        ({"campaign": "hannover-2026"}, ["asdf asdf", "Ben Okafor", "Ida Okafor"]),
        ({"timeline": "0-3m"}, ["Ida Okafor"]),
        ({"q": "okafor"}, ["Ben Okafor", "Ida Okafor"]),
        ({"q": "okafor steel"}, ["Ben Okafor", "Ida Okafor"]),
        ({"q": "ida@"}, ["Ida Okafor"]),
        ({"q": "020 7946 0123"}, ["Ida Okafor"]),
    ],
)
def test_filters_narrow_the_list(sallys, ida, ben, mash, query, expected):
    assert names(sallys.get(LIST, query)) == expected


def test_age_tells_new_leads_from_old(acme, sallys):
    now = timezone.now()
    comes_in(acme, IDA, at=now - timedelta(hours=3))
    comes_in(acme, hot(1), at=now - timedelta(days=100))

    assert names(sallys.get(LIST, {"age": "day"})) == ["Ida Okafor"]
    assert names(sallys.get(LIST, {"age": "older"})) == ["Given1 Hot1"]


def test_owner_filter_shows_what_somebody_holds(sallys, sally, ida, ben):
    answer = sallys.get(LIST, {"owner": sally.public_id})

    assert names(answer) == ["Ida Okafor"]
    assert [chip["shown"] for chip in answer.context["chips"] if chip["given"]] == ["Sally"]


def test_highest_score_stands_first_when_asked(sallys, ben, ida, mash):
    assert names(sallys.get(LIST, {"sort": "score"})) == ["Ida Okafor", "Ben Okafor", "asdf asdf"]


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"band": "hot", "disposition": "open", "sort": "score", "cursor": ""}, ""),
        ({"band": "purple"}, "Not understood and left out: “Band”."),
        ({"owner": "nobody", "colour": "red"}, "Not understood and left out: “Owner”, “colour”."),
        ({"sort": "beauty"}, "Not understood and left out: “Order”."),
        ({"sort": "due", "disposition": "won"}, ""),
        ({"cursor": "abc"}, "The place in the list is no longer known, so this is its beginning."),
    ],
)
def test_what_a_list_leaves_out_of_its_address_is_said(sallys, ida, query, said):
    answer = sallys.get(LIST, query)

    assert answer.context["problems"] == said
    assert (said in answer.content.decode()) is True


@pytest.mark.parametrize("page", ["leads", "inquiries", "companies", "campaigns", "quarantine"])
def test_every_list_says_what_it_left_out(marks, page):
    answer = marks.get(f"/t/acme/{page}/", {"colour": "red"})

    assert "Not understood and left out: “colour”." in answer.content.decode()


def test_pages_follow_each_other_without_gap_or_overlap(acme, sallys):
    with tenant_scope(acme):
        crowd_arrives(SIZE + 7)

    first = sallys.get(LIST, {"sort": "score"})
    second = sallys.get(first.context["older_url"])
    back = sallys.get(second.context["newer_url"])

    assert (len(names(first)), len(names(second))) == (SIZE, 7)
    assert sorted(names(first) + names(second)) == sorted(f"Given{n} Hot{n}" for n in range(1, SIZE + 8))
    assert names(back) == names(first)
    assert (second.context["older_url"], second.context["count_words"]) == (None, "57 leads")


def test_place_in_another_firms_list_leads_to_the_first_page(globex, carol, sallys, acme):
    with tenant_scope(globex):
        crowd_arrives(SIZE + 1)
    foreign = signed_in(carol).get("/t/globex/leads/").context["older_url"].split("?")[1]
    comes_in(acme)

    assert names(sallys.get(f"{LIST}?{foreign}")) == ["Ida Okafor"]


@pytest.mark.parametrize(
    ("count", "words"),
    [(0, "0 leads"), (1, "1 lead"), (213, "213 leads"), (1000, "1,000 leads"), (1001, "more than 1,000 leads")],
)
def test_count_is_honest(count, words):
    assert count_words(count, ("lead", "leads")) == words


def test_list_asks_no_more_for_three_rows_than_for_one(acme, sallys, ida, statements_of):
    for_one = statements_of(sallys, LIST)
    comes_in(acme, hot(1))
    comes_in(acme, MASH)

    assert statements_of(sallys, LIST) == for_one


def test_empty_list_says_what_will_be_here(sallys):
    page = sallys.get(LIST).content.decode()

    assert "No leads yet" in page
    assert "/t/acme/inquiries/new/" in page


def test_list_of_nothing_that_fits_offers_to_clear_the_filters(sallys, ida):
    answer = sallys.get(LIST, {"band": "junk", "sort": "score"})

    assert "No lead fits these filters" in answer.content.decode()
    assert answer.context["clear_url"] == "/t/acme/leads/?disposition=open"


def test_view_saved_from_the_list_stands_in_its_menu(sallys, ida):
    sallys.post(
        "/t/acme/views/save/", {"name": "Hot here", "list_name": "leads/", "query": "band=hot&cursor=zzz"},
        headers={"HX-Request": "true"},
    )  # fmt: skip

    views = sallys.get(LIST, {"band": "hot"}).context["views"]

    assert views == [{"name": "Hot here", "url": "/t/acme/leads/?band=hot", "active": True}]


def test_partner_does_not_see_the_list(paul, ida):
    assert signed_in(paul).get(LIST).status_code == 403


def test_other_firms_leads_are_nowhere(globex, carol, ida):
    comes_in(globex, hot(1), at=MONDAY)

    assert names(signed_in(carol).get("/t/globex/leads/")) == ["Given1 Hot1"]
