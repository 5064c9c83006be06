"""How many requests a key may make a minute. Counted in Redis; in this process while Redis is away."""

import time
from collections import Counter
from functools import cache

import redis
from django.conf import settings
from rest_framework.throttling import BaseThrottle

from leadrefinery.redis_client import client_of

WINDOW_SECONDS = 60
PATIENCE = 0.2
# After a failure Redis is left alone for a while, so that its absence costs a request nothing.
RETRY_REDIS_AFTER_SECONDS = 10


class KeyThrottle(BaseThrottle):
    """Fixed windows of a minute for each API key; generous, there to stop a loop gone wild."""

    def allow_request(self, request, view) -> bool:
        if request.auth is None:
            return True
        now = time.time()
        self.seconds_left = WINDOW_SECONDS - now % WINDOW_SECONDS
        return counts().hit(f"{request.tenant.pk}:{request.auth.pk}", now) <= settings.API_REQUESTS_PER_MINUTE

    def wait(self) -> float:
        return self.seconds_left


class Counts:
    """Hits of each key in the current window."""

    def __init__(self, client: redis.Redis):
        self._client = client
        self._redis_away_until = 0.0
        self._window = 0
        self._here: Counter[str] = Counter()

    def hit(self, key: str, now: float) -> int:
        window = int(now // WINDOW_SECONDS)
        if now < self._redis_away_until:
            return self._hit_here(key, window)
        try:
            return self._hit_redis(f"rate:{key}:{window}")
        except redis.RedisError:
            self._redis_away_until = now + RETRY_REDIS_AFTER_SECONDS
            return self._hit_here(key, window)

    def _hit_redis(self, name: str) -> int:
        count = self._client.incr(name)
        if count == 1:
            self._client.expire(name, 2 * WINDOW_SECONDS)
        return count

    def _hit_here(self, key: str, window: int) -> int:
        if window != self._window:
            self._window, self._here = window, Counter()
        self._here[key] += 1
        return self._here[key]


@cache
def counts() -> Counts:
    return Counts(client_of(settings.REDIS_URL, patience=PATIENCE))
