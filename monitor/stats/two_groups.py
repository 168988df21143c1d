"""Two groups of patients side by side: shares cleared, and counts of cells."""

from dataclasses import dataclass
from math import exp, isfinite, sqrt

import numpy as np
from numpy.typing import ArrayLike

from monitor.stats.inputs import Bools, Floats, counts, positive, share
from monitor.stats.proportions import wilson

# With fewer patients that have cells at all, a ratio of counts says nothing.
FEWEST_WITH_CELLS = 5


@dataclass(frozen=True, slots=True)
class ShareDifference:
    """Share of the second group less that of the first, with its limits, and Fisher's exact p.

    NaN, and p = 1, where a group is empty.
    """

    difference: float
    lower: float
    upper: float
    p_value: float


@dataclass(frozen=True, slots=True)
class CountRatio:
    """Mean rate of the second group over that of the first, with its limits and p."""

    ratio: float
    lower: float
    upper: float
    p_value: float


def share_difference(k1: int, n1: int, k2: int, n2: int, level: float = 0.95) -> ShareDifference:
    """Returns how k₂ of n₂ patients differ from k₁ of n₁.

    p as R's `fisher.test`; limits by Newcombe's hybrid of Wilson's (method 10, Stat Med
    1998;17:873–890). Raises ValueError as `wilson`.
    """
    from scipy.stats import fisher_exact

    lower, upper = wilson([k1, k2], [n1, n2], level)
    if not n1 or not n2:
        return ShareDifference(float("nan"), float("nan"), float("nan"), 1.0)
    one, two = k1 / n1, k2 / n2
    down = sqrt((two - lower[1]) ** 2 + (upper[0] - one) ** 2)
    up = sqrt((upper[1] - two) ** 2 + (one - lower[0]) ** 2)
    p = float(fisher_exact(np.array([[k1, n1 - k1], [k2, n2 - k2]]))[1])
    return ShareDifference(two - one, two - one - down, two - one + up, p)


def count_ratio(
    k: ArrayLike, n: ArrayLike, is_second: ArrayLike, level: float = 0.95
) -> CountRatio | None:
    """Returns the ratio of the groups' rates, k cells in `n` each; None where it cannot be told.

    Poisson regression with offset log N and the robust (sandwich) variance, which does not take
    the counts for Poisson: R's `glm(k ~ g, poisson, offset = log(n))` with
    `sandwich::vcovHC(type = "HC0")`. None with fewer than 5 patients with cells in a group.
    With a group alone the fitted rate is Σk/ΣN, so both variances are sums of squared residuals.
    """
    from scipy.special import ndtr, ndtri

    cells, depth = counts(k, "k, the number of cells,"), positive(n, "n, the cells screened,")
    second = np.asarray(is_second, dtype=bool)
    groups = [_log_rate(cells[part], depth[part]) for part in (~second, second)]
    if any(group is None for group in groups):
        return None
    (one, first), (two, other) = (group for group in groups if group is not None)
    log, error = two - one, sqrt(first + other)
    half = float(ndtri((1 + share(level, "level")) / 2)) * error
    p = 2 * float(ndtr(-abs(log) / error)) if error > 0 else float("nan")
    if not isfinite(p):
        return None
    return CountRatio(exp(log), exp(log - half), exp(log + half), p)


def _log_rate(cells: Floats, depth: Floats) -> tuple[float, float] | None:
    """Returns log Σk/ΣN with its robust variance, Σ(k − rate·N)² / (Σk)²."""
    has_cells: Bools = cells > 0
    if int(has_cells.sum()) < FEWEST_WITH_CELLS:
        return None
    rate = float(cells.sum() / depth.sum())
    return float(np.log(rate)), float(np.sum((cells - rate * depth) ** 2) / cells.sum() ** 2)
