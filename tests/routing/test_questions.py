"""What is asked next about a lead, and that every answer gives the band that was promised."""

from datetime import timedelta
from itertools import product

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from leads.models import Company, CustomField, Lead
from routing.editing import edit_facts
from routing.pipeline import refine
from routing.questions import questions_for
from scoring.answers import answers_to
from scoring.conditions import parse
from scoring.facts import fact_catalogue
from scoring.lead_set import LeadSet
from scoring.models import Decision, Rule, RuleSet
from tenants.policy import policy_changed
from tenants.scope import tenant_scope
from tests.inquiries import ADA, BEN, arrives
from tests.people import MONDAY, key_of, program_with, signed_in

LATER = MONDAY + timedelta(hours=1)
NEW = {"first_name": "Nia", "last_name": "Nwosu", "email": "nia@nwosu.example", "company": "Nwosu Pumps"}
BANT = ("timeline", "budget", "authority", "need")


def lead_of(fields, *, at=MONDAY) -> Lead:
    return Lead.objects.select_related("company", "standing").get(pk=arrives(fields, at=at).pk)


def band_after(lead, changes, *, by) -> str:
    """The band that answers lead to when they are really given; nothing stays of it."""
    company = {name.removeprefix("company."): v for name, v in changes.items() if name.startswith("company.")}
    facts = {name: value for name, value in changes.items() if not name.startswith("company.")}
    with transaction.atomic():
        if company:
            Company.objects.filter(pk=lead.company_id).update(**company)
        edit_facts(lead, facts, at=LATER, by=by)
        refine(LeadSet.of([lead.pk]), cause=Decision.Cause.FACTS, at=LATER)
        band = Lead.objects.select_related("standing").get(pk=lead.pk).standing.band
        transaction.set_rollback(True)
    return band


@pytest.mark.parametrize("fields", [NEW, BEN, NEW | {"title": "CEO"}, ADA | {"timeline": ""}, BEN | {"employees": 12}])
def test_every_answer_gives_the_band_that_was_promised(in_acme, sally, fields):
    lead = lead_of(fields)

    questions = questions_for(lead, at=LATER)

    assert questions
    for question in questions:
        for answer, band in question.answers:
            assert band_after(lead, {question.fact or question.field: answer.value}, by=sally) == band, question.field


def test_what_is_asked_are_the_facts_that_some_combination_of_answers_shows_to_decide(in_acme, sally):
    """Ben's open answers, all combinations of them really given one after the other."""
    lead = lead_of(BEN | {"phone": "+442079460958", "product_interest": "pumps", "annual_revenue": 51000000})
    choices = {"timeline": ("", "0-3m", "3-6m", "6-12m", "12m+", "none"), "budget": ("", "yes", "no"),
               "authority": ("", "yes", "no"), "need": ("", "yes", "no")}  # fmt: skip
    bands = {key: band_after(lead, dict(zip(BANT, key, strict=True)), by=sally) for key in product(*choices.values())}

    questions = {question.field: question for question in questions_for(lead, at=LATER)}

    for n, name in enumerate(BANT):
        changing = {band for key, band in bands.items() if band != bands[(*key[:n], "", *key[n + 1 :])]}
        assert bool(changing) == (name in questions)
    assert questions["timeline"].best_band == "hot"
    assert set(questions) == set(BANT)


def test_first_comes_what_leads_furthest_by_itself(in_acme):
    questions = questions_for(lead_of(ADA | {"timeline": "", "budget": "", "authority": "yes"}), at=LATER)

    assert questions[0].field == "timeline"
    assert list(questions[0].moves) == ["hot"]
    assert [answer.label for answer in questions[0].moves["hot"]] == ["Within 3 months", "3 to 6 months"]


def test_nothing_is_asked_where_no_answer_could_change_anything(in_acme):
    everything = lead_of(ADA | {"authority": "yes"})
    culled = lead_of({"first_name": "asdf", "last_name": "asdf", "email": "x@mailinator.com"})

    assert questions_for(everything, at=LATER) == []
    assert questions_for(culled, at=LATER) == []


def test_unknown_is_no_answer(in_acme):
    asked = [q.field for q in questions_for(lead_of(BEN | dict.fromkeys(BANT[1:], "unknown")), at=LATER)]

    assert set(BANT) <= set(asked)


def test_a_closed_lead_is_not_asked_about(in_acme, sally):
    lead = lead_of(BEN)
    lead.standing.__class__.objects.filter(pk=lead.pk).update(
        disposition="lost", disposed_at=LATER, disposition_reason="Gone", custodian=None, next_action_at=None
    )

    assert questions_for(lead, at=LATER) == []


def test_own_fields_with_choices_are_asked_where_a_rule_tests_them(in_acme, sally):
    CustomField.objects.create(key="plant", label="Plant", choices=["Own", "Rented"])
    rule = Rule(rule_set=RuleSet.objects.get(), key=900, kind="promote", position=9, band="hot",
                condition={"field": "custom.plant", "op": "eq", "value": "Own"})  # fmt: skip
    rule.save()
    policy_changed()
    lead = lead_of(NEW)

    first, *_ = questions_for(lead, at=LATER)

    assert (first.field, first.fact) == ("custom.plant", "custom.plant")
    assert {band: [a.label for a in answers] for band, answers in first.moves.items()} == {"hot": ["Own"]}
    assert band_after(lead, {"custom.plant": "Own"}, by=sally) == "hot"


def test_all_combinations_are_judged_in_one_statement_that_only_reads(acme):
    with tenant_scope(acme):
        arrives(BEN)
    with tenant_scope(acme):
        lead = Lead.objects.select_related("company", "standing").get()
        questions_for(lead, at=LATER)

        with CaptureQueriesContext(connection) as asked:
            assert questions_for(lead, at=LATER)

    assert [query["sql"].split()[0] for query in asked.captured_queries] == ["SELECT"]


EMPLOYEES, TITLE = "company.employees", "title"


@pytest.mark.parametrize(
    ("tests", "labels"),
    [
        ([(EMPLOYEES, "between", [200, 5000])], ["Less than 200", "200 to 5,000", "5,001 or more"]),
        ([(EMPLOYEES, "gt", 20), (EMPLOYEES, "lte", 20)], ["Less than 21", "21 or more"]),
        ([(EMPLOYEES, "eq", 7)], ["Less than 7", "7", "8 or more"]),
        ([(EMPLOYEES, "is_set", None)], ["Any number"]),
        (
            [(TITLE, "in", ["Chief", "Head", "VP"]), (TITLE, "contains", "VP")],
            ["Chief or Head", "VP", "Something else"],
        ),
        ([(TITLE, "is_set", None)], ["Anything"]),
    ],
)
def test_there_is_one_answer_for_each_way_in_which_rules_tell_them_apart(tests, labels):
    catalogue = fact_catalogue([])
    parsed = [
        parse({"field": name, "op": op} | ({} if value is None else {"value": value}), catalogue)
        for name, op, value in tests
    ]

    assert [answer.label for answer in answers_to(parsed[0].field, parsed)] == labels


def test_the_page_of_a_lead_says_what_to_ask_and_leads_to_where_it_is_entered(acme, sally):
    with tenant_scope(acme):
        lead = lead_of(ADA | {"timeline": "", "budget": "", "authority": "yes"}, at=timezone.now())
    browser, address = signed_in(sally), reverse("routing:lead", args=["acme", lead.public_id])

    asked = browser.get(address).context["ask_next"]

    assert asked[0] == {
        "label": "Timeline",
        "moves": [("hot", "Within 3 months or 3 to 6 months")],
        "best": "",
        "edit_url": reverse("routing:fact", args=["acme", lead.public_id, "timeline"]),
    }
    browser.post(asked[0]["edit_url"], {"value": "0-3m"})
    assert "Ask next" not in browser.get(address).content.decode()


def test_a_partner_is_not_told_what_would_make_a_lead_of_it(acme, paul):
    with tenant_scope(acme):
        lead = lead_of(NEW | {"employees": 5, "timeline": "0-3m", "budget": "yes"}, at=timezone.now())
        assert questions_for(lead, at=timezone.now())

    answer = signed_in(paul).get(reverse("routing:lead", args=["acme", lead.public_id]))

    assert answer.status_code == 200
    assert "Ask next" not in answer.content.decode()


def test_programs_read_the_questions(acme):
    with tenant_scope(acme):
        lead = lead_of(ADA | {"timeline": ""}, at=timezone.now())
    address = reverse("api:lead-questions", args=[lead.public_id])

    (timeline,) = [q for q in program_with(key_of(acme)).get(address).json()["results"] if q["field"] == "timeline"]

    assert timeline["best_band"] == "hot"
    assert timeline["answers"][0] == {"value": "0-3m", "label": "Within 3 months", "band": "hot"}
    assert program_with(key_of(acme, ["intake"])).get(address).status_code == 403
