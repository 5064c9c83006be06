"""N29 and N32: whatever people do in whatever order, no lead falls out and nothing changes without a trace."""

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal

import psycopg2
import pytest
from django.db import ProgrammingError, connection, connections, transaction

from leads.models import Disposition, Lead, Standing, Touch
from reporting.promises import broken_promises
from routing.custody import (
    Contact,
    Custody,
    CustodyRefused,
    NextAction,
    Outcome,
    Rejection,
    accept,
    convert_to_opportunity,
    dispose,
    hand_over,
    log_touch,
    qualify,
    reject,
    release_from_quarantine,
    reopen,
    set_next_action,
    take,
    take_back,
    take_back_outcome,
    take_next,
)
from routing.editing import FactsRefused, edit_facts
from routing.members import dismiss_member
from routing.models import Queue
from routing.pipeline import refine
from routing.reassessing import renew_held
from routing.sweeping import purge_quarantine, release_waiting
from scoring.lead_set import LeadSet
from scoring.models import Decision
from tenants.models import Membership, Role
from tenants.people import reactivate_member
from tenants.scope import current_tenant

from .conftest import HOT, JUNK, MONDAY, TO_CALL, arrive, person, works_in

OPERATIONS = 2_000
CHECK_EVERY = 250

# The database itself tells of each change, whoever makes it.
WATCH = """
    CREATE UNLOGGED TABLE changed (lead_id bigint, what text, old text, new text);
    GRANT ALL ON changed TO PUBLIC;
    CREATE FUNCTION tell_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        INSERT INTO changed SELECT NEW.lead_id, c.* FROM (VALUES
            ('stage', OLD.stage, NEW.stage),
            ('end', OLD.disposition, NEW.disposition),
            ('amount', OLD.amount::text, NEW.amount::text),
            ('judgement', OLD.band || OLD.score, NEW.band || NEW.score),
            ('custodian', OLD.custodian_id::text, NEW.custodian_id::text)
        ) c (what, old, new) WHERE c.old IS DISTINCT FROM c.new;
        RETURN NULL; END $$;
    CREATE TRIGGER tell AFTER UPDATE ON leads_standing FOR EACH ROW EXECUTE FUNCTION tell_change();
"""
FORGET = "DROP TRIGGER tell ON leads_standing; DROP FUNCTION tell_change(); DROP TABLE changed"


@pytest.fixture
def watched(django_db_setup):
    """Only the owner of the tables may watch them, and only while nobody else uses them."""
    known = ("dbname", "user", "password", "host", "port")
    params = {name: value for name, value in connections["owner"].get_connection_params().items() if name in known}
    owner = psycopg2.connect(**params)
    owner.autocommit = True
    owner.cursor().execute(WATCH)
    yield
    owner.cursor().execute(FORGET)
    owner.close()


@dataclass
class World:
    """Everything the random hand can reach."""

    dice: random.Random
    leads: list[Lead]
    people: list[Membership]
    now: datetime = MONDAY
    undo: list[tuple[Callable, Lead, Custody]] = field(default_factory=list)
    done: Counter = field(default_factory=Counter)
    refused: Counter = field(default_factory=Counter)

    def lead(self) -> Lead:
        return self.dice.choice(self.leads)

    def someone(self) -> Membership:
        return self.dice.choice(self.people)

    def holder(self, lead: Lead) -> Membership:
        """Mostly whoever holds it, so that most operations get somewhere."""
        held = Standing.objects.select_related("custodian__member__user").get(lead=lead).custodian
        return held.member if held and held.member and self.dice.random() < 0.8 else self.someone()


def soon(w: World) -> NextAction:
    return NextAction("Call", w.now + timedelta(hours=w.dice.randint(1, 200)))


def arrives_again(w: World) -> None:
    n = w.dice.randint(0, 60)
    person = {"email": f"p{n}@firm{n % 7}.example", "phone": "", "company": f"Firm {n % 7}"}
    facts = w.dice.choice([HOT | person, TO_CALL | person, JUNK | {"email": f"x{n}@mailinator.com"}])
    lead = arrive(facts, at=w.now)
    if lead not in w.leads:
        w.leads.append(lead)


def is_accepted(w: World) -> None:
    lead = w.lead()
    accept(lead, at=w.now, by=w.holder(lead))


def is_rejected(w: World) -> None:
    lead = w.lead()
    reject(lead, why=w.dice.choice(list(Rejection)), note="For a reason", at=w.now, by=w.holder(lead))


def is_handed_over(w: World) -> None:
    lead = w.lead()
    to = w.dice.choice([*w.people, *Queue.objects.select_related("custodian", "calendar")])
    w.undo.append((take_back, lead, hand_over(lead, to=to, reason="For a reason", at=w.now, by=w.holder(lead))))


def is_taken(w: World) -> None:
    take(w.lead(), at=w.now, by=w.someone())


def next_is_taken(w: World) -> None:
    take_next(list(Queue.objects.all()), at=w.now, by=w.someone())


def is_called(w: World) -> None:
    lead = w.lead()
    then = soon(w) if w.dice.random() < 0.8 else None
    log_touch(lead, Contact(w.dice.choice(list(Touch.Kind))), then=then, at=w.now, by=w.holder(lead))


def is_planned(w: World) -> None:
    lead = w.lead()
    set_next_action(lead, soon(w), at=w.now, by=w.holder(lead))


def is_qualified(w: World) -> None:
    lead = w.lead()
    qualify(lead, at=w.now, by=w.holder(lead))


def becomes_opportunity(w: World) -> None:
    lead = w.lead()
    amount = Decimal(w.dice.randint(0, 900))
    convert_to_opportunity(lead, amount=amount, currency="EUR", at=w.now, by=w.holder(lead))


def is_closed(w: World) -> None:
    lead = w.lead()
    amount = w.dice.choice([None, Decimal(w.dice.randint(1, 900))])
    outcome = Outcome(w.dice.choice(list(Disposition)), "For a reason", amount, "EUR", w.now)
    w.undo.append((take_back_outcome, lead, dispose(lead, outcome, at=w.now, by=w.holder(lead))))


def is_reopened(w: World) -> None:
    reopen(w.lead(), reason="They called", at=w.now, by=w.someone())


def is_undone(w: World) -> None:
    if w.undo:
        undo, lead, before = w.undo.pop(w.dice.randrange(len(w.undo)))
        undo(lead, before, at=w.now, by=w.someone())


def is_released(w: World) -> None:
    culled = list(Lead.objects.filter(standing__verdict="cull", standing__disposition=None).order_by("pk"))
    lead = w.dice.choice(culled or w.leads)
    release_from_quarantine(lead, reason="Is real", at=w.now, by=w.someone())


def is_edited(w: World) -> None:
    value = w.dice.choice(["0-3m", "3-6m", "12m+", ""])
    edit_facts(w.lead(), {"timeline": value, "consent_email": w.dice.choice([True, False])}, at=w.now, by=w.someone())


def somebody_leaves_and_returns(w: World) -> None:
    member = w.someone()
    dismiss_member(member, at=w.now)
    assert Standing.objects.filter(custodian__member=member, disposition=None).count() == 0
    reactivate_member(member)


def time_passes(w: World) -> None:
    w.now += timedelta(hours=w.dice.randint(1, 72))
    refine(LeadSet.everyone(), cause=Decision.Cause.TIME, at=w.now)
    renew_held(at=w.now)
    release_waiting(current_tenant(), at=w.now)
    purge_quarantine(current_tenant(), at=w.now)


WHAT_HAPPENS = [
    (arrives_again, 8), (is_accepted, 10), (is_rejected, 6), (is_handed_over, 12), (is_taken, 8), (next_is_taken, 10),
    (is_called, 14), (is_planned, 6), (is_qualified, 6), (becomes_opportunity, 6), (is_closed, 8), (is_reopened, 8),
    (is_undone, 8), (is_released, 2), (is_edited, 6), (somebody_leaves_and_returns, 1), (time_passes, 2),
]  # fmt: skip


@pytest.fixture
def world(watched, acme, sally, sam, tom, mia):
    for member in (sally, sam, mia):
        works_in("Last resort", member)
    paul = person("Paul", Role.PARTNER)
    works_in("Partners", paul)
    w = World(random.Random(29), [], [sally, sam, tom, mia, paul])
    for _ in range(25):
        arrives_again(w)
    return w


def run(world: World, operations: int) -> None:
    happen, weights = zip(*WHAT_HAPPENS, strict=True)
    for n in range(1, operations + 1):
        operation = world.dice.choices(happen, weights)[0]
        world.now += timedelta(minutes=world.dice.randint(0, 15))
        try:
            with transaction.atomic():
                operation(world)
            world.done[operation.__name__] += 1
        except (CustodyRefused, FactsRefused) as refusal:
            assert str(refusal)
            world.refused[operation.__name__] += 1
        if n % CHECK_EVERY == 0:
            assert {code: k for code, k in broken_promises(at=world.now).items() if k} == {}, n


def count(sql: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchone()[0]


def test_no_lead_falls_out_and_nothing_changes_without_a_trace(world):
    connection.cursor().execute("DELETE FROM changed")
    started = count("SELECT coalesce(max(id), 0) FROM leads_stagechange")
    decided = count("SELECT coalesce(max(id), 0) FROM scoring_decision")
    passed = count("SELECT coalesce(max(id), 0) FROM routing_handoff")

    run(world, OPERATIONS)

    # Each operation did get somewhere, or this would test nothing.
    assert {operation.__name__ for operation, _ in WHAT_HAPPENS} == set(world.done)
    assert sum(world.done.values()) > OPERATIONS / 3

    rows = f"SELECT count(*) FROM leads_stagechange WHERE id > {started}"
    assert count(rows) >= count("SELECT count(*) FROM changed WHERE what IN ('stage', 'end')") > 100
    untold = """
        SELECT count(*) FROM (
            SELECT lead_id, what, new, count(*) AS n FROM changed WHERE what IN ('stage', 'end') AND new IS NOT NULL
            GROUP BY 1, 2, 3) c
        WHERE n > (SELECT count(*) FROM leads_stagechange g WHERE g.lead_id = c.lead_id AND g.to_stage = c.new)"""
    assert count(untold) == 0

    judged = count(f"SELECT count(*) FROM scoring_decision WHERE id > {decided}")
    assert judged >= count("SELECT count(*) FROM changed WHERE what = 'judgement'") > 20

    audited = count("SELECT count(*) FROM tenants_auditentry WHERE action = 'lead.amount_changed'")
    assert audited == count("SELECT count(*) FROM changed WHERE what = 'amount'")
    assert audited > 10

    # Custody moves by a hand-off, or to a pool by a decision.
    moved = count("SELECT count(*) FROM changed WHERE what = 'custodian'")
    told = count(f"SELECT count(*) FROM routing_handoff WHERE id > {passed}") + judged
    assert told >= moved > 300
    unexplained = """
        SELECT count(*) FROM (
            SELECT lead_id, new::bigint AS holder, count(*) AS n FROM changed
            WHERE what = 'custodian' AND new IS NOT NULL GROUP BY 1, 2) c
        WHERE n > (SELECT count(*) FROM routing_handoff h WHERE h.lead_id = c.lead_id AND h.to_custodian_id = c.holder)
                + (SELECT count(*) FROM scoring_decision d WHERE d.lead_id = c.lead_id AND d.pool_id = c.holder)"""
    assert count(unexplained) == 0


@pytest.mark.parametrize("table", ["routing_handoff", "leads_stagechange", "scoring_decision", "tenants_auditentry"])
@pytest.mark.parametrize("change", ["UPDATE {} SET tenant_id = tenant_id", "DELETE FROM {}"])
def test_history_cannot_be_altered(acme, table, change):
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        connection.cursor().execute(change.format(table))


def test_judging_again_gives_the_same_score(world):
    run(world, 300)
    refine(LeadSet.everyone(), cause=Decision.Cause.REQUEST, at=world.now)
    judged = list(Standing.objects.order_by("lead").values_list("lead", "score", "band", "route"))

    refined = refine(LeadSet.everyone(), cause=Decision.Cause.REQUEST, at=world.now)

    assert refined.changed == 0
    assert list(Standing.objects.order_by("lead").values_list("lead", "score", "band", "route")) == judged
