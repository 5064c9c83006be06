"""Bringing the application itself up to date: tables, static files, demo data."""

import json
import os
import subprocess
from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

from .bootstrap import RUNTIME_LOCK, once
from .errors import LocalError
from .layout import ROOT, VENV_PYTHON, local_dir
from .node import LOCKS as NODE_LOCKS

SOURCES_OF_STATIC_FILES = (RUNTIME_LOCK, *NODE_LOCKS, ROOT / "leadrefinery" / "settings.py", ROOT / "static")


def manage(*arguments: str) -> list[str]:
    return [str(VENV_PYTHON), str(ROOT / "manage.py"), *arguments]


def migrate_command() -> list[str]:
    """Migrations run as the tables' owner; the application's own role may not change tables."""
    return manage("migrate", "--no-input", "--verbosity", "0")


def collect_static_files(env: Mapping[str, str]) -> None:
    """Gather and compress the static files, unless nothing that goes into them has changed."""
    once(local_dir() / "static.stamp", state_of(SOURCES_OF_STATIC_FILES), lambda: _collect(env))


def _collect(env: Mapping[str, str]) -> None:
    print("Collecting the static files.", flush=True)
    # compressing takes most of the time, so not what no page asks for: another API viewer, and DRF's own pages
    command = manage(
        "collectstatic", "--no-input", "--verbosity", "0", "--ignore", "redoc", "--ignore", "rest_framework"
    )
    if subprocess.run(command, cwd=ROOT, env=env, check=False).returncode != 0:
        raise LocalError("The static files could not be collected (see above).")


def state_of(sources: Sequence[Path]) -> str:
    """Changes when a file comes, goes, grows, shrinks or is written."""
    files = [file for source in sources for file in ([source] if source.is_file() else sorted(source.rglob("*")))]
    facts = [(str(file), file.stat().st_mtime_ns, file.stat().st_size) for file in files]
    return sha256(repr(facts).encode()).hexdigest()


def demo_tenants(env: Mapping[str, str]) -> list[dict[str, Any]]:
    """The demo tenants with their logins, as the application tells them."""
    asked = subprocess.run(
        manage("demo", "--print-json"), cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True, check=False
    )
    if asked.returncode != 0:
        raise LocalError("The demo logins could not be read (see above).")
    answer = json.loads(asked.stdout)
    return answer["tenants"] if isinstance(answer, dict) else answer


def write_demo_file(directory: Path, *, url: str, tenants: Sequence[Mapping[str, Any]]) -> None:
    """Note down where the site is and who may log in, for people and scripts; holds working passwords."""
    unfinished = directory / "demo.json.new"
    with open(os.open(unfinished, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "w") as file:
        json.dump({"url": url, "tenants": list(tenants)}, file, indent=2)
        file.write("\n")
    unfinished.replace(directory / "demo.json")


def describe_logins(tenants: Sequence[Mapping[str, Any]]) -> str:
    lines = []
    for tenant in tenants:
        lines.append(f"\n{tenant['name']}  (/t/{tenant['slug']}/)")
        width = max((len(login["email"]) for login in tenant["logins"]), default=0)
        for login in tenant["logins"]:
            lines.append(f"  {login['role']:<15} {login['email']:<{width}}  {login['password']}")
    return "\n".join(lines)
