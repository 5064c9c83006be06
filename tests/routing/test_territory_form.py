"""A member's territory and hours, as they are typed."""

import pytest
from django.urls import reverse

from routing.forms.territory import rows_of
from routing.models import Queue, QueueMember
from routing.staffing import Terms, place_in_queue
from scoring.conditions import ConditionError
from tenants.models import AuditEntry, Calendar
from tenants.scope import tenant_scope
from tests.people import MONDAY, signed_in

DACH_OR_LARGE = {"any": [{"field": "country", "op": "eq", "value": "DE"},
                         {"field": "company.employees", "op": "gt", "value": 500}]}  # fmt: skip


@pytest.fixture
def sallys_url(acme, sally):
    with tenant_scope(acme):
        return reverse(
            "routing:queue_member", args=["acme", Queue.objects.get(name="Sales").public_id, sally.public_id]
        )


def terms(sally, *rows, **more):
    typed = {"member": sally.public_id, "weight": 1, "is_active": "on"} | more
    for number, row in enumerate(rows):
        typed |= dict(zip((f"territory_{number}_{part}" for part in ("field", "op", "value")), row, strict=True))
    return typed


def territory_of(acme, sally):
    with tenant_scope(acme):
        return QueueMember.objects.get(member=sally).territory


def errors(answer):
    return answer.status_code, {name: list(said) for name, said in answer.context["form"].errors.items()}


def test_rows_become_a_territory_and_are_shown_again(acme, mia, sally, sallys_url):
    rows = [
        ("country", "in", "GB, IE"),
        ("company.employees", "between", "200 to 5000"),
        ("do_not_call", "eq", "no"),
        ("source", "ne", "Purchased list"),
    ]
    assert signed_in(mia).post(sallys_url, terms(sally, *rows)).status_code == 302

    assert territory_of(acme, sally) == {
        "all": [
            {"field": "country", "op": "in", "value": ["GB", "IE"]},
            {"field": "company.employees", "op": "between", "value": [200, 5000]},
            {"field": "do_not_call", "op": "is", "value": False},
            {"field": "source", "op": "ne", "value": "purchased_list"},
        ]
    }
    form = signed_in(mia).get(sallys_url).context["form"]
    assert [cell.value() for cell in form.rows()[1]] == ["company.employees", "between", "200 to 5000"]
    assert [cell.value() for cell in form.rows()[2]] == ["do_not_call", "eq", "no"]
    with tenant_scope(acme):
        said = AuditEntry.objects.get(action="queue.member_changed").after["territory"]
    assert said.startswith("Country is “GB” or “IE” and Employees is between 200 and 5,000")


@pytest.mark.parametrize(
    ("row", "place", "said"),
    [
        (("company.employees", "gte", "many"), "value", "Expected a number, got a text."),
        (("company.employees", "between", "200"), "value",
         "Expected a list of two values: the lowest and the highest."),
        (("country", "eq", ""), "value", "Country is compared with an empty text. Use is_empty or is_set."),
        (("country", "gte", "5"), "op", None),
        (("", "eq", "GB"), "field", "Choose what is compared with this."),
        (("score.total", "gte", "50"), "field", None),
    ],
)  # fmt: skip
def test_row_that_cannot_be_tested_is_refused_where_it_stands(acme, mia, sally, sallys_url, row, place, said):
    status, found = errors(signed_in(mia).post(sallys_url, terms(sally, ("city", "eq", "York"), row)))

    assert (status, list(found)) == (422, [f"territory_1_{place}"])
    assert said is None or found[f"territory_1_{place}"] == [said]
    assert territory_of(acme, sally) is None


def test_territory_of_touches_is_refused(in_acme, mia, sally):
    clicked = {"touch": "email_click", "op": "count_gte", "value": 1}
    with pytest.raises(ConditionError):
        place_in_queue(Queue.objects.get(name="Sales"), sally, Terms(territory=clicked), at=MONDAY, by=mia)


def test_territory_that_rows_cannot_show_is_kept_until_unticked(acme, mia, sally, sallys_url):
    assert rows_of(DACH_OR_LARGE) is None
    with tenant_scope(acme):
        QueueMember.objects.filter(member=sally).update(territory=DACH_OR_LARGE)
    browser = signed_in(mia)
    assert "Keep: Country is “DE” or Employees is more than 500" in browser.get(sallys_url).content.decode()

    browser.post(sallys_url, terms(sally, keep="on", weight=2))
    assert territory_of(acme, sally) == DACH_OR_LARGE
    both = browser.post(sallys_url, terms(sally, ("city", "eq", "York"), keep="on"))
    assert errors(both) == (422, {"keep": ["Untick this to put the conditions below in its place."]})
    browser.post(sallys_url, terms(sally))
    assert territory_of(acme, sally) is None


def test_member_keeps_hours_of_their_own(acme, mia, sally, sallys_url):
    with tenant_scope(acme):
        nights = Calendar.objects.create(name="Nights", time_zone="UTC")
    signed_in(mia).post(sallys_url, terms(sally, calendar=nights.public_id))

    with tenant_scope(acme):
        assert QueueMember.objects.get(member=sally).calendar == nights
        assert AuditEntry.objects.get(action="queue.member_changed").after["hours"] == "Nights"


def test_hours_of_another_firm_are_no_choice(acme, globex, mia, sally, sallys_url):
    with tenant_scope(globex):
        theirs = Calendar.objects.get()

    assert errors(signed_in(mia).post(sallys_url, terms(sally, calendar=theirs.public_id)))[0] == 422
