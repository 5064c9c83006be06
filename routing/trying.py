"""Trying a version of the rules on one lead: the real pipeline runs, its explanation is read, and nothing is kept.

What it writes is rolled back to a savepoint before anybody could see it, and every lock it took goes with that.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from leads.hygiene import Note
from leads.intake import Incoming, take_in
from leads.models import Company, Lead
from routing.editing import edit_facts
from routing.explaining import Explanation, explain
from routing.pipeline import refine
from routing.policy import compile_policy
from scoring.lead_set import LeadSet
from scoring.models import Decision, RuleSet
from scoring.rule_book import book_of
from tenants.auditing import Actor


@dataclass(frozen=True)
class Tried:
    """What would become of a lead. `is_new`: nobody known so far."""

    lead: Lead
    explanation: Explanation
    is_new: bool = False


@contextmanager
def kept_nothing() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def try_inquiry(rule_set: RuleSet, incoming: Incoming, *, at: datetime) -> Tried | list[Note]:
    """What would become of an inquiry if this version were in force; notes where nobody can be made out of it.

    Raises ConditionError for a version that can't judge, NoPublishedRules without a route matrix.
    """
    with kept_nothing():
        (taken,) = take_in([incoming], at=at)
        if taken.lead_id is None:
            return list(taken.notes)
        return _refined(rule_set, taken.lead_id, at=at, cause=Decision.Cause.INQUIRY, is_new=taken.is_new_lead)


def try_as_it_is(rule_set: RuleSet, lead: Lead, *, at: datetime) -> Tried:
    """What would become of an open lead if this version were in force. Raises as `try_inquiry` does."""
    with kept_nothing():
        return _refined(rule_set, lead.pk, at=at, cause=Decision.Cause.PUBLISH)


def try_changes(
    rule_set: RuleSet, lead: Lead, facts: Mapping[str, Any], company: Mapping[str, Any], *, at: datetime, by: Actor
) -> Tried:
    """What would become of an open lead with these facts, and these columns of its company.

    Raises FactsRefused, as `edit_facts` does, and what `try_inquiry` does.
    """
    with kept_nothing():
        if lead.company_id and company:
            Company.objects.filter(pk=lead.company_id).update(**company)
        edit_facts(lead, facts, at=at, by=by)
        return _refined(rule_set, lead.pk, at=at, cause=Decision.Cause.FACTS)


def _refined(rule_set: RuleSet, lead_id: int, *, at: datetime, cause: Decision.Cause, is_new: bool = False) -> Tried:
    refine(LeadSet.of([lead_id]), cause=cause, at=at, policy=compile_policy(rule_set))
    lead = Lead.objects.select_related("company", "standing__pool", "standing__custodian").get(pk=lead_id)
    # The book of the version as it is now: the one kept by number is for versions that change no more.
    return Tried(lead, explain(lead, book_of(rule_set)), is_new)
