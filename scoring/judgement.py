"""Compiles a rule set into the one SQL query that judges any set of leads.

The query has three levels, each a sub-query over the one before it, always named `t`:

    facts    the lead, its company, its touches in one aggregate; each rule's points, or that it holds
    scores   points capped per group and summed to fit and readiness
    band     the verdict of cull and promote rules, else the first band rule that holds; the list of what fired

Live refining, preview, explanation and backtest run this same text, so they cannot disagree.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from leads.models import Band, CustomField
from scoring.conditions import CompileContext, Condition, Field, FieldCatalogue, TouchTest, parse
from scoring.facts import SCORE_FIELDS, fact_catalogue, verdict_catalogue
from scoring.lead_set import LeadSet
from scoring.models import Rule, RuleGroup
from tenants.scope import current_tenant

# What the standing says so far goes along, so that the caller can see what changed.
STANDING = (
    "stage", "verdict", "fit", "readiness", "score", "band", "route", "fired", "points", "pool_id", "custodian_id",
)  # fmt: skip
JUDGED = ("fit", "readiness", "score", "verdict", "fired", "points", "band")

# A sub-query with OFFSET is not flattened into its parent: a condition is evaluated once, not once per use.
FENCE = "OFFSET 0"

# Where no band rule holds a lead still has a band, and a way to get a better one.
FALLBACK_BAND = Band.NEED_NURTURING


@dataclass(frozen=True)
class Compiled:
    rule: Rule
    condition: Condition
    sql: str


class Judgement:
    """The judging query of one rule set.

    `query(leads)` is its text: a row a lead with `lead_id`, the standing so far as `old_*`, `company_owner_id`, and
    the columns of JUDGED. `params(at)` are its values. `later` are conditions over facts and scores that a caller
    wants to test on top of the query; `later_sql` are they, compiled for an outer query over `t`.
    """

    def __init__(
        self,
        *,
        groups: Iterable[RuleGroup],
        rules: Iterable[Rule],
        custom_fields: Sequence[CustomField] = (),
        later: Sequence[dict] = (),
    ):
        self._context = CompileContext(at=datetime.now(UTC))
        self._groups = list(groups)
        rules = [rule for rule in rules if rule.is_enabled]
        facts = fact_catalogue(custom_fields)
        by_kind = {kind: [rule for rule in rules if rule.kind == kind] for kind in Rule.Kind}
        on_scores = [rule.condition for rule in by_kind[Rule.Kind.BAND]] + list(later)
        self._carried, carried = carry(on_scores, verdict_catalogue(custom_fields))

        self._culls = self._compile(by_kind[Rule.Kind.CULL], facts)
        self._promotes = self._compile(by_kind[Rule.Kind.PROMOTE], facts)
        self._scores = self._compile(by_kind[Rule.Kind.SCORE], facts)
        self._points = [self._points_sql(compiled) for compiled in self._scores]
        self._bands = self._compile(by_kind[Rule.Kind.BAND], carried)
        self.later_sql = [parse(data, carried).sql(self._context) for data in later]

    def _compile(self, rules: Sequence[Rule], catalogue: FieldCatalogue) -> list[Compiled]:
        parsed = [(rule, parse(rule.condition, catalogue)) for rule in rules]
        return [Compiled(rule, condition, condition.sql(self._context)) for rule, condition in parsed]

    def query(self, leads: LeadSet, *, with_rules: bool = False) -> str:
        """`with_rules` adds a column for each rule in `held`: whether it held. `band_rule` is the one that decided."""
        carried = leads.rows.carried
        scores = self._score_level(self._fact_level(leads), carried)
        # The placeholder stands for the moment and for nothing else: values have names of their own.
        return self._band_level(scores, carried, with_rules=with_rules).replace("%(at)s", leads.rows.moment)

    @property
    def conditions(self) -> list[tuple[Rule, Condition]]:
        """The rules that are switched on, each with what it tests."""
        return [(c.rule, c.condition) for c in (*self._culls, *self._promotes, *self._scores, *self._bands)]

    @property
    def held(self) -> dict[int, str]:
        """SQL, over the query with its rules, of whether a rule held: by the rule's key."""
        gates = {c.rule.key: f"t.r{c.rule.key}" for c in (*self._culls, *self._promotes)}
        scores = {c.rule.key: f"t.r{c.rule.key} <> 0" for c in self._scores}
        return gates | scores | {c.rule.key: f"t.band_rule = {c.rule.key}" for c in self._bands}

    def params(self, at: datetime) -> dict[str, Any]:
        return self._context.params | {"at": at, "zone": current_tenant().time_zone}

    # -- facts: one row a lead, each rule evaluated once

    def _fact_level(self, leads: LeadSet) -> str:
        columns = [
            "s.lead_id",
            *(f"s.{name}" for name in leads.rows.carried),
            *(f"s.{name} AS old_{name}" for name in STANDING),
            "c.owner_id AS company_owner_id",
            *(f"{sql} AS {name}" for name, sql in self._carried.items()),
            *(f"t.{name}" for name in self._touch_columns()),
            *(f"({cull.sql} AND NOT s.spared) AS r{cull.rule.key}" for cull in self._culls),
            *(f"{promote.sql} AS r{promote.rule.key}" for promote in self._promotes),
            *(f"{points} AS r{score.rule.key}" for score, points in zip(self._scores, self._points, strict=True)),
        ]
        return f"""
            SELECT {", ".join(columns)}
            FROM {leads.rows.standings}
            JOIN {leads.rows.facts} ON l.id = s.lead_id
            LEFT JOIN {leads.rows.companies} ON c.id = l.company_id
            {self._touches(leads)}
            WHERE {leads.rows.which}{leads.predicate("s.lead_id", "l.id")} {FENCE}"""

    def _touches(self, leads: LeadSet) -> str:
        aggregates = self._context.touch_aggregates()
        if not aggregates:
            return ""
        longest = self._context.longest_window()
        since = "" if longest is None else f"AND tc.at > %(at)s - interval '{longest} days'"
        return f"""LEFT JOIN (
                SELECT tc.lead_id, {", ".join(aggregates)} FROM {leads.rows.touches}
                WHERE {leads.predicate("tc.lead_id")} AND tc.at <= %(at)s {since} GROUP BY tc.lead_id
            ) t ON t.lead_id = s.lead_id"""

    def _touch_columns(self) -> list[str]:
        return [aggregate.rsplit(" AS ", 1)[1] for aggregate in self._context.touch_aggregates()]

    def _points_sql(self, compiled: Compiled) -> str:
        rule = compiled.rule
        points = self._context.bind(rule.points)
        half_life = rule.group.half_life_days if rule.group else None
        if rule.each and isinstance(compiled.condition, TouchTest):
            worth = f"{points}::int * {self._touch_weight(compiled.condition, half_life)}"
        elif half_life:
            worth = f"{points}::int * {faded_since_last_inquiry(half_life)}"
        else:
            worth = f"{points}::int"
        return f"(CASE WHEN {compiled.sql} THEN {within(worth, rule.max_points)} ELSE 0 END)"

    def _touch_weight(self, test: TouchTest, half_life: int | None) -> str:
        (need,) = test.touch_needs()
        if half_life:
            return f"COALESCE({self._context.touch_decay_column(need, half_life)}, 0)"
        return f"COALESCE({self._context.touch_column(need)}, 0)"

    # -- scores: groups capped and summed

    def _score_level(self, facts: str, carried: Sequence[str]) -> str:
        culled = any_of(f"t.r{cull.rule.key}" for cull in self._culls)
        columns = [
            *passed_on(carried),
            *(f"t.{name}" for name in (*self._carried, *self._touch_columns())),
            f"{culled} AS culled",
            f"{self._promoted()} AS promoted",
            f"{self._dimension(RuleGroup.Dimension.FIT)} AS fit",
            f"{self._dimension(RuleGroup.Dimension.READINESS)} AS readiness",
            *(f"t.r{c.rule.key}" for c in (*self._culls, *self._promotes, *self._scores)),
        ]
        return f"SELECT {', '.join(columns)} FROM ({facts}) t {FENCE}"

    def _promoted(self) -> str:
        whens = "".join(f" WHEN t.r{p.rule.key} THEN '{Band(p.rule.band)}'" for p in self._promotes)
        return f"(CASE{whens} END)" if whens else "NULL::text"

    def _dimension(self, dimension: str) -> str:
        sums = [self._group_sum(group) for group in self._groups if group.dimension == dimension]
        return f"({' + '.join(sums) or '0'})"

    def _group_sum(self, group: RuleGroup) -> str:
        members = [f"t.r{score.rule.key}" for score in self._scores if score.rule.group_id == group.pk]
        total = " + ".join(members) or "0"
        return f"LEAST({int(group.cap)}, {total})" if group.cap is not None else f"({total})"

    # -- band: the verdict, else the first band rule that holds

    def _band_level(self, scores: str, carried: Sequence[str], *, with_rules: bool) -> str:
        whens = "".join(f" WHEN {band.sql} THEN {band.rule.key}" for band in self._bands)
        band_rule = f"(CASE WHEN t.culled OR t.promoted IS NOT NULL THEN NULL{whens} END)::bigint"
        columns = [
            *(f"t.{name}" for name in (*self._carried, *self._touch_columns())),
            *passed_on(carried),
            "t.fit, t.readiness, t.fit + t.readiness AS score",
            "CASE WHEN t.culled THEN 'cull' WHEN t.promoted IS NOT NULL THEN 'promote' ELSE '' END AS verdict",
            f"{self._fired(band_rule)} AS fired",
            f"{self._points_fired(band_rule)} AS points",
            f"{self._band()} AS band",
        ]
        if with_rules:
            columns += [f"t.r{c.rule.key}" for c in (*self._culls, *self._promotes, *self._scores)]
            columns.append(f"{band_rule} AS band_rule")
        return f"SELECT {', '.join(columns)} FROM ({scores}) t {FENCE}"

    def _fired(self, band_rule: str) -> str:
        keys = [f"CASE WHEN t.r{c.rule.key} THEN {c.rule.key}::bigint END" for c in self._culls + self._promotes]
        keys += [f"CASE WHEN t.r{c.rule.key} <> 0 THEN {c.rule.key}::bigint END" for c in self._scores]
        return f"array_remove(ARRAY[{', '.join([*keys, band_rule])}]::bigint[], NULL)"

    def _points_fired(self, band_rule: str) -> str:
        points = [f"CASE WHEN t.r{c.rule.key} THEN 0 END" for c in self._culls + self._promotes]
        points += [f"NULLIF(t.r{c.rule.key}, 0)" for c in self._scores]
        points.append(f"CASE WHEN {band_rule} IS NOT NULL THEN 0 END")
        return f"array_remove(ARRAY[{', '.join(points)}]::int[], NULL)"

    def _band(self) -> str:
        whens = "".join(f" WHEN {band.sql} THEN '{Band(band.rule.band)}'" for band in self._bands)
        return (
            f"(CASE WHEN t.culled THEN '{Band.JUNK}' WHEN t.promoted IS NOT NULL THEN t.promoted{whens} "
            f"ELSE '{FALLBACK_BAND}' END)"
        )


def carry(conditions: Iterable[dict], catalogue: FieldCatalogue) -> tuple[dict[str, str], FieldCatalogue]:
    """Facts that later levels test: the columns that bring them up, and the catalogue that reads them there."""
    names = sorted(set().union(*(parse(data, catalogue).fields() for data in conditions)))
    facts = [field for field in map(catalogue.lookup, names) if field not in SCORE_FIELDS]
    columns = {f"k{n}": field.sql for n, field in enumerate(facts)}
    raised = {
        field.name: Field(field.name, field.label, field.type, f"t.k{n}", field.choices)
        for n, field in enumerate(facts)
    }
    everything = {field.name: field for field in catalogue}
    return columns, FieldCatalogue(everything | raised, {}, catalogue.touches)


def passed_on(carried: Sequence[str]) -> list[str]:
    names = (*carried, "company_owner_id", *(f"old_{name}" for name in STANDING))
    return ["t.lead_id", *(f"t.{name}" for name in names)]


def any_of(tests: Iterable[str]) -> str:
    return f"({' OR '.join(tests) or 'FALSE'})"


def faded_since_last_inquiry(half_life_days: int) -> str:
    age = "GREATEST(0, extract(epoch FROM %(at)s - l.last_inquiry_at) / 86400.0)"
    return f"power(0.5, {age} / {int(half_life_days)})"


def within(worth: str, most: int | None) -> str:
    """Whole points, at most `most` either way."""
    whole = f"round(({worth})::numeric)::int"
    return whole if most is None else f"GREATEST(-{int(most)}, LEAST({int(most)}, {whole}))"
