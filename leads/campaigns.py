"""Campaigns set up and changed; each change leaves an audit entry."""

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction

from leads.models import Campaign
from tenants.auditing import Actor, record
from tenants.scope import current_tenant


class CodeTaken(Exception):
    """Another campaign has this code."""


@transaction.atomic
def create_campaign(*, facts: Mapping[str, Any], actor: Actor) -> Campaign:
    """Raises CodeTaken. Without a currency it is the tenant's."""
    campaign = Campaign(**{"currency": current_tenant().currency} | dict(facts))
    _save(campaign)
    record("campaign.created", campaign, after=_told(campaign, facts), actor=actor)
    return campaign


@transaction.atomic
def change_campaign(campaign: Campaign, *, facts: Mapping[str, Any], actor: Actor) -> Campaign:
    """Raises CodeTaken. Facts that stay as they were leave no trace."""
    changed = {name: value for name, value in facts.items() if getattr(campaign, name) != value}
    if not changed:
        return campaign
    before = _told(campaign, changed)
    for name, value in changed.items():
        setattr(campaign, name, value)
    _save(campaign, update_fields=list(changed))
    record("campaign.changed", campaign, before=before, after=_told(campaign, changed), actor=actor)
    return campaign


def _save(campaign: Campaign, **options: Any) -> None:
    try:
        with transaction.atomic():
            campaign.save(**options)
    except IntegrityError as error:
        if "campaign_code" in str(error):
            raise CodeTaken(f"There is a campaign with the code {campaign.code} already.") from None
        raise


def _told(campaign: Campaign, names: Mapping[str, Any]) -> dict[str, str | None]:
    values = {name: getattr(campaign, name) for name in names}
    return {name: None if value is None else str(value) for name, value in values.items()}
