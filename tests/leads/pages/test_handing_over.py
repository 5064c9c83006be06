"""Several leads to one person or queue at once."""

from django.contrib.messages import get_messages

from leads.models import Lead, Standing
from routing.models import Assignment, Queue
from tenants.models import Role
from tenants.scope import tenant_scope
from tests.inquiries import hot
from tests.leads.pages.conftest import comes_in
from tests.people import admit, signed_in

HAND_OVER = "/t/acme/leads/hand-over/"
WHY = "Sally is on leave"


def holders(tenant):
    with tenant_scope(tenant):
        return {str(s.lead): str(s.custodian) for s in Standing.objects.select_related("lead", "custodian")}


def said(answer):
    return [str(message) for message in get_messages(answer.wsgi_request)]


def to(member_or_queue):
    kind = "queue" if isinstance(member_or_queue, Queue) else "member"
    return f"{kind}:{member_or_queue.public_id}"


def test_selected_leads_are_shown_with_who_holds_them(mias, ida, ben):
    answer = mias.post(HAND_OVER, {"lead": [ida.public_id, ben.public_id], "action": "hand_over"})

    assert [str(lead) for lead in answer.context["leads"]] == ["Ida Okafor", "Ben Okafor"]
    assert "Hand over 2 leads" in answer.content.decode()


def test_manager_hands_several_leads_to_one_member(acme, mias, tom, ida, ben):
    answer = mias.post(HAND_OVER, {"lead": [ida.public_id, ben.public_id], "to": to(tom), "reason": WHY})

    assert answer["Location"] == "/t/acme/leads/"
    assert holders(acme) == {"Ida Okafor": "Tom", "Ben Okafor": "Tom"}
    assert said(answer) == ["2 leads handed over to Tom."]


def test_hand_over_to_a_queue_gives_each_lead_to_whoever_is_next(acme, mias, ida, ben):
    with tenant_scope(acme):
        admit("sam", Role.SALES_REP, domain="acme.example")
        queue = Queue.objects.get(name="Sales")

    mias.post(HAND_OVER, {"lead": [ben.public_id], "to": to(queue), "reason": WHY})

    with tenant_scope(acme):
        assert Assignment.objects.get(lead=ben, closed_at=None).queue == queue


def test_each_lead_has_its_own_answer(acme, sally, toms, ida, ben, tom):
    answer = toms.post(HAND_OVER, {"lead": [ida.public_id, ben.public_id], "to": to(tom), "reason": WHY})

    results = {str(result["lead"]): result["refusal"] for result in answer.context["results"]}
    assert results == {
        "Ida Okafor": "Sally holds this lead. Only Sally can do that; a manager can hand it over first.",
        "Ben Okafor": "",
    }
    assert holders(acme) == {"Ida Okafor": "Sally", "Ben Okafor": "Tom"}


def test_hand_over_is_taken_back_in_one_go(acme, mias, tom, ida, ben):
    mias.post(HAND_OVER, {"lead": [ida.public_id, ben.public_id], "to": to(tom), "reason": WHY})

    answer = mias.post(f"{HAND_OVER}undo/")

    assert holders(acme) == {"Ida Okafor": "Sally", "Ben Okafor": "Call center"}
    assert said(answer)[-1] == "Taken back: 2 leads as before."


def test_taking_back_twice_says_that_nothing_is_left(mias, tom, ben):
    mias.post(HAND_OVER, {"lead": [ben.public_id], "to": to(tom), "reason": WHY})
    mias.post(f"{HAND_OVER}undo/")

    assert said(mias.post(f"{HAND_OVER}undo/"))[-1] == "There is nothing left to take back."


def test_hand_over_without_a_reason_is_asked_for_one(acme, mias, tom, ben):
    answer = mias.post(HAND_OVER, {"lead": [ben.public_id], "to": to(tom), "reason": " "})

    assert answer.status_code == 422
    assert answer.context["form"].errors["reason"] == ["This field is required."]
    assert holders(acme) == {"Ben Okafor": "Call center"}


def test_hand_over_of_nothing_returns_to_the_list(mias, acme):
    answer = mias.post(HAND_OVER, {"action": "hand_over"})

    assert (answer["Location"], said(answer)) == ("/t/acme/leads/", ["Select the leads first."])


def test_foreign_lead_cannot_be_handed_over(acme, globex, mias, tom):
    foreign = comes_in(globex, hot(1))

    answer = mias.post(HAND_OVER, {"lead": [foreign.public_id], "to": to(tom), "reason": WHY})

    assert said(answer) == ["One of the leads is no longer here."]
    with tenant_scope(globex):
        assert Lead.objects.get(pk=foreign.pk).standing.custodian.name == "Gus"


def test_partner_may_not_hand_over(paul, ben):
    assert signed_in(paul).post(HAND_OVER, {"lead": [ben.public_id]}).status_code == 403
