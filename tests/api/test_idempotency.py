"""A request that comes twice is done once."""

import json
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from leads.idempotency import KEPT_FOR, forget_old_answers
from leads.models import IdempotencyRecord, Inquiry, Lead
from tenants.scope import tenant_scope
from tests.api.conftest import ADA, Program, codes

KEYS, AT_ONCE = 20, 10


def post(program, key, **changes):
    return program.post("inquiries/", ADA | changes, **{"Idempotency-Key": key})


def test_same_key_and_body_get_the_same_answer_byte_for_byte(acme, acme_program):
    first, second = post(acme_program, "k-1"), post(acme_program, "k-1")

    assert (second.status_code, second.content, second["Location"]) == (201, first.content, first["Location"])
    assert ("Idempotent-Replay" in first, second["Idempotent-Replay"]) == (False, "true")
    with tenant_scope(acme):
        assert (Inquiry.objects.count(), Lead.objects.get().inquiry_count) == (1, 1)


def test_same_key_with_another_body_is_refused_and_stores_nothing(acme, acme_program):
    post(acme_program, "k-1")

    answer = post(acme_program, "k-1", message="Something else")

    assert (answer.status_code, codes(answer)) == (422, [("Idempotency-Key", "key_reused")])
    with tenant_scope(acme):
        assert Inquiry.objects.count() == 1


def test_needs_look_answer_is_replayed_too(acme_program):
    body = {"source": "event", "message": "Call me"}

    first, second = (acme_program.post("inquiries/", body, **{"Idempotency-Key": "k"}) for _ in range(2))

    assert (first.status_code, second.status_code, second.content) == (202, 202, first.content)


def test_refused_body_does_not_use_up_the_key(acme_program):
    assert post(acme_program, "k-1", source="fax").status_code == 400
    assert post(acme_program, "k-1").status_code == 201


def test_key_of_one_firm_is_nothing_to_another(acme, globex, acme_program, globex_program):
    mine, theirs = post(acme_program, "k-1"), post(globex_program, "k-1", message="Other")

    assert (mine.status_code, theirs.status_code) == (201, 201)
    assert mine.json()["lead"]["id"] != theirs.json()["lead"]["id"]


def test_same_key_at_another_address_is_another_request(acme_program):
    lead = post(acme_program, "k-1").json()["lead"]["id"]
    call = {"outcome": "reached"}

    answers = [acme_program.post(f"leads/{lead}/calls/", call, **{"Idempotency-Key": "k-1"}) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].content == answers[1].content
    assert acme_program.get(f"leads/{lead}/timeline/", part="contacts").json()["results"][0]["kind"] == "touch"


@pytest.mark.parametrize("key", ["", " ", "two words", "tab\t", "k" * 256, "k" * 10_000, "ké", "\x7f", "\x01"])
def test_bad_key_is_refused(acme_program, key):
    answer = post(acme_program, key)

    assert (answer.status_code, codes(answer)) == (400, [("Idempotency-Key", "bad_key")])


@pytest.mark.parametrize("key", ["k", "k" * 255, "!~", "a/b?c=d&e", "'; DROP TABLE leads;--"])
def test_any_visible_ascii_is_a_key(acme_program, key):
    assert post(acme_program, key.replace(" ", "")).status_code == 201


def test_answers_are_forgotten_after_72_hours(acme, acme_program):
    post(acme_program, "old"), post(acme_program, "new")
    now = timezone.now()
    with tenant_scope(acme):
        IdempotencyRecord.objects.filter(key="old").update(created_at=now - KEPT_FOR - timedelta(minutes=1))

        assert forget_old_answers(at=now) == 1
        assert list(IdempotencyRecord.objects.values_list("key", flat=True)) == ["new"]


@pytest.mark.django_db(transaction=True)
def test_first_request_still_running_is_told_at_once(request):
    acme = request.getfixturevalue("acme")
    program, started, done = Program(acme), threading.Event(), threading.Event()

    def hold():
        with tenant_scope(acme), connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_advisory_xact_lock(hashtextextended(concat_ws(' ', %s, 'inquiries', 'k-1'), 0))", [acme.pk]
            )
            started.set()
            done.wait(10)
        connection.close()

    holder = threading.Thread(target=hold)
    holder.start()
    started.wait(10)
    answer = post(program, "k-1")
    done.set()
    holder.join()

    assert (answer.status_code, codes(answer)) == (409, [("Idempotency-Key", "still_running")])
    assert answer["Retry-After"] == "1"
    assert post(program, "k-1").status_code == 201


@pytest.mark.django_db(transaction=True)
def test_concurrent_equal_requests_make_one_lead_a_key(request):
    """N13, small: every key has one lead; its requests got that answer, or 409."""
    acme = request.getfixturevalue("acme")
    program = Program(acme)
    program.send_someone(0)

    def attempt(n):
        try:
            return n % KEYS, post(program, f"key-{n % KEYS}", email=f"p{n % KEYS}@firm.example", phone=None)
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = list(pool.map(attempt, sorted(range(KEYS * AT_ONCE), key=lambda n: (n % KEYS, n))))

    for key in range(KEYS):
        mine = [answer for n, answer in answers if n == key]
        statuses = Counter(answer.status_code for answer in mine)
        assert statuses.keys() <= {201, 409}, statuses
        assert len({answer.content for answer in mine if answer.status_code == 201}) == 1
        assert sum("Idempotent-Replay" not in answer for answer in mine if answer.status_code == 201) == 1
    with tenant_scope(acme):
        assert (Inquiry.objects.count(), Lead.objects.count()) == (KEYS + 1, KEYS + 1)
        assert IdempotencyRecord.objects.filter(status=201).count() == KEYS
        kept = IdempotencyRecord.objects.get(key="key-0").response["body"]
    assert json.loads(kept) == next(answer for n, answer in answers if n == 0 and answer.status_code == 201).json()
