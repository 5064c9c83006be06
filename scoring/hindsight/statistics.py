"""Win rates, lift and the area under the curve, each with how sure one may be of it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
Truths = NDArray[np.bool_]

# The standard deviations within which 95 of 100 results fall.
Z95 = 1.959964


@dataclass(frozen=True)
class Rate:
    """So many won of so many, with Wilson's 95 % interval; `lift` is the rate against that of all."""

    won: int
    total: int
    low: float
    high: float
    lift: float

    @property
    def lost(self) -> int:
        return self.total - self.won

    @property
    def rate(self) -> float:
        return self.won / self.total if self.total else 0.0

    @property
    def in_words(self) -> str:
        return percent(self.rate)

    @property
    def interval(self) -> str:
        return f"{self.low * 100:.0f} to {percent(self.high)}"

    @property
    def bar(self) -> dict[str, str]:
        """Where the rate, its interval and the rate of all stand on a line 100 long."""
        of_all = self.rate / self.lift if self.lift else 0.0
        places = {"rate": self.rate, "low": self.low, "high": self.high, "of_all": of_all}
        return {name: f"{share * 100:.1f}" for name, share in places.items()}


def rate(won: int, total: int, *, of_all: float) -> Rate:
    low, high = wilson(won, total)
    return Rate(won, total, low, high, won / total / of_all if total and of_all else 0.0)


def wilson(won: int, total: int) -> tuple[float, float]:
    """Wilson's score interval: it stays within 0 and 1 and is right for few leads too (JASA 22, 1927)."""
    if not total:
        return 0.0, 1.0
    share, z2 = won / total, Z95**2
    middle = (share + z2 / (2 * total)) / (1 + z2 / total)
    half = Z95 / (1 + z2 / total) * (share * (1 - share) / total + z2 / (4 * total**2)) ** 0.5
    return max(0.0, middle - half), min(1.0, middle + half)


@dataclass(frozen=True)
class Auc:
    """How often a winner scores above a loser, ties counting half: 0.5 is chance, 1 is perfect."""

    value: float
    low: float
    high: float

    @property
    def interval(self) -> str:
        return f"{self.low:.2f} to {self.high:.2f}"


def auc(scores: Numbers, won: Truths) -> Auc:
    """With the 95 % interval of DeLong, DeLong and Clarke-Pearson (Biometrics 44, 1988), by midranks."""
    winners, losers = scores[won], scores[~won]
    m, n = len(winners), len(losers)
    if not m or not n:
        return Auc(0.5, 0.0, 1.0)
    both = midranks(np.concatenate([winners, losers]))
    above = (both[:m] - midranks(winners)) / n
    below = 1 - (both[m:] - midranks(losers)) / m
    value = float(above.mean())
    variance = _variance(above) / m + _variance(below) / n
    half = Z95 * variance**0.5
    return Auc(value, max(0.0, value - half), min(1.0, value + half))


def _variance(values: Numbers) -> float:
    # One alone says nothing of how far others may lie.
    return float(values.var(ddof=1)) if len(values) > 1 else 0.25


def midranks(values: Numbers) -> Numbers:
    """Ranks from 1; equal values share the middle of theirs."""
    _, place, counts = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    return np.asarray((last - (counts - 1) / 2)[place], dtype=np.float64)


def tenths(scores: Numbers) -> list[tuple[float, float]]:
    """Lowest and highest score of each tenth, best first. Equal scores stay together, so tenths may be fewer."""
    values, counts = np.unique(-scores, return_counts=True)
    ends = np.cumsum(counts)
    slots = np.minimum(((ends - counts / 2) * 10 / len(scores)).astype(int), 9)
    return [(float(-values[slots == slot].max()), float(-values[slots == slot].min())) for slot in np.unique(slots)]


def percent(share: float) -> str:
    return f"{share * 100:.0f} %"
