"""Backtest: how a rule set would have judged the leads whose outcome is known, as they were before it."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import UUID

import numpy as np

from leads.models import Band, CustomField, Disposition, Lead
from scoring.conditions import FieldCatalogue, parse
from scoring.facts import SCORE_FIELDS, verdict_catalogue
from scoring.hindsight.candidates import candidates_of
from scoring.hindsight.closed import CLOSED, ClosedLeads, Outcomes, outcomes_of
from scoring.hindsight.gate import not_ready, shortage
from scoring.hindsight.leaks import Leak, leaks_of
from scoring.hindsight.matrix import read_matrix
from scoring.hindsight.statistics import Auc, Numbers, Rate, Truths, auc, rate, tenths
from scoring.judgement import Judgement
from scoring.models import Rule, RuleGroup, RuleSet

# Bands whose leads somebody talks to, from the best on.
TO_PEOPLE = (Band.HOT, Band.HIGH_POTENTIAL, Band.NEED_INFORMATION, Band.PARTNER_OPPORTUNITY)
IN_ORDER = (*TO_PEOPLE, Band.NEED_NURTURING, Band.LOW_POTENTIAL, Band.JUNK)
MOST_NAMES = 100


@dataclass(frozen=True)
class Slice:
    """Leads of one band or of one stretch of scores, and what became of them."""

    name: str
    rate: Rate


@dataclass(frozen=True)
class Confusion:
    """Leads passed to people or not, by what became of them."""

    passed_won: int
    passed_lost: int
    kept_won: int
    kept_lost: int


@dataclass(frozen=True)
class PurgedWinner:
    public_id: UUID
    name: str
    reasons: list[str]


@dataclass(frozen=True)
class Result:
    auc: Auc
    bands: list[Slice]
    deciles: list[Slice]
    confusion: Confusion
    purged_winners: list[PurgedWinner]
    purged_winner_count: int


@dataclass(frozen=True)
class Backtest:
    """`missing` says why there is no result; `not_ready` why the rules should not be published yet."""

    outcomes: Outcomes
    missing: list[str]
    result: Result | None = None
    leaks: list[Leak] = field(default_factory=list)
    left_out: list[Rule] = field(default_factory=list)
    not_ready: str = ""


@dataclass(frozen=True)
class Judged:
    ids: np.ndarray
    won: Truths
    scores: Numbers
    bands: np.ndarray
    fired: list[list[int]]


def backtest(rule_set: RuleSet, leads: ClosedLeads, *, count_anyway: Collection[str] = ()) -> Backtest:
    """Rules that test a field filled in after contact are left out, unless it is named in `count_anyway`."""
    outcomes = outcomes_of(leads)
    if missing := shortage(outcomes):
        return Backtest(outcomes, missing)

    own = list(CustomField.objects.order_by("key"))
    rules = [rule for rule in rule_set.rules.select_related("group").order_by("kind", "position") if rule.is_enabled]
    fields = _fields_of(rules, verdict_catalogue(own))
    leaks = _leaks_among(set().union(*fields.values()), leads, verdict_catalogue(own))
    late = {leak.field for leak in leaks} - set(count_anyway)
    left_out = [rule for rule in rules if fields[rule.pk] & late]
    judged = judge_closed(
        leads, groups=rule_set.groups.order_by("position"), rules=[r for r in rules if r not in left_out], own=own
    )
    result = _result(judged, rules)
    return Backtest(outcomes, [], result, leaks, left_out, not_ready(result.auc))


def _fields_of(rules: Sequence[Rule], catalogue: FieldCatalogue) -> dict[int, set[str]]:
    return {rule.pk: parse(rule.condition, catalogue).fields() for rule in rules}


def _leaks_among(names: Collection[str], leads: ClosedLeads, catalogue: FieldCatalogue) -> list[Leak]:
    scores = {field.name for field in SCORE_FIELDS}
    fields = {field.name: field for field in catalogue if field.name in names and field.name not in scores}
    used = FieldCatalogue(fields)
    candidates = [one for one in candidates_of(leads, used) if one.about in fields]
    matrix = read_matrix(leads, [candidate.test for candidate in candidates], used)
    return leaks_of(leads, candidates, matrix, used)


def judge_closed(
    leads: ClosedLeads, *, groups: Iterable[RuleGroup], rules: Sequence[Rule], own: Sequence[CustomField]
) -> Judged:
    """What the rules say of each closed lead, as of then, by the query that judges open ones."""
    judgement = Judgement(groups=groups, rules=rules, custom_fields=own)
    statement = f"""
        SELECT j.lead_id, s.outcome = '{Disposition.WON}', j.score, j.band,
               CASE WHEN j.verdict = 'cull' AND s.outcome = '{Disposition.WON}' THEN j.fired ELSE '{{}}' END
        FROM ({judgement.query(CLOSED)}) j JOIN closed s ON s.lead_id = j.lead_id"""
    rows = leads.read(statement, judgement.params(datetime.now(UTC)))
    ids, won, scores, bands, fired = zip(*rows, strict=True) if rows else ((), (), (), (), ())
    return Judged(np.array(ids), np.array(won, dtype=bool), np.array(scores, dtype=float), np.array(bands), list(fired))


def _result(judged: Judged, rules: Sequence[Rule]) -> Result:
    return Result(
        auc=auc(judged.scores, judged.won),
        bands=_by_band(judged),
        deciles=_by_score(judged),
        confusion=_confusion(judged),
        **_purged_winners(judged, rules),
    )


def _by_band(judged: Judged) -> list[Slice]:
    return [_slice(Band(band).label, judged.bands == band, judged) for band in IN_ORDER if (judged.bands == band).any()]


def _by_score(judged: Judged) -> list[Slice]:
    return [
        _slice(_stretch(low, high), (judged.scores >= low) & (judged.scores <= high), judged)
        for low, high in tenths(judged.scores)
    ]


def _stretch(low: float, high: float) -> str:
    ends = [f"{end:,.0f}".replace("-", "−") for end in (low, high)]
    return ends[0] if low == high else f"{ends[0]} to {ends[1]}"


def _slice(name: str, members: Truths, judged: Judged) -> Slice:
    return Slice(name, rate(int(judged.won[members].sum()), int(members.sum()), of_all=float(judged.won.mean())))


def _confusion(judged: Judged) -> Confusion:
    passed = np.isin(judged.bands, TO_PEOPLE)
    parts = ((passed & judged.won), (passed & ~judged.won), (~passed & judged.won), (~passed & ~judged.won))
    return Confusion(*(int(part.sum()) for part in parts))


def _purged_winners(judged: Judged, rules: Sequence[Rule]) -> dict:
    culls = {rule.key: rule.label or rule.reason for rule in rules if rule.kind == Rule.Kind.CULL}
    found = {int(lead): fired for lead, fired in zip(judged.ids, judged.fired, strict=True) if fired}
    named = Lead.objects.in_bulk(list(found)[:MOST_NAMES])
    winners = [
        PurgedWinner(lead.public_id, str(lead), [culls[key] for key in found[pk] if key in culls])
        for pk, lead in named.items()
    ]
    return {"purged_winners": winners, "purged_winner_count": len(found)}
