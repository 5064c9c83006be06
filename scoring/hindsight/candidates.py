"""The tests that might set winners apart: made of the values that closed leads have, as conditions like any other."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from math import ceil, floor, log10
from typing import Any

from leads.models import Touch
from scoring.conditions import ConditionError, Field, FieldCatalogue, FieldType, parse
from scoring.defaults import all_of, fact, touched
from scoring.hindsight.closed import ClosedLeads

# Fewer leads than this show a difference by accident.
FEWEST_LEADS = 30
MOST_VALUES = 25
RANGES = 8
AGES = (30, 90, 365)
WINDOWS = (30, 90)
REPEATED = 3

# They name one person or firm, not a kind of them.
NAMES = frozenset(
    {
        "first_name", "last_name", "email", "phone", "external_id", "postal_code",
        "company.name", "company.domain", "company.website",
    }
)  # fmt: skip
# The moment of inquiry says when somebody came, not who they are.
SKIPPED = frozenset({"first_inquiry_at", "last_inquiry_at"})

Test = dict[str, Any]


@dataclass(frozen=True)
class Candidate:
    """A test, and what it is about: a field's name, or touch.<kind>."""

    about: str
    test: Test


def candidates_of(leads: ClosedLeads, catalogue: FieldCatalogue) -> list[Candidate]:
    fields = [field for field in catalogue if field.name not in SKIPPED and not field.name.startswith("score.")]
    texts = [field for field in fields if field.type in (FieldType.TEXT, FieldType.CHOICE)]
    numbers = [field for field in fields if field.type == FieldType.NUMBER]
    values = _values_of(leads, [field for field in texts if field.name not in NAMES])
    cuts = _cuts_of(leads, numbers)
    made = [
        *(Candidate(name, fact(name, "eq", value)) for name, found in values.items() for value in found),
        *(Candidate(name, test) for name, found in cuts.items() for test in ranges(name, found)),
        *(Candidate(field.name, test) for field in fields for test in _plain_tests(field)),
        *(Candidate(field.name, fact(field.name, "is_set")) for field in (*texts, *numbers)),
        *_touch_candidates(),
    ]
    return [candidate for candidate in made if _can_be_asked(candidate.test, catalogue)]


def _can_be_asked(test: Test, catalogue: FieldCatalogue) -> bool:
    """A list may bring values that no condition can hold, such as a number of thirty digits."""
    try:
        parse(test, catalogue)
    except ConditionError:
        return False
    return True


def names_of(field: Field) -> list[str]:
    """What a field is called, in small letters with spaces, to look for words in."""
    return [re.sub(r"[\W_]+", " ", name.lower()).strip() for name in (field.label, field.name.removeprefix("custom."))]


def _plain_tests(field: Field) -> Iterator[Test]:
    if field.type == FieldType.FLAG:
        yield fact(field.name, "is", True)
    if field.type == FieldType.BOOLEAN:
        yield fact(field.name, "is", True)
        yield fact(field.name, "is", False)
    if field.type == FieldType.DATE:
        yield from (fact(field.name, "newer_than_days", days) for days in AGES)


def _touch_candidates() -> Iterator[Candidate]:
    for kind in Touch.Kind.values:
        yield from (Candidate(f"touch.{kind}", touched(kind, days)) for days in WINDOWS)
        yield Candidate(f"touch.{kind}", touched(kind, WINDOWS[-1], REPEATED))


def _values_of(leads: ClosedLeads, fields: Sequence[Field]) -> dict[str, list[str]]:
    """The frequent values of each field, the most frequent first."""
    if not fields:
        return {}
    rows = ", ".join(f"('{field.name}', ({field.sql})::text)" for field in fields)
    values = f"""
        SELECT f.name, min(btrim(f.value)), count(*) FROM {SOURCE} CROSS JOIN LATERAL (VALUES {rows}) f (name, value)
        WHERE btrim(f.value) <> '' AND length(f.value) <= 200
        GROUP BY f.name, lower(btrim(f.value)) HAVING count(*) >= {FEWEST_LEADS}
        ORDER BY f.name, count(*) DESC"""
    found: dict[str, list[str]] = defaultdict(list)
    for name, value, _ in leads.read(values):
        if len(found[name]) < MOST_VALUES:
            found[name].append(value)
    known = {field.name: field.choices for field in fields}
    return {name: [v for v in some if known[name] is None or v in (known[name] or ())] for name, some in found.items()}


@dataclass(frozen=True)
class Cuts:
    """Where a number's range is cut into parts of about as many leads each."""

    at: Sequence[Decimal]
    is_whole: bool


def _cuts_of(leads: ClosedLeads, fields: Sequence[Field]) -> dict[str, Cuts]:
    if not fields:
        return {}
    shares = ", ".join(str(n / RANGES) for n in range(1, RANGES))
    columns = ", ".join(CUTS.format(number=f"({field.sql})::numeric", shares=shares) for field in fields)
    (found,) = leads.read(f"SELECT {columns} FROM {SOURCE}")
    pairs = zip(fields, found[::2], found[1::2], strict=True)
    return {field.name: Cuts(at, is_whole) for field, at, is_whole in pairs if at}


# A whole number that hardly two leads share is a name made of digits.
CUTS = """CASE WHEN count(DISTINCT {number}) < 0.9 * count({number}) OR count({number}) < 10
                    OR NOT bool_and({number} = trunc({number}))
               THEN percentile_disc(ARRAY[{shares}]) WITHIN GROUP (ORDER BY {number}) END,
          bool_and({number} = trunc({number}))"""
SOURCE = "closed s JOIN known l ON l.id = s.lead_id LEFT JOIN leads_company c ON c.id = l.company_id"


def ranges(name: str, cuts: Cuts) -> Iterator[Test]:
    """Ranges between readable bounds, without a gap between them. Nought stands alone where many have it."""
    bounds = sorted({readable(cut) for cut in cuts.at})
    if cuts.is_whole:
        yield from _whole_ranges(name, {ceil(bound) for bound in bounds})
        return
    above = "gt" if bounds[0] == 0 else "gte"
    yield fact(name, "lte" if bounds[0] == 0 else "lt", bounds[0])
    for low, high in pairwise(bounds):
        yield all_of(fact(name, above, low), fact(name, "lt", high))
        above = "gte"
    yield fact(name, above, bounds[-1])


def _whole_ranges(name: str, bounds: set[int]) -> Iterator[Test]:
    ends = sorted(bounds | {1} if 0 in bounds else bounds)
    yield fact(name, "lt", ends[0])
    for low, high in pairwise(ends):
        yield fact(name, "eq", low) if low == high - 1 else fact(name, "between", [low, high - 1])
    yield fact(name, "gte", ends[-1])


def readable(number: Decimal) -> int | float:
    """The number to two digits, whole where it can be."""
    if not number:
        return 0
    digits = 1 - floor(log10(abs(number)))
    rounded = round(float(number), digits)
    return int(rounded) if rounded == int(rounded) else rounded
