"""Fields that were filled in after contact: they tell winners apart because somebody already knew."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from django.db.models import TextChoices

from scoring.conditions import Field, FieldCatalogue
from scoring.hindsight.candidates import Candidate, names_of
from scoring.hindsight.closed import ClosedLeads, Moment
from scoring.hindsight.matrix import Matrix
from scoring.hindsight.statistics import Truths, auc, percent

TOO_LATE_SHARE = 0.2
TOO_GOOD = 0.85

# Whole words of names that speak of what comes after contact.
AFTER_CONTACT = re.compile(
    r"\b(last (notable )?activity|last (contact|call|action)|tags?|(lead )?(quality|profile|grade|rating)"
    r"|(lead|call|deal|contact|sales|opportunity|current|follow up) (status|stage)|outcome|disposition|result"
    r"|score|index|duration|remarks?|closed?|lost|won|converted|conversion)\b|^(status|stage)$"
)


class Signal(TextChoices):
    TIME = "time", "When it was filled in"
    NAME = "name", "What it is called"
    TOO_GOOD = "too_good", "How well it tells alone"


@dataclass(frozen=True)
class Leak:
    """A field under suspicion, and why."""

    field: str
    label: str
    signal: Signal
    why: str


def leaks_of(
    leads: ClosedLeads, candidates: Sequence[Candidate], matrix: Matrix, catalogue: FieldCatalogue
) -> list[Leak]:
    """Fields among the candidates that are likely to have been filled in after contact."""
    columns: dict[str, list[int]] = {}
    for n, candidate in enumerate(candidates):
        columns.setdefault(candidate.about, []).append(n)
    fields = [catalogue.lookup(name) for name in columns if not name.startswith("touch.")]
    late = _filled_in_late(leads) if leads.moment == Moment.BEFORE_OUTCOME else {}
    found = [_suspect(field, matrix.holds[:, columns[field.name]], matrix.won, late) for field in fields]
    return [leak for leak in found if leak]


def _suspect(field: Field, holds: Truths, won: Truths, late: dict[str, int]) -> Leak | None:
    if not (holds.any(axis=0) & ~holds.all(axis=0)).any():
        return None  # All leads are alike in it, so it tells nobody apart.
    return _late(field, holds, late) or _named(field) or _too_good(field, holds, won)


def _late(field: Field, holds: Truths, late: dict[str, int]) -> Leak | None:
    filled = int(holds.any(axis=1).sum())
    share = late.get(field.name, 0) / filled if filled else 0.0
    if share < TOO_LATE_SHARE:
        return None
    why = f"Set after the first contact for {percent(min(share, 1))} of the leads that have it."
    return Leak(field.name, field.label, Signal.TIME, why)


def _named(field: Field) -> Leak | None:
    is_own = field.name.startswith("custom.") or field.name == "stage"
    if not is_own or not any(AFTER_CONTACT.search(name) for name in names_of(field)):
        return None
    return Leak(field.name, field.label, Signal.NAME, "Its name speaks of what comes after contact.")


def _too_good(field: Field, holds: Truths, won: Truths) -> Leak | None:
    alone = auc_alone(holds, won)
    if alone < TOO_GOOD:
        return None
    why = f"Alone it tells winners apart with an AUC of {alone:.2f}. What is known before contact hardly ever does."
    return Leak(field.name, field.label, Signal.TOO_GOOD, why)


def auc_alone(holds: Truths, won: Truths) -> float:
    """How well leads are told apart by the win rate of the first of these tests that holds for them."""
    if not holds.shape[1] or not won.any() or won.all():
        return 0.5
    value = np.where(holds.any(axis=1), holds.argmax(axis=1), holds.shape[1])
    totals = np.bincount(value, minlength=holds.shape[1] + 1)
    rates = np.bincount(value, weights=won, minlength=holds.shape[1] + 1) / np.maximum(totals, 1)
    return auc(rates[value], won).value


# By hand, after somebody had spoken to the lead: the audit log knows.
FILLED_IN_LATE = """
    SELECT is_now.key, count(DISTINCT s.lead_id)
    FROM tenants_auditentry a
    JOIN leads_lead l ON l.public_id::text = a.object_id
    JOIN closed s ON s.lead_id = l.id
    JOIN contact k ON k.lead_id = l.id AND a.at >= k.at AND a.at <= s.moment
    CROSS JOIN LATERAL jsonb_each_text(a.after) is_now
    WHERE a.object_type = 'lead' AND a.action = 'lead.changed' AND is_now.value <> ''
    GROUP BY is_now.key"""


def _filled_in_late(leads: ClosedLeads) -> dict[str, int]:
    return dict(leads.read(FILLED_IN_LATE))
