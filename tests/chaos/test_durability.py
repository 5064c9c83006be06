"""N12 and N17: what was accepted is there, once and byte for byte, whatever was killed meanwhile.

Clients keep their own record of what was acknowledged; it is the oracle. CHAOS=large runs the size of a release.
"""

import http.client
import json
import os
import random
import signal
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field

import pytest
from django.db import connection

from leads.models import IdempotencyRecord, Inquiry, Lead, Standing
from scoring.models import Decision
from tenants.scope import tenant_scope
from tests import people
from tests.chaos.site import cut_connections, own_redis, web_site
from tests.people import key_of

pytestmark = pytest.mark.django_db(transaction=True)

LARGE = os.environ.get("CHAOS") == "large"
CLIENTS, INQUIRIES, KILLS, CUTS = (8, 5000, 40, 40) if LARGE else (4, 200, 6, 3)
BETWEEN_KILLS = (0.3, 1.2)
PATIENCE_OF_A_CLIENT = 60
HANGS_UP = 0.1  # share of inquiries whose first answer the client does not wait for
INTAKE = "/api/v1/inquiries/"


@dataclass
class Client:
    """Posts inquiries one after the other, each until it is acknowledged, and remembers what it was told."""

    name: str
    sent: dict[str, bytes] = field(default_factory=dict)
    acknowledged: dict[str, bytes] = field(default_factory=dict)
    troubles: Counter = field(default_factory=Counter)  # status, or None for no answer at all
    hung_up: int = 0

    def run(self, web, api_key, share, killer):
        chance = random.Random(self.name)
        while len(self.sent) < share or not killer.is_done:
            key = f"{self.name}-{len(self.sent)}"
            self.sent[key] = body = inquiry(key)
            headers = headers_of(api_key, key)
            if chance.random() < HANGS_UP:
                self._try(lambda: web.hang_up(INTAKE, body, headers, after=chance.uniform(0, 0.2)))  # noqa: B023
                self.hung_up += 1
            self._insist(web, key, body, headers)

    def _insist(self, web, key, body, headers):
        give_up_at = time.monotonic() + PATIENCE_OF_A_CLIENT
        while time.monotonic() < give_up_at:
            status, answer = self._try(lambda: web.ask("POST", INTAKE, body, headers)) or (None, b"")
            if status in (200, 201, 202):
                self.acknowledged[key] = answer
                return
            self.troubles[status] += 1
            time.sleep(0.05)

    def _try(self, request):
        with suppress(OSError, http.client.HTTPException):
            return request()
        return None


@dataclass(eq=False)
class Killer(threading.Thread):
    """Kills workers, empties Redis and cuts connections to the database, until it has done enough of each."""

    web: object
    redis: object
    chance: random.Random
    killed: int = 0
    flushed: int = 0
    cut: int = 0
    is_done: bool = False
    trouble: Exception | None = None

    def __post_init__(self):
        super().__init__(daemon=True)

    def run(self):
        try:
            while self.killed < KILLS or self.cut < CUTS:
                time.sleep(self.chance.uniform(*BETWEEN_KILLS))
                self._do_harm()
        except Exception as trouble:  # told by the test, which reads it
            self.trouble = trouble
        finally:
            self.is_done = True

    def _do_harm(self):
        self.redis.flushall()
        self.flushed += 1
        if self.killed >= KILLS or self.chance.random() < 0.3:
            self.cut += cut_connections()
        elif workers := self.web.workers():
            with suppress(ProcessLookupError):
                os.kill(self.chance.choice(workers), signal.SIGKILL)
                self.killed += 1


def headers_of(api_key, key):
    return {"Authorization": f"Bearer {api_key}", "Content-Type": "application/json", "Idempotency-Key": key}


def inquiry(key):
    person = {
        "source": "event", "email": f"{key}@crowd.example", "first_name": "Ída", "last_name": f"Okafor {key}",
        "company": f"Firm {key}", "title": "CTO", "timeline": "0-3m", "budget": "yes", "need": "yes",
        "message": "  ¿sí?  ",
    }  # fmt: skip
    return json.dumps(person, ensure_ascii=False, indent=len(key) % 3).encode()


@pytest.fixture
def acme(django_db_setup):
    return people.found_acme()


def test_acknowledged_inquiry_is_there_once_and_byte_for_byte(acme):
    seed = int(os.environ.get("CHAOS_SEED", "0")) or random.randrange(1, 10**6)
    print(f"CHAOS_SEED={seed}")  # noqa: T201 - shown when it fails
    api_key = key_of(acme)
    connection.close()
    clients = [Client(f"c{n}") for n in range(CLIENTS)]

    with own_redis() as (redis_url, redis_client), web_site(redis_url=redis_url) as web:
        killer = Killer(web, redis_client, random.Random(seed))
        killer.start()
        with ThreadPoolExecutor(CLIENTS) as pool:
            list(pool.map(lambda client: client.run(web, api_key, INQUIRIES // CLIENTS, killer), clients))
        killer.join()

    troubles = sum((client.troubles for client in clients), Counter())
    sent = {key: body for client in clients for key, body in client.sent.items()}
    acknowledged = {key: body for client in clients for key, body in client.acknowledged.items()}
    assert killer.trouble is None
    assert (killer.killed, killer.flushed >= KILLS, killer.cut >= CUTS) == (KILLS, True, True)
    assert len(acknowledged) >= INQUIRIES
    assert troubles[None] >= 3, "no kill hit a request: nothing was tried"
    assert sum(client.hung_up for client in clients) >= INQUIRIES * HANGS_UP / 2
    with tenant_scope(acme):
        stored = Counter(bytes(raw) for raw in Inquiry.objects.values_list("raw", flat=True))
        assert {key: stored[sent[key]] for key in acknowledged if stored[sent[key]] != 1} == {}
        assert {key: stored[body] for key, body in sent.items() if stored[body] > 1} == {}
        assert stored.keys() <= set(sent.values())
        assert_each_key_kept_its_answer(acknowledged)
        assert_all_were_processed()


def assert_each_key_kept_its_answer(acknowledged):
    kept = dict(IdempotencyRecord.objects.values_list("key", "response__body"))
    assert {key for key, answer in acknowledged.items() if kept[key].encode() != answer} == set()


def assert_all_were_processed():
    leads = set(Lead.objects.values_list("pk", flat=True))
    assert Inquiry.objects.count() == len(leads)
    assert set(Standing.objects.exclude(band="").values_list("lead", flat=True)) == leads
    assert set(Decision.objects.values_list("lead", flat=True)) == leads


def test_inquiries_are_accepted_without_redis(acme):
    """N17: nothing listens where Redis should be."""
    api_key = key_of(acme)
    connection.close()
    with web_site(redis_url="redis+socket:///nowhere/redis.sock?virtual_host=0") as web:
        ready, state = web.ask("GET", "/readyz")
        began = time.monotonic()
        answers = [web.ask("POST", INTAKE, inquiry(f"k{n}"), headers_of(api_key, f"k{n}")) for n in range(10)]
        took = time.monotonic() - began

    assert (ready, json.loads(state)["redis"]) == (200, {"ok": False})
    assert [status for status, _ in answers] == [201] * 10
    assert took < 20
    with tenant_scope(acme):
        assert Inquiry.objects.count() == 10
        assert_all_were_processed()
