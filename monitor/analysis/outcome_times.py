"""The times at which a chart of curves is read, in the unit that a reader chose."""

from collections.abc import Sequence
from enum import StrEnum
from math import floor

from monitor.analysis.outcome_clocks import DAYS_PER_MONTH
from monitor.analysis.outcome_json import DAYS_PER_YEAR
from monitor.stats.inputs import Floats

# So many columns of numbers stand beside each other on a phone.
_COLUMNS = 5


class TimeUnit(StrEnum):
    YEARS = "years"
    MONTHS = "months"
    DAYS = "days"

    @property
    def days(self) -> float:
        return {"years": DAYS_PER_YEAR, "months": DAYS_PER_MONTH, "days": 1.0}[self.value]


def round_times(days: Floats, unit: TimeUnit) -> tuple[tuple[float, ...], float]:
    """Returns the times of the table, round ones up to the longest follow-up, and the latter."""
    longest = float(days.max(initial=0)) / unit.days
    if not longest:
        return (0.0,), 1.0
    step = next(size for size in _round_steps(unit) if longest / size <= _COLUMNS + 0.5)
    count = max(1, floor(longest / step + 1e-9))
    return tuple(step * number for number in range(count + 1)), longest


def _round_steps(unit: TimeUnit) -> Sequence[float]:
    if unit is TimeUnit.MONTHS:
        return (0.5, 1, 2, 3, 6, 12, 24, 36, 48, 60, 120, 240, 480, 1_200)
    if unit is TimeUnit.YEARS:
        return (0.05, 0.1, 0.25, 0.5, 1, 2, 3, 5, 10, 20, 50, 100)
    return [size * 10**power for power in range(6) for size in (1, 2, 5)]
