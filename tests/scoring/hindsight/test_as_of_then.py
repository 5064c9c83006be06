"""A closed lead is looked at as it was just before its outcome: what was written later changes nothing."""

from datetime import timedelta

import pytest

from leads.models import CustomField, Disposition, Lead, Touch
from routing.editing import edit_facts
from scoring.defaults import fact
from scoring.defaults import touched as touch_test
from scoring.hindsight.closed import ClosedLeads, Moment, Outcomes, outcomes_of
from scoring.judgement import Judgement
from scoring.lead_set import LeadSet
from tests.inquiries import arrives
from tests.people import MONDAY

from .conftest import OUTCOME_AT, changed, ends, touched

BEFORE, AFTER = OUTCOME_AT - timedelta(hours=1), OUTCOME_AT + timedelta(hours=1)
VISITED = touch_test("visit", 7)
IS_CHIEF = fact("title", "eq", "Chief")


def test_visit_before_the_outcome_counts_by_its_age_then(ben, held_then):
    touched(ben, Touch.Kind.VISIT, BEFORE)
    ends(ben)

    assert held_then(VISITED)


def test_visit_a_fortnight_before_the_outcome_is_too_old_then(ben, held_then):
    touched(ben, Touch.Kind.VISIT, OUTCOME_AT - timedelta(days=14))
    ends(ben)

    assert not held_then(VISITED)


@pytest.mark.parametrize("at", [OUTCOME_AT, AFTER])
def test_visit_at_the_outcome_or_later_counts_for_nothing(ben, held_then, at):
    touched(ben, Touch.Kind.VISIT, at)
    ends(ben)

    assert not held_then(VISITED)


def test_fact_changed_before_the_outcome_counts(ben, held_then):
    changed(ben, {"title": "Clerk"}, {"title": "Chief"}, BEFORE)
    ends(ben)

    assert held_then(IS_CHIEF)


def test_fact_changed_after_the_outcome_is_put_back(ben, held_then):
    changed(ben, {"title": "Clerk"}, {"title": "Chief"}, AFTER)
    ends(ben)

    assert not held_then(IS_CHIEF)
    assert held_then(fact("title", "eq", "Clerk"))


def test_fact_changed_twice_after_the_outcome_is_what_it_was_at_first(ben, held_then):
    changed(ben, {"title": "Clerk"}, {"title": "Chief"}, AFTER)
    changed(ben, {"title": "Chief"}, {"title": "Owner"}, AFTER + timedelta(days=1))
    ends(ben)

    assert held_then(fact("title", "eq", "Clerk"))


@pytest.mark.parametrize(("at", "expected"), [(BEFORE, True), (AFTER, False)])
def test_custom_field_counts_only_if_it_was_filled_in_before_the_outcome(ben, held_then, at, expected):
    own = CustomField.objects.create(key="seats", label="Seats", type="number")
    changed(ben, {"custom.seats": None}, {"custom.seats": 50}, at)
    ends(ben)

    assert held_then(fact("custom.seats", "gte", 10), own=(own,)) is expected


def test_wish_and_flags_written_after_the_outcome_are_put_back(ben, held_then, alice):
    ends(ben)
    edit_facts(ben, {"do_not_call": True, "email": "info@okafor.example"}, at=AFTER, by=alice)

    assert Lead.objects.get(pk=ben.pk).flags == ["role_email"]
    assert not held_then(fact("do_not_call", "is", True))
    assert not held_then(fact("flag.role_email", "is", True))
    assert held_then(fact("email", "eq", "ben@okafor.example"))


def test_another_lead_s_changes_change_nothing(ben, held_then):
    eve = arrives({"first_name": "Eve", "email": "eve@okafor.example", "title": "Clerk"})
    changed(eve, {"title": "Chief"}, {"title": "Clerk"}, AFTER)
    ends(ben)

    assert held_then(fact("title", "eq", "Clerk"))


def test_age_of_the_inquiry_is_what_it_was_then(ben, held_then):
    ends(ben)

    assert held_then(fact("first_inquiry_at", "newer_than_days", 31))
    assert not held_then(fact("first_inquiry_at", "newer_than_days", 29))


def test_before_contact_what_a_call_found_out_does_not_count(ben, held_then):
    call_at = MONDAY + timedelta(days=2)
    touched(ben, Touch.Kind.CALL, call_at, direction="out")
    changed(ben, {"budget": ""}, {"budget": "yes"}, call_at)
    ends(ben)

    assert held_then(fact("budget", "eq", "yes"))
    assert not held_then(fact("budget", "eq", "yes"), moment=Moment.BEFORE_CONTACT)
    assert not held_then(touch_test("call", 30), moment=Moment.BEFORE_CONTACT)


def test_stage_is_the_one_reached_by_then(ben, held_then):
    ends(ben)

    assert not held_then(fact("stage", "in", ["sal", "sql", "opportunity"]))
    assert held_then(fact("stage", "is_set"))


def test_whoever_inquired_again_after_the_outcome_is_left_out_and_counted(ben):
    ends(ben)
    arrives({"email": "ben@okafor.example", "title": "Chief"}, at=AFTER)

    assert outcomes_of(ClosedLeads()) == Outcomes(won=0, lost=0, left_out=1)


def test_purged_leads_count_as_lost_and_open_ones_for_nothing(ben):
    ends(ben, Disposition.PURGED)
    arrives({"email": "eve@okafor.example"})

    assert outcomes_of(ClosedLeads()) == Outcomes(won=0, lost=1)


def test_period_takes_the_outcomes_since_then(ben):
    ends(ben)

    assert outcomes_of(ClosedLeads(since=OUTCOME_AT)).won == 1
    assert outcomes_of(ClosedLeads(since=AFTER)).won == 0


def test_open_leads_are_judged_by_the_very_same_text_as_ever(in_acme):
    text = Judgement(groups=[], rules=[]).query(LeadSet.everyone())

    assert "moment" not in text
    assert "FROM leads_standing s\n            JOIN leads_lead l ON l.id = s.lead_id" in text
    assert "WHERE s.disposition IS NULL AND TRUE" in text
