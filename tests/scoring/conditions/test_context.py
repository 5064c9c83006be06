from datetime import UTC, datetime

import pytest

from scoring.conditions import CompileContext, TouchNeed, parse

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)


def test_context_asks_for_each_need_once():
    context = CompileContext(AT)
    clicks = TouchNeed("email_click", 30)

    columns = [context.touch_column(clicks), context.touch_column(TouchNeed("any")), context.touch_column(clicks)]

    assert columns == ["t.n0", "t.n1", "t.n0"]
    assert context.touch_aggregates() == [
        "count(*) FILTER (WHERE tc.kind = %(p1)s AND tc.at > %(at)s - interval '720 hours') AS n0",
        "count(*) AS n1",
    ]
    assert context.params == {"at": AT, "zone": "UTC", "p1": "email_click"}


def test_context_longest_window_is_the_widest_need():
    context = CompileContext(AT)
    assert context.longest_window() == 0

    context.touch_column(TouchNeed("visit", 7))
    context.touch_column(TouchNeed("any", 90))
    assert context.longest_window() == 90

    context.touch_column(TouchNeed("visit"))
    assert context.longest_window() is None


def test_context_serves_several_conditions_with_values_apart(catalogue):
    context = CompileContext(AT)
    rule = {"field": "company.employees", "op": "gte", "value": 200}

    assert [parse(rule, catalogue).sql(context) for _ in range(2)] == [
        "(((l.employees) >= %(p1)s) IS TRUE)",
        "(((l.employees) >= %(p2)s) IS TRUE)",
    ]


def test_context_needs_a_time_zone():
    with pytest.raises(ValueError, match="time zone"):
        CompileContext(datetime(2026, 3, 1))


TOUCH_ROWS = "(VALUES (%(at)s), (%(at)s - interval '336 hours'), (%(at)s - interval '672 hours')) AS tc(at)"


def test_decayed_touches_halve_with_each_half_life(sql):
    context = CompileContext(AT)
    assert context.touch_decay_column(TouchNeed("any"), 14) == "t.d0"
    assert context.touch_decay_column(TouchNeed("any", 20), 14) == "t.d1"

    sql.execute(f"SELECT {', '.join(context.touch_aggregates())} FROM {TOUCH_ROWS}", context.params)

    assert sql.fetchone() == (1.75, 1.5)


def test_decayed_touch_of_long_ago_counts_nothing_and_does_not_fail(sql):
    context = CompileContext(AT)
    context.touch_decay_column(TouchNeed("any"), 1)

    sql.execute(
        f"SELECT {context.touch_aggregates()[0]} FROM (VALUES ('1990-01-01'::timestamptz)) AS tc(at)", context.params
    )

    assert sql.fetchone()[0] == pytest.approx(0)


def test_half_life_of_nothing_is_refused():
    with pytest.raises(ValueError, match="half life"):
        CompileContext(AT).touch_decay_column(TouchNeed("any"), 0)
