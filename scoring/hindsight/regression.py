"""Logistic regression with a ridge: how much each of many overlapping tests says, all others held still."""

from dataclasses import dataclass

import numpy as np

from scoring.hindsight.statistics import Numbers, Truths

# As if each weight had been seen to lie around nought, 95 of 100 within ±1.1: one fact hardly ever triples the odds.
RIDGE = 3.0
STEPS = 25
CLOSE_ENOUGH = 1e-6


@dataclass(frozen=True)
class Fit:
    """Weights in log odds, each with its standard error; `intercept` is the log odds of who passes no test."""

    intercept: float
    weights: Numbers
    errors: Numbers


def fit(holds: Truths, won: Truths) -> Fit:
    """By Newton's method. The ridge keeps the weights of rare tests small; the intercept is free."""
    ones = np.column_stack([np.ones(len(won)), holds])
    penalty = np.full(ones.shape[1], RIDGE)
    penalty[0] = 1e-9
    weights = np.zeros(ones.shape[1])
    for _ in range(STEPS):
        chance = 1 / (1 + np.exp(-np.clip(ones @ weights, -30, 30)))
        curvature = (ones * (chance * (1 - chance))[:, None]).T @ ones + np.diag(penalty)
        step = np.linalg.solve(curvature, ones.T @ (won - chance) - penalty * weights)
        weights += step
        if np.abs(step).max() < CLOSE_ENOUGH:
            break
    errors = np.sqrt(np.diag(np.linalg.inv(curvature)))
    return Fit(float(weights[0]), weights[1:], errors[1:])
