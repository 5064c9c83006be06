"""The commands behind `make`: each one brings along what it needs on a machine that has only Python."""

import os
import shlex
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from .bootstrap import (
    DEVELOPMENT_LOCK,
    RUNTIME_LOCK,
    continue_in_environment,
    ensure_environment,
    one_at_a_time,
)
from .checks import run_checks
from .environment import application_environment
from .errors import LocalError
from .layout import Home, home
from .locks import write_locks
from .node import ensure_node_modules
from .run import run_site
from .servers import keep, release, using
from .site import collect_static_files, migrate_command

# Processes that test side by side.
MOST_TESTERS = 4

HELP = """\
make run     everything for a usable site with demo data; PORT=8000 changes the port
make test    all tests; ARGS="-k word" goes to pytest
make check   format, lint, types, migrations, system checks
make bench   the benchmarks; SCALE=small finishes within 3 minutes
make lock    writes the lock files anew after a change of requirements*.in or package.json (needs uv)
make help    this text

Without make: python3 -m leadrefinery.local run|test|check|bench|help, and also
  exec [--run] [--keep] -- COMMAND …   a command with the test (or run) servers up and their addresses set
  servers start|stop [--run|--test]    servers in the background for as long as you work
DATABASE_URL with OWNER_DATABASE_URL, and REDIS_URL, put real servers in the place of the embedded ones.
"""


def main(arguments: Sequence[str]) -> int:
    name, rest = (arguments[0], list(arguments[1:])) if arguments else ("help", [])
    command = COMMANDS.get(name)
    if command is None:
        print(f"There is no command {name!r}.\n\n{HELP}", file=sys.stderr)
        return 2
    try:
        return command(rest)
    except LocalError as error:
        print(f"\n{error}", file=sys.stderr)
        return 1
    except PermissionError as error:
        whose = "belongs to another user, who ran this before (root perhaps)"
        print(f"\n{error.filename} {whose}. Remove it as that user.", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def show_help(_: list[str]) -> int:
    print(HELP, end="")
    return 0


def run(arguments: list[str]) -> int:
    _bootstrap(RUNTIME_LOCK, "run", arguments, with_front_end=True)
    return run_site()


def test(arguments: list[str]) -> int:
    _bootstrap(DEVELOPMENT_LOCK, "test", arguments, with_front_end=True)
    with using(home("test")) as addresses:
        env = application_environment(addresses)
        collect_static_files(env)
        # A database for each; ARGS="-n 0" has all in one process, for a debugger.
        testers = str(min(MOST_TESTERS, os.cpu_count() or 1))
        options = ["-n", testers, *shlex.split(env.get("ARGS", "")), *arguments]
        pytest = [sys.executable, "-m", "pytest", *options]
        return run_in_front(pytest, env)


def check(arguments: list[str]) -> int:
    _bootstrap(DEVELOPMENT_LOCK, "check", arguments)
    with using(home("test")) as addresses:
        return run_checks(application_environment(addresses))


def bench(arguments: list[str]) -> int:
    _bootstrap(DEVELOPMENT_LOCK, "bench", arguments, with_front_end=True)
    with using(home("run")) as addresses:
        env = application_environment(addresses)
        collect_static_files(env)
        for command in (migrate_command(), [sys.executable, "-m", "bench", *arguments]):
            if code := run_in_front(command, env):
                return code
    return 0


def execute(arguments: list[str]) -> int:
    options, command = split_at_dashes(arguments)
    if not command:
        raise LocalError("exec wants a command after --")
    which = _home_of(options)
    _bootstrap(RUNTIME_LOCK if which.name == "run" else DEVELOPMENT_LOCK, "exec", arguments)
    with using(which, stay="--keep" in options) as addresses:
        return run_in_front(command, application_environment(addresses))


def servers(arguments: list[str]) -> int:
    action, options = (arguments[0] if arguments else ""), arguments[1:]
    which = _home_of(options)
    if action == "keep":
        keep(which, stay="--stay" in options)
        return 0
    if action == "stop":
        return _stop_servers(which)
    if action != "start":
        raise LocalError("servers wants start or stop")
    _bootstrap(DEVELOPMENT_LOCK, "servers", arguments)
    with using(which, stay=True) as addresses:
        for name, value in addresses.items():
            print(f"{name}={value}")
    return 0


def _stop_servers(which: Home) -> int:
    if release(which):
        return 0
    raise LocalError(f"The {which.name} servers are still in use and will stop with their last user.")


def _home_of(options: Sequence[str]) -> Home:
    return home("run" if "--run" in options else "test")


def _bootstrap(lock: Path, command: str, arguments: list[str], *, with_front_end: bool = False) -> None:
    """Have everything installed, then go on in the virtual environment (where the second look costs nothing)."""
    with one_at_a_time():
        ensure_environment(lock)
        if with_front_end:
            ensure_node_modules()
    continue_in_environment([command, *arguments])


def split_at_dashes(arguments: list[str]) -> tuple[list[str], list[str]]:
    if "--" not in arguments:
        return [], arguments
    at = arguments.index("--")
    return arguments[:at], arguments[at + 1 :]


def run_in_front(command: Sequence[str], env: Mapping[str, str]) -> int:
    """Run a command at the terminal: Ctrl-C reaches it by itself, a SIGTERM to us is passed on."""
    try:
        child = subprocess.Popen(command, env=env)
    except OSError as error:
        raise LocalError(f"{command[0]} can't be run: {error.strerror}") from error
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, lambda *_: child.terminate())
    code = child.wait()
    return code if code >= 0 else 128 - code


COMMANDS: Mapping[str, Callable[[list[str]], int]] = {
    "help": show_help,
    "run": run,
    "test": test,
    "check": check,
    "bench": bench,
    "lock": write_locks,
    "exec": execute,
    "servers": servers,
}
