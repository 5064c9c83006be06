"""A rule set made of what set winners apart: points for tests, and bands by score, each with its reason in words."""

import re
from collections.abc import Sequence
from math import log

import numpy as np

from leads.models import Band, Touch
from scoring.conditions import FieldCatalogue, parse
from scoring.defaults import fact
from scoring.drafts.document import Document, GroupDraft, RuleDraft
from scoring.hindsight.candidates import FEWEST_LEADS, Candidate, names_of
from scoring.hindsight.regression import Fit, fit
from scoring.hindsight.statistics import Numbers, Truths, percent
from scoring.models import Rule, RuleGroup

# So many points double the odds of winning.
POINTS_TO_DOUBLE = 10
WORTH = f"{POINTS_TO_DOUBLE} points double the odds of winning; points add up."
MOST_RULES = 40
LEAST_POINTS = 3
# In standard errors: nine in ten that it isn't the other way round. At 1.96 so few tests stay that AUC suffers.
SURE_OF_SIGN = 1.28
# Two tests that hold for the same leads say the same.
ALIKE = 0.98

READINESS_FACTS = frozenset({"timeline", "budget", "need", "inquiries", "latest_source"})
READINESS_WORDS = re.compile(r"\b(visits?|views?|time (spent )?on|clicks?|opens?|downloads?|sessions?)\b")

# From the top: the share of leads that reaches a band or a better one.
SHARES = (
    (Band.HOT, 0.15, "The best 15 % by score."),
    (Band.HIGH_POTENTIAL, 0.35, "The next 20 % by score."),
    (Band.NEED_NURTURING, 0.60, "The next 25 % by score."),
)
REST = "The rest, by score."
LOWEST = -10_000


GROUPS = {
    RuleGroup.Dimension.FIT: GroupDraft("Who winners were", RuleGroup.Dimension.FIT),
    RuleGroup.Dimension.READINESS: GroupDraft("What winners did", RuleGroup.Dimension.READINESS),
}


def suggest(candidates: Sequence[Candidate], holds: Truths, won: Truths, catalogue: FieldCatalogue) -> Document:
    """Points for the candidates that say something of their own. Leaks are left out by the caller."""
    kept = worth_fitting(holds)
    kept, fitted = _pruned(holds, won, kept)
    points = np.round(fitted.weights * POINTS_TO_DOUBLE / log(2)).astype(int)
    points[np.abs(points) < LEAST_POINTS] = 0
    order = [n for n in np.argsort(-np.abs(points), kind="stable") if points[n]]
    rules = [_score_rule(candidates[kept[n]], int(points[n]), holds[:, kept[n]], won, catalogue) for n in order]
    if not rules:
        return Document()
    used = {rule.group for rule in rules}
    groups = [group for group in GROUPS.values() if group.name in used]
    bands = _band_rules(np.asarray(holds[:, kept] @ points), won)
    return Document(tuple(groups), (*rules, *bands))


def worth_fitting(holds: Truths) -> list[int]:
    """Tests with enough leads on both sides, the first of each that hold for the same leads."""
    totals = holds.sum(axis=0)
    enough = np.flatnonzero((totals >= FEWEST_LEADS) & (totals <= len(holds) - FEWEST_LEADS))
    if not len(enough):
        return []
    alike = np.abs(np.corrcoef(holds[:, enough], rowvar=False).reshape(len(enough), len(enough))) > ALIKE
    return [int(test) for n, test in enumerate(enough) if not alike[n, :n].any()]


def _pruned(holds: Truths, won: Truths, kept: list[int]) -> tuple[list[int], Fit]:
    """Drop the weakest again and again, until one may be sure enough which way each test points."""
    share = won.mean()
    while True:
        fitted = fit(holds[:, kept], won)
        strength = np.abs(fitted.weights) / fitted.errors
        rises = np.array([won[holds[:, test]].mean() > share for test in kept], dtype=bool)
        # A rule against what its own leads show would explain itself to nobody.
        strength[(fitted.weights > 0) != rises] = 0.0
        weak = int((strength < SURE_OF_SIGN).sum())
        if not weak and len(kept) <= MOST_RULES:
            return kept, fitted
        dropped = set(np.argsort(strength, kind="stable")[: max(weak // 2, 1)])
        kept = [test for n, test in enumerate(kept) if n not in dropped]


def _score_rule(candidate: Candidate, points: int, holds: Truths, won: Truths, catalogue: FieldCatalogue) -> RuleDraft:
    sentence = parse(candidate.test, catalogue).sentence()
    total, winners = int(holds.sum()), int(won[holds].sum())
    return RuleDraft(
        kind=Rule.Kind.SCORE,
        group=GROUPS[dimension_of(candidate, catalogue)].name,
        condition=candidate.test,
        reason=f"{sentence}: of {total:,} such leads {_against_all(winners / total, won)}",
        points=points,
    )


def dimension_of(candidate: Candidate, catalogue: FieldCatalogue) -> RuleGroup.Dimension:
    """What people do and when they want to buy is readiness; who they are is fit."""
    if candidate.about.startswith("touch.") or candidate.about in READINESS_FACTS:
        return RuleGroup.Dimension.READINESS
    speaks_of_doing = any(READINESS_WORDS.search(name) for name in names_of(catalogue.lookup(candidate.about)))
    return RuleGroup.Dimension.READINESS if speaks_of_doing else RuleGroup.Dimension.FIT


def _band_rules(scores: Numbers, won: Truths) -> list[RuleDraft]:
    rules, left = [], np.ones(len(scores), dtype=np.bool_)
    for band, share, reason in (*SHARES, (Band.LOW_POTENTIAL, 1.0, REST)):
        lowest = LOWEST if band == Band.LOW_POTENTIAL else int(np.quantile(scores, 1 - share, method="higher"))
        members = left & (scores >= lowest)
        left &= ~members
        if members.any():
            rules.append(_band_rule(band, lowest, reason, members, won))
    return rules


def _band_rule(band: Band, lowest: int, reason: str, members: Truths, won: Truths) -> RuleDraft:
    total, winners = int(members.sum()), int(won[members].sum())
    return RuleDraft(
        kind=Rule.Kind.BAND,
        condition=fact("score.total", "gte", lowest),
        label=reason.rstrip("."),
        reason=f"{reason} Of {total:,} leads {_against_all(winners / total, won)}",
        band=band,
    )


def _against_all(share: float, won: Truths) -> str:
    return f"{percent(share)} were won; of all, {percent(float(won.mean()))}."


# Calls and meetings are contact: whoever won had more of them because somebody was already at work.
OUR_TOUCHES = frozenset(
    f"touch.{kind}" for kind in (Touch.Kind.CALL, Touch.Kind.MEETING, Touch.Kind.NOTE, Touch.Kind.EMAIL_SENT)
)
