"""One patient's trend: is the rate falling or rising over the months, and how fast?"""

from dataclasses import dataclass
from enum import StrEnum
from math import exp, log
from warnings import catch_warnings, simplefilter

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import chdtrc, ndtri, xlogy

from monitor.stats.inputs import Counts, Floats, counts, finite, positive

FEWEST_SAMPLINGS = 3
FEWEST_CELLS = 5
_CONFIDENCE = 0.95
_STEPS = 100


class Refusal(StrEnum):
    """Why no trend is fitted."""

    FEW_SAMPLINGS = f"fewer than {FEWEST_SAMPLINGS} evaluable samplings"
    FEW_CELLS = f"fewer than {FEWEST_CELLS} cells in all samplings"
    ALL_FIRST = "all cells in the first sampling: no halving time can be estimated"
    ALL_LAST = "all cells in the last sampling: no doubling time can be estimated"


@dataclass(frozen=True, slots=True)
class Trend:
    """Poisson regression log μ = a + b·t + log N of cells on months.

    `slope` b per month with its standard error and 95 % limits (b ± 1.96·SE), `intercept` a the log
    rate at month 0, `likelihood_ratio` χ² on 1 df against no change, with its p.
    """

    slope: float
    standard_error: float
    lower: float
    upper: float
    intercept: float
    likelihood_ratio: float
    p_value: float

    @property
    def is_clear(self) -> bool:
        """Returns whether the slope's interval excludes no change."""
        return self.lower > 0 or self.upper < 0

    @property
    def months(self) -> float:
        """Returns the halving (falling) or doubling (rising) time log 2/|b|, in months."""
        return _time(abs(self.slope)) or np.inf

    @property
    def fastest_halving(self) -> float | None:
        """Returns the shortest halving time the data allow, in months; None if it cannot fall."""
        return _time(-self.lower)

    @property
    def slowest_halving(self) -> float | None:
        """Returns the longest halving time, in months; None where the rate need not be falling."""
        return _time(-self.upper)

    @property
    def fastest_doubling(self) -> float | None:
        """Returns the shortest doubling time the data allow; None if it cannot rise."""
        return _time(self.upper)

    @property
    def slowest_doubling(self) -> float | None:
        """Returns the longest doubling time; None where the rate need not be rising."""
        return _time(self.lower)

    def rate(self, month: float) -> float:
        """Returns the fitted rate at that month, per unit of depth."""
        return exp(self.intercept + self.slope * month)


def refusal(months: ArrayLike, k: ArrayLike) -> Refusal | None:
    """Returns why no trend may be fitted to `k` cells at these months, or None.

    Where all cells fall on one end the likelihood has no maximum, and regression reports a slope
    with a standard error of thousands.
    """
    time, cells = finite(months, "The months"), counts(k, "k, the number of cells,")
    if time.size < FEWEST_SAMPLINGS:
        return Refusal.FEW_SAMPLINGS
    if cells.sum() < FEWEST_CELLS:
        return Refusal.FEW_CELLS
    if cells[time > time.min()].sum() == 0:
        return Refusal.ALL_FIRST
    return Refusal.ALL_LAST if cells[time < time.max()].sum() == 0 else None


def fit(months: ArrayLike, k: ArrayLike, n: ArrayLike) -> Trend:
    """Returns the trend of `k` cells in `n` at these months, where none is refused.

    Generalized linear model with log link and offset log N (`statsmodels` GLM); the same as R's
    `glm(k ~ months, poisson, offset = log(n))`. Raises ValueError with the reason of `refusal`.
    """
    if reason := refusal(months, k):
        raise ValueError(f"No trend can be fitted: {reason}.")
    from statsmodels.genmod.families import Poisson  # type: ignore[import-untyped]
    from statsmodels.genmod.generalized_linear_model import GLM  # type: ignore[import-untyped]

    time, cells = finite(months, "The months"), counts(k, "k, the number of cells,")
    depth = positive(n, "n, the cells screened,")
    middle = time.mean()
    design = np.column_stack([np.ones(time.size), time - middle])
    model = GLM(cells, design, family=Poisson(), offset=np.log(depth))
    with catch_warnings():
        simplefilter("ignore")  # that the counts lie exactly on the line is no fault
        found = model.fit(maxiter=_STEPS, tol=1e-12)
    level, slope = (float(value) for value in found.params)
    error = float(found.bse[1])
    half = error * float(ndtri((1 + _CONFIDENCE) / 2))
    ratio = _likelihood_ratio(cells, depth, np.asarray(found.mu))
    return Trend(
        slope=slope,
        standard_error=error,
        lower=slope - half,
        upper=slope + half,
        intercept=level - slope * float(middle),
        likelihood_ratio=ratio,
        p_value=float(chdtrc(1, ratio)),
    )


def _likelihood_ratio(cells: Counts, depth: Floats, fitted: Floats) -> float:
    """Returns 2·Σ k·log(fitted / expected at one common rate); the sums of both are equal."""
    common = depth * cells.sum() / depth.sum()
    return max(0.0, float(2 * np.sum(xlogy(cells, fitted) - xlogy(cells, common))))


def _time(speed: float) -> float | None:
    return log(2) / speed if speed > 0 else None
