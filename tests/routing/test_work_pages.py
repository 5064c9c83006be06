"""A rep's day in the browser: the queue, the lead, and everything one can do with it."""

import json
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from leads.models import Lead, StageChange, Standing, Touch
from routing.custody import NextAction, accept, hand_over, set_next_action
from routing.models import Assignment, Queue, QueueMember
from routing.selectors.work import my_queue
from tenants.models import AuditEntry
from tenants.scope import tenant_scope
from tests.inquiries import ADA, arrives, crowd_arrives, hot
from tests.people import admit, signed_in

HTMX = {"HX-Request": "true"}


@pytest.fixture
def now():
    return timezone.now().replace(microsecond=0)


@pytest.fixture
def ada(acme, sally, now):
    with tenant_scope(acme):
        return arrives(ADA, at=now)


def page(name: str, lead: Lead | None = None, *more: str, tenant: str = "acme") -> str:
    return reverse(f"routing:{name}", args=[tenant, *([lead.public_id] if lead else []), *more])


def standing(acme, lead: Lead) -> Standing:
    with tenant_scope(acme):
        return Standing.objects.select_related("custodian__member__user").get(lead=lead)


def test_queue_shows_the_lead_with_its_reason_and_due_time(acme, sally, ada):
    shown = signed_in(sally).get(page("queue")).content.decode()

    assert shown.count('class="queue-row"') == 1
    assert "Ada Byron" in shown
    assert "First response" in shown
    assert "Timeline is “Within 3 months”" in shown
    assert "1 open" in shown


@pytest.mark.parametrize("leads", [1, 3])
def test_queue_page_takes_the_same_statements_for_any_number_of_leads(acme, sally, now, leads):
    with tenant_scope(acme):
        crowd_arrives(leads, at=now)
    browser = signed_in(sally)
    browser.get(page("queue"))

    with CaptureQueriesContext(connection) as queries:
        answer = browser.get(page("queue"))

    assert answer.content.decode().count('class="queue-row"') == leads
    # Only within a test's own transaction the scope takes savepoints and has a setting to forget.
    of_the_test = ("SAVEPOINT", "RELEASE SAVEPOINT", "SELECT set_config('app.tenant_id', ''")
    own = [q["sql"] for q in queries.captured_queries if not q["sql"].startswith(of_the_test)]
    assert len(own) == 12, "\n".join(sql[:140] for sql in own)


def statements_of(browser, url: str) -> int:
    browser.get(url)
    with CaptureQueriesContext(connection) as queries:
        browser.get(url)
    return len(queries)


def test_lead_page_takes_the_same_statements_for_any_number_of_colleagues(acme, sally, now):
    browser, taken = signed_in(sally), []
    for n in (1, 2, 3):
        with tenant_scope(acme):
            lead = arrives(hot(n, company="Hot Ltd", website="https://hot.example"), at=now)
        taken.append(statements_of(browser, page("lead", lead)))
    assert len(set(taken)) == 1
    assert taken[0] <= 25


def test_queue_is_read_page_by_page_without_gap_or_repeat(acme, sally, now):
    with tenant_scope(acme):
        crowd_arrives(7, at=now)
        whole = [item.lead.pk for item in my_queue(sally).items]
        read, place = [], None
        while True:
            part = my_queue(sally, after=place, size=2)
            read += [item.lead.pk for item in part.items]
            place = part.next
            if place is None:
                break

    assert len(whole) == 7
    assert read == whole


def test_what_is_due_first_stands_first_then_the_better_lead(acme, sally, now):
    with tenant_scope(acme):
        later = arrives(hot(1), at=now)
        set_next_action(later, NextAction("Call", now + timedelta(days=20)), at=now, by=sally)
        plain = arrives(hot(2, budget="unknown"), at=now)
        better = arrives(hot(3), at=now)
    rows = signed_in(sally).get(page("queue")).context["rows"]
    assert [row["name"] for row in rows] == [str(better), str(plain), str(later)]


def test_accepting_answers_with_a_toast_and_refreshes(acme, sally, ada):
    answer = signed_in(sally).post(page("accept", ada), headers=HTMX)

    assert answer.status_code == 204
    told = json.loads(answer["HX-Trigger"])
    assert told["toast"]["message"] == "Ada Byron is yours."
    assert "lead-changed" in told
    assert standing(acme, ada).stage == "sal"


def test_without_script_accepting_goes_back_to_the_lead(acme, sally, ada):
    answer = signed_in(sally).post(page("accept", ada))
    assert (answer.status_code, answer.url) == (302, page("lead", ada))
    assert standing(acme, ada).stage == "sal"


def test_refusal_is_said_in_words(acme, sally, ada):
    browser = signed_in(sally)
    browser.post(page("accept", ada))
    answer = browser.post(page("accept", ada), headers=HTMX)
    assert (answer.status_code, answer.json()["detail"]) == (409, "You have accepted this lead already.")


def test_taking_a_lead_that_is_gone_names_who_has_it(acme, tom, now):
    with tenant_scope(acme):
        tess = admit("tess", tom.role, domain="acme.example")
        lead = arrives({**ADA, "timeline": "3-6m", "budget": "", "title": "CTO"}, at=now)
        if lead.standing.custodian.name != "Call center":
            hand_over(lead, to=Queue.objects.get(name="Call center"), reason="For this test", at=now, by=None)
    assert signed_in(tom).post(page("take", lead), headers=HTMX).status_code == 204
    answer = signed_in(tess).post(page("take", lead), headers=HTMX)
    assert (answer.status_code, answer.json()["detail"]) == (409, "Tom has this lead already.")


def test_take_next_opens_the_lead_in_the_queue(acme, tom, now):
    with tenant_scope(acme):
        lead = arrives(ADA, at=now)
        hand_over(lead, to=Queue.objects.get(name="Call center"), reason="Ask first", at=now, by=None)
    answer = signed_in(tom).post(page("take_next"))
    assert (answer.status_code, answer.url) == (302, f"{page('queue')}?lead={lead.public_id}")
    assert standing(acme, lead).custodian.member == tom


def test_nothing_to_take_is_said(acme, tom):
    browser = signed_in(tom)
    shown = browser.post(page("take_next"), follow=True).content.decode()
    assert "Nothing waits in your queues right now." in shown


def test_rejecting_asks_why_and_sends_the_lead_to_marketing(acme, sally, ada):
    browser = signed_in(sally)
    form = browser.get(page("reject", ada), headers=HTMX)
    assert form.status_code == 200
    refused = browser.post(page("reject", ada), {"why": "not_mine"}, headers=HTMX)
    assert (refused.status_code, "Say who should have it" in refused.content.decode()) == (422, True)

    browser.post(page("reject", ada), {"why": "no_fit", "note": "Makes engines"}, headers=HTMX)

    assert standing(acme, ada).custodian.name == "Last resort"
    assert standing(acme, ada).waiting == "Sally rejected it. Not a customer for us: Makes engines"


def test_hand_over_can_be_undone_from_its_toast(acme, sally, ada):
    with tenant_scope(acme):
        sam = admit("sam", sally.role, domain="acme.example")
    browser = signed_in(sally)
    answer = browser.post(
        page("hand_over", ada), {"to": f"member:{sam.public_id}", "reason": "Sam knows them"}, headers=HTMX
    )
    undo = json.loads(answer["HX-Trigger"])["toast"]["undo_url"]
    assert standing(acme, ada).custodian.member == sam

    answer = browser.post(undo)

    assert answer.status_code == 302
    assert standing(acme, ada).custodian.member == sally


def test_undo_is_for_who_did_it_alone(acme, sally, mia, ada):
    answer = signed_in(sally).post(page("dispose", ada), {"result": "lost", "reason": "Bought elsewhere"}, headers=HTMX)
    undo = json.loads(answer["HX-Trigger"])["toast"]["undo_url"]

    shown = signed_in(mia).post(undo, follow=True).content.decode()

    assert "Only who did it can take it back." in shown
    assert standing(acme, ada).disposition == "lost"
    signed_in(sally).post(undo)
    assert standing(acme, ada).disposition is None
    assert standing(acme, ada).custodian.member == sally


@pytest.mark.parametrize("token", ["x", "gAAAAABnonsense"])
def test_forged_undo_is_refused(acme, sally, ada, token):
    shown = signed_in(sally).post(page("undo", ada, token), follow=True).content.decode()
    assert "It is too late to take that back." in shown


def test_closing_as_won_keeps_amount_and_reason(acme, sally, ada):
    won = {"result": "won", "reason": "Signed", "amount": "51000.50", "currency": "eur"}
    signed_in(sally).post(page("dispose", ada), won, headers=HTMX)
    end = standing(acme, ada)
    assert (end.disposition, str(end.amount), end.currency) == ("won", "51000.50", "EUR")


def test_reopening_gives_the_lead_back_to_the_queue(acme, sally, ada):
    browser = signed_in(sally)
    browser.post(page("dispose", ada), {"result": "lost", "reason": "Bought elsewhere"})
    browser.post(page("reopen", ada), {"reason": "They called again"})
    assert standing(acme, ada).disposition is None


def test_call_is_logged_with_what_comes_next(acme, sally, ada, now):
    data = {"outcome": "reached", "note": "Wants a visit", "then": "own", "what": "Visit", "when": "2099-05-04T09:30"}
    answer = signed_in(sally).post(page("log", ada, "call"), data, headers=HTMX)

    assert answer.status_code == 204
    after = standing(acme, ada)
    # Sally reads and types London time, an hour before UTC in May.
    assert (after.next_action, after.next_action_at.isoformat()) == ("Visit", "2099-05-04T08:30:00+00:00")
    with tenant_scope(acme):
        assert Assignment.objects.get(lead=ada).first_response_at is not None
        assert Touch.objects.get(lead=ada, kind="call").detail == {"outcome": "reached", "note": "Wants a visit"}


def test_something_else_next_must_be_said(acme, sally, ada):
    answer = signed_in(sally).post(page("log", ada, "call"), {"outcome": "reached", "then": "own"}, headers=HTMX)
    assert answer.status_code == 422
    assert answer.context["form"].errors == {"what": ["Say what happens next."], "when": ["Say when."]}


def test_one_key_sets_the_next_action(acme, sally, ada, now):
    assert signed_in(sally).post(page("plan", ada), {"next": "two_days"}, headers=HTMX).status_code == 204
    after = standing(acme, ada)
    assert after.next_action == "Call again"
    local = after.next_action_at.astimezone(timezone.zoneinfo.ZoneInfo("Europe/London"))
    assert (local.hour, local.weekday() < 5, after.next_action_at > now + timedelta(days=1)) == (10, True, True)
    assert signed_in(sally).post(page("plan", ada), {"next": "nonsense"}, headers=HTMX).status_code == 404


def test_fact_is_changed_in_place_and_wrong_values_come_back(acme, sally, ada):
    browser = signed_in(sally)
    wrong = browser.post(page("fact", ada, "email"), {"value": "ada at home"}, headers=HTMX)
    assert (wrong.status_code, "no @" in wrong.content.decode()) == (422, True)

    assert browser.post(page("fact", ada, "title"), {"value": "Chief engineer"}, headers=HTMX).status_code == 204
    with tenant_scope(acme):
        assert Lead.objects.get(pk=ada.pk).title == "Chief engineer"
        assert AuditEntry.objects.get(action="lead.changed").actor == sally
    assert browser.get(page("fact", ada, "junk_signals")).status_code == 404


def test_lead_page_says_why_and_tells_the_story(acme, sally, ada):
    browser = signed_in(sally)
    browser.post(page("accept", ada))
    shown = browser.get(page("lead", ada)).content.decode()

    for words in ("Hot → Sales", "Next in turn in Sales", "Please call me", "Reached SAL", "Rule set 1", "Answer due"):
        assert words in shown, words


def test_story_can_be_read_in_part(acme, sally, ada):
    shown = signed_in(sally).get(page("lead_story", ada) + "?part=contacts").content.decode()
    assert ("Inquiry: Event" in shown, "Reached MQL" in shown) == (True, False)
    assert signed_in(sally).get(page("lead_story", ada) + "?part=gossip").status_code == 404


def test_markup_in_a_lead_is_shown_as_text(acme, sally, now):
    with tenant_scope(acme):
        lead = arrives(hot(1, first_name="<img src=x onerror=alert(1)>", message="<script>alert(2)</script>"), at=now)
    for url in (page("queue"), page("lead", lead), page("lead_pane", lead)):
        shown = signed_in(sally).get(url).content.decode()
        assert ("<img src=x" in shown, "<script>alert" in shown) == (False, False)


def test_leads_of_another_firm_are_absent(acme, globex, sally, carol, ada):
    browser = signed_in(carol)
    for name in ("lead", "lead_pane", "lead_story", "hand_over", "dispose"):
        assert browser.get(page(name, ada, tenant="globex")).status_code == 404
    assert browser.post(page("accept", ada, tenant="globex")).status_code == 404
    assert browser.get(page("lead", ada)).status_code == 404


def test_partner_sees_and_works_only_what_is_in_their_hands(acme, sally, paul, mia, ada, now):
    browser = signed_in(paul)
    assert browser.get(page("lead", ada)).status_code == 404
    assert browser.post(page("dispose", ada), {"result": "lost", "reason": "x"}).status_code == 404

    with tenant_scope(acme):
        hand_over(ada, to=paul, reason="Near them", at=now, by=mia)
    shown = browser.get(page("lead", ada)).content.decode()
    assert ("Ada Byron" in shown, "Rule set" in shown, "Sally" in shown) == (True, False, False)
    assert browser.post(page("accept", ada), headers=HTMX).status_code == 204
    assert browser.get(page("hand_over", ada)).status_code == 403
    assert browser.post(page("fact", ada, "title"), {"value": "x"}).status_code == 403
    assert browser.get(page("queue")).status_code == 403


def test_who_may_not_is_told_which_right_is_missing(acme, mark, sally, ada):
    assert signed_in(mark).post(page("accept", ada)).status_code == 403
    assert signed_in(mark).get(page("queue")).status_code == 403
    assert signed_in(sally).get(page("queues")).status_code == 403
    assert signed_in(sally).get(page("release", ada)).status_code == 403


def test_queues_show_who_gets_leads_and_why_not(acme, mia, sally, ada, now):
    with tenant_scope(acme):
        QueueMember.objects.filter(member=sally).update(capacity=1)
    shown = signed_in(mia).get(page("queues")).content.decode()
    assert "At capacity (1 of 1)" in shown
    assert "1 of 1" in shown


def test_manager_changes_a_members_terms_and_absence(acme, mia, sally, now):
    with tenant_scope(acme):
        queue = Queue.objects.get(name="Sales")
        version = acme.policy_version
    url = reverse("routing:queue_member", args=["acme", queue.public_id, sally.public_id])
    data = {
        "member": sally.public_id,
        "weight": 3,
        "capacity": 25,
        "is_active": "on",
        "absent_until": "2099-01-05T08:00",
    }

    assert signed_in(mia).post(url, data).status_code == 302

    with tenant_scope(acme):
        place = QueueMember.objects.select_related("member").get(queue=queue, member=sally)
        acme.refresh_from_db()
        actions = list(AuditEntry.objects.filter(action__contains="_changed").values_list("action", flat=True))
    assert (place.weight, place.capacity, place.member.absent_until.year) == (3, 25, 2099)
    assert acme.policy_version == version + 2
    assert sorted(actions) == ["member.absence_changed", "queue.member_changed"]


def test_manager_adds_a_member_to_a_queue(acme, mia, now):
    with tenant_scope(acme):
        queue = Queue.objects.get(name="Last resort")
    url = reverse("routing:add_queue_member", args=["acme", queue.public_id])
    data = {"member": mia.public_id, "weight": 1, "is_active": "on"}
    assert signed_in(mia).post(url, data).status_code == 302
    with tenant_scope(acme):
        assert [p.member_id for p in QueueMember.objects.filter(queue=queue)] == [mia.pk]


@pytest.mark.parametrize(
    ("action", "form", "said"),
    [
        ("reject", {"why": "not_ready", "note": ""}, "Ada Byron went back, with your reason."),
        ("dispose", {"result": "lost", "reason": "Went elsewhere"}, "Ada Byron is lost."),
    ],
)
def test_partner_is_taken_home_from_a_lead_that_leaves_their_hands(acme, paul, mia, ada, action, form, said):
    with tenant_scope(acme):
        hand_over(ada, to=paul, reason="Near them", at=timezone.now(), by=mia)
    browser = signed_in(paul)

    answer = browser.post(page(action, ada), form, headers=HTMX)

    home = reverse("reporting:home", args=["acme"])
    assert (answer.status_code, answer["HX-Redirect"]) == (204, home)
    assert [str(message) for message in browser.get(home).context["messages"]] == [said]


def test_who_gives_the_first_response_is_not_offered_it_as_what_comes_next(acme, sally, ada, now):
    def offered():
        form = signed_in(sally).get(page("log", ada, "call"), headers=HTMX).context["form"]
        return [code for code, _ in form.fields["then"].choices]

    assert offered()[0] == "tomorrow"
    with tenant_scope(acme):
        set_next_action(ada, NextAction("Visit", now + timedelta(days=3)), at=now, by=sally)
    assert offered()[0] == "keep"


def test_reason_with_alternatives_says_which_of_them_it_was(sally, ada):
    shown = signed_in(sally).get(page("lead", ada)).context["why"]

    (industry,) = [row["label"] for row in shown["reasons"] if row["label"].startswith("Industry")]
    assert industry.endswith("(manufacturing)")


def test_track_shows_that_nobody_qualified_the_lead_by_telephone(acme, sally, ada, now):
    with tenant_scope(acme):
        accept(ada, at=now, by=sally)
    browser = signed_in(sally)

    assert browser.get(page("lead", ada)).context["head"]["skipped"] == ["tql"]
    with tenant_scope(acme):
        StageChange.objects.create(lead=ada, at=now, from_stage="mql", to_stage="tql", reason="Rang them")
    assert browser.get(page("lead", ada)).context["head"]["skipped"] == []
