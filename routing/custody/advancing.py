"""A lead gets further in sales: qualified, then an opportunity with an amount."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction

from leads.models import Lead, Stage, Standing
from routing.custody.errors import BadValue, WrongStage
from routing.custody.records import lock_open, raise_stage, require_say, save_custody, set_amount
from tenants.auditing import Actor


@transaction.atomic
def qualify(lead: Lead, *, reason: str = "", at: datetime, by: Actor) -> Standing:
    """Sales has made sure that there is need, budget and somebody who decides: the lead is SQL."""
    standing = lock_open(lead)
    require_say(standing, by)
    _require_stage(standing, Stage.SAL, then="qualified")
    return _reach(standing, Stage.SQL, reason=reason or "Qualified by sales", at=at, by=by)


@transaction.atomic
def convert_to_opportunity(
    lead: Lead, *, amount: Decimal, currency: str, reason: str = "", at: datetime, by: Actor
) -> Standing:
    """There is something to win now, worth `amount`. A lead that sales accepted is qualified by that."""
    standing = lock_open(lead)
    require_say(standing, by)
    _require_stage(standing, Stage.SAL, Stage.SQL, then="made an opportunity")
    if amount <= 0:
        raise BadValue("An opportunity has an amount above zero.")

    set_amount(standing, amount, currency, reason="Opportunity", by=by)
    save_custody(standing)
    return _reach(standing, Stage.OPPORTUNITY, reason=reason or "Became an opportunity", at=at, by=by)


def _require_stage(standing: Standing, *stages: Stage, then: str) -> None:
    if standing.stage in stages:
        return
    order = list(Stage)
    if order.index(Stage(standing.stage)) < order.index(stages[0]):
        raise WrongStage(f"Accept the lead before it is {then}.")
    raise WrongStage(f"This lead is {standing.get_stage_display()} already.")


def _reach(standing: Standing, stage: Stage, *, reason: str, at: datetime, by: Actor) -> Standing:
    raise_stage(standing, stage, reason=reason, at=at, by=by)
    standing.save(update_fields=["stage", "stage_since"])
    return standing
