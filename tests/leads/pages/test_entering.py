"""An inquiry recorded by hand: by the same door, with the same care, and an answer in words."""

import json

import pytest
from django.contrib.messages import get_messages

from leads.models import Campaign, CustomField, Inquiry, Lead
from tenants.models import AuditEntry
from tenants.scope import tenant_scope
from tests.leads.pages.conftest import nobody_comes_in
from tests.people import signed_in

NEW = "/t/acme/inquiries/new/"
RUTH = {
    "source": "sales_prospecting", "first_name": "Ruth", "last_name": "Weiss", "email": "ruth@weiss-pumps.example",
    "phone": "020 7946 0777", "title": "CTO", "company": "Weiss Pumps", "industry": "manufacturing",
    "employees": "420", "country": "GB", "timeline": "0-3m", "budget": "yes", "need": "yes",
}  # fmt: skip


def said(answer):
    return [str(message) for message in get_messages(answer.wsgi_request)]


def leads_of(tenant):
    with tenant_scope(tenant):
        return [str(lead) for lead in Lead.objects.order_by("pk")]


def test_rep_records_an_inquiry_and_is_told_where_it_went(acme, sallys):
    answer = sallys.post(NEW, RUTH)

    with tenant_scope(acme):
        ruth = Lead.objects.get(email_norm="ruth@weiss-pumps.example")
    assert answer["Location"] == f"/t/acme/leads/{ruth.public_id}/"
    assert said(answer)[0] == "Ruth Weiss is new: hot, to sales, held by Sally."


def test_inquiry_by_hand_keeps_what_was_typed(acme, sallys):
    sallys.post(NEW, RUTH | {"message": "Zwölf Pumpen, bitte"})

    with tenant_scope(acme):
        inquiry = Inquiry.objects.get()
    assert (inquiry.channel, inquiry.source) == ("page", "sales_prospecting")
    assert json.loads(bytes(inquiry.raw)) == RUTH | {"message": "Zwölf Pumpen, bitte"}


def test_known_person_is_said_to_be_known(acme, sallys, ida):
    answer = sallys.post(NEW, RUTH | {"first_name": "Ida", "last_name": "Okafor", "email": "ida@okafor-steel.example"})

    assert said(answer)[0].startswith("Ida Okafor was known already: hot, to sales, held by ")
    assert leads_of(acme) == ["Ida Okafor"]


@pytest.mark.parametrize(
    ("who", "source"), [("sally", "sales_prospecting"), ("tom", "sales_prospecting"), ("mark", None), ("alice", None)]
)
def test_form_proposes_prospecting_to_those_who_work_on_leads(acme, request, who, source):
    browser = signed_in(request.getfixturevalue(who))

    assert browser.get(NEW).context["form"]["source"].initial == source


def test_hygiene_speaks_at_the_field_and_nothing_is_stored(acme, sallys):
    answer = sallys.post(NEW, RUTH | {"email": "ruth at weiss"})

    assert answer.status_code == 422
    assert answer.context["form"].errors == {
        "email": ["“ruth at weiss” has no @, so it is no e-mail address. Enter one like ada@firm.com."]
    }
    assert leads_of(acme) == []


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        ("phone", "12345", "“12345” is not a telephone number in use. Check it, with the country code like +44."),
        ("website", "none of it", "“none of it” is no website. Enter an address like https://firm.com."),
        ("employees", "a lot", "“a lot” cannot be read as one number. Enter digits only, like 1500."),
    ],
)
def test_what_could_not_be_used_is_said_before_it_is_lost(acme, sallys, field, typed, words):
    assert sallys.post(NEW, RUTH | {field: typed}).context["form"].errors == {field: [words]}
    assert leads_of(acme) == []


def test_inquiry_can_be_kept_as_it_is(acme, sallys):
    answer = sallys.post(NEW, RUTH | {"email": "ruth at weiss", "anyway": "yes"})

    assert leads_of(acme) == ["Ruth Weiss"]
    assert "“ruth at weiss” has no @, so it is no e-mail address. Enter one like ada@firm.com." in said(answer)


def test_somebody_must_be_told_apart(acme, sallys):
    answer = sallys.post(NEW, {"source": "event", "first_name": "Ruth", "anyway": "yes"})

    assert answer.status_code == 422
    assert answer.context["form"].non_field_errors() == [
        "Give an e-mail, a telephone number, or a name with a company: there must be somebody to get back to."
    ]
    assert leads_of(acme) == []


def test_source_is_asked_for(acme, marks):
    answer = marks.post(NEW, RUTH | {"source": ""})

    assert answer.context["form"].errors == {"source": ["This field is required."]}


def test_campaign_consent_and_own_fields_are_kept(acme, sallys):
    with tenant_scope(acme):
        Campaign.objects.create(code="fair", name="Fair", source="event")
        CustomField.objects.create(key="machines", label="Machines in use")

    sallys.post(
        NEW, RUTH | {"campaign": "fair", "consent_email": "yes", "consent_phone": "no", "custom.machines": "12"}
    )  # fmt: skip

    with tenant_scope(acme):
        ruth = Lead.objects.select_related("campaign").get()
    assert (ruth.campaign.code, ruth.consent_email, ruth.consent_phone, ruth.custom) == (
        "fair", True, False, {"machines": "12"},
    )  # fmt: skip


def test_refused_inquiry_is_entered_again_corrected(acme, sallys):
    said_then = {"first_name": "Zoe", "email": "zoe at firm", "message": "Prices\u0007 please", "campaign": "fair"}
    original = nobody_comes_in(acme, said_then)
    form = sallys.get(NEW, {"again": original}).context["form"]
    assert [form[name].value() for name in ("first_name", "email", "message", "source", "campaign")] == [
        "Zoe", "zoe at firm", "Prices  please", "event", "fair",
    ]  # fmt: skip

    sallys.post(f"{NEW}?again={original}", {"source": "event", "first_name": "Zoe", "email": "zoe@firm.example"})

    assert leads_of(acme) == ["Zoe"]
    with tenant_scope(acme):
        assert Inquiry.objects.get(public_id=original).looked_at is not None
        assert AuditEntry.objects.filter(action="inquiry.looked_at").count() == 1


@pytest.mark.parametrize("again", ["", "no-uuid", "00000000-0000-0000-0000-000000000007"])
def test_form_is_empty_where_there_is_nothing_to_enter_again(acme, sallys, again):
    assert sallys.get(NEW, {"again": again}).context["form"].initial == {}


def test_foreign_inquiry_cannot_be_entered_again(globex, acme, sallys):
    assert sallys.get(NEW, {"again": nobody_comes_in(globex)}).context["form"].initial == {}


def test_partner_may_not_record(acme, paul):
    partners = signed_in(paul)

    assert (partners.get(NEW).status_code, partners.post(NEW, RUTH).status_code) == (403, 403)
    assert leads_of(acme) == []
