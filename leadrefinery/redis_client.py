"""The one way to Redis of whoever asks it directly."""

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry


def client_of(celery_url: str, *, patience: float) -> redis.Redis:
    """A client that gives up after `patience` seconds: without Redis a request goes on, and must not wait for that."""
    # Celery names a socket redis+socket:///path?virtual_host=0; redis-py wants unix:///path?db=0.
    url = celery_url.replace("redis+socket://", "unix://").replace("virtual_host=", "db=")
    return redis.Redis.from_url(
        url, socket_timeout=patience, socket_connect_timeout=patience, retry=Retry(NoBackoff(), 0)
    )
