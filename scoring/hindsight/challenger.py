"""A challenger against the version in force, on leads that were closed since it began."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

import numpy as np
from django.db import connection

from leads.models import Band, Disposition, Lead
from scoring.hindsight.backtest import IN_ORDER, TO_PEOPLE, Slice
from scoring.hindsight.closed import Outcomes
from scoring.hindsight.gate import shortage
from scoring.hindsight.statistics import Auc, Numbers, Truths, auc, rate
from scoring.models import RuleSet

MOST_NAMES = 50


@dataclass(frozen=True)
class Side:
    """How one of the two did: the area under its curve, and what became of the leads of each of its bands."""

    auc: Auc
    bands: list[Slice]


@dataclass(frozen=True)
class Disagreement:
    """A lead that one of them would have passed to people and the other not."""

    public_id: UUID
    name: str
    champion: str
    challenger: str
    won: bool

    @property
    def challenger_was_right(self) -> bool:
        return (self.challenger in TO_PEOPLE) == self.won


@dataclass(frozen=True)
class Comparison:
    """`missing` says why there are no figures yet. Of the disagreements, `challenger_right` went as it said."""

    outcomes: Outcomes
    missing: Sequence[str]
    champion: Side | None = None
    challenger: Side | None = None
    disagreements: Sequence[Disagreement] = field(default_factory=list)
    disagreed: int = 0
    challenger_right: int = 0


def compare_with_champion(rule_set: RuleSet) -> Comparison:
    """Both as they last judged each lead while it was open, against its outcome."""
    with connection.cursor() as cursor:
        params = {"rule_set": rule_set.pk, "since": rule_set.challenger_since}
        cursor.execute(CLOSED_SINCE, params)
        rows = cursor.fetchall()
    ids, won, old_scores, old_bands, scores, bands = (np.array(c) for c in zip(*rows, strict=True)) if rows else EMPTY
    won = won.astype(bool)
    outcomes = Outcomes(int(won.sum()), int((~won).sum()))
    disagree = np.isin(bands, TO_PEOPLE) != np.isin(old_bands, TO_PEOPLE)
    missing = shortage(outcomes)
    return Comparison(
        outcomes=outcomes,
        missing=missing,
        champion=None if missing else _side(old_scores.astype(float), old_bands, won),
        challenger=None if missing else _side(scores.astype(float), bands, won),
        disagreements=_named(ids[disagree], old_bands[disagree], bands[disagree], won[disagree]),
        disagreed=int(disagree.sum()),
        challenger_right=int((disagree & (np.isin(bands, TO_PEOPLE) == won)).sum()),
    )


EMPTY = (np.array([]),) * 6

# A closed lead is not judged any more, so its standing still says what was in force when it was closed.
CLOSED_SINCE = f"""
    SELECT s.lead_id, s.disposition = '{Disposition.WON}', s.score, s.band, j.score, j.band
    FROM scoring_challengerjudgement j JOIN leads_standing s ON s.lead_id = j.lead_id
    WHERE j.rule_set_id = %(rule_set)s AND s.disposed_at >= %(since)s AND s.disposition IS NOT NULL AND s.band <> ''
    ORDER BY s.disposed_at DESC, s.lead_id DESC
"""


def _side(scores: Numbers, bands: np.ndarray, won: Truths) -> Side:
    def of_band(band: Band) -> Slice:
        members = bands == band
        return Slice(band.label, rate(int(won[members].sum()), int(members.sum()), of_all=float(won.mean())))

    return Side(auc(scores, won), [of_band(Band(band)) for band in IN_ORDER if (bands == band).any()])


def _named(ids: np.ndarray, old: np.ndarray, new: np.ndarray, won: Truths) -> list[Disagreement]:
    """The leads closed last."""
    leads = Lead.objects.in_bulk([int(pk) for pk in ids[:MOST_NAMES]])
    rows = zip(ids[:MOST_NAMES], old, new, won, strict=False)
    return [
        Disagreement(leads[int(pk)].public_id, str(leads[int(pk)]), str(was), str(band), bool(ended))
        for pk, was, band, ended in rows
    ]
