"""Which tests hold for which closed lead, as of before its outcome: read in one statement, counted by numpy."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np

from leads.models import Disposition
from scoring.conditions import CompileContext, FieldCatalogue, parse
from scoring.hindsight.closed import ClosedLeads
from scoring.hindsight.statistics import Truths
from scoring.judgement import FENCE, carry

# The latest outcomes say most about the next ones, and more of them change no conclusion.
MOST_LEADS = 50_000


@dataclass(frozen=True)
class Matrix:
    """`holds[lead, test]`, and which of the leads were won."""

    holds: Truths
    won: Truths


def read_matrix(leads: ClosedLeads, tests: Sequence[dict], catalogue: FieldCatalogue) -> Matrix:
    """Of the closed leads, latest first. A test says nothing of scores: these are not known yet."""
    columns, carried = carry(tests, catalogue)
    context = CompileContext(at=datetime.now(UTC))
    bits = " || ".join(f"{parse(test, carried).sql(context)}::int::text" for test in tests) or "''"
    rows = leads.read(f"SELECT t.won, {bits} FROM ({_facts(columns, context)}) t", context.params)
    holds = np.frombuffer("".join(bits for _, bits in rows).encode(), dtype=np.uint8) == ord("1")
    return Matrix(holds.reshape(len(rows), len(tests)), np.array([won for won, _ in rows], dtype=np.bool_))


def _facts(columns: dict[str, str], context: CompileContext) -> str:
    aggregates = context.touch_aggregates()
    names = [aggregate.rsplit(" AS ", 1)[1] for aggregate in aggregates]
    carried = [*(f"{sql} AS {name}" for name, sql in columns.items()), *(f"t.{name}" for name in names)]
    return f"""
        SELECT {", ".join([f"s.outcome = '{Disposition.WON}' AS won", "s.moment", *carried])}
        FROM closed s JOIN known l ON l.id = s.lead_id LEFT JOIN leads_company c ON c.id = l.company_id
        {_touches(aggregates)}
        ORDER BY s.moment DESC, s.lead_id LIMIT {MOST_LEADS} {FENCE}"""


def _touches(aggregates: Sequence[str]) -> str:
    if not aggregates:
        return ""
    return f"""LEFT JOIN (
            SELECT tc.lead_id, {", ".join(aggregates)} FROM leads_touch tc JOIN closed m ON m.lead_id = tc.lead_id
            WHERE tc.at <= m.moment GROUP BY tc.lead_id
        ) t ON t.lead_id = s.lead_id"""
