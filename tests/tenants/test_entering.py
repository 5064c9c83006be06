"""Who gets into a tenant, and what they find there."""

import pytest
from django.test import Client

from routing.members import admit_member
from tenants.models import Role
from tenants.people import deactivate_member
from tenants.scope import tenant_scope
from tests.people import signed_in, signed_in_by_hand

NAV = "/t/acme/nav/"


def test_stranger_is_asked_to_sign_in_and_comes_back(acme):
    answer = Client().get("/t/acme/nav/?x=1")

    assert (answer.status_code, answer["Location"]) == (302, "/accounts/login/?next=/t/acme/nav/%3Fx%3D1")


def test_fragment_of_a_signed_out_page_sends_the_browser_to_sign_in(acme):
    answer = Client().get(NAV, headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/t/acme/queue/"})

    assert (answer.status_code, answer["HX-Redirect"]) == (401, "/accounts/login/?next=/t/acme/queue/")


def test_member_enters_and_nobody_caches_what_they_see(alice):
    answer = signed_in(alice).get(NAV)

    assert (answer.status_code, answer["Cache-Control"]) == (200, "private, no-store")


@pytest.mark.parametrize("slug", ["globex", "nobody-here"])
def test_foreign_tenant_answers_like_an_absent_one(alice, globex, slug):
    answer = signed_in(alice).get(f"/t/{slug}/nav/")

    assert answer.status_code == 404
    assert globex.name not in answer.content.decode()


def test_deactivated_member_is_out_at_the_next_request(acme, alice, sally):
    browser = signed_in_by_hand(sally)
    assert browser.get(NAV).status_code == 200

    with tenant_scope(acme):
        deactivate_member(sally, actor=alice)

    answer = browser.get(NAV, headers={"HX-Request": "true"})
    assert (answer.status_code, answer["HX-Redirect"]) == (401, "/accounts/login/?next=/t/acme/nav/")


def test_member_deactivated_in_one_firm_stays_in_the_other(acme, globex, alice, sally):
    with tenant_scope(globex):
        admit_member(sally.user, role=Role.SALES_REP)
    browser = signed_in(sally)

    with tenant_scope(acme):
        deactivate_member(sally, actor=alice)

    assert browser.get(NAV).status_code == 404
    assert browser.get("/t/globex/nav/").status_code == 200
