"""Shares of patients, and the same patients twice."""

from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtri

from monitor.stats.binomial import clopper_pearson, lower_tail
from monitor.stats.inputs import Floats, counts, share


def wilson(k: ArrayLike, n: ArrayLike, level: float = 0.95) -> tuple[Floats, Floats]:
    """Returns Wilson's limits of the share k/n; NaN where n is 0.

    (k + z²/2 ± z·√(k(n−k)/n + z²/4)) / (n + z²). Wilson EB. J Am Stat Assoc 1927;22:209–212; the
    same as R's `prop.test(k, n, correct = FALSE)$conf.int`.
    Raises ValueError for counts that are not whole and ≥ 0, k > n or a level outside 0–1.
    """
    some, all_of = counts(k, "k, the number of patients,"), counts(n, "n, the number of all,")
    if np.any(some > all_of):
        raise ValueError("k, the number of patients, must not be greater than n, that of all.")
    z = _z(level)
    with np.errstate(invalid="ignore"):
        spread = z * np.sqrt(some * (all_of - some) / all_of + z**2 / 4)
    middle, scale = some + z**2 / 2, all_of + z**2
    lower = np.where(some == 0, 0.0 * spread, (middle - spread) / scale)
    upper = np.where(some == all_of, 1.0 + 0.0 * spread, (middle + spread) / scale)
    return lower, upper


@dataclass(frozen=True, slots=True)
class Paired:
    """The same patients at two visits: what changed, and how far both agree, with 95 % limits.

    `p_value` exact McNemar; `agreement` the share with the same result (Clopper–Pearson limits);
    `kappa` the agreement beyond chance, NaN where all results are the same; `difference` the share
    positive at the second visit less that at the first. All but `p_value` are NaN without a pair.
    """

    pairs: int
    p_value: float
    agreement: float
    agreement_lower: float
    agreement_upper: float
    kappa: float
    kappa_lower: float
    kappa_upper: float
    difference: float
    difference_lower: float
    difference_upper: float


def paired(pos_pos: int, pos_neg: int, neg_pos: int, neg_neg: int, level: float = 0.95) -> Paired:
    """Returns the comparison of two visits from the 2×2 of pairs, first visit named first.

    p = min(1, 2·Pr(K ≤ min(b, c))), K ~ Bin(b+c, ½): `binom.test(b, b + c)` in R. Kappa with the
    standard error of Fleiss, Cohen and Everitt (Psychol Bull 1969;72:323–327); the difference with
    Newcombe's limits for pairs (method 10, Stat Med 1998;17:2635–2650).
    Raises ValueError for counts that are not whole and ≥ 0.
    """
    table = counts([[pos_pos, pos_neg], [neg_pos, neg_neg]], "The number of pairs")
    a, b, c, d = (int(count) for count in table.ravel())
    total = a + b + c + d
    p = min(1.0, 2 * float(lower_tail(min(b, c), b + c, 0.5)))
    if total == 0:
        nothing = float("nan")
        return Paired(0, 1.0, *[nothing] * 9)
    low, high = clopper_pearson(a + d, total, share(level, "level"))
    return Paired(
        total, p, (a + d) / total, float(low), float(high),
        *_kappa(table / total, total, level), *_difference(a, b, c, d, level),
    )  # fmt: skip


def _kappa(cells: Floats, total: int, level: float) -> tuple[float, float, float]:
    first, second = cells.sum(axis=1), cells.sum(axis=0)
    observed, chance = float(np.trace(cells)), float(first @ second)
    if chance == 1.0:
        return (float("nan"),) * 3
    kappa = (observed - chance) / (1 - chance)
    same = np.diag(cells) @ (1 - (first + second) * (1 - kappa)) ** 2
    other = cells * np.add.outer(second, first) ** 2  # row i, column j: p(.i) + p(j.)
    apart = (1 - kappa) ** 2 * (other.sum() - np.trace(other))
    variance = same + apart - (kappa - chance * (1 - kappa)) ** 2
    half = _z(level) * sqrt(max(float(variance), 0.0) / total) / (1 - chance)
    return kappa, max(kappa - half, -1.0), min(kappa + half, 1.0)


def _difference(a: int, b: int, c: int, d: int, level: float) -> tuple[float, float, float]:
    total = a + b + c + d
    shares = np.array([a + c, a + b]) / total  # positive at the second and at the first visit
    lower, upper = wilson([a + c, a + b], total, level)
    below, above = shares - lower, upper - shares
    phi = _correlation(a, b, c, d)
    difference = (c - b) / total
    down = below[0] ** 2 - 2 * phi * below[0] * above[1] + above[1] ** 2
    up = above[0] ** 2 - 2 * phi * above[0] * below[1] + below[1] ** 2
    return difference, difference - sqrt(max(down, 0.0)), difference + sqrt(max(up, 0.0))


def _correlation(a: int, b: int, c: int, d: int) -> float:
    """Returns Newcombe's φ: a positive correlation is taken less of by a continuity correction."""
    margins = float((a + b) * (c + d) * (a + c) * (b + d))
    if not margins:
        return 0.0
    product = float(a * d - b * c)
    if product > 0:
        product = max(product - (a + b + c + d) / 2, 0.0)
    return product / sqrt(margins)


def _z(level: float) -> float:
    return float(ndtri((1 + share(level, "level")) / 2))
