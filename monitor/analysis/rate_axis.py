"""The vertical axis of every chart of rates: where a rate, a zero and "no rate" are drawn."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from math import ceil, floor, log10

from monitor.analysis.formats import rate_text
from monitor.domain.samplings import Sampling
from monitor.domain.vocabularies import EvidenceState

ND_LABEL = "ND"
NO_RATE_LABEL = "no rate"

# Where no depth is known at all, the lane lies as for the usual two million cells.
_USUAL_DEPTH = 2_000_000
# No marrow has a rate beyond these, per 10⁶: a reported one that has does not stretch the axis.
_LEAST_RATE, _GREATEST_RATE = 1e-3, 1e6
# Free space below zero and above the highest whisker of the linear scale, as shares of its top.
_LINEAR_BELOW, _LINEAR_NO_RATE, _LINEAR_ABOVE = 0.04, 0.13, 1.08


class Scale(StrEnum):
    LOG = "log"
    LINEAR = "linear"


class Unit(StrEnum):
    PER_MILLION = "per 10⁶ MNC"
    PER_TWO_MILLION = "per 2×10⁶ MNC"

    @property
    def factor(self) -> float:
        """Returns what a rate per 10⁶ is multiplied by."""
        return 2.0 if self is Unit.PER_TWO_MILLION else 1.0


@dataclass(frozen=True, slots=True)
class RateAxis:
    """Geometry of the axis, all in `unit`.

    `zero` is where k = 0 is drawn: in the ND lane of the log scale (below `lane_top`, which is
    None on the linear scale), at 0 of the linear scale. `no_rate` is where samplings without any
    rate are drawn, below the line at `no_rate_top`; both None when there is none.
    """

    scale: Scale
    unit: Unit
    bottom: float
    top: float
    zero: float
    lane_top: float | None
    no_rate: float | None
    no_rate_top: float | None
    tick_values: tuple[float, ...]
    tick_texts: tuple[str, ...]

    @property
    def title(self) -> str:
        return f"Tumor cells {self.unit}"

    @property
    def clip_mark(self) -> float:
        """Returns where the arrow of a whisker that is cut at the top is drawn."""
        if self.scale is Scale.LINEAR:
            return self.top * 0.975
        return float(10 ** (log10(self.top) - 0.02 * log10(self.top / self.bottom)))

    def share(self, y: float) -> float:
        """Returns how far up the axis a drawn value lies, 0 at its bottom and 1 at its top."""
        if self.scale is Scale.LINEAR:
            return (y - self.bottom) / (self.top - self.bottom)
        return log10(y / self.bottom) / log10(self.top / self.bottom)

    def place(self, rate: float) -> float:
        """Returns where a rate per 10⁶ is drawn; a reported one that cannot be, at the end."""
        if not rate:
            return self.zero
        return min(max(rate * self.unit.factor, self.lane_top or 0.0), self.top)


def rate_axis(samplings: Iterable[Sampling], scale: Scale, unit: Unit) -> RateAxis:
    """Returns the axis for these samplings (screens.md 2.0).

    The range follows what detected and adequately screened samplings can be; every other rate
    still lies within it, its whisker may not.
    """
    shown = tuple(samplings)
    top = _highest(shown) * unit.factor
    has_no_rate = any(needs_no_rate_lane(s) for s in shown)
    if scale is Scale.LINEAR:
        return _linear(top, unit, has_no_rate)
    return _log(top, _one_cell(shown) * unit.factor, unit, has_no_rate)


def log_axis(highest: float, deepest: int, has_no_rate: bool = False) -> RateAxis:
    """Returns the log axis per 10⁶ up to a rate, and down to one cell in `deepest` cells."""
    return _log(highest, 1e6 / deepest, Unit.PER_MILLION, has_no_rate)


def needs_no_rate_lane(sampling: Sampling) -> bool:
    """Returns whether nothing is known of the rate, not even that it may be zero."""
    return sampling.rate is None and sampling.is_positive is not False


def _highest(samplings: tuple[Sampling, ...]) -> float:
    """Returns the highest rate per 10⁶ that the axis must reach."""
    points = [min(max(s.rate, _LEAST_RATE), _GREATEST_RATE) for s in samplings if s.rate]
    limits = [s for s in samplings if s.is_evaluable] or samplings
    ends = [end for s in limits if (end := whisker_end(s)) is not None]
    return max(points + ends, default=1e6 / _USUAL_DEPTH)


def whisker_end(sampling: Sampling) -> float | None:
    """Returns the upper end of the whisker per 10⁶: the level excluded for k = 0, else the limit.

    None where there is no interval.
    """
    return sampling.excluded if sampling.tumor_cells == 0 else sampling.upper


def _one_cell(samplings: tuple[Sampling, ...]) -> float:
    """Returns the lowest rate per 10⁶ that can be seen: one cell in the deepest sampling."""
    deepest = max((s.cells_screened or 0 for s in samplings), default=0)
    reported = [
        max(s.rate, _LEAST_RATE)
        for s in samplings
        if s.rate and s.state is EvidenceState.DEPTH_UNKNOWN
    ]
    return min([1e6 / (deepest or _USUAL_DEPTH), *reported])


def _log(top: float, one_cell: float, unit: Unit, has_no_rate: bool) -> RateAxis:
    lowest = floor(log10(one_cell))
    lane_top = 10.0**lowest / 2
    highest = max(ceil(log10(1.2 * top)), lowest + 1)
    zero, lane_bottom, no_rate, bottom = (lane_top * share for share in (0.6, 0.4, 0.253, 0.16))
    decades = tuple(10.0**power for power in range(lowest, highest + 1))
    lower = ((no_rate, NO_RATE_LABEL),) if has_no_rate else ()
    ticks = (*lower, (zero, ND_LABEL), *((rate, rate_text(rate)) for rate in decades))
    return RateAxis(
        Scale.LOG,
        unit,
        bottom if has_no_rate else lane_bottom,
        decades[-1],
        zero,
        lane_top,
        no_rate if has_no_rate else None,
        lane_bottom if has_no_rate else None,
        tuple(value for value, _ in ticks),
        tuple(text for _, text in ticks),
    )


def _linear(highest: float, unit: Unit, has_no_rate: bool) -> RateAxis:
    top = highest * _LINEAR_ABOVE
    step = _nice_step(top / 7)
    rates = tuple(round(step * i, 9) for i in range(floor(top / step) + 1))
    below = _LINEAR_BELOW * top
    no_rate_at = -(below + _LINEAR_NO_RATE * top / 2)
    lower = ((no_rate_at, NO_RATE_LABEL),) if has_no_rate else ()
    ticks = (*lower, *((rate, rate_text(rate)) for rate in rates))
    return RateAxis(
        Scale.LINEAR,
        unit,
        -(below + _LINEAR_NO_RATE * top) if has_no_rate else -below,
        top,
        0.0,
        None,
        no_rate_at if has_no_rate else None,
        -below if has_no_rate else None,
        tuple(value for value, _ in ticks),
        tuple(text for _, text in ticks),
    )


def _nice_step(about: float) -> float:
    """Returns 1, 2 or 5 times a power of ten, the first that is not below `about`."""
    power = 10.0 ** floor(log10(about))
    return next(step * power for step in (1, 2, 5, 10) if step * power >= about * 0.999)
