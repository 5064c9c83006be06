"""Who gets into a tenant, what they find there, and what is left when it goes wrong."""

import pytest
from django.test import Client

from routing.members import admit_member
from tenants.models import AuditEntry, Role
from tenants.people import deactivate_member
from tenants.permissions import UnguardedView
from tenants.scope import NoTenant, current_tenant, tenant_scope
from tests.people import signed_in, signed_in_by_hand

pytestmark = pytest.mark.urls("tests.tenants.probes")

NAV = "/t/acme/nav/"


def test_stranger_is_asked_to_sign_in_and_comes_back(acme):
    answer = Client().get("/t/acme/nav/?x=1")

    assert (answer.status_code, answer["Location"]) == (302, "/accounts/login/?next=/t/acme/nav/%3Fx%3D1")


def test_stranger_learns_nothing_of_which_firms_exist(acme):
    there, absent = Client().get("/t/acme/nav/"), Client().get("/t/nobody/nav/")

    assert (there.status_code, absent.status_code) == (302, 302)


def test_fragment_of_a_signed_out_page_sends_the_browser_to_sign_in(acme):
    answer = Client().get(NAV, headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/t/acme/queue/"})

    assert (answer.status_code, answer["HX-Redirect"]) == (401, "/accounts/login/?next=/t/acme/queue/")


def test_member_enters_and_nobody_caches_what_they_see(alice):
    answer = signed_in(alice).get(NAV)

    assert (answer.status_code, answer["Cache-Control"]) == (200, "private, no-store")
    assert {"Cookie", "HX-Request"} <= {name.strip() for name in answer["Vary"].split(",")}


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
    browser = signed_in_by_hand(sally)

    with tenant_scope(acme):
        deactivate_member(sally, actor=alice)

    assert browser.get(NAV).status_code == 404
    assert browser.get("/t/globex/nav/").status_code == 200


def test_changed_role_counts_at_the_next_request(acme, alice, mia):
    browser = signed_in(mia)
    assert browser.get("/t/acme/probe/administrators/").status_code == 403

    with tenant_scope(acme):
        admit_member(mia.user, role=Role.ADMINISTRATOR, actor=alice)

    assert browser.get("/t/acme/probe/administrators/").status_code == 200


def test_refusal_says_which_right_is_missing(sally):
    page = signed_in(sally).get("/t/acme/probe/administrators/")

    assert page.status_code == 403
    assert "Your role, sales rep, may not change the settings of the firm." in page.content.decode()


def test_refusal_of_a_fragment_is_a_problem_that_the_page_can_show(sally):
    answer = signed_in(sally).get("/t/acme/probe/administrators/", headers={"HX-Request": "true"})

    assert (answer.status_code, answer["Content-Type"]) == (403, "application/problem+json")
    assert answer.json()["detail"].startswith("Your role, sales rep, may not change the settings of the firm.")


@pytest.mark.parametrize(("page", "status"), [("fail", 500), ("miss", 404)])
def test_exception_leaves_nothing_behind(acme, alice, page, status):
    browser = signed_in(alice)
    browser.raise_request_exception = False
    answer = browser.get(f"/t/acme/probe/{page}/")

    assert answer.status_code == status
    with tenant_scope(acme):
        assert AuditEntry.objects.filter(action="probe.written").count() == 0


def test_template_is_rendered_before_the_scope_ends(alice):
    page = signed_in(alice).get("/t/acme/probe/lazy/")

    assert page.status_code == 200
    assert "Sally" in page.content.decode()
    with pytest.raises(NoTenant):
        current_tenant()


def test_page_without_a_required_action_is_refused_to_all(alice):
    with pytest.raises(UnguardedView):
        signed_in(alice).get("/t/acme/probe/unguarded/")


def test_landing_leads_into_the_only_firm(alice):
    answer = signed_in(alice).get("/")

    assert (answer.status_code, answer["Location"]) == (302, "/t/acme/")


def test_landing_offers_the_choice_of_several_firms(alice, globex):
    with tenant_scope(globex):
        admit_member(alice.user, role=Role.MANAGER)

    page = signed_in(alice).get("/")

    assert [choice.slug for choice in page.context["choices"]] == ["acme", "globex"]


def test_shell_offers_the_other_firm(alice, globex):
    with tenant_scope(globex):
        admit_member(alice.user, role=Role.MANAGER)

    page = signed_in(alice).get("/t/acme/settings/profile/")

    assert [(c["name"], c["active"]) for c in page.context["tenant_choices"]] == [("Acme", True), ("Globex", False)]
    assert page.context["member"].role == Role.ADMINISTRATOR


def test_times_are_in_the_zone_of_the_member(acme, alice):
    with tenant_scope(acme):
        alice.time_zone = "Asia/Tokyo"
        alice.save(update_fields=["time_zone"])

    page = signed_in(alice).get("/t/acme/settings/audit/")

    assert page.context["entries"][0].at.tzinfo is not None
    assert "+09:00" in page.content.decode()
