"""Inquiries that come together are told as if they had come one after the other."""

import pytest

from leads.models import Lead
from routing.reception import receive
from tests.inquiries import arrives, incoming
from tests.people import MONDAY

pytestmark = pytest.mark.usefixtures("in_acme")

PHONE = "+442079460958"
ADA_BY_PHONE = {"last_name": "Byron", "phone": PHONE}


def come_together(*inquiries: dict[str, str]) -> list[int]:
    """The leads that the inquiries of one batch became."""
    taken = receive([incoming({"last_name": "Byron"} | fields) for fields in inquiries], at=MONDAY)
    return [Lead.objects.get(pk=one.lead_id).pk for one in taken]


def test_first_address_of_a_known_caller_is_theirs_in_every_row():
    caller = arrives(ADA_BY_PHONE)

    leads = come_together({"email": "ada@byron.example", "phone": PHONE}, {"email": "ada@byron.example"})

    assert leads == [caller.pk, caller.pk]
    assert Lead.objects.get().identity == "email:ada@byron.example"


def test_two_leads_that_one_address_might_belong_to_stay_two():
    caller, customer = arrives(ADA_BY_PHONE), arrives({"last_name": "Byron", "external_id": "crm-1"})

    leads = come_together(
        {"email": "ada@byron.example", "phone": PHONE}, {"email": "ada@byron.example", "external_id": "crm-1"}
    )

    assert leads == [caller.pk, caller.pk]
    assert Lead.objects.get(pk=customer.pk).email == ""


def test_two_addresses_on_the_number_of_a_known_caller_are_two_people():
    caller = arrives(ADA_BY_PHONE)

    leads = come_together(
        {"email": "ada@byron.example", "phone": PHONE}, {"email": "annabella@byron.example", "phone": PHONE}
    )

    assert leads[0] == caller.pk
    assert leads[1] != caller.pk
    assert Lead.objects.get(pk=caller.pk).email == "ada@byron.example"
    assert Lead.objects.get(pk=leads[1]).email == "annabella@byron.example"


def test_row_without_an_address_follows_the_row_that_tells_who_it_is():
    caller = arrives(ADA_BY_PHONE)

    leads = come_together(
        {"email": "ada@byron.example", "phone": PHONE, "external_id": "crm-7"}, {"external_id": "crm-7"}
    )

    assert leads == [caller.pk, caller.pk]
