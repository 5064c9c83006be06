"""`make lock`: names, versions and hashes of everything, for all systems, with no word on where it came from."""

import shutil
import subprocess
from collections.abc import Sequence

from .bootstrap import DEVELOPMENT_LOCK, NODE_LOCK, RUNTIME_LOCK
from .errors import LocalError
from .layout import ROOT

COMPILE = (
    "pip", "compile", "--quiet", "--universal", "--python-version", "3.11",
    "--generate-hashes", "--no-emit-index-url", "--no-header", "--no-annotate",
)  # fmt: skip


def write_locks(_: Sequence[str]) -> int:
    # the development lock is compiled under the runtime lock, so that both name the same versions
    for lock in (RUNTIME_LOCK, DEVELOPMENT_LOCK, NODE_LOCK):
        _run("uv", *COMPILE, "--output-file", lock.name, lock.with_suffix(".in").name)
    _run("npm", "install", "--package-lock-only", "--ignore-scripts")
    return 0


def _run(name: str, *arguments: str) -> None:
    program = shutil.which(name)
    if not program:
        raise LocalError(f"Locking needs {name}, which is not on the PATH.")
    if subprocess.run([program, *arguments], cwd=ROOT, check=False).returncode != 0:
        raise LocalError(f"{name} could not write the lock file (see above).")
