"""Measured figures, and the bar each is held against."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from itertools import chain


@dataclass
class Figure:
    case: str
    what: str
    value: float
    unit: str
    floor: float | None = None
    ratio: float | None = None
    bar: str = ""
    met: bool | None = None

    def as_dict(self) -> dict:
        return asdict(self)


@dataclass(frozen=True)
class Latencies:
    """Seconds that each piece of work took, and the rate of all clients together."""

    seconds: list[float]
    per_second: float

    @property
    def p50(self) -> float:
        return percentile(self.seconds, 0.50)

    @property
    def p95(self) -> float:
        return percentile(self.seconds, 0.95)


def seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def repeatedly(times: int, work: Callable[[int], object]) -> list[float]:
    return [seconds(lambda n=n: work(n)) for n in range(times)]


def at_once(clients: int, work: Callable[[int], list[float]]) -> Latencies:
    """`work` of every client (told its number) at the same time; each answers how long its pieces took."""
    started = time.perf_counter()
    with ThreadPoolExecutor(clients) as pool:
        taken = list(chain.from_iterable(pool.map(work, range(clients))))
    return Latencies(taken, len(taken) / (time.perf_counter() - started))


def percentile(values: list[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def against_floor(case: str, what: str, value: float, unit: str, *, floor: float, at_most: float) -> Figure:
    ratio = value / floor
    return Figure(case, what, value, unit, floor, ratio, f"≤ {at_most:g} × floor", ratio <= at_most)


def rate_against_floor(case: str, what: str, value: float, *, floor: float, at_least: float) -> Figure:
    ratio = value / floor
    return Figure(case, what, value, "/s", floor, ratio, f"≥ {at_least:g} × floor", ratio >= at_least)


def beside_floor(case: str, what: str, value: float, unit: str, *, floor: float) -> Figure:
    """Told with its floor, and held against nothing."""
    return Figure(case, what, value, unit, floor, value / floor)


def within(case: str, what: str, value: float, unit: str, *, at_most: float, floor: float | None = None) -> Figure:
    ratio = value / floor if floor else None
    return Figure(case, what, value, unit, floor, ratio, f"≤ {at_most:g} {unit}", value <= at_most)


def milliseconds(taken: float) -> float:
    return taken * 1000
