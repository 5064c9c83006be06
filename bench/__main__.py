"""`make bench`: measures, prints a table, writes .local/bench.json. SCALE=small finishes within three minutes.

Arguments name the cases to run: `python3 -m leadrefinery.local bench B2 B5`.
"""

import json
import os
import sys
from collections.abc import Iterator

import django
from django.conf import settings
from django.db import connection


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "leadrefinery.settings")
    django.setup()
    from bench import runs  # noqa: PLC0415 — models cannot be imported before Django is set up

    scale = os.environ.get("SCALE") or "full"
    if scale not in runs.SCALES:
        print(f"SCALE is one of {', '.join(runs.SCALES)}, not {scale!r}", file=sys.stderr)
        return 2
    circumstances = {"scale": scale, "processors": os.cpu_count(), "load_before": load(), "fsync": fsync()}
    print(
        ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in circumstances.items()), end="\n\n", flush=True
    )
    figures = [figure.as_dict() for figure in show(runs.run(scale, sys.argv[1:]))]
    circumstances["load_after"] = load()
    path = settings.LOCAL_DIR / "bench.json"
    path.write_text(json.dumps(circumstances | {"figures": figures}, indent=2))
    print(f"\nLoad after {load()}. Written to {path}")
    return 0


def load() -> float:
    """Processes that wanted a processor, on average over the last minute."""
    return round(os.getloadavg()[0], 1)


def fsync() -> str:
    """Whether commits wait for the disk: those of the test servers do not."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW fsync")
        return cursor.fetchone()[0]


def show(figures: Iterator) -> Iterator:
    print(f"{'':4} {'':58} {'':>12} {'floor':>10} {'ratio':>7}  bar")
    for figure in figures:
        floor = f"{figure.floor:.3f}" if figure.floor is not None else ""
        ratio = f"{figure.ratio:.2f}" if figure.ratio is not None else ""
        met = {True: "met", False: "MISSED", None: ""}[figure.met]
        value = f"{figure.value:.3f} {figure.unit}"
        print(f"{figure.case:4} {figure.what:58} {value:>12} {floor:>10} {ratio:>7}  {figure.bar} {met}", flush=True)
        yield figure


if __name__ == "__main__":
    sys.exit(main())
