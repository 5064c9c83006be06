"""Settings: profile, firm, keys, members, saved views."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from leads.models import Band
from routing.models import RouteRule
from tenants.models import ApiKey, AuditEntry, Role, SavedView
from tenants.saved_views import MOST, TooManyViews, save_view, saved_views
from tenants.scope import tenant_scope
from tests.people import admit, key_of, program_with, signed_in

HTMX = {"HX-Request": "true"}


def test_settings_open_at_what_the_role_may_do(alice, sally):
    assert signed_in(alice).get("/t/acme/settings/")["Location"] == "/t/acme/settings/members/"
    assert signed_in(sally).get("/t/acme/settings/")["Location"] == "/t/acme/settings/profile/"


def test_tabs_show_only_pages_the_member_may_open(alice, sally, paul):
    def tabs(member):
        return [tab["label"] for tab in signed_in(member).get("/t/acme/settings/profile/").context["tabs"]]

    assert tabs(alice) == ["Profile", "Firm", "Members", "Working hours", "API keys", "Audit log"]
    assert tabs(sally) == ["Profile", "Members"]
    assert tabs(paul) == ["Profile"]


def test_profile_keeps_name_zone_and_absence(acme, sally):
    page = signed_in(sally).post(
        "/t/acme/settings/profile/",
        {"name": "Sally Marsh", "time_zone": "Europe/Berlin", "absent_until": "2026-12-24"},
    )

    assert page.status_code == 302
    with tenant_scope(acme):
        sally.refresh_from_db()
        assert (str(sally), sally.time_zone) == ("Sally Marsh", "Europe/Berlin")
        # Acme's zone is London's, where the form was filled in.
        assert sally.absent_until.astimezone(timezone.get_fixed_timezone(0)).date() == date(2026, 12, 24)


def test_profile_refuses_a_zone_that_is_none(acme, sally):
    page = signed_in(sally).post("/t/acme/settings/profile/", {"name": "Sally", "time_zone": "Mars/Olympus"})

    assert (page.status_code, list(page.context["form"].errors)) == (422, ["time_zone"])


def test_firm_changes_its_settings_and_says_so_in_the_log(acme, alice):
    settings = {
        "name": "Acme AG", "time_zone": "Europe/Zurich", "country": "CH", "currency": "CHF", "quarantine_days": 14,
    }  # fmt: skip
    page = signed_in(alice).post("/t/acme/settings/firm/", settings)

    assert page.status_code == 302
    version = acme.policy_version
    acme.refresh_from_db()
    assert {name: getattr(acme, name) for name in settings} == settings
    assert acme.policy_version == version + 1
    with tenant_scope(acme):
        entry = AuditEntry.objects.get(action="firm.changed")
        assert (entry.before["name"], entry.after["name"], entry.actor) == ("Acme", "Acme AG", alice)
        assert RouteRule.objects.get(band=Band.JUNK).act_within_minutes == 14 * 24 * 60


def test_firm_saved_unchanged_leaves_no_entry(acme, alice):
    same = {name: getattr(acme, name) for name in ("name", "time_zone", "country", "currency", "quarantine_days")}
    signed_in(alice).post("/t/acme/settings/firm/", same)

    with tenant_scope(acme):
        assert not AuditEntry.objects.filter(action="firm.changed").exists()


def test_key_is_shown_once_and_works(acme, alice):
    browser = signed_in(alice)
    page = browser.post(
        "/t/acme/settings/api-keys/new/", {"name": "Website", "scopes": ["read"], "lifetime": "90"}, headers=HTMX
    )
    plain = page.context["plain"]

    assert plain in page.content.decode()
    assert plain not in browser.get("/t/acme/settings/api-keys/").content.decode()
    with tenant_scope(acme):
        key = ApiKey.objects.get(name="Website")
        assert (key.scopes, (key.expires_at - timezone.now()).days, key.created_by) == (["read"], 89, alice)
    assert program_with(plain).get("/api/v1/leads/").status_code == 200


def test_key_without_any_scope_is_not_made(acme, alice):
    page = signed_in(alice).post("/t/acme/settings/api-keys/new/", {"name": "Website"}, headers=HTMX)

    assert (page.status_code, list(page.context["form"].errors)) == (422, ["scopes"])
    with tenant_scope(acme):
        assert ApiKey.objects.count() == 0


def test_administrator_revokes_a_key_in_the_browser(acme, alice):
    plain = key_of(acme)
    with tenant_scope(acme):
        key = ApiKey.objects.get()

    signed_in(alice).post(f"/t/acme/settings/api-keys/{key.public_id}/revoke/")

    assert program_with(plain).get("/api/v1/leads/").status_code == 401


def test_key_of_another_firm_is_not_there(acme, globex, alice):
    plain = key_of(globex)
    with tenant_scope(globex):
        key = ApiKey.objects.get()

    assert signed_in(alice).post(f"/t/acme/settings/api-keys/{key.public_id}/revoke/").status_code == 404
    assert program_with(plain).get("/api/v1/leads/").status_code == 200


def test_members_without_the_right_see_names_and_no_way_to_change_them(alice, sally):
    page = signed_in(sally).get("/t/acme/settings/members/").content.decode()

    assert "Mia" in page
    assert "Deactivate" not in page
    assert "Deactivate" in signed_in(alice).get("/t/acme/settings/members/").content.decode()


@pytest.mark.parametrize("page", ["members", "api-keys"])
def test_list_takes_the_same_statements_whatever_its_length(acme, alice, page):
    browser = signed_in(alice)

    def statements():
        with CaptureQueriesContext(connection) as asked:
            browser.get(f"/t/acme/settings/{page}/")
        return len(asked)

    key_of(acme)
    few = statements()
    with tenant_scope(acme):
        for name in ("nora", "ned", "nick"):
            admit(name, Role.SALES_REP, domain="acme.example")
    for _ in range(3):
        key_of(acme)

    assert statements() == few


def save(browser, name="Hot ones", slug="acme", query="band=hot&cursor=abc"):
    address = f"http://testserver/t/{slug}/leads/?{query}"
    form = browser.get(f"/t/{slug}/views/save/", headers=HTMX | {"HX-Current-URL": address}).context["form"]
    filled = {"name": name, "list_name": form["list_name"].value(), "query": form["query"].value()}
    return browser.post(f"/t/{slug}/views/save/", filled, headers=HTMX)


def test_view_of_a_list_is_saved_without_the_place_in_it(acme, sally):
    answer = save(signed_in(sally))

    assert (answer.status_code, answer["HX-Redirect"]) == (204, "/t/acme/leads/?band=hot")
    with tenant_scope(acme):
        kept = saved_views(sally, acme, path="/t/acme/leads/", query="band=hot&cursor=xyz")
        assert kept["views"] == [{"name": "Hot ones", "url": "/t/acme/leads/?band=hot", "active": True}]


def test_view_saved_under_the_same_name_is_replaced(acme, sally):
    browser = signed_in(sally)
    save(browser)
    save(browser, query="band=junk")

    with tenant_scope(acme):
        assert list(SavedView.objects.values_list("name", "query")) == [("Hot ones", "band=junk")]


def test_view_belongs_to_one_member(acme, sally, tom):
    save(signed_in(sally))
    with tenant_scope(acme):
        view = SavedView.objects.get()

    assert signed_in(tom).post(f"/t/acme/views/{view.public_id}/delete/").status_code == 404
    assert signed_in(sally).post(f"/t/acme/views/{view.public_id}/delete/").status_code == 204
    with tenant_scope(acme):
        assert SavedView.objects.count() == 0


def test_same_name_in_two_firms_is_two_views(acme, globex, alice, carol):
    save(signed_in(alice), query="band=hot")
    save(signed_in(carol), slug="globex", query="band=junk")

    with tenant_scope(acme):
        assert list(SavedView.objects.values_list("name", "query")) == [("Hot ones", "band=hot")]
    with tenant_scope(globex):
        assert list(SavedView.objects.values_list("name", "query")) == [("Hot ones", "band=junk")]


def test_view_leads_to_no_other_site(sally):
    sent = {"name": "Away", "list_name": "//evil.example/", "query": ""}
    answer = signed_in(sally).post("/t/acme/views/save/", sent, headers=HTMX)

    assert answer["HX-Redirect"] == "/t/acme/evil.example/?"


def test_views_of_one_list_have_a_limit(in_acme, sally):
    for n in range(MOST):
        save_view(sally, list_name="leads/", name=f"View {n}", query="")

    with pytest.raises(TooManyViews):
        save_view(sally, list_name="leads/", name="One more", query="")
    save_view(sally, list_name="leads/", name="View 1", query="band=hot")
    save_view(sally, list_name="companies/", name="Another list", query="")


def test_absence_is_shown_to_the_others(acme, alice, sally):
    with tenant_scope(acme):
        sally.absent_until = timezone.now() + timedelta(days=3)
        sally.save(update_fields=["absent_until"])

    assert "Away until" in signed_in(alice).get("/t/acme/settings/members/").content.decode()


@pytest.mark.parametrize("name", ["Sally\r\nBcc: all@acme.example", "Sally\u2028Marsh", "Sally\x07"])
def test_name_of_more_than_one_line_is_refused(acme, sally, name):
    page = signed_in(sally).post("/t/acme/settings/profile/", {"name": name})

    assert page.context["form"].errors["name"] == [
        "A name is one line, without line breaks or other control characters."
    ]
    sally.user.refresh_from_db()
    assert sally.user.name == "Sally"
