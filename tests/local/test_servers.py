import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from leadrefinery.local.errors import LocalError
from leadrefinery.local.layout import ROOT, Home
from leadrefinery.local.processes import is_alive, wait_until
from leadrefinery.local.servers import addresses, is_owned, ownership, read_facts, using
from leadrefinery.local.supervisor import read_children

TELL_DATABASE = [sys.executable, "-m", "leadrefinery.local", "exec", "--", "sh", "-c", 'echo "$DATABASE_URL"']


def test_servers_of_a_running_site_have_one_owner_who_is_named(place: Path) -> None:
    servers = Home(base=place, name="run")

    with ownership(servers, url="http://127.0.0.1:8000"), pytest.raises(LocalError) as refusal, ownership(servers):
        pass

    assert str(refusal.value) == (
        f"Lead Refinery is already running at http://127.0.0.1:8000 (process {os.getpid()}). "
        f"Stop it first: kill {os.getpid()}"
    )


def test_servers_of_a_killed_owner_can_be_owned_again(servers: Home) -> None:
    servers.owner_file.write_text('{"pid": 1, "url": "http://127.0.0.1:8000", "ready": true}')

    with ownership(servers):
        assert read_facts(servers) == {"pid": os.getpid()}


def test_servers_are_shared_and_stop_with_their_last_user(servers: Home) -> None:
    with using(servers) as urls:
        owner = read_facts(servers)["pid"]
        children = [pid for pid, _ in read_children(servers.children_file)]
        second = subprocess.run(TELL_DATABASE, cwd=ROOT, capture_output=True, text=True, check=True)
        assert second.stdout == urls["DATABASE_URL"] + "\n"
        assert read_facts(servers)["pid"] == owner

    assert not is_owned(servers)
    assert len(children) == 2
    assert wait_until(lambda: not any(map(is_alive, (owner, *children))), seconds=5)


def test_command_at_the_servers_of_a_running_site_does_not_wait_for_them_to_stop(servers: Home) -> None:
    servers.base.mkdir(exist_ok=True)
    with ownership(servers, url="http://127.0.0.1:8000", ready=True):
        began = time.monotonic()
        with using(servers):
            pass
        assert time.monotonic() - began < 5
        assert is_owned(servers)


def test_servers_named_by_the_environment_are_used_and_none_started(
    servers: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = {
        "DATABASE_URL": "postgres://app@db/refinery",
        "OWNER_DATABASE_URL": "postgres://owner@db/refinery",
        "REDIS_URL": "redis://cache:6379/0",
    }
    for name, value in given.items():
        monkeypatch.setenv(name, value)

    with using(servers) as urls:
        assert urls == given
        assert list(servers.base.iterdir()) == []


def test_database_without_its_owners_address_is_refused(servers: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://app@db/refinery")

    with pytest.raises(LocalError, match=r"^DATABASE_URL is set, OWNER_DATABASE_URL is not"):
        addresses(servers)
