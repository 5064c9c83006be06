"""Where everything lies: the checkout, its virtual environment, and what the local servers keep."""

import os
import tempfile
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv"
VENV_PYTHON = VENV / "bin" / "python"

# sockaddr_un.sun_path holds 108 bytes on Linux (104 on macOS), the closing zero included.
LONGEST_SOCKET_PATH = 103
LONGEST_SOCKET_NAME = ".s.PGSQL.5432.lock"


def local_dir() -> Path:
    """The directory of everything a local run creates; LR_LOCAL_DIR moves it."""
    return Path(os.environ.get("LR_LOCAL_DIR") or ROOT / ".local").absolute()


@dataclass(frozen=True)
class Home:
    """The directories of one set of servers: "run" keeps its data, "test" trades safety for speed."""

    base: Path
    name: str

    @property
    def is_test(self) -> bool:
        return self.name == "test"

    @property
    def postgres(self) -> Path:
        return self.base / self._prefixed("postgres")

    @property
    def valkey(self) -> Path:
        return self.base / self._prefixed("valkey")

    @property
    def sockets(self) -> Path:
        return socket_dir(self.base / self._prefixed("sockets"))

    @property
    def valkey_socket(self) -> Path:
        return self.sockets / "valkey.sock"

    @property
    def log(self) -> Path:
        return self.base / self._prefixed("log")

    @property
    def owner_file(self) -> Path:
        """Locked, and naming its process, as long as somebody runs these servers."""
        return self.base / f"{self.name}.pid"

    @property
    def children_file(self) -> Path:
        """Names the processes started for these servers, for whoever has to clear up after a killed predecessor."""
        return self.base / f"{self.name}.children"

    @property
    def stay_file(self) -> Path:
        """There as long as the servers are to go on when nobody uses them."""
        return self.base / f"{self.name}.stay"

    @property
    def users_file(self) -> Path:
        """Locked (shared) by every command that needs these servers to go on."""
        return self.base / f"{self.name}.users"

    def _prefixed(self, name: str) -> str:
        return f"test-{name}" if self.is_test else name


def home(name: str) -> Home:
    return Home(base=local_dir(), name=name)


def socket_dir(wanted: Path) -> Path:
    """The wanted directory, or a short one of the same identity where its sockets' paths would be too long."""
    longest = wanted / LONGEST_SOCKET_NAME
    if len(os.fsencode(longest)) <= LONGEST_SOCKET_PATH:
        return wanted

    digest = sha256(os.fsencode(wanted)).hexdigest()[:12]
    return Path(tempfile.gettempdir()) / f"lr-{os.geteuid()}-{digest}"
