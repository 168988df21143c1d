"""The planner: how deep to screen, to see a rate or to show a fall. Depths in 10⁶ MNC."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from monitor.domain.rules import RuleSet
from monitor.stats.change import REALISTIC_DEPTH, depth_to_show_fall, smallest_cleared_count
from monitor.stats.poisson import depth_for, detection_probability

RATES = (0.1, 0.2, 0.5, 1.0, 2.0, 5.0)
CHANCES = (0.5, 0.8, 0.9, 0.95, 0.99)
# Counts after, for which the depth is told, and how many counts before the curve shows at least.
COUNTS_AFTER = (0, 1, 2)
_LEAST_COUNTS = 12
# The curve of chances runs over these depths.
_SHALLOWEST, _DEEPEST = 0.1, REALISTIC_DEPTH
_STEPS = 121


@dataclass(frozen=True, slots=True)
class Curve:
    """A line of the planner, as drawn."""

    x: tuple[float, ...]
    y: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class DetectionPlan:
    """To see a `rate` per 10⁶ with a `chance` (0–1) a `depth` is needed; `curve` is the chance
    over depths.
    """

    rate: float
    chance: float
    depth: float
    curve: Curve
    recovery: float

    @property
    def is_realistic(self) -> bool:
        return self.depth <= REALISTIC_DEPTH


@dataclass(frozen=True, slots=True)
class FallPlan:
    """To show a fall from `k1` cells in `n1`: the depth for each of `COUNTS_AFTER` cells.

    `curves` are the depths, one for each count after, over counts before from 1 on (NaN where it
    is no fall). `fewest` cells are needed in `n1`, so that a zero shows a fall at `n1` again.
    """

    k1: int
    n1: float
    depths: tuple[float, ...]
    curves: tuple[Curve, ...]
    fewest: int
    alpha: float

    @property
    def is_realistic(self) -> bool:
        """Returns whether a zero can show the fall at a depth that a marrow gives."""
        return self.depths[0] <= REALISTIC_DEPTH


def detection_plan(rate: float, chance: float, rules: RuleSet) -> DetectionPlan:
    """Returns the depth that shows a rate per 10⁶ with a chance.

    Raises ValueError for a rate not > 0 or a chance outside 0–1.
    """
    depth = depth_for(rate, chance, rules.recovery).item()
    last = max(_DEEPEST, 1.5 * depth)
    x = np.geomspace(min(_SHALLOWEST, depth / 10), last, _STEPS)
    y = detection_probability(rate, x, rules.recovery)
    return DetectionPlan(rate, chance, depth, Curve(tuple(x), tuple(y)), rules.recovery)


def detection_table(rules: RuleSet, rate: float | None = None) -> pd.DataFrame:
    """Returns the depth for the usual rates, and a `rate`, with the usual chances."""
    rates = sorted({*RATES, *([rate] if rate else [])})
    columns = {"Rate per 10⁶": rates} | {
        f"{100 * chance:g} % chance": depth_for(np.array(rates), chance, rules.recovery)
        for chance in CHANCES
    }
    return pd.DataFrame(columns)


def fall_plan(k1: int, n1: float, rules: RuleSet) -> FallPlan:
    """Returns the depths that show a fall from `k1` cells in `n1`.

    Raises ValueError for a count that is not whole and ≥ 1 or a depth not > 0.
    """
    if k1 < 1:
        raise ValueError("A fall begins with at least one cell.")
    before = np.arange(1, max(_LEAST_COUNTS, round(1.25 * k1)) + 1)
    curves = tuple(
        Curve(tuple(before.tolist()), tuple(_needed(before, n1, after, rules.alpha)))
        for after in COUNTS_AFTER
    )
    depths = tuple(curve.y[k1 - 1] for curve in curves)
    fewest = smallest_cleared_count(n1, n1, rules.alpha)
    return FallPlan(k1, n1, depths, curves, fewest, rules.alpha)


def _needed(before: NDArray[np.int64], n1: float, after: int, alpha: float) -> list[float]:
    return [float(d) for d in depth_to_show_fall(before, n1, after, alpha)]


def fall_table(plan: FallPlan) -> pd.DataFrame:
    """Returns the depth needed by cells before and cells after."""
    columns = {"Cells before": plan.curves[0].x} | {
        f"{after} after": curve.y for after, curve in zip(COUNTS_AFTER, plan.curves, strict=True)
    }
    return pd.DataFrame(columns)
