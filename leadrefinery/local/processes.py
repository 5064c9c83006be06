"""Starting children that don't outlive us, and judging the ones that others left behind."""

import ctypes
import os
import pwd
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from .errors import LocalError
from .layout import ROOT

PR_SET_PDEATHSIG = 1
LIBC = ctypes.CDLL(None, use_errno=True) if sys.platform.startswith("linux") else None


@dataclass(frozen=True)
class Identity:
    """Who a server runs as: PostgreSQL refuses to run as root."""

    prefix: tuple[str, ...] = ()
    popen: Mapping[str, Any] = field(default_factory=dict)
    owner: tuple[int, int] | None = None

    def claim(self, directory: Path) -> None:
        """Give the directory and what is in it to the user the server runs as."""
        if os.geteuid() != 0:
            return
        uid, gid = self.owner or (0, 0)
        if directory.stat().st_uid == uid:
            return
        for path in [directory, *directory.rglob("*")]:
            os.chown(path, uid, gid, follow_symlinks=False)


MYSELF = Identity()


def server_identity(binary: Path, *, directory: Path) -> Identity:
    """Ourselves; for root the user nobody, or root under nobody's number where nobody can't reach the files."""
    if os.geteuid() != 0:
        return MYSELF

    candidates = [as_nobody(), as_mapped_root()]
    for identity in candidates:
        if identity and _can_run(identity, binary, directory=directory):
            return identity
    raise LocalError(
        "PostgreSQL does not run as root, and neither the user 'nobody' nor a user namespace can be used here.\n"
        "Run the command as an ordinary user, or point DATABASE_URL and OWNER_DATABASE_URL at a server."
    )


def as_nobody() -> Identity | None:
    try:
        nobody = pwd.getpwnam("nobody")
    except KeyError:
        return None
    popen = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
    return Identity(popen=popen, owner=(nobody.pw_uid, nobody.pw_gid))


def as_mapped_root() -> Identity | None:
    unshare = shutil.which("unshare")
    if not unshare:
        return None
    return Identity(prefix=(unshare, "--user", "--map-user=65534", "--map-group=65534"))


def _can_run(identity: Identity, binary: Path, *, directory: Path) -> bool:
    reach = ["/bin/sh", "-c", 'cd "$1" && exec "$2" --version', "sh", str(directory.parent), str(binary)]
    try:
        tried = subprocess.run([*identity.prefix, *reach], capture_output=True, check=False, **identity.popen)
    except OSError:
        return False
    return tried.returncode == 0


def spawn(
    argv: Sequence[str | Path],
    *,
    identity: Identity = MYSELF,
    env: Mapping[str, str] | None = None,
    output: int | IO[bytes] | None = None,
    cwd: Path = ROOT,
    end_with_us: signal.Signals = signal.SIGTERM,
) -> subprocess.Popen[bytes]:
    """Start a child in its own session that gets `end_with_us` when this process dies, however it dies (Linux)."""
    return subprocess.Popen(
        [*identity.prefix, *map(str, argv)],
        env=env,
        cwd=cwd,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT if output is not None else None,
        start_new_session=True,
        preexec_fn=_tie_to_parent(end_with_us),  # noqa: PLW1509 - safe: nothing here starts threads
        **identity.popen,
    )


def _tie_to_parent(sig: signal.Signals) -> Callable[[], None] | None:
    if LIBC is None:
        return None
    parent = os.getpid()
    prctl = LIBC.prctl

    def tie() -> None:
        prctl(PR_SET_PDEATHSIG, int(sig), 0, 0, 0)
        if os.getppid() != parent:  # it died between fork and prctl
            os._exit(1)

    return tie


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return not _is_zombie(pid)


def _is_zombie(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (OSError, ValueError):
        return False
    return state[:1] == ["Z"]


def command_line(pid: int) -> str:
    """What the process was started with, or nothing if that can't be known."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        asked = subprocess.run(
            ["ps", "-ww", "-p", str(pid), "-o", "command="], capture_output=True, text=True, check=False
        )
        return asked.stdout.strip()


def stop(pid: int, sig: signal.Signals, *, patience: float) -> bool:
    """Ask a process to end, wait, and end it for good when it does not; true if it went by itself."""
    if not is_alive(pid):
        return True
    os.kill(pid, sig)
    if wait_until(lambda: not is_alive(pid), seconds=patience):
        return True
    os.kill(pid, signal.SIGKILL)
    wait_until(lambda: not is_alive(pid), seconds=5)
    return False


def wait_until(holds: Callable[[], bool], *, seconds: float, pause: float = 0.05) -> bool:
    deadline = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > deadline:
            return False
        time.sleep(pause)
    return True
