"""Counts of rare cells: exact Poisson intervals, and what a depth can and cannot show.

`n` is the exposure in whatever unit the caller chooses (mostly 10⁶ MNC); rates are per that unit.
Arrays broadcast; scalars give zero-dimensional results that `float` accepts.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import gammainccinv, gammaincinv

from monitor.stats.inputs import Counts, Floats, counts, finite, positive, recovery_share, share

# Below this count a table over 0..max is quicker than sorting a million counts.
_TABLE_SIZE = 4096

_CELLS = "k, the number of cells,"
_SCREENED = "n, the cells screened,"


def interval(k: ArrayLike, n: ArrayLike, level: float = 0.95) -> tuple[Floats, Floats]:
    """Returns the exact (Garwood) limits of the rate, per unit of `n`, for `k` cells in `n`.

    lower = χ²(α/2; 2k) / 2n, 0 for k = 0; upper = χ²(1−α/2; 2k+2) / 2n, with α = 1 − `level`.
    Garwood F. Fiducial limits for the Poisson distribution. Biometrika 1936;28:437–442; the same
    as R's `poisson.test(k, n)$conf.int`.
    Raises ValueError for counts that are not whole and ≥ 0, an `n` not > 0 or a level outside 0–1.
    """
    cells, exposure = counts(k, _CELLS), positive(n, _SCREENED)
    tail = (1.0 - share(level, "level")) / 2.0
    lower = _by_distinct(cells, lambda c: np.where(c > 0, gammaincinv(np.maximum(c, 1), tail), 0))
    upper = _by_distinct(cells, lambda c: gammainccinv(c + 1, tail))
    return np.asarray(lower / exposure), np.asarray(upper / exposure)


def excluded_level(k: ArrayLike, n: ArrayLike, recovery: float = 1.0) -> Floats:
    """Returns the rate, per unit of `n`, that `k` cells in `n` rule out with 95 %, one-sided.

    χ²(0.95; 2k+2) / (2·n·e) with e = `recovery`; for k = 0 that is 2.9957 / (n·e).
    The same as R's `poisson.test(k, n, alternative = "less")$conf.int[2]` at e = 1.
    Raises ValueError as `interval`, and for a recovery outside 0–1.
    """
    cells, exposure = counts(k, _CELLS), positive(n, _SCREENED)
    upper = _by_distinct(cells, lambda c: gammainccinv(c + 1, 0.05))
    return np.asarray(upper / (exposure * recovery_share(recovery)))


def detection_probability(rate: ArrayLike, n: ArrayLike, recovery: float = 1.0) -> Floats:
    """Returns the chance, 0–1, to see at least one cell in `n` when the level is `rate`.

    1 − exp(−rate·n·e) with e = `recovery`, `rate` per unit of `n`.
    Raises ValueError for a rate below 0, an `n` not > 0 or a recovery outside 0–1.
    """
    level = finite(rate, "The rate")
    if np.any(level < 0):
        raise ValueError(f"The rate must not be negative, not {level.min():g}.")
    exposure = positive(n, _SCREENED)
    return np.asarray(-np.expm1(-level * exposure * recovery_share(recovery)))


def depth_for(rate: ArrayLike, probability: float = 0.95, recovery: float = 1.0) -> Floats:
    """Returns the depth, in the unit that `rate` is per, that shows `rate` with `probability`.

    −log(1 − probability) / (rate·e) with e = `recovery`: 2.9957 / (rate·e) for 95 %.
    Raises ValueError for a rate not > 0, a probability or recovery outside 0–1.
    """
    level = positive(rate, "The rate")
    needed = -np.log1p(-share(probability, "probability"))
    return np.asarray(needed / (level * recovery_share(recovery)))


def _by_distinct(cells: Counts, function: Callable[[Counts], NDArray[np.floating[Any]]]) -> Floats:
    """Returns `function` of every count, computed once per distinct count."""
    if cells.size and cells.max() < _TABLE_SIZE:
        table = function(np.arange(cells.max() + 1))
        return np.asarray(table[cells], dtype=float)
    distinct, places = np.unique(cells, return_inverse=True)
    return np.asarray(function(distinct)[places], dtype=float)
