"""A request that comes twice is done once: its answer is kept under the key it brought, and given again."""

import hashlib
import time
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from django.db import connection

from leads.models import IdempotencyRecord

KEPT_FOR = timedelta(hours=72)
# Waiting a moment for the first request spares most callers a second attempt; waiting long would tie up a worker.
WAITS = (0.05, 0.1, 0.2, 0.4)


class KeyReused(Exception):
    """The key came before with another body."""


class StillRunning(Exception):
    """The first request with this key has not finished."""


@dataclass(frozen=True)
class Answer:
    """An answer as it was sent: `body` is its text, byte for byte."""

    status: int
    body: str
    location: str = ""


@dataclass(frozen=True)
class Claim:
    """One key at one endpoint, with the hash of what came under it."""

    endpoint: str
    key: str
    body_hash: bytes


def claim_of(*, endpoint: str, key: str, path: str, raw: bytes) -> Claim:
    return Claim(endpoint, key, hashlib.sha256(path.encode() + b"\0" + raw).digest())


def begin(claim: Claim) -> Answer | None:
    """The answer once given under this key, or None: it is the caller's to do now, in this transaction.

    A caller that fails rolls the transaction back, and the key is free again.
    Raises KeyReused for another body, StillRunning while another transaction holds the key.
    """
    for wait in (*WAITS, None):
        if _insert(claim):
            return None
        record = IdempotencyRecord.objects.filter(endpoint=claim.endpoint, key=claim.key).first()
        if record is not None:
            return _answer_of(record, claim)
        if wait:
            time.sleep(wait)
    raise StillRunning("the first request with this key has not finished")


def finish(claim: Claim, answer: Answer) -> None:
    """Keep a final answer. It commits with the work it tells of."""
    IdempotencyRecord.objects.filter(endpoint=claim.endpoint, key=claim.key).update(
        status=answer.status, response=asdict(answer)
    )


def forget_old_answers(*, at: datetime) -> int:
    """Drop answers older than 72 hours. Answers how many."""
    return IdempotencyRecord.objects.filter(created_at__lt=at - KEPT_FOR).delete()[0]


def _insert(claim: Claim) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(INSERT, [claim.endpoint, claim.key, claim.body_hash, claim.endpoint, claim.key])
        return cursor.fetchone() is not None


# Without the lock the second INSERT would wait for the first transaction, however long that takes.
INSERT = """
    INSERT INTO leads_idempotencyrecord (endpoint, key, body_hash)
    SELECT %s, %s, %s
    WHERE pg_try_advisory_xact_lock(hashtextextended(concat_ws(' ', current_setting('app.tenant_id'), %s, %s), 0))
    ON CONFLICT DO NOTHING RETURNING id
"""


def _answer_of(record: IdempotencyRecord, claim: Claim) -> Answer:
    if bytes(record.body_hash) != claim.body_hash:
        raise KeyReused("this key came before with another body")
    if record.response is None:
        raise StillRunning("the first request with this key has not finished")
    return Answer(**record.response)
