"""TCP ports: the one a person asks for, and the ones nobody needs to know beforehand."""

import os
import socket
from collections.abc import Mapping

from .errors import LocalError

HOST = "127.0.0.1"
DEFAULT_WEB_PORT = 8000
DEFAULT_MAIL_PORT = 1025


def wanted_port(environment: Mapping[str, str] = os.environ) -> int:
    """The port of PORT=…, or the default."""
    text = environment.get("PORT", "").strip() or str(DEFAULT_WEB_PORT)
    if text.isascii() and text.isdigit() and 0 < int(text) < 65536:
        return int(text)
    raise LocalError(f"PORT={text} is no port; use a number from 1 to 65535, such as PORT=8001.")


def refuse_a_busy_port(port: int) -> None:
    try:
        probe(port)
    except PermissionError:
        raise LocalError(f"Port {port} needs special rights; use one above 1023, such as PORT=8001.") from None
    except OSError:
        raise LocalError(f"Port {port} is already in use. Choose another: make run PORT={port + 1}") from None


def mail_port() -> int:
    """1025 where it is free, else any free port."""
    try:
        return probe(DEFAULT_MAIL_PORT)
    except OSError:
        return probe(0)


def probe(port: int) -> int:
    with socket.socket() as asking:
        # as web servers do: a port in TIME_WAIT counts as free
        asking.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        asking.bind((HOST, port))
        return asking.getsockname()[1]
