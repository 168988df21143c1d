"""Is an assay above its own negative control?"""

import numpy as np
from scipy.special import betainc


def p_above_control(k: int, n: float, control_k: int, control_n: float) -> float:
    """Returns the one-sided exact p of `k` cells in `n` if the control's rate held there too.

    Given t = k + control_k, k is Bin(t, n / (n + control_n)) when both rates are equal; p is
    Pr(K ≥ k | t) (Przyborowski and Wilenski, Biometrika 1940;31:313–323). The same as R's
    `poisson.test(c(k, control_k), c(n, control_n), alternative = "greater")$p.value`.
    `n` and `control_n` are cells screened in the same unit. Small p: the assay lies above its
    control. Raises ValueError for counts that are not whole and ≥ 0 or depths not > 0.
    """
    for count in (k, control_k):
        if count < 0 or count != int(count):
            raise ValueError(f"A count of cells must be whole and not negative, not {count}.")
    for depth in (n, control_n):
        if not (np.isfinite(depth) and depth > 0):
            raise ValueError(f"The number of cells screened must be greater than 0, not {depth}.")
    if k == 0:
        return 1.0
    # Pr(K ≥ k) of a binomial is the regularized incomplete beta function I_x(k, t − k + 1).
    return float(betainc(k, control_k + 1, n / (n + control_n)))
