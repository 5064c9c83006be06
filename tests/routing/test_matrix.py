"""Mia changes where leads of a band go; what she sees before saving is what happens, and nothing foolish gets in."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from leads.models import Band, Standing
from reporting.promises import broken_promises
from routing.forms.matrix import MatrixForm
from routing.matrix import MatrixRefused, Row, change_matrix, matrix_with, route_matrix, time_words
from routing.models import Publication, Queue, RouteRule
from routing.presets import PRESETS, rows_of_preset
from routing.previewing import preview
from routing.publishing import refine_published
from routing.queue_settings import QueueSettings, create_queue
from scoring.models import Decision, Rule, RuleSet
from tenants.models import AuditEntry
from tenants.scope import tenant_scope
from tests.inquiries import BEN, arrives, crowd_arrives
from tests.people import MONDAY, signed_in

LATER = MONDAY + timedelta(hours=1)


def queue(name: str) -> Queue:
    return Queue.objects.select_related("calendar", "custodian").get(name=name)


def row(name: str, **changes) -> Row:
    return Row(**{"queue": queue(name), "next_action": "Call", "act_within_minutes": 60,
                  "cost_per_touch": Decimal(30), "minutes_per_touch": 15} | changes)  # fmt: skip


def pools() -> dict[str, int]:
    found: dict[str, int] = {}
    for name in Standing.objects.values_list("pool__name", flat=True):
        found[name] = found.get(name, 0) + 1
    return found


def typed(acme) -> dict:
    """What the form of the page sends when nothing is changed."""
    with tenant_scope(acme):
        forms = MatrixForm().forms
    return {f"{key}-{name}": value for key, form in forms.items() for name, value in form.initial.items()}


def url(page: str) -> str:
    return reverse(f"routing:{page}", args=["acme"])


def test_effect_shown_beforehand_is_what_happens_to_the_last_lead(in_acme, mia):
    crowd_arrives(3)
    arrives(BEN)
    rows = {"hot-1": row("Call center")}
    shown = preview(RuleSet.objects.get(), at=LATER, route_rules=matrix_with(rows))

    change_matrix(rows, at=LATER, by=mia)
    refine_published(in_acme, at=LATER)

    assert {load.queue.name: load.after for load in shown.loads if load.after} == pools() == {"Call center": 4}
    assert set(Decision.objects.filter(at=LATER).values_list("cause", "route")) == {("routes", "call_center")}
    assert not any(broken_promises(at=LATER).values())


def test_preview_of_a_matrix_writes_nothing(in_acme):
    crowd_arrives(2)
    preview(RuleSet.objects.get(), at=LATER, route_rules=matrix_with({"hot-1": row("Web")}))

    assert pools() == {"Sales": 2}
    assert RouteRule.objects.get(band=Band.HOT).queue.name == "Sales"


def test_one_change_is_one_entry_that_names_what_was(in_acme, mia):
    version = in_acme.policy_version
    change_matrix({"hot-1": row("Sales", act_within_minutes=120), "low_potential-1": row("Nurture")}, at=LATER, by=mia)

    entry = AuditEntry.objects.get(action="route_matrix.changed")
    assert entry.before["Hot"] == "Sales: First response within 1 working hour, 75.00 and 45 min a touch"
    assert entry.after["Hot"] == "Sales: Call within 2 working hours, 30.00 and 15 min a touch"
    assert set(entry.after) == {"Hot", "Low potential"}
    assert in_acme.policy_version == version + 1
    assert Publication.objects.get().what == "routes"


def test_another_promise_or_price_moves_no_lead(in_acme, mia):
    assert change_matrix({"hot-1": row("Sales", cost_per_touch=Decimal(80))}, at=LATER, by=mia) is None
    assert not Publication.objects.exists()


def test_the_same_again_changes_nothing(in_acme, mia):
    rows = {f"{rule.band}-1": Row.of(rule) for rule in route_matrix()}

    assert change_matrix(rows, at=LATER, by=mia) is None
    assert not AuditEntry.objects.filter(action="route_matrix.changed").exists()


def test_a_route_is_that_of_its_queue(in_acme, mia):
    fairs = create_queue("partner", QueueSettings("Fairs", Queue.Strategy.PULL), by=mia)
    change_matrix({"hot-1": row("Fairs")}, at=LATER, by=mia)

    rule = RouteRule.objects.get(band=Band.HOT)
    assert (rule.queue, rule.route) == (fairs, "partner")


@pytest.mark.parametrize(
    ("key", "name", "said"),
    [("junk-1", "Web", "Junk goes to quarantine."), ("hot-1", "Quarantine", "Only junk goes to quarantine.")],
)
def test_junk_and_nothing_else_goes_to_quarantine(in_acme, mia, key, name, said):
    with pytest.raises(MatrixRefused, match=said):
        change_matrix({key: row(name)}, at=LATER, by=mia)


def test_a_retired_queue_gets_nothing(in_acme, mia):
    Queue.objects.filter(name="Web").update(retired_at=MONDAY)

    with pytest.raises(MatrixRefused, match="Web is not in use any more"):
        change_matrix({"hot-1": row("Web")}, at=LATER, by=mia)


def test_a_band_without_a_row_for_all_its_leads_is_refused(in_acme, mia):
    RouteRule.objects.filter(band=Band.HOT).update(condition={"field": "title", "op": "is_set"})

    with pytest.raises(MatrixRefused, match="Hot has no row for all its leads"):
        change_matrix({"hot-1": row("Sales")}, at=LATER, by=mia)


@pytest.mark.parametrize(
    ("minutes", "name", "said"),
    [(45, "Sales", "45 working minutes"), (60, "Sales", "1 working hour"), (960, "Call center", "2 working days"),
     (960, "Web", "16 hours"), (43200, "Nurture", "30 days")],
)  # fmt: skip
def test_time_reads_as_people_set_it(in_acme, minutes, name, said):
    assert time_words(minutes, queue(name)) == said


def test_presets_route_as_they_say(in_acme):
    matrix = route_matrix()
    by_value = {key: one.queue.name for key, one in rows_of_preset(PRESETS["by-value"], matrix).items()}
    called_first = {one.queue.name for one in rows_of_preset(PRESETS["call-center-first"], matrix).values()}

    assert by_value == {
        "hot-1": "Sales", "high_potential-1": "Call center", "need_information-1": "Call center",
        "low_potential-1": "Nurture", "partner_opportunity-1": "Partners", "need_nurturing-1": "Nurture",
    }  # fmt: skip
    assert called_first == {"Call center"}


def test_a_preset_fills_the_form_and_saves_nothing(acme, mia):
    page = signed_in(mia).get(url("routes") + "?preset=call-center-first").content.decode()

    assert "Nothing is saved yet" in page
    assert page.count("Qualifying call") == 6
    with tenant_scope(acme):
        assert RouteRule.objects.get(band=Band.HOT).queue.name == "Sales"


def test_matrix_is_changed_on_its_page(acme, mia):
    browser = signed_in(mia)
    with tenant_scope(acme):
        crowd_arrives(2)
        center = str(queue("Call center").public_id)
    sent = typed(acme) | {"hot-1-queue": center, "hot-1-within": 2, "hot-1-unit": "days"}

    effect = browser.post(url("routes_effect"), sent, headers={"HX-Request": "true"}).content.decode()
    answer = browser.post(url("routes"), sent)

    assert "Effect on 2 open leads" in effect
    assert answer.url == url("routes")
    assert "Refining every open lead by the new routes" in browser.get(url("routes")).content.decode()
    with tenant_scope(acme):
        hot = RouteRule.objects.get(band=Band.HOT)
        assert (hot.queue.name, hot.route, hot.act_within_minutes) == ("Call center", "call_center", 960)


def test_what_is_wrong_is_said_and_nothing_is_saved(acme, mia, globex):
    browser = signed_in(mia)
    with tenant_scope(globex):
        theirs = str(queue("Sales").public_id)

    answer = browser.post(url("routes"), typed(acme) | {"hot-1-queue": theirs, "low_potential-1-within": 0})

    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Hot: That queue is not in use. Choose another one." in page
    assert "Low potential: Ensure this value is greater than or equal to 1." in page
    with tenant_scope(acme):
        assert not AuditEntry.objects.filter(action="route_matrix.changed").exists()


def test_effect_says_when_a_rule_tests_a_field_that_is_gone(acme, mia):
    with tenant_scope(acme):
        Rule.objects.filter(kind=Rule.Kind.CULL).update(condition={"field": "custom.gone", "op": "is_set"})

    page = signed_in(mia).post(url("routes_effect"), typed(acme), headers={"HX-Request": "true"}).content.decode()

    assert "A rule cannot be used, so nothing can be judged" in page


def test_marketing_reads_the_matrix_and_does_not_change_it(acme, mark, sally):
    marketer = signed_in(mark)
    page = marketer.get(url("routes")).content.decode()

    assert "First response" in page
    assert "Save routes" not in page
    assert marketer.post(url("routes"), typed(acme)).status_code == 403
    assert marketer.post(url("routes_effect"), typed(acme)).status_code == 403
    assert signed_in(sally).get(url("routes")).status_code == 403


def test_a_row_for_some_leads_of_a_band_reads_as_a_sentence(acme, mia):
    with tenant_scope(acme):
        RouteRule.objects.create(
            band=Band.HOT, position=0, condition={"field": "country", "op": "eq", "value": "DE"}, route="partner",
            queue=queue("Partners"), next_action="Partner calls", act_within_minutes=60,
        )  # fmt: skip

    assert "Hot where Country is “DE”" in signed_in(mia).get(url("routes")).content.decode()
