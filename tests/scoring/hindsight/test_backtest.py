"""Acme tests its rules against what happened."""

from datetime import timedelta

import pytest

from leads.models import CustomField, Disposition, Lead, Touch
from scoring.defaults import fact
from scoring.hindsight.backtest import backtest
from scoring.hindsight.closed import ClosedLeads
from scoring.hindsight.leaks import Signal
from scoring.hindsight.wins import analyse_wins
from scoring.models import Rule, RuleGroup, RuleSet
from tests.people import MONDAY

from .conftest import changed, crowd_ends, touched

WON, LOST = Disposition.WON, Disposition.LOST


@pytest.fixture
def published(in_acme) -> RuleSet:
    return RuleSet.objects.get(status=RuleSet.Status.PUBLISHED)


def test_thirty_nine_won_are_one_too_few(published):
    crowd_ends(WON, 39, prefix="w")
    crowd_ends(LOST, 500, prefix="l")

    told = backtest(published, ClosedLeads())

    assert told.missing == ["39 leads were won, at least 40 are needed: 1 more."]
    assert told.result is None
    assert analyse_wins(ClosedLeads()).missing == told.missing


def test_forty_of_each_are_enough(published, past):
    told = backtest(published, ClosedLeads())

    assert told.missing == []
    assert told.not_ready == ""
    # Of 1,600 pairs 30 × 35 are right, and the same facts tie: 30 × 5 and 10 × 25.
    assert told.result.auc.value == pytest.approx((30 * 35 + (30 * 5 + 10 * 25) / 2) / 1600)
    assert sum(slice.rate.total for slice in told.result.bands) == 80
    assert sum(slice.rate.total for slice in told.result.deciles) == 80


def test_rules_that_say_nothing_are_not_ready(published):
    crowd_ends(WON, 40, prefix="w")
    crowd_ends(LOST, 40, prefix="l")

    assert backtest(published, ClosedLeads()).not_ready.startswith("Not ready to publish")


def test_winners_that_would_have_been_purged_are_named_with_the_rule(published, past):
    winner = Lead.objects.get(email_norm="luck0@example.com")
    Lead.objects.filter(pk=winner.pk).update(junk_signals=2)

    result = backtest(published, ClosedLeads()).result

    assert [(one.public_id, one.name, one.reasons) for one in result.purged_winners] == [
        (winner.public_id, "luck0", ["Shows two or more signs of junk"])
    ]
    assert result.purged_winner_count == 1
    assert result.confusion.kept_won >= 1


def test_fact_asked_on_the_first_call_is_a_leak_and_its_rules_are_left_out(published, past):
    for lead in Lead.objects.filter(timeline="0-3m"):
        touched(lead, Touch.Kind.CALL, MONDAY + timedelta(days=1), direction="out")
        changed(lead, {"timeline": ""}, {"timeline": "0-3m"}, MONDAY + timedelta(days=1, hours=1))

    told = backtest(published, ClosedLeads())
    insisted = backtest(published, ClosedLeads(), count_anyway=["timeline"])

    (leak,) = [leak for leak in told.leaks if leak.field == "timeline"]
    assert (leak.signal, leak.why) == (Signal.TIME, "Set after the first contact for 50 % of the leads that have it.")
    assert {rule.condition["field"] for rule in told.left_out if "field" in rule.condition} == {"timeline"}
    assert insisted.left_out == []
    assert insisted.leaks == told.leaks
    assert insisted.result.auc.value > told.result.auc.value


def test_names_that_speak_of_what_comes_after_contact_are_suspected(in_acme, past):
    names = {
        "lead_quality": "Lead Quality", "closed_by": "Closed by", "asymmetric_index": "Asymmetric Index",
        "lead_source": "Lead source", "occupation": "Occupation", "lead_origin": "Lead origin",
        "tagesgeld": "Tagesgeld", "wonder": "Wonder",
    }  # fmt: skip
    for key, label in names.items():
        CustomField.objects.create(key=key, label=label)
    for n, lead in enumerate(Lead.objects.all()):
        lead.custom = dict.fromkeys(names, "abcd"[n % 2])
        lead.save(update_fields=["custom"])

    suspected = {leak.field for leak in analyse_wins(ClosedLeads()).leaks if leak.signal == Signal.NAME}

    assert suspected == {"custom.lead_quality", "custom.closed_by", "custom.asymmetric_index"}


def test_field_that_tells_too_well_alone_is_suspected(in_acme, past):
    CustomField.objects.create(key="colour", label="Colour")
    for lead in Lead.objects.select_related("standing"):
        lead.custom = {"colour": "green" if lead.standing.disposition == WON else "red"}
        lead.save(update_fields=["custom"])

    (leak,) = [leak for leak in analyse_wins(ClosedLeads()).leaks if leak.field == "custom.colour"]

    assert (leak.signal, leak.why) == (
        Signal.TOO_GOOD,
        "Alone it tells winners apart with an AUC of 1.00. What is known before contact hardly ever does.",
    )


def test_win_analysis_tells_counts_lift_and_interval_and_suggests_points(in_acme, past):
    wins = analyse_wins(ClosedLeads())

    (soon,) = [one for one in wins.findings if one.condition == fact("timeline", "eq", "0-3m")]
    assert (soon.sentence, soon.rate.won, soon.rate.total) == ("Timeline is “Within 3 months”", 30, 35)
    assert soon.rate.lift == pytest.approx((30 / 35) / 0.5)
    assert soon.rate.low < 30 / 35 < soon.rate.high
    rules = [rule for rule in wins.suggestion.rules if rule.kind == Rule.Kind.SCORE]
    assert [rule.condition for rule in rules][:1] == [fact("timeline", "eq", "0-3m")]
    assert rules[0].points > 10
    assert rules[0].reason == ("Timeline is “Within 3 months”: of 35 such leads 86 % were won; of all, 50 %.")


def test_rule_of_a_group_without_leaks_judges_alike_with_and_without_insisting(published, past):
    assert RuleGroup.objects.filter(rule_set=published).count() == 5

    assert backtest(published, ClosedLeads()).left_out == []


def test_values_that_no_condition_can_hold_are_passed_over(in_acme):
    CustomField.objects.create(key="meter", label="Meter", type="number")
    for result, prefix, number in (("won", "w", 10**24), ("lost", "l", 10**20)):
        crowd_ends(result, 60, prefix=prefix, custom={"meter": number})

    found = analyse_wins(ClosedLeads())

    assert not any(one.about == "custom.meter" and "between" in one.sentence for one in found.findings)
