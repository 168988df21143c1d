"""Does a share differ between groups, where counts are too small for χ²? The exact test.

Of all tables with the same margins those count that are no more probable than the one observed
(Fisher's test; Freeman and Halton, Biometrika 1951;38:141–149, for more than two groups).
"""

from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import gammaln

from monitor.stats.inputs import Counts, Floats, counts

# So many tables are gone through one by one; where there are more, so many are drawn.
_MOST_TABLES, _DRAWN = 2_000_000, 100_000
_SEED = 20
# As in R: tables whose probabilities differ by rounding alone are equally probable.
_TIE = 1e-7


@dataclass(frozen=True, slots=True)
class ExactTest:
    """p of the exact test; `standard_error` where it was found by drawing tables, else None."""

    p_value: float
    standard_error: float | None = None


def exact_test(table: ArrayLike) -> ExactTest | None:
    """Returns the exact test of a table of two columns, one row a group; the same as R's
    `fisher.test(table)`. None where there is nothing to compare.

    Raises ValueError for another number of columns or counts not whole and ≥ 0.
    """
    observed = counts(table, "The number of patients")
    if observed.ndim != 2 or observed.shape[1] != 2:
        raise ValueError("The exact test takes a table of two columns.")
    observed = observed[observed.sum(axis=1) > 0]
    if len(observed) < 2 or not observed.sum(axis=0).all():
        return None
    sizes = observed.sum(axis=1)
    rarer = observed[:, np.argmin(observed.sum(axis=0))]
    if _number_of_tables(sizes, int(rarer.sum())) > _MOST_TABLES:
        return _drawn(sizes, rarer)
    return ExactTest(_enumerated(sizes, rarer))


def _number_of_tables(sizes: Counts, total: int) -> float:
    """Returns in how many ways `total` patients can be spread over groups of these sizes."""
    ways = np.zeros(total + 1)
    ways[0] = 1
    for size in sizes.tolist():
        sums = np.append(0, np.cumsum(ways))
        ways = sums[1:] - sums[np.maximum(np.arange(total + 1) - size, 0)]
    return float(ways[-1])


def _log_ways(sizes: ArrayLike, cells: Counts) -> Floats:
    """Returns the log of the ways to choose so many of a group."""
    whole = np.asarray(sizes, dtype=float)
    return np.asarray(gammaln(whole + 1) - gammaln(cells + 1.0) - gammaln(whole - cells + 1))


def _log_chance(sizes: Counts, cells: Counts) -> Floats:
    """Returns Σ log of the ways to choose so many of each group; a constant is left out."""
    return np.asarray(np.sum(_log_ways(sizes, cells), axis=-1))


def _enumerated(sizes: Counts, cells: Counts) -> float:
    """Returns p of all tables. The largest group comes last, as it has what the others leave it:
    thousands of patients in two groups take no more than thousands of numbers.
    """
    total, ordered = int(cells.sum()), np.sort(sizes)
    behind = np.cumsum(ordered[::-1])[::-1][1:].tolist()
    taken, logs = np.zeros(1, np.int64), np.zeros(1)
    for size, rest in zip(ordered[:-1].tolist(), behind, strict=True):
        choices = np.arange(min(size, total) + 1)
        sums = taken[:, None] + choices
        is_possible = (sums <= total) & (sums + rest >= total)
        logs = (logs[:, None] + _log_ways(size, choices))[is_possible]
        taken = sums[is_possible]
    logs = logs + _log_ways(ordered[-1], total - taken)
    chances = np.exp(logs - logs.max())
    is_extreme = logs <= float(_log_chance(sizes, cells)) + _TIE
    return min(1.0, float(chances[is_extreme].sum() / chances.sum()))


def _drawn(sizes: Counts, cells: Counts) -> ExactTest:
    """Returns p from tables drawn at random, always the same ones; the observed one is counted."""
    draw = np.random.default_rng(_SEED)
    tables = draw.multivariate_hypergeometric(sizes, int(cells.sum()), _DRAWN, method="marginals")
    extreme = int(np.sum(_log_chance(sizes, tables) <= float(_log_chance(sizes, cells)) + _TIE))
    p = (extreme + 1) / (_DRAWN + 1)
    return ExactTest(p, sqrt(p * (1 - p) / _DRAWN))
