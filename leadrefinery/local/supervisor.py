"""One process over many: starts services in order, waits for each, shows their logs, mends and stops them."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from .errors import LocalError
from .layout import ROOT, local_dir
from .processes import MYSELF, Identity, command_line, is_alive, spawn, stop

PAUSE = 0.1
FIRST_BACKOFF = 0.5
LONGEST_BACKOFF = 30.0
HEALTHY_AFTER = 60.0
LARGEST_LOG = 10_000_000
COLOURS = (36, 33, 32, 35, 34, 31)


class Stopped(Exception):
    """A signal came while something was still being set up."""


@dataclass(frozen=True)
class Service:
    """What to run, when it counts as ready, and how it likes to be stopped (times in seconds)."""

    name: str
    command: Sequence[str]
    env: Mapping[str, str]
    identity: Identity = MYSELF
    is_ready: Callable[[], bool] = lambda: True
    before_start: Callable[[], None] = lambda: None
    stop_signal: signal.Signals = signal.SIGTERM
    patience_to_start: float = 60
    patience_to_stop: float = 20
    shown: bool = True
    serves_others: bool = False


@dataclass
class Running:
    """A started service with its process, its log and the history of its starts."""

    service: Service
    log: Path
    process: subprocess.Popen[bytes]
    started_at: float
    backoff: float = FIRST_BACKOFF
    restart_at: float | None = None
    read_up_to: int = 0
    colour: int = 0


@dataclass
class Supervisor:
    """Keeps services running until told to stop. Logs go to files, so a child never blocks on us."""

    log_dir: Path
    children_file: Path
    running: list[Running] = field(default_factory=list)
    stopping: bool = False

    def listen_to_signals(self) -> None:
        for sig in (signal.SIGINT, signal.SIGTERM):
            signal.signal(sig, self._ask_to_stop)
        if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:  # nohup
            signal.signal(signal.SIGHUP, self._ask_to_stop)

    def run(self, command: Sequence[str], *, env: Mapping[str, str]) -> None:
        """Run a step to its end at the terminal; a signal meanwhile ends it and raises Stopped."""
        process = spawn(command, env=env)
        while process.poll() is None:
            self.show_logs()
            if self.stopping:
                process.terminate()
            time.sleep(PAUSE / 2)
        if self.stopping:
            raise Stopped
        if process.returncode != 0:
            raise LocalError(f"This step ended with code {process.returncode}: {' '.join(command[-3:])}")

    def end_orphans(self) -> None:
        """End what a predecessor left running when it was killed on a system that doesn't do so by itself."""
        for pid, sig in read_children(self.children_file):
            if is_ours(pid):
                stop(pid, signal.Signals(sig), patience=60)
        self.children_file.unlink(missing_ok=True)

    def start(self, service: Service) -> None:
        """Start a service and return when it is ready."""
        self.log_dir.mkdir(parents=True, exist_ok=True)
        log = self.log_dir / f"{service.name}.log"
        set_aside(log)
        read_up_to = log.stat().st_size
        service.before_start()
        one = Running(
            service=service,
            log=log,
            process=self._spawn(service, log),
            started_at=time.monotonic(),
            read_up_to=read_up_to,
            colour=COLOURS[len(self.running) % len(COLOURS)],
        )
        self.running.append(one)
        self._note_children()
        self._wait_for(one)

    def watch(self, until: Callable[[], bool] = lambda: False) -> None:
        """Show logs and mend what dies, until a signal asks to stop or `until` holds."""
        while not self.stopping and not until():
            for one in self.running:
                self._mend(one)
            self.show_logs()
            time.sleep(PAUSE)

    def stop_all(self) -> None:
        """Stop the application all at once, then its servers one by one, so that nobody loses one it still needs."""
        self.stopping = True
        application = [one for one in self.running if not one.service.serves_others]
        servers = [one for one in self.running if one.service.serves_others]
        for together in (application, *([server] for server in reversed(servers))):
            for one in together:
                if one.process.poll() is None:
                    one.process.send_signal(one.service.stop_signal)
            for one in together:
                wait_for_end(one)
        self.children_file.unlink(missing_ok=True)
        self.show_logs()

    def show_logs(self) -> None:
        for one in self.running:
            if one.service.shown:
                for line in new_lines(one):
                    say(line, name=one.service.name, colour=one.colour)

    def _spawn(self, service: Service, log: Path) -> subprocess.Popen[bytes]:
        with open(log, "ab") as output:
            return spawn(
                service.command,
                identity=service.identity,
                env=service.env,
                output=output,
                end_with_us=service.stop_signal,
            )

    def _wait_for(self, one: Running) -> None:
        deadline = time.monotonic() + one.service.patience_to_start
        while not one.service.is_ready():
            self.show_logs()
            if self.stopping:
                raise Stopped
            if one.process.poll() is not None:
                raise LocalError(f"{one.service.name} ended at its start (see {one.log}):\n{last_lines(one.log)}")
            if time.monotonic() > deadline:
                raise LocalError(f"{one.service.name} was not ready in time (see {one.log}):\n{last_lines(one.log)}")
            time.sleep(PAUSE)

    def _mend(self, one: Running) -> None:
        now = time.monotonic()
        if one.restart_at is not None:
            if now >= one.restart_at:
                self._restart(one)
            return
        if one.process.poll() is None:
            return
        if now - one.started_at > HEALTHY_AFTER:
            one.backoff = FIRST_BACKOFF
        one.restart_at = now + one.backoff
        note = f"ended with code {one.process.returncode}; starting it again in {one.backoff:g} s"
        say(note, name=one.service.name, colour=one.colour)
        one.backoff = min(one.backoff * 2, LONGEST_BACKOFF)

    def _restart(self, one: Running) -> None:
        one.restart_at = None
        end_group(one.process)
        one.service.before_start()
        one.process = self._spawn(one.service, one.log)
        one.started_at = time.monotonic()
        self._note_children()

    def _note_children(self) -> None:
        children = [(one.process.pid, int(one.service.stop_signal)) for one in reversed(self.running)]
        self.children_file.write_text(json.dumps(children))

    def _ask_to_stop(self, *_: object) -> None:
        self.stopping = True


def read_children(path: Path) -> list[tuple[int, int]]:
    try:
        return [(int(pid), int(sig)) for pid, sig in json.loads(path.read_text())]
    except (OSError, ValueError):
        return []


def is_ours(pid: int) -> bool:
    """Whether a process belongs to this checkout: its number may have gone to somebody else's meanwhile."""
    return is_alive(pid) and any(str(place) in command_line(pid) for place in (ROOT, local_dir()))


def wait_for_end(one: Running) -> None:
    try:
        one.process.wait(timeout=one.service.patience_to_stop)
    except subprocess.TimeoutExpired:
        say("does not stop; killing it", name=one.service.name, colour=one.colour)
    end_group(one.process)
    one.process.wait()


def end_group(process: subprocess.Popen[bytes]) -> None:
    """Kill what is left of a child's session: its pool workers, or itself when it would not stop."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)


def set_aside(log: Path) -> None:
    if log.exists() and log.stat().st_size > LARGEST_LOG:
        log.replace(log.with_suffix(".log.1"))
    log.touch()


def new_lines(one: Running) -> list[str]:
    """Whole lines written to the log since the last look."""
    with open(one.log, "rb") as log:
        log.seek(one.read_up_to)
        text = log.read()
    whole = text[: text.rfind(b"\n") + 1]
    one.read_up_to += len(whole)
    return whole.decode(errors="replace").splitlines()


def last_lines(log: Path, *, count: int = 15) -> str:
    return "\n".join(log.read_text(errors="replace").splitlines()[-count:])


def say(line: str, *, name: str, colour: int) -> None:
    label = f"{name:>8} │ "
    if sys.stdout.isatty():
        label = f"\x1b[{colour}m{label}\x1b[0m"
    with contextlib.suppress(BrokenPipeError):  # nobody reads any more, the services go on
        print(f"{label}{line}", flush=True)
