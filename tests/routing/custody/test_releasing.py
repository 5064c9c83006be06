import pytest

from routing.custody import CustodyRefused, release_from_quarantine
from scoring.models import Decision
from tenants.models import AuditEntry

from .conftest import JUNK, MONDAY, arrive, standing_of


def test_released_lead_is_judged_without_the_cull_rules(acme, mark):
    lead = arrive(JUNK)
    assert standing_of(lead).custodian.name == "Quarantine"

    release_from_quarantine(lead, reason="A colleague of mine", at=MONDAY, by=mark)

    standing = standing_of(lead)
    assert (standing.spared, standing.verdict) == (True, "")
    assert standing.custodian.name != "Quarantine"
    assert Decision.objects.filter(lead=lead).latest("pk").cause == "release"
    entry = AuditEntry.objects.get(action="lead.released")
    assert (entry.actor, entry.reason) == (mark, "A colleague of mine")


def test_lead_outside_quarantine_is_not_released(rosa, mark):
    with pytest.raises(CustodyRefused, match="not in quarantine"):
        release_from_quarantine(rosa, reason="", at=MONDAY, by=mark)
