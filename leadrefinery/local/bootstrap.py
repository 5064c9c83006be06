"""From a bare clone to a virtual environment with everything locked in it. Standard library only."""

import fcntl
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from .errors import LocalError
from .layout import ROOT, VENV, VENV_PYTHON, local_dir

OLDEST_PYTHON = (3, 11)
RUNTIME_LOCK = ROOT / "requirements.lock"
DEVELOPMENT_LOCK = ROOT / "requirements-dev.lock"
NODE_LOCK = ROOT / "requirements-node.lock"
DESCRIBE = "import json, sys; print(json.dumps([list(sys.version_info[:2]), sys.prefix]))"


class Environment(NamedTuple):
    python: tuple[int, int]
    prefix: Path


def ensure_environment(lock: Path) -> None:
    """Make .venv hold what the lock file says; does nothing when it already does."""
    refuse_old_python(sys.version_info[:2])
    complaint = what_is_wrong(VENV)
    if complaint:
        rebuild(VENV, complaint)
    once(VENV / f"{lock.stem}.stamp", fingerprint(lock), lambda: install(lock))


def refuse_old_python(version: tuple[int, int]) -> None:
    if version < OLDEST_PYTHON:
        raise LocalError(f"Python 3.11 or newer is needed; this is {version[0]}.{version[1]}.")


def what_is_wrong(venv: Path) -> str | None:
    """Why the virtual environment can't be used, in words for the person at the terminal."""
    if not venv.exists():
        return "there is none yet"
    environment = describe(venv / "bin" / "python")
    if environment is None:
        return "its Python does not run"
    if environment.python < OLDEST_PYTHON or environment.python != version_it_was_made_with(venv):
        return f"it was made for another Python than the {environment.python[0]}.{environment.python[1]} it runs"
    if place_it_was_made_at(venv) not in (None, str(venv)):
        return "it was made at another place"
    return None


def describe(python: Path) -> Environment | None:
    try:
        asked = subprocess.run([python, "-c", DESCRIBE], capture_output=True, text=True, check=True)
        version, prefix = json.loads(asked.stdout)
    except (OSError, subprocess.CalledProcessError, ValueError):
        return None
    return Environment(python=(version[0], version[1]), prefix=Path(prefix))


def version_it_was_made_with(venv: Path) -> tuple[int, int] | None:
    version = settings_of(venv).get("version", settings_of(venv).get("version_info", ""))
    major, _, minor = version.partition(".")
    try:
        return int(major), int(minor.partition(".")[0])
    except ValueError:
        return None


def place_it_was_made_at(venv: Path) -> str | None:
    """From the `command` that venv notes down; other makers of environments don't say."""
    command = settings_of(venv).get("command", "")
    return command.rpartition(" ")[2] if " -m venv " in command else None


def settings_of(venv: Path) -> dict[str, str]:
    try:
        lines = (venv / "pyvenv.cfg").read_text().splitlines()
    except OSError:
        return {}
    pairs = (line.partition("=") for line in lines)
    return {name.strip(): value.strip() for name, _, value in pairs}


def rebuild(venv: Path, why: str) -> None:
    print(f"Creating the virtual environment .venv ({why}).", flush=True)
    shutil.rmtree(venv, ignore_errors=True)
    made = subprocess.run([base_python(), "-m", "venv", venv], capture_output=True, text=True, check=False)
    if made.returncode != 0:
        shutil.rmtree(venv, ignore_errors=True)
        raise LocalError(
            f"The virtual environment could not be created:\n{(made.stdout + made.stderr).strip()}\n"
            "On Debian and Ubuntu it comes with the package python3-venv."
        )


def base_python() -> Path:
    """The Python outside any virtual environment: one inside .venv could not rebuild it."""
    if sys.prefix == sys.base_prefix:
        return Path(sys.executable)
    version = f"python{sys.version_info[0]}.{sys.version_info[1]}"
    return Path(sys.base_prefix) / "bin" / version


def once(stamp: Path, wanted: str, do: Callable[[], None]) -> None:
    """Do something unless the stamp says that just this was done; note it when it has worked."""
    if stamp.exists() and stamp.read_text() == wanted:
        return
    do()
    stamp.write_text(wanted)


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Two commands started together must not both install."""
    local_dir().mkdir(parents=True, exist_ok=True)
    with open(local_dir() / "install.lock", "w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print("Waiting for another command to finish installing.", flush=True)
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def fingerprint(*files: Path) -> str:
    return sha256(b"".join(file.read_bytes() for file in files)).hexdigest()


def install(lock: Path) -> None:
    print(f"Installing the packages of {lock.name}. The first time this takes a minute or two.", flush=True)
    if uv := shutil.which("uv"):
        if ran([uv, "pip", "install", "--quiet", "--compile-bytecode", "--python", str(VENV_PYTHON), *hashed(lock)]):
            return
        print("uv did not manage; trying with pip.", flush=True)
    # -qq: only errors
    pip = [str(VENV_PYTHON), "-m", "pip", "install", "-qq", "--disable-pip-version-check", "--no-input"]
    if not ran([*pip, *hashed(lock)]):
        raise LocalError(
            f"The packages of {lock.name} could not be installed (see above).\n"
            "Is the package index reachable, and is there room on the disk? The command can simply be repeated."
        )


def hashed(lock: Path) -> list[str]:
    # the lock names every package there is to be, so nothing is left to resolve
    return ["--require-hashes", "--no-deps", "-r", str(lock)]


def ran(command: list[str]) -> bool:
    try:
        return subprocess.run(command, cwd=ROOT, check=False).returncode == 0
    except OSError:
        return False


def continue_in_environment(arguments: list[str]) -> None:
    """Go on in the virtual environment's Python, as the same process."""
    if Path(sys.prefix).resolve() == VENV.resolve():
        return
    os.execv(VENV_PYTHON, [str(VENV_PYTHON), "-m", "leadrefinery.local", *arguments])
