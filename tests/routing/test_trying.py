"""A lead is tried: what is promised is what then happens, and nothing at all is left behind."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.apps import apps
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from leads.models import Company, Inquiry, Lead, Standing
from routing.explaining import explain
from routing.models import QueueMember
from routing.publishing import publish
from routing.trying import try_changes, try_inquiry
from scoring.drafts import changes
from scoring.drafts.document import document_of
from scoring.drafts.drafting import begin_draft, save_draft
from scoring.models import RuleSet
from scoring.signing import Side, sign, submit
from tenants.models import Role, WorkDue
from tenants.postgres.schema import is_tenant_model
from tenants.scope import tenant_scope
from tests.inquiries import ADA, BEN, arrives, incoming
from tests.people import MONDAY, admit, member_of, signed_in

EVERYTHING = [model for model in apps.get_models(include_auto_created=True) if is_tenant_model(model)]


def everything() -> dict[str, list]:
    """Every row of every table of the tenant, and the work noted outside."""
    return {model._meta.label: list(model._base_manager.order_by("pk").values()) for model in [*EVERYTHING, WorkDue]}


@pytest.fixture
def draft(in_acme, mark):
    """Whoever is in manufacturing is hot, and nobody else."""
    draft = begin_draft(name="Steel", by=mark, at=MONDAY, source=RuleSet.objects.get())
    document = document_of(draft)
    for rule in [*document.of_kind("promote"), *document.of_kind("band")[:2]]:
        document, _ = changes.switch_rule(document, rule.key, "", on=False)
    return save_draft(draft, document, what="Nobody is hot", by=mark, at=MONDAY)


def test_an_inquiry_that_is_tried_ends_where_it_then_really_goes(in_acme):
    admit("sam", Role.SALES_REP, domain="acme.example")
    tried = try_inquiry(RuleSet.objects.get(), incoming(ADA), at=MONDAY)

    really = explain(arrives(ADA))

    assert tried.is_new
    for name in ("score", "fit", "readiness", "band", "route", "fired", "points"):
        assert getattr(tried.explanation.standing, name) == getattr(really.standing, name)
    assert tried.explanation.chosen == really.chosen != ""
    assert tried.explanation.passed_over == really.passed_over != []
    assert [r.label for r in tried.explanation.reasons] == [r.label for r in really.reasons]


def test_trying_leaves_nothing_behind(draft, sally, django_capture_on_commit_callbacks):
    ada = arrives(ADA)
    before = everything()

    with django_capture_on_commit_callbacks() as callbacks:
        try_inquiry(draft, incoming(BEN | {"company": "New Ltd"}, campaign="never-heard-of"), at=MONDAY)
        try_inquiry(RuleSet.objects.get(number=1), incoming(ADA | {"title": "CEO"}), at=MONDAY)
        try_changes(draft, ada, {"title": "Student", "do_not_call": True}, {"employees": 3}, at=MONDAY, by=sally)

    assert everything() == before
    assert callbacks == []
    assert not connection.needs_rollback


@pytest.mark.django_db(transaction=True)
def test_nothing_stays_locked_even_before_the_request_is_over(acme):
    with tenant_scope(acme):
        ada = arrives(ADA)
    with tenant_scope(acme), ThreadPoolExecutor(1) as somebody_else:
        rule_set = RuleSet.objects.get()
        try_inquiry(rule_set, incoming(ADA), at=MONDAY)
        try_changes(rule_set, ada, {"title": "Clerk"}, {"employees": 3}, at=MONDAY, by="Mark")

        assert somebody_else.submit(lock_all, acme).result() == [1, 3, 1]


def lock_all(tenant) -> list[int]:
    """Locks what trying touches, on a connection of its own; raises where that would have to wait."""
    try:
        with tenant_scope(tenant):
            return [len(model.objects.select_for_update(nowait=True)) for model in (Standing, QueueMember, Company)]
    finally:
        connection.close()


def test_a_draft_is_tried_as_it_is_at_that_moment_also_after_it_was_tried_before(draft, mark, mia, in_acme):
    tried = try_inquiry(draft, incoming(ADA), at=MONDAY)
    assert tried.explanation.standing.band == "high_potential"
    document, _ = changes.switch_rule(document_of(draft), document_of(draft).of_kind("promote")[0].key, "", on=True)
    save_draft(draft, document, what="Promote again", by=mark, at=MONDAY)
    ready = ADA | {"authority": "yes"}

    promoted = try_inquiry(draft, incoming(ready), at=MONDAY)

    assert promoted.explanation.standing.verdict == "promote"
    submit(draft, by=mark, at=MONDAY)
    sign(draft, Side.MARKETING, by=mark, at=MONDAY)
    publish(sign(draft, Side.SALES, by=mia, at=MONDAY), by=mia, at=MONDAY)
    assert explain(arrives(ready)).reasons != []


def test_a_known_lead_is_tried_with_other_facts(draft, sally):
    ben = arrives(BEN)

    tried = try_changes(
        RuleSet.objects.get(number=1), ben, {"timeline": "0-3m", "budget": "yes", "need": "yes"}, {"employees": 10},
        at=MONDAY, by=sally,
    )  # fmt: skip

    assert tried.explanation.standing.band == "partner_opportunity"
    assert Standing.objects.get(pk=ben.pk).band == "need_information"


def test_where_nobody_can_take_it_everybody_says_why(in_acme):
    QueueMember.objects.update(capacity=0)

    tried = try_inquiry(RuleSet.objects.get(), incoming(ADA), at=MONDAY)

    assert tried.explanation.chosen == ""
    assert [one["who"] for one in tried.explanation.passed_over] == ["Sally"]


def test_mark_tries_somebody_made_up_in_the_studio(acme, draft, mark):
    browser, address = signed_in(mark), reverse("scoring:try", args=["acme", 2])
    before = everything()

    page = browser.post(address, ADA | {"source": "event"})

    assert page.status_code == 200
    assert page.context["why"]["band"] == "high_potential"
    assert "would be a new lead" in page.content.decode()
    assert Lead.objects.count() == Inquiry.objects.count() == 0
    assert {label: rows for label, rows in everything().items() if rows != before[label]} == {}


def test_a_known_lead_is_found_and_its_form_begins_with_its_facts(acme, draft, mark):
    ada = arrives(ADA, at=timezone.now())
    browser = signed_in(mark)
    known = reverse("scoring:try_known", args=["acme", 1, ada.public_id])

    assert known in browser.get(reverse("scoring:try", args=["acme", 1]), {"q": "byron"}).content.decode()
    form = browser.get(known).context["form"]
    same = browser.post(
        known, {name: form.get_initial_for_field(form.fields[name], name) or "" for name in form.fields}
    )
    other = browser.post(known, {"first_name": "Ada", "last_name": "Byron", "email": ADA["email"], "employees": "many"})

    assert same.context["form"].changed_data == []
    assert same.context["why"]["assignee"] == "Sally"
    assert other.status_code == 422
    assert "employees" in other.context["form"].errors


def test_what_cannot_be_is_said_at_its_field(acme, draft, mark):
    browser = signed_in(mark)

    nobody = browser.post(reverse("scoring:try", args=["acme", 2]), {"source": "event", "email": "nobody"})

    assert nobody.status_code == 422
    assert "email" in nobody.context["form"].errors
    assert "why" not in nobody.context


def test_a_closed_lead_is_not_moved_by_rules(acme, draft, mark):
    ada = arrives(ADA)
    Standing.objects.filter(pk=ada.pk).update(
        disposition="lost", disposed_at=MONDAY, disposition_reason="Gone", custodian=None, next_action_at=None
    )

    page = signed_in(mark).post(reverse("scoring:try_known", args=["acme", 2, ada.public_id]), {"title": "CEO"})

    assert "is closed, so rules no longer move it" in page.content.decode()


@pytest.mark.parametrize(
    ("name", "answer"), [("alice", 200), ("mia", 200), ("sally", 403), ("tom", 403), ("paul", 403)]
)
def test_who_may_enter_the_studio_may_try(acme, draft, name, answer):
    assert signed_in(member_of(acme, name)).get(reverse("scoring:try", args=["acme", 2])).status_code == answer
