"""Random conditions over random leads, judged once by the database and once by plain Python below."""

import json
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import re2
from hypothesis import given, settings
from hypothesis import strategies as some

from scoring.conditions import ConditionError, parse

AT = datetime(2026, 3, 30, 12, tzinfo=UTC)
ZONE = "Europe/Berlin"

titles = some.sampled_from(["VP", "vp sales", "Head\nof IT", "100%", "a_b", "École", "x" * 40])
sizes = some.sampled_from([-3, 0, 1.5, 199, 200, 200.25])
days = some.sampled_from(["2026-02-27", "2026-02-28", "2026-03-01", "2026-03-29"])
instants = some.sampled_from(["2026-02-28T23:30:00+00:00", "2026-03-29T00:30:00+00:00", "2026-03-30T12:00:00+00:00"])
stages = some.sampled_from(["mql", "sal", "won"])
spaced = some.builds("{}{}{}".format, some.sampled_from(["", " ", "\n\t"]), titles, some.sampled_from(["", "  "]))


def orderings(name, values):
    between = some.lists(values, min_size=2, max_size=2).map(sorted)
    return some.one_of(
        compare(name, some.sampled_from(["eq", "ne", "lt", "lte", "gt", "gte"]), values),
        compare(name, some.just("between"), between),
        presence(name),
    )


def memberships(name, values):
    return some.one_of(
        compare(name, some.sampled_from(["eq", "ne"]), values),
        compare(name, some.sampled_from(["in", "not_in"]), some.lists(values, min_size=1, max_size=3)),
        presence(name),
    )


def compare(name, ops, values):
    return some.fixed_dictionaries({"field": some.just(name), "op": ops, "value": values})


def presence(name):
    return some.fixed_dictionaries({"field": some.just(name), "op": some.sampled_from(["is_set", "is_empty"])})


def touches(low, op):
    parts = {"touch": some.sampled_from(["email_click", "visit", "any"]), "op": op, "value": some.integers(low, 3)}
    return some.fixed_dictionaries(parts, optional={"within_days": some.sampled_from([1, 7, 30])})


patterns = some.sampled_from(["^vp", r"\bof\b", "[0-9_]", r"\w+ \w+$", "É?cole", "h.*f", "(?:x{2}){3}"])
leaves = some.one_of(
    memberships("lead.title", spaced),
    compare(
        "lead.title", some.sampled_from(["contains", "starts_with"]), some.sampled_from(["V", "p ", "%", "_", "É"])
    ),
    compare("lead.title", some.just("matches"), patterns),
    orderings("company.employees", sizes),
    orderings("custom.seats", sizes),
    orderings("lead.created", days),
    orderings("lead.created", instants),
    compare("lead.created", some.sampled_from(["older_than_days", "newer_than_days"]), some.sampled_from([1, 29, 30])),
    memberships("lead.stage", stages),
    compare("lead.budget", some.just("is"), some.booleans()),
    compare("lead.unsubscribed", some.just("is"), some.booleans()),
    touches(1, some.sampled_from(["count_gte", "count_lt"])),
    touches(0, some.just("count_eq")),
)
conditions = some.recursive(
    leaves,
    lambda inner: some.one_of(
        some.fixed_dictionaries({"all": some.lists(inner, min_size=1, max_size=4)}),
        some.fixed_dictionaries({"any": some.lists(inner, min_size=1, max_size=4)}),
        some.fixed_dictionaries({"not": inner}),
    ),
    max_leaves=12,
).filter(lambda data: height(data) <= 7)

people = some.fixed_dictionaries(
    {
        "title": some.none() | spaced | some.sampled_from(["", " "]),
        "employees": some.none() | sizes,
        "created": some.none() | instants,
        "budget": some.none() | some.booleans(),
        "unsubscribed": some.none() | some.booleans(),
        "stage": some.none() | stages,
        "custom": some.none() | some.fixed_dictionaries({"seats": some.one_of(sizes, sizes.map(str), titles)}),
    }
)
touch_rows = some.lists(
    some.fixed_dictionaries(
        {
            "lead": some.integers(0, 4),
            "kind": some.sampled_from(["email_click", "visit"]),
            "at": some.sampled_from([-1, 0, 1, 24, 25, 168, 169, 9000]).map(
                lambda hours: (AT - timedelta(hours=hours)).isoformat()
            ),
        }
    ),
    max_size=15,
)


def height(data):
    children = [*data.get("all", []), *data.get("any", []), *([data["not"]] if "not" in data else [])]
    return 1 + max(map(height, children), default=0)


def is_met(data, lead, touched):
    """The condition language once more, as plainly as it can be put."""
    if "all" in data:
        return all(is_met(child, lead, touched) for child in data["all"])
    if "any" in data:
        return any(is_met(child, lead, touched) for child in data["any"])
    if "not" in data:
        return not is_met(data["not"], lead, touched)
    if "touch" in data:
        return count_is_met(data, touched)
    fact = fact_of(data["field"], lead)
    if data["op"] in ("is_set", "is_empty"):
        return (fact is not None) == (data["op"] == "is_set")
    return fact is not None and fact_is_met(data, fact)


def count_is_met(data, touched):
    window = timedelta(days=data.get("within_days", 100_000))
    count = 0
    for row in touched:
        age = AT - datetime.fromisoformat(row["at"])
        count += data["touch"] in ("any", row["kind"]) and timedelta(0) <= age < window
    return {
        "count_gte": count >= data["value"],
        "count_lt": count < data["value"],
        "count_eq": count == data["value"],
    }[data["op"]]


def fact_of(name, lead):
    if name == "lead.title":
        return (lead["title"] or "").strip().lower() or None
    if name == "custom.seats":
        try:
            return float((lead["custom"] or {}).get("seats"))
        except (TypeError, ValueError):
            return None
    fact = lead[name.removeprefix("lead.").removeprefix("company.")]
    if name == "lead.unsubscribed":
        return bool(fact)
    return datetime.fromisoformat(fact) if name == "lead.created" and fact else fact


def fact_is_met(data, fact):
    op, value = data["op"], data["value"]
    if op == "matches":
        return re2.search(f"(?i){value}", fact) is not None
    if op in ("older_than_days", "newer_than_days"):
        limit = AT - timedelta(days=value)
        return fact < limit if op == "older_than_days" else fact > limit
    wanted = [comparable(data["field"], item) for item in (value if isinstance(value, list) else [value])]
    if data["field"] == "lead.created" and "T" not in str(value):
        fact = fact.astimezone(ZoneInfo(ZONE)).date().isoformat()
    return COMPARISONS[op](fact, wanted)


def comparable(name, value):
    if name == "lead.title":
        return value.strip().lower()
    return datetime.fromisoformat(value) if name == "lead.created" and "T" in value else value


COMPARISONS = {
    "eq": lambda fact, wanted: fact == wanted[0],
    "is": lambda fact, wanted: fact == wanted[0],
    "ne": lambda fact, wanted: fact != wanted[0],
    "in": lambda fact, wanted: fact in wanted,
    "not_in": lambda fact, wanted: fact not in wanted,
    "contains": lambda fact, wanted: wanted[0] in fact,
    "starts_with": lambda fact, wanted: fact.startswith(wanted[0]),
    "lt": lambda fact, wanted: fact < wanted[0],
    "lte": lambda fact, wanted: fact <= wanted[0],
    "gt": lambda fact, wanted: fact > wanted[0],
    "gte": lambda fact, wanted: fact >= wanted[0],
    "between": lambda fact, wanted: wanted[0] <= fact <= wanted[1],
}


@settings(max_examples=300, deadline=None)
@given(conditions, some.lists(people, min_size=1, max_size=5), touch_rows)
def test_database_and_plain_python_agree(leads, data, rows, touched):
    expected = [
        is_met(data, lead, [row for row in touched if row["lead"] == number]) for number, lead in enumerate(rows)
    ]

    assert leads.verdicts(data, rows, touched, at=AT, zone=ZONE) == expected
    assert leads.verdicts({"not": data}, rows, touched, at=AT, zone=ZONE) == [not verdict for verdict in expected]


@given(conditions)
def test_condition_survives_json_and_has_a_sentence(catalogue, data):
    condition = parse(data, catalogue)

    assert parse(json.loads(json.dumps(condition.to_json())), catalogue) == condition
    assert len(condition.sentence()) > len("Title is")


junk = some.recursive(
    some.none() | some.booleans() | some.integers() | some.floats() | some.text(max_size=5),
    lambda inner: some.one_of(
        some.lists(inner, max_size=4),
        some.dictionaries(
            some.sampled_from(["all", "any", "not", "field", "op", "value", "touch", "within_days", "x"]), inner
        ),
    ),
    max_leaves=15,
)
almost = some.fixed_dictionaries(
    {
        "field": some.sampled_from(["lead.title", "company.employees", "lead.created", "lead.stage", "custom.seats"]),
        "op": some.sampled_from(["eq", "in", "between", "matches", "older_than_days", "is_set", "contains"]),
        "value": junk | some.text() | some.lists(some.text() | some.integers()),
    }
)


@settings(max_examples=400, deadline=None)
@given(junk | almost | some.fixed_dictionaries({"any": some.lists(almost, min_size=1, max_size=3)}))
def test_anything_is_refused_with_problems_or_runs(leads, catalogue, data):
    """Whatever parses also runs: no value gets as far as an error of the database."""
    if not problems_of(data, catalogue):
        assert leads.verdict(data, LEAD) in (True, False)


def problems_of(data, catalogue):
    try:
        parse(data, catalogue)
    except ConditionError as error:
        return error.problems
    return ()


LEAD = {"title": "VP", "employees": 1, "created": "2026-01-01T00:00:00Z", "stage": "mql", "custom": {"seats": 1}}
