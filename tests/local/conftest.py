"""The local servers are tried in a place of their own, beside the ones that the other tests run on."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from leadrefinery.local.layout import Home
from leadrefinery.local.supervisor import Supervisor


@pytest.fixture
def place(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A short path that the user nobody may enter too, with no server named by the environment."""
    for name in ("DATABASE_URL", "OWNER_DATABASE_URL", "REDIS_URL", "PORT"):
        monkeypatch.delenv(name, raising=False)
    directory = Path(tempfile.mkdtemp(prefix="lr-"))
    directory.chmod(0o755)
    monkeypatch.setenv("LR_LOCAL_DIR", str(directory))
    yield directory
    shutil.rmtree(directory)


@pytest.fixture
def servers(place: Path) -> Home:
    return Home(base=place, name="test")


@pytest.fixture
def supervisor(servers: Home) -> Iterator[Supervisor]:
    supervisor = Supervisor(log_dir=servers.log, children_file=servers.children_file)
    yield supervisor
    supervisor.stop_all()
