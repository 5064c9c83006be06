"""Companies: who is there, who looks after them."""

import pytest
from django.contrib.messages import get_messages

from leads.models import Company
from tenants.models import AuditEntry
from tenants.scope import tenant_scope
from tests.inquiries import hot
from tests.leads.pages.conftest import IDA, comes_in
from tests.people import signed_in

LIST = "/t/acme/companies/"


def names(answer):
    return [(str(company), company.lead_count) for company in answer.context["rows"]]


def page_of(lead):
    return f"{LIST}{lead.company.public_id}/"


def test_companies_stand_by_name_with_the_number_of_their_leads(acme, sallys, ida, ben):
    comes_in(acme, hot(1))
    comes_in(acme, IDA | {"email": "kofi@okafor-steel.example", "phone": "", "external_id": "", "first_name": "Kofi"})

    assert names(sallys.get(LIST)) == [("Hot 1 Ltd", 1), ("Okafor Steel Ltd", 2), ("Okafor Steel", 1)]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"q": "okafor steel gmbh"}, 2),
        ({"q": "okafor-steel.ex"}, 1),
        ({"q": "steel"}, 0),
        ({"country": "de"}, 1),
        ({"industry": "manufacturing"}, 2),
    ],
)
def test_companies_are_narrowed(sallys, ida, ben, query, expected):
    assert len(sallys.get(LIST, query).context["rows"]) == expected


def test_company_shows_its_leads_and_inquiries(acme, sallys, ida):
    comes_in(acme, IDA | {"email": "kofi@okafor-steel.example", "phone": "", "external_id": "", "first_name": "Kofi"})
    comes_in(acme, hot(1))

    answer = sallys.get(page_of(ida))

    assert [str(lead) for lead in answer.context["rows"]] == ["Kofi Okafor", "Ida Okafor"]
    assert [str(inquiry.lead) for inquiry in answer.context["inquiries"]] == ["Kofi Okafor", "Ida Okafor"]
    assert (answer.context["outcomes"]["open"], answer.context["outcomes"]["won"]) == (2, 0)


def test_owner_is_changed_and_the_change_kept(acme, sally, mias, ida):
    answer = mias.post(f"{page_of(ida)}owner/", {"owner": sally.public_id})

    assert answer["Location"] == page_of(ida)
    assert [str(message) for message in get_messages(answer.wsgi_request)] == ["Okafor Steel Ltd belongs to Sally now."]
    with tenant_scope(acme):
        assert Company.objects.get(pk=ida.company_id).owner == sally
        entry = AuditEntry.objects.get(action="company.owner_changed")
    assert (entry.before, entry.after, entry.actor_label) == ({"owner": None}, {"owner": "Sally"}, "Mia")


def test_owner_can_be_nobody_again(acme, sally, mias, ida):
    mias.post(f"{page_of(ida)}owner/", {"owner": sally.public_id})

    mias.post(f"{page_of(ida)}owner/", {"owner": ""})

    with tenant_scope(acme):
        assert Company.objects.get(pk=ida.company_id).owner is None


def test_same_owner_again_leaves_no_trace(acme, sally, mias, ida):
    for _ in range(2):
        mias.post(f"{page_of(ida)}owner/", {"owner": sally.public_id})

    with tenant_scope(acme):
        assert AuditEntry.objects.filter(action="company.owner_changed").count() == 1


def test_owner_must_be_one_of_the_staff_of_this_firm(acme, paul, carol, mias, ida):
    for stranger in (paul, carol):
        answer = mias.post(f"{page_of(ida)}owner/", {"owner": stranger.public_id})
        assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["owner"])


def test_foreign_company_is_absent(globex, sallys, acme):
    foreign = comes_in(globex, IDA)

    assert [sallys.get(path).status_code for path in (page_of(foreign), f"{page_of(foreign)}owner/")] == [404, 404]


def test_partner_sees_no_companies(paul, ida):
    partners = signed_in(paul)

    assert [partners.get(path).status_code for path in (LIST, page_of(ida), f"{page_of(ida)}owner/")] == [403] * 3


def test_list_and_page_ask_no_more_for_three_rows_than_for_one(acme, sallys, ida, statements_of):
    paths = (LIST, page_of(ida))
    for_one = [statements_of(sallys, path) for path in paths]
    for name in ("Kofi", "Ama"):
        address = {"email": f"{name}@okafor-steel.example", "phone": "", "external_id": "", "first_name": name}
        comes_in(acme, IDA | address)
    comes_in(acme, hot(1))

    assert [statements_of(sallys, path) for path in paths] == for_one


def test_empty_list_teaches(sallys, acme):
    assert "No companies yet" in sallys.get(LIST).content.decode()
