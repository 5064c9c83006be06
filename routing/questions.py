"""What to ask about a lead next: the open questions whose answer could change its band, best first.

Every combination of answers is judged in one statement, by the very query that refining runs, over rows in which the
answers stand in the place of what the lead says. Nothing is written.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from leads.models import Band, Lead
from routing.editing import CUSTOM, FactsRefused, tested_columns
from routing.policy import NoPublishedRules, published_policy
from scoring.answers import UNKNOWN, Answer, answers_to, tests_in
from scoring.conditions import Field, FieldTest
from scoring.judgement import Judgement
from scoring.lead_set import OPEN, LeadSet, Rows
from scoring.models import Rule

# The most combinations of answers that one look at a lead may cost: about 20 ms.
MOST_COMBINATIONS = 500
# What decides by itself weighs more than any points.
DECISIVE = 100

# Country and telephone come last, because hygiene concludes flags from them that the answers before leave alone.
LEAD_FACTS = {
    "timeline": "timeline", "budget": "budget", "authority": "authority", "need": "need", "title": "title",
    "product_interest": "product_interest", "region": "region", "city": "city", "postal_code": "postal_code",
    "consent.email": "consent_email", "consent.phone": "consent_phone", "country": "country", "phone": "phone",
}  # fmt: skip
COMPANY, COMPANY_FACTS = "company.", ("employees", "annual_revenue", "industry", "country", "city")
OPEN_ANSWERS = (None, "", UNKNOWN)

Combination = tuple[int, ...]


@dataclass(frozen=True)
class Question:
    """An open question. `answers` are what each answer alone would make of the lead, `best_band` the best band an
    answer can be part of, `fact` the name by which it is edited: empty for facts of the company."""

    field: str
    label: str
    fact: str
    answers: Sequence[tuple[Answer, str]]
    band_now: str
    best_band: str

    @property
    def moves(self) -> dict[str, list[Answer]]:
        """The answers that would change the band all by themselves, by the band they would give, best first."""
        found: dict[str, list[Answer]] = {}
        for answer, band in sorted(self.answers, key=lambda pair: _rank(pair[1])):
            if band != self.band_now:
                found.setdefault(band, []).append(answer)
        return found


@dataclass(frozen=True)
class _Open:
    """A question with the columns that each of its answers would set."""

    field: Field
    fact: str
    answers: Sequence[Answer]
    sets: Sequence[Mapping[str, Mapping[str, Any]]]
    weight: int


def questions_for(lead: Lead, *, at: datetime) -> list[Question]:
    """Open questions that could change the band of an open lead. Empty where no answer could.

    First comes the question whose answer alone would lead to the best band; among those, the one of which more answers
    change the band; then the one that can be part of the best band. With more than MOST_COMBINATIONS of answers, the
    questions whose rules weigh least are looked at by themselves alone.
    """
    try:
        policy = published_policy()
    except NoPublishedRules:
        return []
    asked = list(_open_questions(lead, policy.judgement))
    bands = _judged(lead, asked, policy.judgement, at=at) if asked else {}
    return sorted(_deciding(asked, bands), key=_worth) if bands else []


def _worth(question: Question) -> tuple[int, int, int]:
    moving = [band for _, band in question.answers if band != question.band_now]
    return min(map(_rank, moving), default=len(Band)), -len(moving), _rank(question.best_band)


def _rank(band: str) -> int:
    return Band.values.index(band)


def _open_questions(lead: Lead, judgement: Judgement) -> Iterator[_Open]:
    tests: dict[str, list[tuple[Rule, FieldTest]]] = {}
    for rule, condition in judgement.conditions:
        for test in tests_in(condition):
            tests.setdefault(test.field.name, []).append((rule, test))
    for name in (*LEAD_FACTS, *sorted(tests.keys() - LEAD_FACTS.keys())):
        if name in tests and _is_open(lead, name):
            yield from _question(lead, tests[name])


def _is_open(lead: Lead, name: str) -> bool:
    owner, _, key = name.rpartition(".")
    if owner == "custom":
        return lead.custom.get(key) in OPEN_ANSWERS
    if owner == "company":
        return lead.company is not None and key in COMPANY_FACTS and getattr(lead.company, key) in OPEN_ANSWERS
    return name in LEAD_FACTS and getattr(lead, "phone_e164" if name == "phone" else LEAD_FACTS[name]) in OPEN_ANSWERS


def _question(lead: Lead, tests: Sequence[tuple[Rule, FieldTest]]) -> Iterator[_Open]:
    field = tests[0][1].field
    fact = "" if field.name.startswith(COMPANY) else LEAD_FACTS.get(field.name, field.name)
    answers, sets = [], []
    for answer in answers_to(field, [test for _, test in tests]):
        try:
            sets.append(_set_by(lead, field.name, fact, answer.value))
        except FactsRefused:
            continue
        answers.append(answer)
    if answers:
        rules = {rule.key: rule for rule, _ in tests}.values()
        yield _Open(field, fact, answers, sets, sum(abs(rule.points) or DECISIVE for rule in rules))


def _set_by(lead: Lead, name: str, fact: str, value: Any) -> dict[str, dict[str, Any]]:
    if not fact:
        return {"company": {name.removeprefix(COMPANY): value}}
    if fact.startswith(CUSTOM):
        return {"custom": {fact.removeprefix(CUSTOM): value}}
    return {"lead": tested_columns(lead, {fact: value})}


def _combined(asked: Sequence[_Open]) -> list[int]:
    """The places of the weightiest questions, as many as can be combined."""
    chosen, combinations = [], 1
    for place, question in sorted(enumerate(asked), key=lambda pair: -pair[1].weight):
        if combinations * (len(question.answers) + 1) <= MOST_COMBINATIONS:
            combinations *= len(question.answers) + 1
            chosen.append(place)
    return chosen


def _judged(lead: Lead, asked: Sequence[_Open], judgement: Judgement, *, at: datetime) -> dict[Combination, str]:
    """The band of each combination of answers: for each question the number of its answer, 0 where it stays open."""
    leads = _variants(lead, asked)
    numbers = ", ".join(f"t.{name}" for name in leads.rows.carried)
    with connection.cursor() as cursor:
        sql = f"SELECT t.band, {numbers} FROM ({judgement.query(leads)}) t"
        cursor.execute(sql, judgement.params(at) | leads.params)
        return {tuple(answers): band for band, *answers in cursor.fetchall()}


def _variants(lead: Lead, asked: Sequence[_Open]) -> LeadSet:
    """The lead once for every combination of answers. What they set stands in `facts`, `own` and `firm`."""
    places = range(len(asked))
    params = {"lead_ids": [lead.pk]} | {f"answers{n}": _as_rows(question) for n, question in enumerate(asked)}
    merged = [f"{' || '.join(f'q{n}.{name}' for n in places)} AS {name}" for name in SETS.values()]
    columns = ["b.*, person, company", *(f"q{n}.answer AS answer{n}" for n in places), *merged]
    rows = Rows(
        standings=f"(SELECT {', '.join(columns)} FROM {AS_IT_STANDS} {_joined(asked)}) s",
        facts=ANSWERED,
        touches=OPEN.touches,
        which=OPEN.which,
        carried=tuple(f"answer{n}" for n in places),
        companies=ANSWERED_COMPANY,
    )
    return LeadSet("{column} = ANY(%(lead_ids)s)", params, is_bulk=False, rows=rows)


def _joined(asked: Sequence[_Open]) -> str:
    """The answers to all questions: combined, and of the questions left over each where nothing else is answered."""
    combined = _combined(asked)
    alone = [n for n in range(len(asked)) if n not in combined]
    joins = [f"CROSS JOIN {ANSWERS.format(n=n)}" for n in combined]
    for n in alone:
        others = " AND ".join(["TRUE", *(f"q{m}.answer = 0" for m in combined)])
        joins.append(f"JOIN {ANSWERS.format(n=n)} ON q{n}.answer = 0 OR ({others})")
        combined.append(n)
    return " ".join(joins)


# Whose columns an answer sets, and the name under which they stand in a row of the question.
SETS = {"lead": "facts", "custom": "own", "company": "firm"}


def _as_rows(question: _Open) -> str:
    """The question's answers by number, as JSON; number 0 leaves it open."""
    rows = enumerate([{}, *question.sets])
    return json.dumps([{"answer": n} | {name: sets.get(of, {}) for of, name in SETS.items()} for n, sets in rows])


ANSWERS = "jsonb_to_recordset(%(answers{n})s::jsonb) q{n} (answer int, facts jsonb, own jsonb, firm jsonb)"
AS_IT_STANDS = """leads_standing b JOIN leads_lead person ON person.id = b.lead_id
    LEFT JOIN leads_company company ON company.id = person.company_id"""
ANSWERED = """jsonb_populate_record(
    s.person, s.facts || jsonb_build_object('custom', (s.person).custom || s.own)) l"""
ANSWERED_COMPANY = "jsonb_populate_record(s.company, s.firm) c"


def _deciding(asked: Sequence[_Open], bands: Mapping[Combination, str]) -> Iterator[Question]:
    """The questions of which an answer changes the band, whatever is answered to the others."""
    nothing = (0,) * len(asked)
    for n, question in enumerate(asked):
        changing = [band for key, band in bands.items() if band != bands[_with(key, n, 0)]]
        if changing:
            alone = [(answer, bands[_with(nothing, n, k)]) for k, answer in enumerate(question.answers, start=1)]
            best = min(changing, key=_rank)
            yield Question(question.field.name, question.field.label, question.fact, alone, bands[nothing], best)


def _with(key: Combination, place: int, number: int) -> Combination:
    return (*key[:place], number, *key[place + 1 :])
