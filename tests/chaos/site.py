"""The real site as child processes that a test may kill: web workers on the test's database, a Redis of its own."""

import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg2
import redis
from django.db import connections

from leadrefinery.local.processes import spawn, wait_until
from leadrefinery.local.valkey import find_binary

WORKERS = 2
PATIENCE_TO_START = 60


@dataclass
class Web:
    """gunicorn with its workers, on a port of the loopback."""

    port: int
    env: Mapping[str, str]
    log: Path
    master: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        command = [
            sys.executable, "-m", "gunicorn", "leadrefinery.wsgi:application", "--bind", f"127.0.0.1:{self.port}",
            "--worker-class", "gthread", "--workers", str(WORKERS), "--threads", "4", "--no-control-socket",
        ]  # fmt: skip
        with open(self.log, "ab") as output:
            self.master = spawn(command, env=self.env, output=output)
        if not wait_until(self.answers, seconds=PATIENCE_TO_START):
            raise RuntimeError(f"The site did not start:\n{self.log.read_text()[-3000:]}")

    def answers(self) -> bool:
        with suppress(OSError, http.client.HTTPException):
            return self.ask("GET", "/healthz")[0] == 200
        return False

    def ask(self, method: str, path: str, body: bytes | None = None, headers: Mapping[str, str] = {}):
        """Status and body. Raises OSError or HTTPException when the worker dies meanwhile."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request(method, path, body, dict(headers))
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    def hang_up(self, path: str, body: bytes, headers: Mapping[str, str], *, after: float) -> None:
        """Send a request and leave before the answer comes."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        connection.request("POST", path, body, dict(headers))
        time.sleep(after)
        connection.close()

    def workers(self) -> list[int]:
        children = Path(f"/proc/{self.master.pid}/task/{self.master.pid}/children").read_text()
        return [int(pid) for pid in children.split()]

    def kill_all(self) -> None:
        """Master and workers at once, as when the machine goes."""
        with suppress(ProcessLookupError):
            os.killpg(self.master.pid, signal.SIGKILL)
        self.master.wait()


@contextmanager
def web_site(*, redis_url: str) -> Iterator[Web]:
    place = Path(tempfile.mkdtemp(prefix="lr-chaos-"))
    env = {**os.environ, "DATABASE_URL": url_of_the_tests_database(), "REDIS_URL": redis_url, "LOG_LEVEL": "WARNING"}
    web = Web(free_port(), env, place / "web.log")
    try:
        web.start()
        yield web
    finally:
        if web.master:
            web.kill_all()
        shutil.rmtree(place)


@contextmanager
def own_redis() -> Iterator[tuple[str, redis.Redis]]:
    """A Redis that may be emptied while other tests run: its address as Celery writes it, and a client."""
    place = Path(tempfile.mkdtemp(prefix="lr-chaos-"))
    path = place / "redis.sock"
    server = spawn([find_binary(), "--port", "0", "--unixsocket", path, "--save", ""], output=subprocess.DEVNULL)
    client = redis.Redis(unix_socket_path=str(path))
    try:
        if not wait_until(path.exists, seconds=20):
            raise RuntimeError("Redis did not start.")
        yield f"redis+socket://{path}?virtual_host=0", client
    finally:
        client.close()
        server.kill()
        server.wait()
        shutil.rmtree(place)


def url_of_the_tests_database() -> str:
    url = urlsplit(os.environ["DATABASE_URL"])
    return urlunsplit(url._replace(path=f"/{connections['default'].settings_dict['NAME']}"))


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def cut_connections() -> int:
    """End every connection of the application to the database, but our own. Answers how many there were."""
    with psycopg2.connect(url_of_the_tests_database()) as connection, connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = current_database() "
            "AND usename = current_user AND pid <> pg_backend_pid()"
        )
        (ended,) = cursor.fetchone()
    connection.close()
    return ended
