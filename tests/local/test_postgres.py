import os
import signal
import subprocess
from pathlib import Path

import pytest

from leadrefinery.local.errors import LocalError
from leadrefinery.local.layout import Home
from leadrefinery.local.postgres import embedded_postgres, refuse_a_full_disk, working_settings
from leadrefinery.local.processes import wait_until
from leadrefinery.local.servers import start_servers
from leadrefinery.local.supervisor import Supervisor

GIGABYTE = 1024**3


def ask(servers: Home, sql: str, *, role: str) -> str:
    postgres = embedded_postgres(servers)
    asked = subprocess.run(
        [postgres.bin / "psql", "-X", "-A", "-t", "-h", servers.sockets, "-U", role, "-d", "leadrefinery", "-c", sql],
        capture_output=True,
        text=True,
        check=False,
    )
    return (asked.stdout or asked.stderr).strip()


def test_postgres_gives_the_application_a_role_that_row_security_binds(servers: Home, supervisor: Supervisor) -> None:
    start_servers(servers, supervisor)

    attributes = "SELECT rolsuper, rolbypassrls, rolcreatedb, rolcreaterole FROM pg_roles WHERE rolname = current_user"
    assert ask(servers, attributes, role="lr_app") == "f|f|f|f"
    assert ask(servers, "CREATE TABLE mine ()", role="lr_app").startswith("ERROR:  permission denied for schema public")
    assert ask(servers, "CREATE TEMP TABLE mine ()", role="lr_app") == "CREATE TABLE"


def test_postgres_lets_the_application_use_what_the_owner_makes(servers: Home, supervisor: Supervisor) -> None:
    start_servers(servers, supervisor)

    ask(servers, "CREATE TABLE theirs (id bigint GENERATED ALWAYS AS IDENTITY, name text)", role="lr_owner")

    assert ask(servers, "INSERT INTO theirs (name) VALUES ('Ada') RETURNING name", role="lr_app").startswith("Ada")
    assert ask(servers, "TRUNCATE theirs", role="lr_app") == "ERROR:  permission denied for table theirs"
    assert ask(servers, "DROP TABLE theirs", role="lr_app") == "ERROR:  must be owner of table theirs"


def test_postgres_starts_over_lock_files_of_a_process_that_is_somebody_else(
    servers: Home, supervisor: Supervisor
) -> None:
    start_servers(servers, supervisor)
    ask(servers, "CREATE TABLE kept ()", role="lr_owner")
    supervisor.stop_all()
    foreign = f"{os.getpid()}\n{servers.postgres}\n1700000000\n5432\n{servers.sockets}\n\n"
    (servers.postgres / "postmaster.pid").write_text(foreign)
    (servers.sockets / ".s.PGSQL.5432.lock").write_text(foreign)

    again = Supervisor(log_dir=servers.log, children_file=servers.children_file)
    start_servers(servers, again)
    answer = ask(servers, "SELECT count(*) FROM kept", role="lr_app")
    again.stop_all()

    assert answer == "0"


def test_postgres_killed_hard_is_started_again(servers: Home, supervisor: Supervisor) -> None:
    start_servers(servers, supervisor)
    first = supervisor.running[0].process

    os.kill(first.pid, signal.SIGKILL)
    first.wait()
    supervisor.watch(until=lambda: supervisor.running[0].process is not first)

    assert wait_until(lambda: ask(servers, "SELECT 'here'", role="lr_app") == "here", seconds=20)


def test_postgres_of_another_major_is_not_touched(servers: Home) -> None:
    servers.postgres.mkdir()
    (servers.postgres / "PG_VERSION").write_text("12\n")

    with pytest.raises(LocalError, match=r"was made by PostgreSQL 12, and .* is PostgreSQL \d+"):
        embedded_postgres(servers).prepare()


def test_disk_without_room_is_refused(place: Path) -> None:
    with pytest.raises(LocalError, match=r"^Only \d+ MB are free on the disk of .*; the database needs at least "):
        refuse_a_full_disk(place, needed=10**18)


@pytest.mark.parametrize(("memory", "shared"), [(1, "128MB"), (8, "1024MB"), (24, "2048MB"), (256, "2048MB")])
def test_postgres_takes_a_share_of_the_memory(memory: int, shared: str) -> None:
    assert working_settings(memory * GIGABYTE)["shared_buffers"] == shared
