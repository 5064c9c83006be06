from datetime import timedelta

from leads.models import Standing
from routing.custody import hand_over
from routing.models import Queue
from routing.reassessing import renew_held
from tests.inquiries import ADA, arrives
from tests.people import MONDAY

COLD = {"first_name": "Cold", "last_name": "Comfort", "email": "cold@comfort.example", "timeline": "12m+"}


def test_lead_held_for_a_date_gets_the_next_one_when_it_comes(in_acme, sally):
    lead = arrives(COLD)
    held = Standing.objects.get(lead=lead)
    assert held.custodian.name in ("Nurture", "Web")

    assert renew_held(at=held.next_action_at - timedelta(minutes=1)) == 0
    assert renew_held(at=held.next_action_at) == 1

    term = held.next_action_at - MONDAY
    assert Standing.objects.get(lead=lead).next_action_at == held.next_action_at + term


def test_work_and_quarantine_are_not_put_off(in_acme, sally):
    arrives(ADA)
    junk = arrives({"first_name": "asdf", "last_name": "asdf", "email": "x@mailinator.com"})
    waiting = arrives(ADA | {"email": "two@two.example", "phone": "", "company": "Two"})
    hand_over(waiting, to=Queue.objects.get(name="Call center"), reason="Ask", at=MONDAY, by=None)
    before = dict(Standing.objects.values_list("lead", "next_action_at"))

    assert renew_held(at=MONDAY + timedelta(days=400)) == 0
    assert dict(Standing.objects.values_list("lead", "next_action_at")) == before
    assert junk.pk in before
