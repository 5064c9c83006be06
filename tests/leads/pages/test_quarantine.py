"""Culled leads: why they are, how they get out, and how often the rules were wrong."""

from datetime import date, timedelta

import pytest
from django.contrib.messages import get_messages
from django.utils import timezone

from leads.models import QuarantineCheck, Standing
from leads.quarantine import SAMPLE_SIZE, CheckFigures, check_figures, draw_sample, note_check, week_of
from tenants.models import AuditEntry
from tenants.scope import tenant_scope
from tests.inquiries import hot
from tests.leads.pages.conftest import IDA, MASH, comes_in
from tests.people import signed_in

LIST = "/t/acme/quarantine/"
SAMPLE = "/t/acme/quarantine/sample/"
WEEK = date(2026, 3, 2)


def junk(n):
    return MASH | {"email": f"x{n}@mailinator.com"}


def many_culled(tenant, count):
    return [comes_in(tenant, junk(n)) for n in range(count)]


def said(answer):
    return [str(message) for message in get_messages(answer.wsgi_request)]


def band_of(tenant, lead):
    with tenant_scope(tenant):
        return Standing.objects.get(lead=lead).band


def test_quarantine_holds_the_culled_alone_and_says_why(mias, ida, mash):
    (row,) = mias.get(LIST).context["rows"]

    assert str(row["lead"]) == "asdf asdf"
    assert [rule.label for rule in row["why"]["rules"]] == ["Shows two or more signs of junk"]
    assert row["why"]["flags"] == ["The name was made up", "The address is at a throw-away provider"]


def test_quarantine_tells_when_each_is_purged(acme, mias, mash):
    (row,) = mias.get(LIST, {"sort": "purge"}).context["rows"]

    assert row["lead"].standing.next_action_at - mash.first_inquiry_at == timedelta(days=acme.quarantine_days)


def test_quarantine_is_narrowed_by_flag(acme, mias, mash):
    comes_in(acme, junk(1) | {"phone": "+44 123456789", "first_name": "Tom", "last_name": "Dee"})

    assert [str(row["lead"]) for row in mias.get(LIST, {"flag": "junk_name"}).context["rows"]] == ["asdf asdf"]


def test_released_lead_is_judged_anew_and_never_culled_again(acme, mias, mash):
    answer = mias.post(f"{LIST}{mash.public_id}/release/", {"reason": "I know her"})

    assert answer["Location"] == LIST
    assert band_of(acme, mash) != "junk"
    assert said(answer)[0].startswith("asdf asdf is out of quarantine: ")
    with tenant_scope(acme):
        assert AuditEntry.objects.get(action="lead.released").reason == "I know her"


def test_release_asks_for_a_reason(acme, mias, mash):
    answer = mias.post(f"{LIST}{mash.public_id}/release/", {"reason": " "})

    assert (answer.status_code, band_of(acme, mash)) == (422, "junk")


def test_release_in_a_dialog_sends_the_browser_back(mias, mash):
    answer = mias.post(f"{LIST}{mash.public_id}/release/", {"reason": "Real"}, headers={"HX-Request": "true"})

    assert (answer.status_code, answer["HX-Redirect"]) == (204, LIST)


def test_purge_can_be_taken_back(acme, mias, mash):
    answer = mias.post(f"{LIST}{mash.public_id}/purge/")
    (message,) = get_messages(answer.wsgi_request)
    with tenant_scope(acme):
        purged = Standing.objects.get(lead=mash)
        assert (purged.disposition, purged.disposition_reason) == (
            "purged", "Purged by hand: Shows two or more signs of junk",
        )  # fmt: skip

    mias.post(message.extra_tags.removeprefix("undo:"))

    assert [str(row["lead"]) for row in mias.get(LIST).context["rows"]] == ["asdf asdf"]


def test_lead_that_is_not_culled_is_not_here(mias, ida):
    assert mias.post(f"{LIST}{ida.public_id}/purge/").status_code == 404
    assert mias.get(f"{LIST}{ida.public_id}/release/").status_code == 404


def test_sample_is_the_same_for_everybody_all_week(acme):
    many_culled(acme, SAMPLE_SIZE + 10)

    with tenant_scope(acme):
        first = [check.lead_id for check in draw_sample(WEEK)]
        comes_in(acme, junk(99))
        again = [check.lead_id for check in draw_sample(WEEK)]
        next_week = [check.lead_id for check in draw_sample(WEEK + timedelta(days=7))]

    assert (len(first), again) == (SAMPLE_SIZE, first)
    assert set(next_week) != set(first)


def test_sample_holds_culled_leads_alone(acme, ida, mash):
    with tenant_scope(acme):
        assert [check.lead_id for check in draw_sample(WEEK)] == [mash.pk]


def test_checked_real_lead_is_released_and_counted_as_wrongly_culled(acme, mias, mash):
    comes_in(acme, junk(1))
    checks = {row["lead"].pk: row["check"] for row in mias.get(SAMPLE).context["checks"]}

    mias.post(f"{SAMPLE}{checks.pop(mash.pk).public_id}/", {"verdict": "real"})
    (other,) = checks.values()
    mias.post(f"{SAMPLE}{other.public_id}/", {"verdict": "junk"})

    assert band_of(acme, mash) != "junk"
    page = mias.get(SAMPLE)
    assert (page.context["figures"].checked, page.context["figures"].wrong, page.context["figures"].rate) == (
        2,
        1,
        50.0,
    )
    assert page.context["done"] == 2


def test_verdict_can_be_changed_and_the_audit_log_keeps_both(acme, mias, mash):
    (row,) = mias.get(SAMPLE).context["checks"]
    for verdict in ("junk", "real"):
        mias.post(f"{SAMPLE}{row['check'].public_id}/", {"verdict": verdict})

    with tenant_scope(acme):
        kept = AuditEntry.objects.filter(action="quarantine.checked").order_by("pk")
        assert [entry.after["verdict"] for entry in kept] == ["junk", "real"]
        assert QuarantineCheck.objects.get().verdict == "real"


def test_verdict_that_is_none_is_refused(acme, mias, mash):
    (row,) = mias.get(SAMPLE).context["checks"]

    assert mias.post(f"{SAMPLE}{row['check'].public_id}/", {"verdict": "maybe"}).status_code == 404


def test_rate_looks_back_twelve_weeks(acme, mia):
    many_culled(acme, 3)
    with tenant_scope(acme):
        for weeks_ago, verdict in ((13, "real"), (11, "real"), (0, "junk")):
            week = WEEK - timedelta(weeks=weeks_ago)
            note_check(draw_sample(week)[0], QuarantineCheck.Verdict(verdict), at=timezone.now(), by=mia)

        assert check_figures(until=WEEK) == CheckFigures(checked=2, wrong=1)


@pytest.mark.parametrize(("day", "monday"), [(2, 2), (5, 2), (8, 2), (9, 9)])
def test_week_begins_on_its_monday(day, monday):
    assert week_of(date(2026, 3, day)) == date(2026, 3, monday)


@pytest.mark.parametrize(
    ("who", "sees", "releases"),
    [
        ("alice", 200, 200),
        ("mark", 200, 200),
        ("mia", 200, 200),
        ("sally", 403, 403),
        ("tom", 403, 403),
        ("paul", 403, 403),
    ],
)
def test_only_those_in_charge_see_and_release(acme, request, mash, who, sees, releases):
    browser = signed_in(request.getfixturevalue(who))

    answers = [browser.get(path).status_code for path in (LIST, SAMPLE, f"{LIST}{mash.public_id}/release/")]
    assert answers == [sees, releases, releases]
    assert browser.post(f"{LIST}{mash.public_id}/purge/").status_code == (302 if releases == 200 else 403)


def test_foreign_quarantine_is_absent(globex, acme, mias):
    foreign = comes_in(globex, MASH)
    with tenant_scope(globex):
        (check,) = draw_sample(WEEK)

    assert mias.get(LIST).context["rows"] == []
    assert mias.post(f"{LIST}{foreign.public_id}/purge/").status_code == 404
    assert mias.post(f"{SAMPLE}{check.public_id}/", {"verdict": "junk"}).status_code == 404


@pytest.mark.parametrize("path", [LIST, SAMPLE])
def test_lists_ask_no_more_for_three_rows_than_for_one(acme, mias, mash, statements_of, path):
    for_one = statements_of(mias, path)
    with tenant_scope(acme):
        QuarantineCheck.objects.all().delete()
    many_culled(acme, 2)

    assert statements_of(mias, path) == for_one


def test_empty_quarantine_teaches(mias, acme):
    comes_in(acme, hot(1))
    comes_in(acme, IDA)

    assert "Nothing is in quarantine" in mias.get(LIST).content.decode()
    assert "No sample this week" in mias.get(SAMPLE).content.decode()
