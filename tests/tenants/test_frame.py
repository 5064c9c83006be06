"""The frame around every page: which places a role is offered."""

import pytest
from django.urls import reverse

from leadrefinery.shell import PLACES
from tests import people
from tests.people import signed_in

OFFERED = {
    "alice": [
        "Home",
        "Queue",
        "Leads",
        "Inquiries",
        "Quarantine",
        "Companies",
        "Campaigns",
        "Rules",
        "Queues",
        "Settings",
    ],
    "mark": ["Home", "Leads", "Inquiries", "Quarantine", "Companies", "Campaigns", "Rules", "Queues", "Settings"],
    "tom": ["Home", "Queue", "Leads", "Inquiries", "Companies", "Campaigns", "Settings"],
    "sally": ["Home", "Queue", "Leads", "Inquiries", "Companies", "Campaigns", "Settings"],
    "mia": [
        "Home",
        "Queue",
        "Leads",
        "Inquiries",
        "Quarantine",
        "Companies",
        "Campaigns",
        "Rules",
        "Queues",
        "Settings",
    ],
    "paul": ["Home", "Settings"],
}


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.label)
def test_place_of_the_frame_exists(place):
    assert reverse(place.page, args=["acme"]).startswith("/t/acme/")


def test_no_two_places_share_a_key():
    keys = [place.key for place in PLACES]

    assert sorted(keys) == sorted(set(keys))


@pytest.mark.parametrize("name", OFFERED)
def test_rail_offers_what_the_role_uses(acme, name):
    page = signed_in(people.member_of(acme, name)).get("/t/acme/settings/profile/")

    assert [item["label"] for item in page.context["nav"]] == OFFERED[name]


def test_rail_marks_where_one_is_also_when_it_refreshes_itself(alice):
    browser = signed_in(alice)
    here = "http://testserver/t/acme/settings/members/?x=1"
    for page in (
        browser.get("/t/acme/settings/members/"),
        browser.get("/t/acme/nav/", headers={"HX-Request": "true", "HX-Current-URL": here}),
    ):
        assert [item["label"] for item in page.context["nav"] if item["active"]] == ["Settings"]


def test_rail_marks_home_at_home_alone(alice):
    browser = signed_in(alice)

    def marked(url):
        return [item["label"] for item in browser.get(url).context["nav"] if item["active"]]

    assert (marked("/t/acme/"), marked("/t/acme/search/?q=ada")) == (["Home"], [])
