"""An assay beside its own negative control: is it above it, and by how much?"""

from dataclasses import dataclass
from math import sqrt

import numpy as np

from monitor.stats.binomial import upper_tail
from monitor.stats.poisson import interval


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
    return upper_tail(k, k + control_k, n / (n + control_n)).item()


@dataclass(frozen=True, slots=True)
class Net:
    """What an assay shows beyond its control: rate per unit of depth, limits, one-sided exact p."""

    rate: float
    lower: float
    upper: float
    p_value: float


def net_of_control(k: int, n: float, control_k: int, control_n: float, level: float = 0.95) -> Net:
    """Returns the assay's rate less its control's, per unit of `n`; it may be below zero.

    d = r₁ − r₂; lower = d − √((r₁−l₁)² + (u₂−r₂)²), upper = d + √((u₁−r₁)² + (r₂−l₂)²) with the
    Garwood limits l, u of each rate (MOVER; Donner A, Zou GY. Stat Methods Med Res
    2012;21:347–359). p as `p_above_control`, whose errors it raises.
    """
    p = p_above_control(k, n, control_k, control_n)
    rates = np.array([k, control_k]) / np.array([n, control_n])
    lower, upper = interval([k, control_k], [n, control_n], level)
    below, above = rates - lower, upper - rates
    difference = float(rates[0] - rates[1])
    return Net(
        rate=difference,
        lower=difference - sqrt(below[0] ** 2 + above[1] ** 2),
        upper=difference + sqrt(above[0] ** 2 + below[1] ** 2),
        p_value=p,
    )
