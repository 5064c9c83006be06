"""N11: the same people at both firms are strangers to each other there."""

import pytest

from leads.models import Inquiry, Lead
from leads.search import search
from routing.custody import Outcome, dispose
from routing.selectors.lead_page import colleagues, possible_duplicates
from tenants.scope import tenant_scope
from tests.inquiries import arrives, hot
from tests.people import MONDAY, member_of
from tests.tenancy.fingerprints import fingerprint

CROWD = 12


@pytest.fixture
def met(acme, globex):
    """The same crowd, at the same companies, came to both; at Globex it has come to an end."""
    for firm in (acme, globex):
        with tenant_scope(firm):
            for n in range(CROWD):
                arrives(hot(n, company=f"Firm {n % 3} Ltd", website=f"https://firm{n % 3}.example"))
    carol = member_of(globex, "carol")
    with tenant_scope(globex):
        for lead in Lead.objects.all():
            dispose(lead, Outcome("lost", "No budget", None, "", MONDAY), at=MONDAY, by=carol)
    return fingerprint(globex)


def test_inquiry_is_matched_within_its_firm(acme, globex, met):
    with tenant_scope(acme):
        own = set(Lead.objects.values_list("pk", flat=True))
        for n in range(CROWD):
            known = arrives(hot(n, phone="+442079460999", external_id=f"x{n}", title="CEO"))
            assert (known.pk in own, known.inquiry_count, known.standing.disposition) == (True, 2, None)
        assert (Lead.objects.count(), Inquiry.objects.count()) == (CROWD, 2 * CROWD)

    assert fingerprint(globex) == met


def test_search_and_suggestions_find_within_the_firm(acme, globex, met):
    with tenant_scope(globex):
        theirs = set(Lead.objects.values_list("pk", flat=True))

    with tenant_scope(acme):
        for lead in Lead.objects.all():
            near = {other.pk for other in (*colleagues(lead), *possible_duplicates(lead))}
            found = {hit.lead.pk for hit in search(lead.email, 50).leads}
            assert (near & theirs, found) == (set(), {lead.pk})
        assert near != set()
