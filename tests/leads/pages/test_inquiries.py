"""Inquiries as they came, and what a person does about those that nobody could be made of."""

from django.contrib.messages import get_messages

from leads.inquiries import MOST_SHOWN, show_raw
from leads.models import Inquiry
from tenants.models import AuditEntry
from tenants.scope import tenant_scope
from tests.inquiries import hot
from tests.leads.pages.conftest import IDA, comes_in, nobody_comes_in
from tests.people import signed_in

LIST = "/t/acme/inquiries/"


def people(answer):
    return [str(inquiry.lead) for inquiry in answer.context["rows"]]


def test_inquiries_stand_newest_first_with_their_lead(acme, sallys, ida):
    nobody_comes_in(acme)

    assert people(sallys.get(LIST, {"sort": "newest"})) == ["None", "Ida Okafor"]


def test_those_that_need_a_look_stand_by_themselves(acme, sallys, ida):
    waiting = nobody_comes_in(acme)

    answer = sallys.get(LIST, {"needs_look": "true"})

    assert [inquiry.public_id for inquiry in answer.context["rows"]] == [waiting]


def test_inquiries_are_narrowed_by_source_campaign_and_channel(acme, sallys, ida):
    comes_in(acme, hot(1), source="web_form", campaign="spring")

    assert people(sallys.get(LIST, {"source": "web_form"})) == ["Given1 Hot1"]
    assert people(sallys.get(LIST, {"campaign": "hannover-2026"})) == ["Ida Okafor"]
    assert people(sallys.get(LIST, {"channel": "page"})) == []


def test_inquiry_shows_its_bytes_harmless(acme, sallys):
    inquiry_id = nobody_comes_in(acme, {"first_name": "<script>alert(1)</script>"})

    page = sallys.get(f"{LIST}{inquiry_id}/").content.decode()

    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<script>alert(1)" not in page


def test_inquiry_says_why_nobody_could_be_made_out(acme, sallys):
    inquiry_id = nobody_comes_in(acme, {"email": "ida at firm"})

    answer = sallys.get(f"{LIST}{inquiry_id}/")

    assert [note["message"] for note in answer.context["inquiry"].notes] == [
        "“ida at firm” has no @, so it is no e-mail address. Enter one like ada@firm.com."
    ]
    assert answer.context["again_url"] == f"/t/acme/inquiries/new/?again={inquiry_id}"


def test_inquiry_leads_to_its_lead(sallys, ida):
    (row,) = sallys.get(LIST).context["rows"]

    page = sallys.get(f"{LIST}{row.public_id}/").content.decode()

    assert f'href="/t/acme/leads/{ida.public_id}/"' in page


def test_looked_at_is_noted_once_with_who_did(acme, sallys):
    inquiry_id = nobody_comes_in(acme)

    sallys.post(f"{LIST}{inquiry_id}/looked-at/")
    answer = sallys.post(f"{LIST}{inquiry_id}/looked-at/")

    assert str(list(get_messages(answer.wsgi_request))[-1]) == "Noted as looked at."
    assert people(sallys.get(LIST, {"needs_look": "true"})) == []
    with tenant_scope(acme):
        assert [entry.actor_label for entry in AuditEntry.objects.filter(action="inquiry.looked_at")] == ["Sally"]


def test_looking_at_an_inquiry_changes_nothing_of_it(acme, sallys):
    inquiry_id = nobody_comes_in(acme)
    with tenant_scope(acme):
        before = bytes(Inquiry.objects.get(public_id=inquiry_id).raw)

    sallys.post(f"{LIST}{inquiry_id}/looked-at/")

    with tenant_scope(acme):
        assert bytes(Inquiry.objects.get(public_id=inquiry_id).raw) == before


def test_bytes_that_are_no_text_are_shown_as_far_as_they_can_be():
    shown = show_raw(b"\xff\xfe name \x00\x1b[31m")

    assert (shown.text, shown.size, shown.exact) == ("�� name ␀␛[31m", 14, False)


def test_long_inquiry_is_cut_and_says_by_how_much():
    shown = show_raw(b"x" * (MOST_SHOWN + 5))

    assert (len(shown.text), shown.cut) == (MOST_SHOWN, 5)


def test_deeply_nested_json_is_shown_as_text():
    assert show_raw(b"[" * 100_000).size == 100_000


def test_foreign_inquiry_is_absent(globex, sallys, acme):
    assert sallys.get(f"{LIST}{nobody_comes_in(globex)}/").status_code == 404


def test_list_asks_no_more_for_three_rows_than_for_one(acme, sallys, ida, statements_of):
    for_one = statements_of(sallys, LIST)
    comes_in(acme, hot(1), campaign="spring")
    nobody_comes_in(acme)

    assert statements_of(sallys, LIST) == for_one


def test_empty_lists_teach(sallys, acme):
    assert "No inquiries yet" in sallys.get(LIST).content.decode()
    assert "Nothing waits for a look" in sallys.get(LIST, {"needs_look": "true"}).content.decode()


def test_same_person_again_is_one_lead_with_two_inquiries(acme, sallys, ida):
    comes_in(acme, IDA)

    assert people(sallys.get(LIST)) == ["Ida Okafor", "Ida Okafor"]


def test_partner_sees_no_inquiries(acme, paul):
    assert signed_in(paul).get(LIST).status_code == 403
