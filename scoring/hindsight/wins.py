"""Win analysis: what sets won leads apart from lost ones, and the rules that follow from it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

import numpy as np

from leads.models import CustomField
from scoring.conditions import FieldCatalogue, parse
from scoring.drafts.document import Document
from scoring.facts import fact_catalogue
from scoring.hindsight.candidates import Candidate, candidates_of
from scoring.hindsight.closed import ClosedLeads, Moment, Outcomes, outcomes_of
from scoring.hindsight.gate import shortage
from scoring.hindsight.leaks import Leak, leaks_of
from scoring.hindsight.matrix import Matrix, read_matrix
from scoring.hindsight.statistics import Rate, rate
from scoring.hindsight.suggesting import OUR_TOUCHES, suggest, worth_fitting


@dataclass(frozen=True)
class Finding:
    """What became of the leads for which a test holds. `evidence` is how far that is from chance, in deviations."""

    about: str
    sentence: str
    condition: dict
    rate: Rate
    evidence: float
    is_after_contact: bool


@dataclass(frozen=True)
class WinAnalysis:
    """`missing` says why nothing can be concluded yet; all else is empty then."""

    outcomes: Outcomes
    missing: list[str]
    findings: list[Finding] = field(default_factory=list)
    leaks: list[Leak] = field(default_factory=list)
    suggestion: Document = field(default_factory=Document)


def analyse_wins(leads: ClosedLeads, *, count_anyway: Collection[str] = ()) -> WinAnalysis:
    """Fields filled in after contact are shown, and count for suggestions only where named in `count_anyway`."""
    outcomes = outcomes_of(leads)
    if missing := shortage(outcomes):
        return WinAnalysis(outcomes, missing)

    catalogue = fact_catalogue(CustomField.objects.order_by("key"))
    candidates = candidates_of(leads, catalogue)
    matrix = read_matrix(leads, [candidate.test for candidate in candidates], catalogue)
    leaks = leaks_of(leads, candidates, matrix, catalogue)

    late = {leak.field for leak in leaks}
    if leads.moment == Moment.BEFORE_OUTCOME:
        late |= OUR_TOUCHES
    usable = [n for n, candidate in enumerate(candidates) if candidate.about not in late - set(count_anyway)]
    suggestion = suggest([candidates[n] for n in usable], matrix.holds[:, usable], matrix.won, catalogue)
    return WinAnalysis(outcomes, [], _findings(candidates, matrix, catalogue, late), leaks, suggestion)


def _findings(
    candidates: Sequence[Candidate], matrix: Matrix, catalogue: FieldCatalogue, late: Collection[str]
) -> list[Finding]:
    """Of tests with enough leads, the surest first."""
    totals = matrix.holds.sum(axis=0)
    winners = matrix.holds[matrix.won].sum(axis=0)
    of_all = matrix.won.mean()
    # How many deviations the winners are away from as many as there would be by chance.
    spread = np.sqrt(np.maximum(totals * of_all * (1 - of_all) * (1 - totals / len(matrix.won)), 1e-9))
    evidence = np.abs(winners - totals * of_all) / spread
    return [
        Finding(
            about=candidates[n].about,
            sentence=parse(candidates[n].test, catalogue).sentence(),
            condition=candidates[n].test,
            rate=rate(int(winners[n]), int(totals[n]), of_all=float(of_all)),
            evidence=float(evidence[n]),
            is_after_contact=candidates[n].about in late,
        )
        for n in sorted(worth_fitting(matrix.holds), key=lambda n: -evidence[n])
    ]
