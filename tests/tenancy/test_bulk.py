"""N2: a list of ids with a stranger among them is refused as a whole."""

import pytest

from leads.models import Lead
from tenants.scope import tenant_scope
from tests.people import member_of, signed_in
from tests.tenancy.fingerprints import fingerprint

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("place", [0, 2, -1])
def test_one_foreign_lead_among_many_stops_the_hand_over_of_all(firms, place):
    own, (foreign, *_) = open_leads(firms.acme), open_leads(firms.globex)
    assert len(own) >= 5
    chosen = [*own]
    chosen.insert(place, foreign)
    before = fingerprint(firms.acme), fingerprint(firms.globex)

    browser = signed_in(member_of(firms.acme, "mia"))
    answer = hand_over(browser, firms, chosen)

    assert (answer.status_code, answer["Location"]) == (302, "/t/acme/leads/")
    assert [str(message) for message in messages_of(browser)] == ["One of the leads is no longer here."]
    assert fingerprint(firms.globex) == before[1]
    assert changed(before[0], fingerprint(firms.acme)) == []


def test_hand_over_of_own_leads_goes_through(firms):
    before = fingerprint(firms.acme)

    hand_over(signed_in(member_of(firms.acme, "mia")), firms, open_leads(firms.acme))

    assert {"leads_standing", "routing_handoff"} <= set(changed(before, fingerprint(firms.acme)))


def hand_over(browser, firms, leads):
    with tenant_scope(firms.acme):
        alice = member_of(firms.acme, "alice")
    to = {"to": f"member:{alice.public_id}", "reason": "She knows them"}
    return browser.post("/t/acme/leads/hand-over/", {"lead": leads, **to})


def open_leads(firm):
    with tenant_scope(firm):
        return [str(p) for p in Lead.objects.filter(standing__disposition=None).values_list("public_id", flat=True)]


def messages_of(browser):
    return browser.get("/t/acme/leads/").context["messages"]


def changed(before, after):
    """Tables that differ, less the noted time of a sign-in."""
    return [table for table in before if before[table] != after[table] and table != "tenants_user"]
