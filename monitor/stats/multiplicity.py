"""Many tests at once."""

import numpy as np
from numpy.typing import ArrayLike

from monitor.stats.inputs import Floats


def false_discovery_q(p: ArrayLike) -> Floats:
    """Returns the q of each p: the share of false ones among all that are no greater.

    Benjamini Y, Hochberg Y. J R Stat Soc B 1995;57:289–300; the same as R's
    `p.adjust(p, "BH")`. A missing p stays missing and is no test.
    """
    from scipy.stats import false_discovery_control

    values = np.asarray(p, dtype=float)
    found = np.full(values.shape, np.nan)
    is_test = np.isfinite(values)
    if is_test.any():
        found[is_test] = false_discovery_control(values[is_test], method="bh")
    return found
