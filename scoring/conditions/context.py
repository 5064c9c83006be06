"""What the conditions of one SQL statement share: the moment, the bound values and the touch columns."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True, order=True)
class TouchNeed:
    """Touches of one kind ("any" is every kind) in the last so many days (None is ever)."""

    kind: str
    within_days: int | None = None


@dataclass
class CompileContext:
    """Collects what compiled conditions refer to, for one statement.

    `at` is the moment the statement speaks of, `zone` decides on which calendar day an instant falls. Fragments are
    pyformat text; execute the finished statement with `params`.

    `touch_aggregates()` are the columns of a subquery `t`, one row per lead, over touches with the alias `tc`; it must
    leave out touches later than `at`. A lead without touches has NULL in them.
    """

    at: datetime
    zone: str = "UTC"
    params: dict[str, Any] = field(init=False)
    _columns: dict[tuple[TouchNeed, float | None], tuple[str, str]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        if self.at.utcoffset() is None:
            raise ValueError("A condition is compiled for an instant: `at` needs a time zone")
        self.params = {"at": self.at, "zone": self.zone}

    def bind(self, value: object) -> str:
        """The placeholder that stands for the value."""
        name = f"p{len(self.params) - 1}"
        self.params[name] = value
        return f"%({name})s"

    def days_ago(self, days: int) -> str:
        # Hours, because a day of an interval has 23 to 25 of them in sessions whose zone knows summer time.
        return f"%(at)s - interval '{days * 24:d} hours'"

    def touch_column(self, need: TouchNeed) -> str:
        """The number of such touches."""
        return self._column(need, None, "n", "count(*)")

    def touch_decay_column(self, need: TouchNeed, half_life_days: float) -> str:
        """The sum over such touches of 0.5 to the power of age / half life: a touch of this moment counts 1."""
        if not half_life_days > 0:
            raise ValueError("A half life is longer than nothing")
        # Past a thousand half lives power() would raise an underflow instead of giving zero.
        halvings = f"extract(epoch FROM %(at)s - tc.at)::float8 / {half_life_days * 86400.0!r}"
        return self._column(need, half_life_days, "d", f"sum(power(0.5::float8, least({halvings}, 1000)))")

    def touch_aggregates(self) -> list[str]:
        return [aggregate for _, aggregate in self._columns.values()]

    def longest_window(self) -> int | None:
        """How many days back the touches are needed: None is ever, 0 is not at all."""
        windows = [need.within_days for need, _ in self._columns]
        days = [window for window in windows if window is not None]
        return max(days, default=0) if len(days) == len(windows) else None

    def _column(self, need: TouchNeed, half_life_days: float | None, prefix: str, aggregate: str) -> str:
        key = (need, half_life_days)
        if key not in self._columns:
            name = f"{prefix}{len(self._columns)}"
            self._columns[key] = (name, f"{aggregate}{self._filter(need)} AS {name}")
        return f"t.{self._columns[key][0]}"

    def _filter(self, need: TouchNeed) -> str:
        tests = []
        if need.kind != "any":
            tests.append(f"tc.kind = {self.bind(need.kind)}")
        if need.within_days is not None:
            tests.append(f"tc.at > {self.days_ago(need.within_days)}")
        return f" FILTER (WHERE {' AND '.join(tests)})" if tests else ""
