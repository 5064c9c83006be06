"""Measured figures, and the bar each is held against."""

import time
from collections.abc import Callable
from dataclasses import asdict, dataclass


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


def seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def percentile(values: list[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def against_floor(case: str, what: str, value: float, unit: str, *, floor: float, at_most: float) -> Figure:
    ratio = value / floor
    return Figure(case, what, value, unit, floor, ratio, f"≤ {at_most:g} × floor", ratio <= at_most)


def within(case: str, what: str, value: float, unit: str, *, at_most: float) -> Figure:
    return Figure(case, what, value, unit, bar=f"≤ {at_most:g} {unit}", met=value <= at_most)
