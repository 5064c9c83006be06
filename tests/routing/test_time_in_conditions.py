"""Conditions about days mean the firm's own days, and the moment that is judged, not the clock of the server."""

from datetime import timedelta

import pytest

from leads.models import Standing
from routing.models import QueueMember
from scoring.models import Rule
from tenants.policy import policy_changed
from tests.inquiries import ADA, arrives
from tests.people import MONDAY

# Tuesday already in Auckland, Monday still in London.
MONDAY_NIGHT = MONDAY + timedelta(hours=12)


@pytest.mark.parametrize(("time_zone", "score"), [("Pacific/Auckland", 7), ("Europe/London", 0)])
def test_day_in_a_rule_begins_at_midnight_where_the_firm_is(in_acme, sally, time_zone, score):
    in_acme.time_zone = time_zone
    in_acme.save(update_fields=["time_zone"])
    scores = Rule.objects.filter(kind=Rule.Kind.SCORE)
    scores.update(is_enabled=False)
    tuesday = {"field": "last_inquiry_at", "op": "gte", "value": "2026-03-03"}
    only = scores.filter(each=False, group__half_life_days=None)[:1]
    scores.filter(pk__in=only.values("pk")).update(is_enabled=True, condition=tuesday, points=7)
    policy_changed()

    lead = arrives(ADA, at=MONDAY_NIGHT)

    assert Standing.objects.get(lead=lead).score == score


def test_territory_of_days_counts_from_the_moment_of_routing(in_acme, sally):
    fresh = {"field": "last_inquiry_at", "op": "newer_than_days", "value": 2}
    QueueMember.objects.filter(member=sally).update(territory=fresh)

    assert Standing.objects.get(lead=arrives(ADA)).custodian.name == "Sally"
