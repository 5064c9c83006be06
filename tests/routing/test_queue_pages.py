"""Queues as managers and administrators set them up."""

import pytest
from django.urls import reverse

from leads.models import Custodian, Standing
from routing.custody import hand_over
from routing.members import return_leads_of
from routing.models import Assignment, HandOff, Queue, QueueMember, RouteRule
from routing.queue_settings import QueueRefused, QueueSettings, create_queue
from routing.retiring import retire_queue
from tenants.models import AuditEntry, Calendar, WorkDue
from tenants.scope import tenant_scope
from tests.inquiries import ADA, arrives
from tests.people import MONDAY, signed_in

FAIRS = {"name": "Fairs", "route": "sales", "strategy": "least_loaded", "company_owner_first": "on"}


def url(page, *args):
    return reverse(f"routing:{page}", args=["acme", *args])


@pytest.fixture
def queues(acme):
    with tenant_scope(acme):
        return {queue.name: queue for queue in Queue.objects.select_related("calendar", "custodian")}


@pytest.fixture
def fairs(acme, mia):
    with tenant_scope(acme):
        return create_queue("sales", QueueSettings("Fairs", Queue.Strategy.PULL), by=mia)


def settings_of(browser, queue):
    return browser.get(url("queue_settings", queue.public_id)).context["form"].initial


def errors(answer):
    return answer.status_code, {name: list(said) for name, said in answer.context["form"].errors.items()}


def test_queue_shows_how_it_is_set_up_and_who_works_there(acme, mia, sally, queues):
    with tenant_scope(acme):
        nights = Calendar.objects.create(name="Nights", time_zone="UTC")
        QueueMember.objects.filter(member=sally).update(
            territory={"field": "country", "op": "in", "value": ["GB", "IE"]}, calendar=nights
        )
    shown = signed_in(mia).get(url("queue_page", queues["Sales"].public_id)).content.decode()

    for said in ("Each lead goes to whoever has waited longest", "Mon–Fri 09:00–17:00", "gets its leads first",
                 "Country is “GB” or “IE”", "Nights", "Hot"):  # fmt: skip
        assert said in shown


def test_manager_sets_up_a_queue(acme, mia):
    answer = signed_in(mia).post(url("new_queue"), FAIRS)

    with tenant_scope(acme):
        made = Queue.objects.select_related("custodian").get(name="Fairs")
        entry = AuditEntry.objects.get(action="queue.created")
    assert answer["Location"] == url("queue_page", made.public_id)
    assert (made.route, made.strategy, made.calendar_id, made.custodian.kind, made.custodian.name) == (
        "sales", "least_loaded", None, "queue", "Fairs"
    )  # fmt: skip
    assert (entry.actor_id, entry.after["name"], entry.after["route"]) == (mia.pk, "Fairs", "sales")


def test_changed_settings_hold_at_once_and_stand_in_the_log(acme, mia, queues):
    browser, sales = signed_in(mia), queues["Sales"]
    sent = settings_of(browser, sales) | {"name": "Field sales", "waits_for_hours": "on", "strategy": "pull"}

    assert browser.post(url("queue_settings", sales.public_id), sent).status_code == 302

    version = acme.policy_version
    acme.refresh_from_db()
    with tenant_scope(acme):
        sales.refresh_from_db()
        entry = AuditEntry.objects.get(action="queue.changed")
        assert Custodian.objects.get(pk=sales.custodian_id).name == "Field sales"
        assert WorkDue.objects.filter(to=acme, kind=WorkDue.Kind.RELEASE).exists()
    assert (sales.strategy, sales.waits_for_hours) == ("pull", True)
    assert acme.policy_version == version + 1
    assert entry.before == {"name": "Sales", "strategy": "round_robin", "waits_for_hours": False}
    assert entry.after == {"name": "Field sales", "strategy": "pull", "waits_for_hours": True}


def test_queue_saved_unchanged_leaves_no_entry(acme, mia, queues):
    browser = signed_in(mia)
    sent = settings_of(browser, queues["Web"])
    browser.post(url("queue_settings", queues["Web"].public_id), {k: v for k, v in sent.items() if v})

    with tenant_scope(acme):
        assert not AuditEntry.objects.filter(action="queue.changed").exists()


@pytest.mark.parametrize(
    ("name", "change", "refusal"),
    [
        ("Sales", {"name": "web"}, {"name": ["There is a queue called web already."]}),
        ("Sales", {"strategy": "hold"},
         {"strategy": ["Sally would get nothing any more. Let them get no leads from this queue first."]}),
        ("Sales", {"calendar": "", "waits_for_hours": "on"}, {"calendar": ["Choose the hours that it waits for."]}),
        ("Quarantine", {"strategy": "pull"}, {"strategy": ["Junk is held until it is purged; nobody is given any."]}),
        ("Last resort", {"strategy": "hold"},
         {"strategy": ["What nobody else can hold comes here, so somebody has to be able to take it."]}),
    ],
)  # fmt: skip
def test_settings_that_cannot_be_are_refused_in_words(acme, mia, queues, name, change, refusal):
    browser = signed_in(mia)
    sent = {k: v for k, v in settings_of(browser, queues[name]).items() if v} | change

    assert errors(browser.post(url("queue_settings", queues[name].public_id), sent)) == (422, refusal)
    with tenant_scope(acme):
        assert QueueSettings.of(Queue.objects.get(pk=queues[name].pk)) == QueueSettings.of(queues[name])


def test_second_quarantine_is_refused(in_acme, mia):
    with pytest.raises(QueueRefused, match="There is one quarantine"):
        create_queue("purge", QueueSettings("Bin", Queue.Strategy.HOLD), by=mia)


def test_nobody_joins_a_queue_that_only_holds(acme, mia, sally, queues):
    sent = {"member": sally.public_id, "weight": 1, "is_active": "on"}
    answer = signed_in(mia).post(url("add_queue_member", queues["Nurture"].public_id), sent)

    assert errors(answer) == (422, {"is_active": ["Nurture only holds leads, so nobody can get any from it."]})


def test_leads_of_a_retired_queue_go_on_to_another(acme, mia, sally, fairs, queues):
    with tenant_scope(acme):
        lead = arrives(ADA)
        return_leads_of(sally, reason="Away", at=MONDAY, by=mia)
        hand_over(lead, to=fairs, reason="Met there", at=MONDAY, by=mia)

    answer = signed_in(mia).post(url("retire_queue", fairs.public_id), {"to": queues["Sales"].public_id}, follow=True)

    assert [str(said) for said in answer.context["messages"]] == [
        "Fairs is retired. 1 lead that waited went to Sales."
    ]  # fmt: skip
    assert signed_in(mia).get(url("queue_page", fairs.public_id)).status_code == 404
    with tenant_scope(acme):
        standing = Standing.objects.get(lead=lead)
        last = HandOff.objects.filter(lead=lead).latest("pk")
        assert (standing.custodian_id, standing.waiting) == (queues["Sales"].custodian_id, "Fairs was retired")
        assert (last.from_custodian_id, last.to_custodian_id) == (fairs.custodian_id, queues["Sales"].custodian_id)
        assert (last.reason, last.by) == ("Fairs was retired", mia)
        assert AuditEntry.objects.get(action="queue.retired").after == {"leads_to": "Sales", "waiting": 1}
        # Its name is free again.
        create_queue("sales", QueueSettings("Fairs", Queue.Strategy.PULL), by=mia)


def test_member_keeps_what_they_hold_when_their_queue_is_retired(acme, mia, sally, fairs, queues):
    with tenant_scope(acme):
        lead = arrives(ADA)
        held = Assignment.objects.get(lead=lead, closed_at=None)
        Assignment.objects.filter(pk=held.pk).update(queue=fairs)
        Standing.objects.filter(lead=lead).update(pool=fairs.custodian)

        assert retire_queue(fairs, to=queues["Sales"], at=MONDAY, by=mia) == 0

        after = Assignment.objects.get(lead=lead, closed_at=None)
        standing = Standing.objects.select_related("custodian").get(lead=lead)
    assert (after.member_id, after.due_at, after.queue_id) == (sally.pk, held.due_at, queues["Sales"].pk)
    assert (standing.custodian.member_id, standing.pool_id) == (sally.pk, queues["Sales"].custodian_id)


def test_queue_that_is_needed_cannot_be_retired(acme, mia, fairs, queues):
    def refusal(queue, to):
        with pytest.raises(QueueRefused) as refused:
            retire_queue(queue, to=to, at=MONDAY, by=mia)
        return str(refused.value)

    with tenant_scope(acme):
        RouteRule.objects.filter(queue=queues["Web"]).update(queue=fairs)
        assert refusal(fairs, queues["Web"]) == "Low potential leads are routed here. Route them elsewhere first."
        assert refusal(queues["Last resort"], fairs) == "What nobody else can hold comes here, so it has to stay."
        assert refusal(queues["Web"], queues["Web"]) == "Choose another queue for its leads."
        retire_queue(queues["Web"], to=queues["Sales"], at=MONDAY, by=mia)
        assert refusal(queues["Web"], queues["Sales"]) == "Web is retired already."


def test_marketers_look_and_managers_change(acme, mark, sally, queues):
    sales = queues["Sales"].public_id
    assert signed_in(mark).get(url("queue_page", sales)).status_code == 200
    assert "Add member" not in signed_in(mark).get(url("queue_page", sales)).content.decode()
    assert signed_in(mark).post(url("new_queue"), FAIRS).status_code == 403
    assert signed_in(mark).get(url("queue_settings", sales)).status_code == 403
    assert signed_in(mark).post(url("retire_queue", sales)).status_code == 403
    assert signed_in(sally).get(url("queue_page", sales)).status_code == 403
