import pytest

from scoring.conditions import parse


def title(value, op="contains"):
    return {"field": "lead.title", "op": op, "value": value}


BIG = {"field": "company.employees", "op": "gte", "value": 2000}
CLICKS = {"touch": "email_click", "within_days": 30, "op": "count_gte", "value": 2}


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (title("VP"), "Title contains “VP”"),
        (title(["VP", "Head"], "not_in"), "Title is not “VP” or “Head”"),
        (title("^VP", "matches"), "Title matches the pattern “^VP”"),
        ({"field": "lead.title", "op": "is_empty"}, "Title is empty"),
        ({"field": "custom.booth", "op": "is_set"}, "Booth is filled in"),
        (BIG, "Employees is at least 2,000"),
        ({"field": "company.employees", "op": "between", "value": [1.5, 20]}, "Employees is between 1.5 and 20"),
        ({"field": "lead.created", "op": "lte", "value": "2026-01-31"}, "Created is on or before 31 January 2026"),
        (
            {"field": "lead.created", "op": "gt", "value": "2026-01-31T14:05:00Z"},
            "Created is after 31 January 2026 at 14:05 UTC",
        ),
        ({"field": "lead.created", "op": "newer_than_days", "value": 1}, "Created is less than 1 day ago"),
        ({"field": "lead.created", "op": "older_than_days", "value": 90}, "Created is more than 90 days ago"),
        ({"field": "lead.budget", "op": "is", "value": False}, "Budget confirmed is no"),
        (
            {"field": "lead.stage", "op": "in", "value": ["mql", "sal", "won"]},
            "Stage is “Marketing qualified”, “Sales accepted” or “Won”",
        ),
        (CLICKS, "E-mail click happened at least 2 times in the last 30 days"),
        ({"touch": "any", "op": "count_lt", "value": 1}, "Any touch never happened"),
        ({"touch": "visit", "op": "count_eq", "value": 0, "within_days": 1}, "Visit never happened in the last 1 day"),
        ({"touch": "visit", "op": "count_eq", "value": 1}, "Visit happened exactly once"),
        ({"any": [title("VP"), title("Chief"), title("Head")]}, "Title contains “VP”, “Chief” or “Head”"),
        (
            {"any": [title("VP"), BIG, title("Head")]},
            "Title contains “VP” or Employees is at least 2,000 or Title contains “Head”",
        ),
        ({"all": [title("VP"), title("Sales")]}, "Title contains “VP” and Title contains “Sales”"),
        (
            {"all": [{"any": [title("VP"), title("Head")]}, BIG]},
            "Title contains “VP” or “Head” and Employees is at least 2,000",
        ),
        (
            {"all": [title("VP"), {"any": [BIG, CLICKS]}]},
            "Title contains “VP” and (Employees is at least 2,000 or E-mail click happened at least 2 times in the last"
            " 30 days)",
        ),
        ({"not": {"all": [title("VP"), BIG]}}, "Not (Title contains “VP” and Employees is at least 2,000)"),
    ],
)
def test_condition_says_itself(catalogue, data, sentence):
    assert parse(data, catalogue).sentence() == sentence


def test_long_list_is_said_in_short(catalogue):
    values = [f"v{number}" for number in range(500)]

    sentence = parse(title(values, "in"), catalogue).sentence()

    assert sentence == "Title is " + ", ".join(f"“v{number}”" for number in range(10)) + " or 490 more"
