"""What a run of the benchmarks consists of, at each scale."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from bench import data, database, importing, inquiring, previewing, queue_page, refining, searching
from bench.timing import Figure


@dataclass(frozen=True)
class Scale:
    """Leads of the large tenant and of the small one, rows of the imported file, requests of each client."""

    leads: int
    small: int = 10_000
    rows: int = 100_000
    requests: int = 400


SCALES = {
    "small": Scale(leads=30_000, small=5_000, rows=20_000, requests=100),
    "medium": Scale(leads=250_000),
    "full": Scale(leads=1_000_000, rows=1_000_000),
}


def run(scale: str, only: Collection[str] = ()) -> Iterator[Figure]:
    """The figures of all cases, or of those named in `only`."""
    size = SCALES[scale]
    database.create()
    try:
        large = data.create_tenant("large", size.leads)
        small = data.create_tenant("small", size.small)
        data.create_tenant("importing", leads=1)
        data.create_neighbours(size.leads * 3 // 10)
        data.staff_sales(large)
        data.staff_sales(small)
        database.tidy()
        cases = {
            "B1": lambda: refining.measure(large, small),
            "B2": lambda: previewing.measure(large),
            "B3": lambda: inquiring.measure(large, size.requests),
            "B4": lambda: importing.measure("importing", size.rows),
            "B5": lambda: queue_page.measure(large, small),
            "B6": lambda: searching.measure(large, size.leads),
        }
        for name, measure in cases.items():
            if not only or name in only:
                database.tidy()
                yield from measure()
    finally:
        database.drop()
