"""Imports one file and tells, as JSON, how long it took, when each batch ended, and how much memory it needed."""

import json
import resource
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import django

# Before models are imported, and again in the import's own worker processes, which load this module too.
django.setup()

from django.db import connection  # noqa: E402
from django.utils import timezone  # noqa: E402

from leads.importing.plan import make_plan  # noqa: E402
from routing.importing import run_import  # noqa: E402
from tenants.models import Tenant  # noqa: E402

KB_PER_MB = 1024


def main(database: str, tenant_slug: str, path: str) -> None:
    connection.settings_dict["NAME"] = database
    tenant = Tenant.objects.get(slug=tenant_slug)
    ends: list[float] = []
    started = time.perf_counter()
    with TemporaryDirectory() as folder:
        run_import(
            tenant,
            make_plan(path),
            at=timezone.now(),
            folder=Path(folder),
            progress=lambda _: ends.append(time.perf_counter() - started),
        )
    taken = time.perf_counter() - started
    print(json.dumps({"seconds": taken, "batches": ends, "peak_mb": peak_mb()}))


def peak_mb() -> float:
    """This process and its worker, each at its highest."""
    of = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return sum(resource.getrusage(who).ru_maxrss for who in of) / KB_PER_MB


if __name__ == "__main__":
    main(*sys.argv[1:])
