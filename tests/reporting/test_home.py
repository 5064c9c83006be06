"""Home shows each role what matters to them: true figures, each with the leads behind it."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from leads.models import Campaign, Touch
from reporting import selectors
from reporting.periods import Period
from reporting.views.figures import JUNK_PERCENT, LEADS, PERCENT, change_text, compared
from routing.custody import Contact, NextAction, Outcome, Rejection, accept, dispose, hand_over, log_touch, reject
from routing.models import Assignment, QueueMember
from routing.reception import receive
from tenants.scope import tenant_scope
from tests.inquiries import ADA, BEN, arrives, crowd_arrives, hot, incoming
from tests.people import MONDAY, signed_in

WEEK = Period.last_days(7, at=MONDAY + timedelta(days=1))


@pytest.fixture
def now():
    return timezone.now().replace(microsecond=0)


def home(member, tenant: str = "acme"):
    return signed_in(member).get(reverse("reporting:home", args=[tenant]))


def figures(answer, name: str = "stats") -> dict[str, str]:
    return {one.label: one.figure for one in answer.context[name]}


def test_period_before_is_as_long(in_acme):
    assert WEEK.before() == Period(MONDAY - timedelta(days=13), WEEK.start)


def test_inquiries_are_counted_in_their_period(in_acme):
    arrives(ADA, at=MONDAY)
    arrives(hot(1), at=MONDAY - timedelta(days=8))
    arrives(hot(2), at=MONDAY - timedelta(days=9))
    arrives(hot(3), at=MONDAY - timedelta(days=40))
    assert selectors.inquiries(WEEK) == selectors.Pair(1, 2)


def test_qualified_are_those_that_became_mql(in_acme, sally):
    arrives(ADA)
    arrives({"email": "nobody@quiet.example", "first_name": "Nob"})
    assert selectors.qualified(WEEK) == selectors.Pair(1, 0)


def test_follow_up_rate_counts_what_was_owed_and_kept(in_acme, sally):
    kept, late, unanswered, ended = (arrives(hot(n)) for n in range(4))
    soon, tardy = MONDAY + timedelta(minutes=20), MONDAY + timedelta(hours=3)
    log_touch(kept, Contact(Touch.Kind.CALL), then=NextAction("x", MONDAY + timedelta(days=9)), at=soon, by=sally)
    log_touch(late, Contact(Touch.Kind.CALL), then=NextAction("x", MONDAY + timedelta(days=9)), at=tardy, by=sally)
    dispose(ended, Outcome("lost", "Gone at once"), at=soon, by=sally)

    assert selectors.follow_up_rate(WEEK) == selectors.Pair(33, None)
    assert Assignment.objects.get(lead=unanswered).first_response_at is None


def test_beyond_promise_is_what_was_unanswered_at_that_moment(in_acme, sally):
    answered, waiting = arrives(hot(1)), arrives(hot(2))
    day = timedelta(days=1)
    log_touch(answered, Contact(Touch.Kind.CALL), then=NextAction("x", MONDAY + 9 * day), at=MONDAY + 2 * day, by=sally)

    # Both waited on Tuesday; on Thursday one still does.
    assert selectors.beyond_promise(Period(MONDAY + day, MONDAY + 3 * day)) == selectors.Pair(1, 2)
    assert Assignment.objects.get(lead=waiting).closed_at is None


def test_sent_back_and_junk_are_counted(in_acme, sally, tom):
    lead = arrives(ADA)
    reject(lead, why=Rejection.NO_FIT, at=MONDAY, by=sally)
    arrives({"first_name": "asdf", "last_name": "asdf", "email": "x@mailinator.com"})
    assert selectors.sent_back(WEEK) == selectors.Pair(1, 0)
    assert selectors.junk_share(WEEK) == selectors.Pair(50, None)


def test_campaign_cost_is_spread_over_its_days(in_acme, sally):
    first = (MONDAY - timedelta(days=3)).date()
    Campaign.objects.create(code="a", name="A", source="event", cost=1000, starts_on=first,
                            ends_on=first + timedelta(days=9), currency="EUR")  # fmt: skip
    Campaign.objects.create(code="b", name="B", source="event", cost=500, currency="EUR")
    Campaign.objects.create(code="c", name="C", source="event", cost=70, starts_on=first, ends_on=first,
                            currency="USD")  # fmt: skip
    two_days = Period(MONDAY, MONDAY + timedelta(days=2))
    assert selectors.campaign_cost(two_days) == 200
    assert selectors.campaign_cost(two_days.before()) == 200
    assert selectors.cost_per_qualified(two_days) == selectors.Pair(None, None)
    arrives(ADA, at=MONDAY + timedelta(hours=1))
    assert selectors.cost_per_qualified(two_days) == selectors.Pair(Decimal("200.00"), None)


def test_funnel_counts_who_went_through_a_stage(in_acme, sally):
    won, accepted, _ = (arrives(hot(n)) for n in range(3))
    for lead in (won, accepted):
        accept(lead, at=MONDAY, by=sally)
    dispose(won, Outcome("won", "Signed"), at=MONDAY, by=sally)
    spread = selectors.spread()
    assert spread.reached == {
        "inquiry": 3, "lead": 3, "mql": 3, "tql": 0, "sal": 2, "sql": 1, "opportunity": 1,
    }  # fmt: skip
    assert (spread.won, spread.bands["hot"]) == (1, 2)


@pytest.mark.parametrize(
    ("pair", "measure", "change", "good"),
    [
        (selectors.Pair(12, 10), LEADS, "+20 %", "yes"),
        (selectors.Pair(8, 10), LEADS, "−20 %", "no"),
        (selectors.Pair(3, 0), LEADS, "+3", "yes"),
        (selectors.Pair(5, 5), LEADS, "No change", ""),
        (selectors.Pair(81, 80), PERCENT, "+1 point", "yes"),
        (selectors.Pair(9, 4), JUNK_PERCENT, "+5 points", "no"),
        (selectors.Pair(5, None), LEADS, "", ""),
    ],
)
def test_change_says_how_much_and_whether_it_is_good(pair, measure, change, good):
    drawn = compared("X", pair, period="7 days", measure=measure)
    assert (drawn.change, drawn.change_good) == (change, good)
    if change:
        assert change_text(pair.now, pair.before, points=measure.points) == change


def test_rep_sees_their_own_work(acme, sally, now):
    with tenant_scope(acme):
        crowd_arrives(2, at=now)
    shown = home(sally)
    told = figures(shown)
    assert (told["Open"], told["Followed up in time"]) == ("2", "–")
    assert [row["name"] for row in shown.context["rows"]] == ["Given1 Hot1", "Given2 Hot2"]


def test_tele_qualifier_sees_what_waits_and_what_they_did(acme, tom, now):
    with tenant_scope(acme):
        arrives(BEN, at=now)
    told = figures(home(tom))
    assert (told["Waiting in Call center"], told["Taken today"], told["Calls today"]) == ("1", "0", "0")
    browser = signed_in(tom)
    browser.post(reverse("routing:take_next", args=["acme"]))
    told = figures(browser.get(reverse("reporting:home", args=["acme"])))
    assert (told["Waiting in Call center"], told["Taken today"]) == ("0", "1")


def test_manager_sees_five_figures_and_no_lost_lead(acme, mia, sally, now):
    with tenant_scope(acme):
        crowd_arrives(2, at=now)
    shown = home(mia)
    told = figures(shown)
    assert list(told) == [
        "New inquiries", "Qualified", "Waiting beyond promise", "Followed up in time", "Cost per qualified",
    ]  # fmt: skip
    assert (told["New inquiries"], told["Qualified"], shown.context["lost"]) == ("2", "2", 0)
    assert "No lead is lost" in shown.content.decode()


def test_broken_promise_is_seen_at_home(acme, mia, sally, now):
    with tenant_scope(acme):
        crowd_arrives(1, at=now)
        Assignment.objects.update(closed_at=now)
    shown = home(mia)
    assert shown.context["lost"] == 1
    assert "A member who holds a lead has it assigned, with a promise: broken 1 time" in shown.content.decode()


def test_what_needs_a_decision_is_named_and_nothing_else(acme, mia, sally, now):
    assert home(mia).context["decisions"] == []
    with tenant_scope(acme):
        lead = arrives(ADA, at=now)
        reject(lead, why=Rejection.NO_FIT, at=now, by=sally)
        arrives({"first_name": "asdf", "last_name": "asdf", "email": "x@mailinator.com"}, at=now)
        receive([incoming({"first_name": "Nobody"}, received_at=now)], at=now)
    assert [item["text"] for item in home(mia).context["decisions"]] == [
        "1 lead that nobody else holds waits for a person",
        "1 inquiry could not become a lead and wants a look",
        "1 lead in quarantine can be checked before it is purged",
    ]


def test_links_of_figures_answer_and_only_what_no_list_counts_has_none(acme, mia, mark, alice, sally, now):
    with tenant_scope(acme):
        crowd_arrives(2, at=now)
    for member in (mia, mark, alice):
        shown, browser = home(member), signed_in(member)
        figures = [(one.label, one.url) for one in shown.context["stats"]]
        figures += [(row["label"], row["url"]) for row in shown.context["funnel"]]
        figures += [(row["code"], row["url"]) for row in shown.context["bands"]]
        reached = {"Qualified", "Inquiry", "Lead", "MQL", "SAL", "SQL", "Opportunity"}
        assert {label for label, url in figures if not url} <= reached
        links = [url for _, url in figures if url]
        assert {browser.get(link).status_code for link in links} == {200}


def test_figure_and_list_agree(acme, mia, sally, now):
    with tenant_scope(acme):
        crowd_arrives(3, at=now)
        arrives(BEN, at=now)
    shown, browser = home(mia), signed_in(mia)
    hot_row = next(row for row in shown.context["bands"] if row["code"] == "hot")
    listed = browser.get(hot_row["url"]).content.decode()
    assert (hot_row["count"], [f"Given{n} Hot{n}" in listed for n in (1, 2, 3)]) == (3, [True] * 3)
    assert "Ben Okafor" not in listed


def test_marketer_sees_what_came_and_what_was_sent_back(acme, mark, sally, now):
    with tenant_scope(acme):
        reject(arrives(ADA, at=now), why=Rejection.NOT_READY, at=now, by=sally)
    told = figures(home(mark))
    assert (told["Inquiries, 7 days"], told["Inquiries, 30 days"]) == ("1", "1")
    assert (told["Sent back by sales"], told["Junk"]) == ("1", "0")


def test_administrator_sees_the_system_too(acme, alice):
    assert figures(home(alice), "system") == {"Members": "6", "API keys": "0", "Rules in force": "Version 1"}


def test_partner_sees_only_what_is_in_their_hands(acme, paul, sally, mia, now):
    with tenant_scope(acme):
        arrives(ADA, at=now)
        theirs = arrives(hot(1), at=now)
        hand_over(theirs, to=paul, reason="Near them", at=now, by=mia)
    shown = home(paul).content.decode()
    assert ("Given1 Hot1" in shown, "Ada Byron" in shown, "Take next" in shown) == (True, False, False)


def test_another_firms_leads_count_for_them_alone(acme, globex, mia, carol, now):
    with tenant_scope(acme):
        crowd_arrives(4, at=now)
    assert figures(home(carol, "globex"))["New inquiries"] == "0"


@pytest.mark.parametrize("who", ["alice", "mark", "sally", "tom", "mia", "paul"])
def test_home_takes_the_same_statements_for_any_number_of_leads(acme, sally, mia, paul, who, request, now):
    member = request.getfixturevalue(who)
    browser, url, taken = signed_in(member), reverse("reporting:home", args=["acme"]), []
    for first, count in ((1, 1), (2, 2)):
        with tenant_scope(acme):
            QueueMember.objects.filter(member=paul).update(capacity=None)
            crowd_arrives(count, at=now, first=first)
        browser.get(url)
        with CaptureQueriesContext(connection) as queries:
            browser.get(url)
        taken.append(len(queries))
    assert taken[0] == taken[1]
