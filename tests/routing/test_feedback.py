"""Sally says that a score is wrong, or sends a lead back; Mark reads which rules made the points, and answers."""

from datetime import timedelta

import pytest
from django.urls import reverse

from leads.models import Band, Source
from routing.custody import Rejection, reject
from routing.feedback import FeedbackRefused, answer_feedback, report_wrong_score
from routing.models import Feedback
from routing.selectors.feedback import counts_by_rule, counts_by_source, feedback_on, rules_of
from scoring.models import Decision
from tenants.models import AuditEntry
from tenants.scope import tenant_scope
from tests.inquiries import ADA, BEN, arrives, crowd_arrives
from tests.people import MONDAY, key_of, program_with, signed_in

LATER = MONDAY + timedelta(minutes=20)
SENT = {"expected_band": "low_potential", "note": "A student."}


def url(page: str, *arguments) -> str:
    return reverse(f"routing:{page}", args=["acme", *arguments])


@pytest.fixture
def ada(acme):
    with tenant_scope(acme):
        return arrives(ADA)


@pytest.fixture
def said(acme, ada, sally):
    with tenant_scope(acme):
        return report_wrong_score(ada, Band.LOW_POTENTIAL, " A student. ", at=LATER, by=sally)


def test_feedback_keeps_the_judgement_it_is_about(acme, said, ada):
    with tenant_scope(acme):
        decision = Decision.objects.get(lead=ada)
        assert (said.decision, said.fired, said.points) == (decision, decision.fired, decision.points)
        assert (said.band, said.score, said.rule_set, said.note) == ("hot", decision.score, 1, "A student.")
        points = [abs(points) for _, points in rules_of(said)]
        assert points == sorted(points, reverse=True)


@pytest.mark.parametrize("why", [Rejection.NO_FIT, Rejection.NOT_READY, Rejection.NO_CONTACT, Rejection.DUPLICATE])
def test_a_lead_that_is_sent_back_speaks_of_the_rules_that_sent_it(acme, ada, sally, why):
    with tenant_scope(acme):
        reject(ada, why=why, note="Far too small", at=LATER, by=sally)

        (found,) = feedback_on(ada)
        assert (found.kind, found.by_label, found.expected_band) == ("rejected", "Sally", "")
        assert found.note == f"{why.label}: Far too small"


def test_the_right_lead_for_the_wrong_person_is_no_complaint(acme, ada, sally):
    with tenant_scope(acme):
        reject(ada, why=Rejection.NOT_MINE, note="Ask Sam", at=LATER, by=sally)

        assert feedback_on(ada) == []


def test_the_band_it_has_is_no_other_band(acme, ada, sally):
    with tenant_scope(acme), pytest.raises(FeedbackRefused, match="It is hot now"):
        report_wrong_score(ada, Band.HOT, "", at=LATER, by=sally)


def test_an_answer_is_given_once_and_says_something(acme, said, mark):
    with tenant_scope(acme):
        with pytest.raises(FeedbackRefused, match="Say what came of it"):
            answer_feedback(said, " ", at=LATER, by=mark)
        answer_feedback(said, "Students are culled now.", at=LATER, by=mark)
        with pytest.raises(FeedbackRefused, match="answered it already"):
            answer_feedback(said, "Again", at=LATER, by=mark)

        assert AuditEntry.objects.get(action="feedback.answered").actor_id == mark.pk


def test_a_rule_stands_out_that_is_complained_of_more_often_than_it_fires(acme, ada, said, sally):
    with tenant_scope(acme):
        crowd_arrives(2, first=10)
        for n in range(8):
            arrives(BEN | {"email": f"ben{n}@okafor{n}.example", "company": f"Okafor {n}"})
        for _ in range(4):
            report_wrong_score(ada, Band.LOW_POTENTIAL, "Still", at=LATER, by=sally)
        counts = {count.rule.key: count for count in counts_by_rule(at=LATER)}

        assert {count.complaints for count in counts.values()} == {5}
        assert {(count.of_complaints, count.of_leads) for count in counts.values()} == {(5, 11)}
        fires = {key: sum(key in fired for fired in Decision.objects.values_list("fired", flat=True)) for key in counts}
        assert "band" not in {count.rule.kind for count in counts.values()}
        assert {key: count.fires for key, count in counts.items()} == fires
        assert {key for key, count in counts.items() if count.stands_out} == {
            key for key, n in fires.items() if round(100 * n / 11) * 1.5 <= 100
        }


def test_complaints_are_counted_by_source_beside_what_came_from_it(acme, said):
    with tenant_scope(acme):
        arrives(BEN)
        (count,) = counts_by_source(at=LATER)

        assert (count.label, count.complaints, count.leads) == (Source("event").label, 1, 2)
        assert counts_by_source(at=LATER + timedelta(days=91)) == []


def test_counts_take_as_many_statements_for_many_as_for_one(acme, said, sally, ada, django_assert_num_queries):
    with tenant_scope(acme):
        counts_by_rule(at=LATER)
        report_wrong_score(ada, Band.JUNK, "Again", at=LATER, by=sally)
        with django_assert_num_queries(2):
            counts_by_rule(at=LATER)


def test_from_the_page_of_a_lead_to_the_inbox_and_back(acme, ada, sally, mark):
    seller, marketer = signed_in(sally), signed_in(mark)
    page = url("lead", ada.public_id)
    assert "Wrong score" in seller.get(page).content.decode()
    assert seller.post(url("wrong_score", ada.public_id), SENT).status_code == 302

    home = marketer.get(reverse("reporting:home", args=["acme"])).content.decode()
    assert "1 comment on how a lead is judged wants an answer" in home

    inbox = marketer.get(url("feedback")).content.decode()
    for told in ("Ada Byron", "A student.", "Sally", "Why it was judged so, by version 1", "#rule-", "In 1 of 1"):
        assert told in inbox
    with tenant_scope(acme):
        found = Feedback.objects.get()
    marketer.post(url("answer_feedback", found.public_id), {"answer": "Students are culled now."})

    assert "Nothing waits for an answer" in marketer.get(url("feedback")).content.decode()
    assert "Students are culled now." in marketer.get(url("feedback") + "?show=answered").content.decode()
    assert "Students are culled now." in seller.get(page).content.decode()


def test_what_is_not_said_is_asked_for(acme, ada, sally):
    seller = signed_in(sally)

    for sent in ({"expected_band": "hot", "note": "x"}, {"expected_band": "junk"}, {"note": "x"}):
        assert seller.post(url("wrong_score", ada.public_id), sent).status_code == 422
    with tenant_scope(acme):
        assert not Feedback.objects.exists()


def test_only_owners_of_rules_answer(acme, said, sally, mia, paul, ada):
    assert signed_in(sally).get(url("feedback")).status_code == 403
    manager = signed_in(mia)
    assert "Answer and close" not in manager.get(url("feedback")).content.decode()
    assert manager.post(url("answer_feedback", said.public_id), {"answer": "No"}).status_code == 403
    assert signed_in(paul).get(url("wrong_score", ada.public_id)).status_code == 403


def test_programs_give_and_read_feedback(acme, ada):
    address = f"/api/v1/leads/{ada.public_id}/feedback/"
    writer = program_with(key_of(acme, ["write"]))

    made = writer.post(address, SENT, content_type="application/json")
    refused = writer.post(address, SENT | {"expected_band": "hot"}, content_type="application/json")
    listed = program_with(key_of(acme, ["read"])).get("/api/v1/feedback/").json()["results"]

    assert (made.status_code, made.json()["by"], made.json()["band"]) == (201, "API key Integration", "hot")
    assert refused.status_code == 409
    assert listed == [made.json()]
    assert program_with(key_of(acme, ["intake"])).post(address, SENT).status_code == 403
