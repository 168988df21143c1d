"""Exact tails and limits of the binomial distribution, on the start path: `scipy.special` only.

Given the total t of two Poisson counts, one of them is binomial; all tests of this project rest on
that. Arrays broadcast. k and t may be fractions where a count is divided by an over-dispersion.
"""

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import betainc, betaincc, betainccinv, betaincinv, gammaln, xlog1py, xlogy

from monitor.stats.inputs import Bools, Floats

# As in R: probabilities that differ by rounding alone are equally extreme.
_TIE = 1 + 1e-7


def lower_tail(k: ArrayLike, t: ArrayLike, p: ArrayLike) -> Floats:
    """Returns Pr(K ≤ k) for K ~ Bin(t, p): I_{1−p}(t − k, k + 1), 1 for k ≥ t. R: `pbinom`."""
    cells, total = np.asarray(k, float), np.asarray(t, float)
    rest = total - cells
    tail = betaincc(cells + 1, np.maximum(rest, 1e-300), np.asarray(p, float))
    return np.asarray(np.where(rest > 0, tail, 1.0))


def upper_tail(k: ArrayLike, t: ArrayLike, p: ArrayLike) -> Floats:
    """Returns Pr(K ≥ k) for K ~ Bin(t, p): I_p(k, t − k + 1), 1 for k = 0."""
    cells, total = np.asarray(k, float), np.asarray(t, float)
    tail = betainc(np.maximum(cells, 1e-300), total - cells + 1, np.asarray(p, float))
    return np.asarray(np.where(cells > 0, tail, 1.0))


def clopper_pearson(k: ArrayLike, t: ArrayLike, level: ArrayLike = 0.95) -> tuple[Floats, Floats]:
    """Returns the exact limits of the share k/t: 0 and 1 where nothing bounds it.

    Quantiles of Beta(k, t−k+1) and Beta(k+1, t−k). Clopper C, Pearson E. Biometrika
    1934;26:404–413; the same as R's `binom.test(k, t)$conf.int`.
    """
    cells, total = np.broadcast_arrays(np.asarray(k, float), np.asarray(t, float))
    rest, tail = total - cells, (1.0 - np.asarray(level, float)) / 2.0
    lower = betaincinv(np.maximum(cells, 1e-300), rest + 1, tail)
    upper = betainccinv(cells + 1, np.maximum(rest, 1e-300), tail)
    return np.where(cells > 0, lower, 0.0), np.where(rest > 0, upper, 1.0)


def two_sided_p(k: ArrayLike, t: ArrayLike, p: ArrayLike) -> Floats:
    """Returns the exact two-sided p: all outcomes of Bin(t, p) that are no likelier than k.

    The same as R's `binom.test(k, t, p)$p.value` and `scipy.stats.binomtest`; k and t whole.
    """
    cells, total, chance = np.broadcast_arrays(
        np.asarray(k, float), np.asarray(t, float), np.asarray(p, float)
    )
    is_above = cells > total * chance
    low = np.where(is_above, total - cells, cells)  # mirrored, so that k lies below the mean
    share = np.where(is_above, 1 - chance, chance)
    far = _first_no_likelier(low, total, share)
    both = lower_tail(low, total, share) + np.where(far > total, 0.0, upper_tail(far, total, share))
    return np.asarray(np.where(cells == total * chance, 1.0, np.minimum(both, 1.0)))


def _first_no_likelier(low: Floats, total: Floats, share: Floats) -> Floats:
    """Returns the first outcome above the mean that is no likelier than `low`, by bisection."""
    limit = _log_chance(low, total, share) + np.log(_TIE)
    left, right = np.ceil(total * share) - 1, total + 1
    while np.any(right - left > 1):
        middle = np.floor((left + right) / 2)
        is_open = right - left > 1
        is_rare: Bools = _log_chance(np.clip(middle, 0, total), total, share) <= limit
        right = np.where(is_open & is_rare, middle, right)
        left = np.where(is_open & ~is_rare, middle, left)
    return right


def _log_chance(k: Floats, t: Floats, p: Floats) -> Floats:
    ways = gammaln(t + 1) - gammaln(k + 1) - gammaln(t - k + 1)
    return np.asarray(ways + xlogy(k, p) + xlog1py(t - k, -p))
