"""The commands behind `make`: each one brings along what it needs on a machine that has only Python."""

import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence

from .bootstrap import DEVELOPMENT_LOCK, continue_in_environment, ensure_environment
from .environment import application_environment
from .errors import LocalError
from .layout import Home, home
from .servers import keep, release, using

HELP = """\
make run     everything for a usable site with demo data; PORT=8000 changes the port
make test    all tests; ARGS="-k word" goes to pytest
make check   format, lint, types, migrations, system checks
make bench   the benchmarks; SCALE=small finishes within 3 minutes
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
    except KeyboardInterrupt:
        return 130


def show_help(_: list[str]) -> int:
    print(HELP, end="")
    return 0


def execute(arguments: list[str]) -> int:
    _bootstrap_for_development("exec", arguments)
    options, command = split_at_dashes(arguments)
    if not command:
        raise LocalError("exec wants a command after --")
    with using(_home_of(options), stay="--keep" in options) as addresses:
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
    _bootstrap_for_development("servers", arguments)
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


def _bootstrap_for_development(command: str, arguments: list[str]) -> None:
    ensure_environment(DEVELOPMENT_LOCK)
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
    "exec": execute,
    "servers": servers,
}
