"""Figures against values worked out by hand."""

import numpy as np
import pytest

from scoring.hindsight.closed import Outcomes
from scoring.hindsight.gate import not_ready, shortage
from scoring.hindsight.regression import fit
from scoring.hindsight.statistics import Auc, auc, midranks, rate, tenths, wilson


def test_auc_counts_pairs_and_half_of_ties():
    # Winners 3, 2; losers 2, 1: of four pairs three are right and one is tied.
    found = auc(np.array([3.0, 2.0, 2.0, 1.0]), np.array([True, True, False, False]))

    assert found.value == pytest.approx(0.875)


def test_auc_s_interval_is_delong_s():
    # Placements of the winners 1, 1, 0.5 and of the losers 1, 2/3: variances 1/12 and 1/18.
    found = auc(np.array([5.0, 4.0, 2.0, 3.0, 1.0]), np.array([True, True, True, False, False]))

    half = 1.959964 * ((1 / 12) / 3 + (1 / 18) / 2) ** 0.5
    assert found.value == pytest.approx(5 / 6)
    assert found.low == pytest.approx(5 / 6 - half)
    assert found.high == 1.0


def test_scores_that_are_all_alike_are_chance():
    assert auc(np.ones(10), np.arange(10) < 5).value == 0.5


def test_equal_values_share_the_middle_of_their_ranks():
    assert midranks(np.array([10.0, 20.0, 10.0, 30.0])).tolist() == [1.5, 3.0, 1.5, 4.0]


def test_wilson_s_interval():
    # Wilson 1927, as worked out for 8 of 10: 0.490 to 0.943.
    assert wilson(8, 10) == pytest.approx((0.4902, 0.9433), abs=1e-4)
    assert wilson(0, 0) == (0.0, 1.0)
    assert wilson(0, 5)[0] == pytest.approx(0)


def test_lift_is_the_rate_against_that_of_all():
    found = rate(6, 10, of_all=0.2)

    assert (found.rate, found.lost) == (0.6, 4)
    assert found.lift == pytest.approx(3.0)


def test_tenths_keep_equal_scores_together_and_leave_nobody_out():
    scores = np.array([0.0] * 45 + [10.0] * 30 + list(range(100, 125)))

    found = tenths(scores)

    assert (0.0, 0.0) in found
    assert (10.0, 10.0) in found
    assert sum(((scores >= low) & (scores <= high)).sum() for low, high in found) == 100
    assert found == sorted(found, reverse=True)


def test_regression_finds_the_odds_ratio():
    # 3,000 of 4,000 with it are won, 1,000 of 4,000 without: log odds ratio log 9, which the ridge hardly moves.
    holds = np.repeat([True, False], 4000)[:, None]
    won = np.concatenate([np.arange(4000) < 3000, np.arange(4000) < 1000])

    found = fit(holds, won)

    assert found.weights[0] == pytest.approx(np.log(9), rel=0.01)
    assert found.errors[0] == pytest.approx((1 / 3000 + 1 / 1000 + 1 / 1000 + 1 / 3000) ** 0.5, rel=0.01)


@pytest.mark.parametrize(
    ("won", "lost", "missing"),
    [
        (39, 500, ["39 leads were won, at least 40 are needed: 1 more."]),
        (500, 1, ["1 lead was lost, at least 40 are needed: 39 more."]),
        (0, 39, ["0 leads were won, at least 40 are needed: 40 more.",
                 "39 leads were lost, at least 40 are needed: 1 more."]),
        (40, 40, []),
    ],
)  # fmt: skip
def test_gate_says_which_number_is_short_and_by_how_many(won, lost, missing):
    assert shortage(Outcomes(won, lost)) == missing


def test_rules_no_better_than_chance_are_not_ready():
    assert not_ready(Auc(0.60, 0.54, 0.66)).startswith("Not ready to publish: no better than chance.")
    assert not_ready(Auc(0.62, 0.56, 0.68)) == ""
