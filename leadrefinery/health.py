"""Whether this process lives, and whether it can serve."""

import redis
from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.utils import timezone

from leadrefinery.redis_client import client_of
from tenants.checks import unsafe_role
from tenants.permissions import public
from tenants.work import oldest_due

REDIS_PATIENCE = 0.5


@public
def healthz(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"status": "ok"})


@public
def readyz(request: HttpRequest) -> JsonResponse:
    """503 without the database or with a role that could see past row security. Redis only makes things sooner."""
    database = _database()
    body = {
        "status": "ready" if database["ok"] else "unavailable",
        "database": database,
        "redis": {"ok": _redis_answers()},
    }
    return JsonResponse(body, status=200 if database["ok"] else 503)


def _database() -> dict[str, object]:
    try:
        reason = unsafe_role(connection)
        now = timezone.now()
        since = oldest_due(at=now)
    except DatabaseError:
        return {"ok": False, "reason": "unreachable"}
    late = (now - since).total_seconds() if since else 0
    return {"ok": not reason, "reason": reason, "oldest_due_seconds": round(late)}


def _redis_answers() -> bool:
    client = client_of(settings.REDIS_URL, patience=REDIS_PATIENCE)
    try:
        return bool(client.ping())
    except redis.RedisError:
        return False
    finally:
        client.close()
