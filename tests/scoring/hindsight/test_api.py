"""Another system asks what known outcomes say of the rules."""

import pytest

from leads.models import Disposition
from scoring.models import RuleSet
from tenants.scope import tenant_scope
from tests.api.conftest import Program

from .conftest import crowd_ends

ALL = {"period": "all"}


@pytest.fixture
def program(acme) -> Program:
    return Program(acme)


@pytest.fixture
def backtest_path(acme) -> str:
    with tenant_scope(acme):
        return f"rule-sets/{RuleSet.objects.get().public_id}/backtest/"


def test_backtest_answers_figures(program, backtest_path, past):
    told = program.post(backtest_path, ALL).json()

    assert told["outcomes"] == {"won": 40, "lost": 40, "left_out": 0}
    assert (told["missing"], told["leaks"], told["left_out"], told["not_ready"]) == ([], [], [], "")
    assert told["result"]["auc"]["value"] == pytest.approx((30 * 35 + (30 * 5 + 10 * 25) / 2) / 1600)
    assert sum(band["leads"] for band in told["result"]["bands"]) == 80
    assert told["result"]["purged_winners"] == []


def test_too_few_outcomes_are_said(program, backtest_path):
    told = program.post(backtest_path, ALL).json()

    assert told["result"] is None
    assert told["missing"][0] == "0 leads were won, at least 40 are needed: 40 more."


def test_win_analysis_answers_findings_and_a_document(program, past):
    told = program.get("rule-sets/win-analysis/", **ALL).json()

    (soon,) = [one for one in told["findings"] if one["sentence"] == "Timeline is “Within 3 months”"]
    assert (soon["field"], soon["leads"], soon["won"], soon["lift"]) == ("timeline", 35, 30, pytest.approx(12 / 7))
    assert told["suggestion"]["rules"][0]["kind"] == "score"


@pytest.mark.parametrize(
    "body", [{"period": "ever"}, {"moment": "later"}, {"count_anyway": ["nothing"]}, {"count_anyway": "x"}, {"a": 1}]
)
def test_what_is_not_understood_is_refused(program, backtest_path, body):
    assert program.post(backtest_path, body).status_code == 400


def test_outcomes_that_tell_nothing_suggest_nothing(acme, program):
    with tenant_scope(acme):
        crowd_ends(Disposition.WON, 40, prefix="w")
        crowd_ends(Disposition.LOST, 40, prefix="l")

    assert program.get("rule-sets/win-analysis/", **ALL).json()["suggestion"] == {"groups": [], "rules": []}


def test_parameter_that_nobody_knows_is_refused(program):
    assert program.get("rule-sets/win-analysis/", colour="red").status_code == 400


def test_globex_s_outcomes_are_not_told_to_acme(program, globex, backtest_path):
    with tenant_scope(globex):
        crowd_ends(Disposition.WON, 3, prefix="gus")

    assert program.post(backtest_path, ALL).json()["outcomes"]["won"] == 0
