"""The web server as `make run` starts it, on the database of the benchmarks."""

import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from django.conf import settings

from bench import database
from leadrefinery.local.ports import HOST, probe
from leadrefinery.local.run import web

PATIENCE_SECONDS = 60


class NotServing(RuntimeError):
    """The web server did not come up; its log says why."""


@contextmanager
def serving() -> Iterator[int]:
    """Yields the port, while the server runs."""
    port, log = probe(0), settings.LOCAL_DIR / "bench-web.log"
    service = web(_environment(), port=port, url=f"http://{HOST}:{port}")
    with log.open("w") as output:
        process = subprocess.Popen(service.command, env=service.env, stdout=output, stderr=output)
    try:
        _wait_until(service.is_ready, log=str(log))
        yield port
    finally:
        process.terminate()
        process.wait()


def _environment() -> dict[str, str]:
    at_bench = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{database.NAME}").geturl()
    return dict(os.environ) | {"DATABASE_URL": at_bench}


def _wait_until(is_ready, *, log: str) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while not is_ready():
        if time.monotonic() > until:
            raise NotServing(f"see {log}")
        time.sleep(0.1)
