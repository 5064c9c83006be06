"""Spans of time that figures are asked for, each with the one before it."""

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True)
class Period:
    """From `start` up to `end`, which is not in it."""

    start: datetime
    end: datetime

    @classmethod
    def last_days(cls, days: int, *, at: datetime) -> "Period":
        return cls(at - timedelta(days=days), at)

    def before(self) -> "Period":
        return Period(self.start - (self.end - self.start), self.start)

    @property
    def days(self) -> float:
        return (self.end - self.start) / timedelta(days=1)
