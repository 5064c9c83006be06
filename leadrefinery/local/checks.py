"""`make check`: every check runs, also after one has failed, and a table at the end says how each went."""

import re
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from .layout import ROOT, VENV
from .site import manage

ADDRESS = re.compile(r"https?://")
# names of licences' and funders' pages stand in package-lock.json; only its `resolved` lines tell where from
ADDRESS_IN_PACKAGE_LOCK = re.compile(r'"resolved"\s*:')


class Check(NamedTuple):
    name: str
    command: list[str]


def all_checks() -> list[Check]:
    return [
        Check("format", tool("ruff", "format", "--check", ".")),
        Check("lint", tool("ruff", "check", ".")),
        Check("types", tool("mypy")),
        Check("imports", tool("lint-imports")),
        # not djlint's format check: it moves white space within <pre> and between inline elements
        Check("templates", tool("djlint", "templates", "--lint", "--quiet")),
        Check("migrations", manage("makemigrations", "--check", "--dry-run")),
        Check("system", manage("check", "--fail-level", "WARNING")),
        Check(
            "compose file", tool("check-jsonschema", "--builtin-schema", "vendor.compose-spec", "docker-compose.yml")
        ),
        Check("lock files", [sys.executable, "-m", "leadrefinery.local.checks"]),
    ]


def tool(name: str, *arguments: str) -> list[str]:
    return [str(VENV / "bin" / name), *arguments]


def run_checks(env: Mapping[str, str]) -> int:
    failed = [check.name for check in all_checks() if not passes(check, env)]
    if failed:
        print(f"\nFailed: {', '.join(failed)}")
        return 1
    print("\nAll checks passed.")
    return 0


def passes(check: Check, env: Mapping[str, str]) -> bool:
    began = time.monotonic()
    ran = subprocess.run(
        check.command, cwd=ROOT, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    verdict = "ok" if ran.returncode == 0 else "FAILED"
    print(f"{check.name:<16} {verdict:<6} {time.monotonic() - began:5.1f} s", flush=True)
    if ran.returncode != 0:
        print(ran.stdout, flush=True)
    return ran.returncode == 0


def addresses_in_locks(root: Path) -> Iterator[str]:
    """Lines of lock files that say where a package comes from: every machine has its own index."""
    patterns = dict.fromkeys(sorted(root.glob("requirements*.lock")), ADDRESS)
    patterns[root / "package-lock.json"] = ADDRESS_IN_PACKAGE_LOCK
    for path, pattern in patterns.items():
        for number, line in enumerate(path.read_text().splitlines(), start=1):
            if pattern.search(line):
                yield f"{path.name}:{number}: {line.strip()}"


if __name__ == "__main__":
    found = list(addresses_in_locks(ROOT))
    print("\n".join(found))
    sys.exit(1 if found else 0)
