"""Does a share differ between groups? Pearson's χ² of a table of counts."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import chdtrc

from monitor.stats.inputs import counts

# With a smaller expected number χ² says too much (Cochran's rule).
FEWEST_EXPECTED = 5


@dataclass(frozen=True, slots=True)
class ChiSquare:
    """X² on its degrees of freedom, and the smallest expected number in the table.

    `p_value` is None where there is nothing to compare, or where that number is below 5.
    """

    statistic: float
    degrees: int
    smallest_expected: float
    p_value: float | None


def chi_square(table: ArrayLike) -> ChiSquare:
    """Returns X² = Σ(o − e)²/e of a table of counts, no continuity correction.

    Rows and columns without any count are left out. The same as R's
    `chisq.test(table, correct = FALSE)`. Raises ValueError for counts not whole and ≥ 0.
    """
    observed = counts(table, "The number of patients").astype(float)
    observed = observed[observed.sum(axis=1) > 0][:, observed.sum(axis=0) > 0]
    if min(observed.shape) < 2:
        return ChiSquare(0.0, 0, float("nan"), None)
    expected = np.outer(observed.sum(axis=1), observed.sum(axis=0)) / observed.sum()
    statistic = float(np.sum((observed - expected) ** 2 / expected))
    degrees = (observed.shape[0] - 1) * (observed.shape[1] - 1)
    smallest = float(expected.min())
    p = float(chdtrc(degrees, statistic)) if smallest >= FEWEST_EXPECTED else None
    return ChiSquare(statistic, degrees, smallest, p)
