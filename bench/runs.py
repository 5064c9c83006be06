"""What a run of the benchmarks consists of, at each scale."""

from collections.abc import Iterator
from dataclasses import dataclass

from bench import data, database, refining
from bench.timing import Figure


@dataclass(frozen=True)
class Scale:
    leads: int
    small: int = 10_000


SCALES = {"small": Scale(leads=30_000, small=5_000), "medium": Scale(leads=250_000), "full": Scale(leads=1_000_000)}


def run(scale: str) -> Iterator[Figure]:
    size = SCALES[scale]
    database.create()
    try:
        large = data.create_tenant("large", size.leads)
        small = data.create_tenant("small", size.small)
        data.create_neighbours(size.leads * 3 // 10)
        data.staff_sales(large)
        data.staff_sales(small)
        database.tidy()
        yield from refining.measure(large, small)
    finally:
        database.drop()
