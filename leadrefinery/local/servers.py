"""The database and the broker of a run or of the tests: who keeps them up, and how commands come to share them.

One process keeps the servers of a home and holds a lock on its owner file. Commands that need the servers hold a
shared lock on its users file. The kernel drops locks of killed processes, so the keeper always learns that the last
user is gone and stops, unless it was told to stay.
"""

import fcntl
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import IO, Any

from .errors import LocalError
from .layout import ROOT, Home
from .postgres import DATABASE, embedded_postgres, server_environment
from .processes import wait_until
from .supervisor import Service, Stopped, Supervisor, last_lines
from .valkey import embedded_valkey

PATIENCE = 90


def addresses(home: Home) -> dict[str, str]:
    """The servers' URLs as environment variables; those the caller has set win."""
    if os.environ.get("DATABASE_URL"):
        if not os.environ.get("OWNER_DATABASE_URL"):
            raise LocalError(
                "DATABASE_URL is set, OWNER_DATABASE_URL is not. The application and the migrations connect as "
                "different roles, so set both, or neither to use the embedded server."
            )
        database = {name: os.environ[name] for name in ("DATABASE_URL", "OWNER_DATABASE_URL")}
    else:
        database = {
            "DATABASE_URL": database_url(home, role="lr_app"),
            "OWNER_DATABASE_URL": database_url(home, role="lr_owner"),
        }
    # for Celery; a cache takes the same socket as unix://PATH?db=1
    broker = os.environ.get("REDIS_URL") or f"redis+socket://{home.valkey_socket}?virtual_host=0"
    return {**database, "REDIS_URL": broker}


def database_url(home: Home, *, role: str) -> str:
    return f"postgres://{role}@/{DATABASE}?host={home.sockets}"


def start_servers(home: Home, supervisor: Supervisor) -> None:
    """Start the embedded servers that no URL replaces, with roles and database in place."""
    if not os.environ.get("DATABASE_URL"):
        postgres = embedded_postgres(home)
        postgres.prepare()
        supervisor.start(
            Service(
                name="postgres",
                command=postgres.command(),
                env=server_environment(),
                identity=postgres.identity,
                is_ready=postgres.is_ready,
                before_start=postgres.end_predecessor,
                stop_signal=signal.SIGINT,
                patience_to_stop=60,
                shown=False,
                serves_others=True,
            )
        )
        postgres.create_roles_and_database()
    if not os.environ.get("REDIS_URL"):
        valkey = embedded_valkey(home)
        valkey.prepare()
        supervisor.start(
            Service(
                name="valkey",
                command=valkey.command(),
                env=server_environment(),
                is_ready=valkey.is_ready,
                before_start=valkey.end_predecessor,
                shown=False,
                serves_others=True,
            )
        )


@contextmanager
def ownership(home: Home, **facts: Any) -> Iterator[None]:
    """Be the one process that runs this home's servers; a LocalError names the one that already does."""
    home.base.mkdir(parents=True, exist_ok=True)
    with open(home.owner_file, "a+") as file:
        # others look whether it is locked by locking it for a moment, so one refusal means little
        if not wait_until(lambda: _lock(file), seconds=1):
            raise LocalError(describe_owner(home))
        write_facts(home, pid=os.getpid(), **facts)
        try:
            yield
        finally:
            write_facts(home)


def write_facts(home: Home, **facts: Any) -> None:
    # in place, never replaced: the lock belongs to this very file
    home.owner_file.write_text(json.dumps(facts) if facts else "")


def read_facts(home: Home) -> dict[str, Any]:
    try:
        return json.loads(home.owner_file.read_text())
    except (OSError, ValueError):
        return {}


def is_owned(home: Home) -> bool:
    if not home.owner_file.exists():
        return False
    with open(home.owner_file) as file:
        return not _lock(file, fcntl.LOCK_SH)


def describe_owner(home: Home) -> str:
    facts = read_facts(home)
    pid, url = facts.get("pid", "unknown"), facts.get("url")
    if url:
        return f"Lead Refinery is already running at {url} (process {pid}). Stop it first: kill {pid}"
    return f"The {home.name} servers are in use (process {pid}). Wait for it to end, or stop it: kill {pid}"


def keep(home: Home, *, stay: bool) -> None:
    """Run the servers until nobody uses them any more. This is a process of its own, started by `using`."""
    supervisor = Supervisor(log_dir=home.log, children_file=home.children_file)
    supervisor.listen_to_signals()
    with ownership(home), open(home.users_file, "a") as users:
        _mark_stay(home, stay)
        try:
            supervisor.end_orphans()
            start_servers(home, supervisor)
            write_facts(home, pid=os.getpid(), ready=True)
            supervisor.watch(until=lambda: not home.stay_file.exists() and _nobody_uses(users))
        except Stopped:
            pass
        finally:
            supervisor.stop_all()


def _mark_stay(home: Home, stay: bool) -> None:
    if stay:
        home.stay_file.touch()
    else:
        home.stay_file.unlink(missing_ok=True)


def _nobody_uses(users: IO[str]) -> bool:
    # once taken the lock is kept until exit: a newcomer waits, then finds the servers gone and starts its own
    return _lock(users)


def _lock(file: IO[str], mode: int = fcntl.LOCK_EX) -> bool:
    try:
        fcntl.flock(file, mode | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


@contextmanager
def using(home: Home, *, stay: bool = False) -> Iterator[Mapping[str, str]]:
    """Have this home's servers up for the length of the block, started if need be; yields their addresses."""
    urls = addresses(home)
    if os.environ.get("DATABASE_URL") and os.environ.get("REDIS_URL"):
        yield urls
        return

    home.base.mkdir(parents=True, exist_ok=True)
    with open(home.users_file, "a") as users:
        fcntl.flock(users, fcntl.LOCK_SH)
        if is_owned(home):
            if stay:
                home.stay_file.touch()
            _wait_until_ready(home)
        else:
            _start_keeper(home, stay=stay)
        try:
            yield urls
        finally:
            is_last = _lock(users)
    if is_last and not home.stay_file.exists() and "url" not in read_facts(home):  # a running site keeps its servers
        wait_until(lambda: not is_owned(home), seconds=PATIENCE)


def release(home: Home) -> bool:
    """Let the servers stop as soon as nobody uses them; false if somebody still does."""
    home.stay_file.unlink(missing_ok=True)
    return wait_until(lambda: not is_owned(home), seconds=15)


def _start_keeper(home: Home, *, stay: bool) -> None:
    log = home.base / f"{home.name}-keeper.log"
    command = [sys.executable, "-m", "leadrefinery.local", "servers", "keep", f"--{home.name}"]
    with open(log, "wb") as output:
        keeper = subprocess.Popen(
            [*command, "--stay"] if stay else command,
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    wait_until(lambda: _is_ready(home) or keeper.poll() is not None, seconds=PATIENCE)
    if not is_owned(home):
        raise LocalError(f"The {home.name} servers could not be started:\n{last_lines(log)}")
    _wait_until_ready(home)


def _wait_until_ready(home: Home) -> None:
    if not wait_until(lambda: _is_ready(home), seconds=PATIENCE):
        raise LocalError(f"The {home.name} servers are not ready after {PATIENCE} s; see {home.log}")


def _is_ready(home: Home) -> bool:
    return is_owned(home) and read_facts(home).get("ready") is True
