"""When is a share in a row of groups out of the ordinary?"""

import numpy as np
from numpy.typing import ArrayLike

from monitor.stats.binomial import lower_tail
from monitor.stats.inputs import Counts, counts, share

# What lies beyond three standard deviations of a normal, at each end.
THREE_SIGMA = 0.001349898


def binomial_limits(
    n: ArrayLike, chance: float, tail: float = THREE_SIGMA
) -> tuple[Counts, Counts]:
    """Returns the least and the most that are ordinary among `n` with that chance each.

    Exact: less, or more, happens with `tail` at most on each side. R: `qbinom(tail, n, p)` and
    `qbinom(1 - tail, n, p)`. Raises ValueError for n not whole and ≥ 0, a chance outside 0–1.
    """
    size = counts(n, "n, the number of samplings,")
    if not 0 <= chance <= 1:
        raise ValueError(f"The chance must lie between 0 and 1, not {chance:g}.")
    share(tail, "tail")
    distinct, places = np.unique(size, return_inverse=True)
    low, high = np.zeros_like(distinct), np.zeros_like(distinct)
    for at, number in enumerate(distinct.tolist()):
        tails = lower_tail(np.arange(number + 1), number, chance)
        low[at] = np.searchsorted(tails, tail)
        high[at] = np.searchsorted(tails, 1 - tail)
    return low[places], high[places]
