"""Counts of rare cells: exact Poisson intervals, and what a depth can and cannot show.

`n` is the exposure in whatever unit the caller chooses (mostly 10⁶ MNC); rates are per that unit.
Arrays broadcast; scalars give zero-dimensional results that `float` accepts.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import gammainccinv, gammaincinv

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]

# Below this count a table over 0..max is quicker than sorting a million counts.
_TABLE_SIZE = 4096


def interval(k: ArrayLike, n: ArrayLike, level: float = 0.95) -> tuple[Floats, Floats]:
    """Returns the exact (Garwood) limits of the rate, per unit of `n`, for `k` cells in `n`.

    lower = χ²(α/2; 2k) / 2n, 0 for k = 0; upper = χ²(1−α/2; 2k+2) / 2n, with α = 1 − `level`.
    Garwood F. Fiducial limits for the Poisson distribution. Biometrika 1936;28:437–442; the same
    as R's `poisson.test(k, n)$conf.int`.
    Raises ValueError for counts that are not whole and ≥ 0, an `n` not > 0 or a level outside 0–1.
    """
    counts, exposure = _counts(k), _positive(n, "n, the cells screened,")
    tail = (1.0 - _share(level, "level")) / 2.0
    lower = _by_distinct(counts, lambda c: np.where(c > 0, gammaincinv(np.maximum(c, 1), tail), 0))
    upper = _by_distinct(counts, lambda c: gammainccinv(c + 1, tail))
    return np.asarray(lower / exposure), np.asarray(upper / exposure)


def excluded_level(k: ArrayLike, n: ArrayLike, recovery: float = 1.0) -> Floats:
    """Returns the rate, per unit of `n`, that `k` cells in `n` rule out with 95 %, one-sided.

    χ²(0.95; 2k+2) / (2·n·e) with e = `recovery`; for k = 0 that is 2.9957 / (n·e).
    The same as R's `poisson.test(k, n, alternative = "less")$conf.int[2]` at e = 1.
    Raises ValueError as `interval`, and for a recovery outside 0–1.
    """
    counts, exposure = _counts(k), _positive(n, "n, the cells screened,")
    upper = _by_distinct(counts, lambda c: gammainccinv(c + 1, 0.05))
    return np.asarray(upper / (exposure * _recovery(recovery)))


def detection_probability(rate: ArrayLike, n: ArrayLike, recovery: float = 1.0) -> Floats:
    """Returns the chance, 0–1, to see at least one cell in `n` when the level is `rate`.

    1 − exp(−rate·n·e) with e = `recovery`, `rate` per unit of `n`.
    Raises ValueError for a rate below 0, an `n` not > 0 or a recovery outside 0–1.
    """
    level = _finite(rate, "The rate")
    if np.any(level < 0):
        raise ValueError(f"The rate must not be negative, not {level.min():g}.")
    exposure = _positive(n, "n, the cells screened,")
    return np.asarray(-np.expm1(-level * exposure * _recovery(recovery)))


def depth_for(rate: ArrayLike, probability: float = 0.95, recovery: float = 1.0) -> Floats:
    """Returns the depth, in the unit that `rate` is per, that shows `rate` with `probability`.

    −log(1 − probability) / (rate·e) with e = `recovery`: 2.9957 / (rate·e) for 95 %.
    Raises ValueError for a rate not > 0, a probability or recovery outside 0–1.
    """
    level = _positive(rate, "The rate")
    needed = -np.log1p(-_share(probability, "probability"))
    return np.asarray(needed / (level * _recovery(recovery)))


def _by_distinct(counts: Counts, function: Callable[[Counts], NDArray[np.floating[Any]]]) -> Floats:
    """Returns `function` of every count, computed once per distinct count."""
    if counts.size and counts.max() < _TABLE_SIZE:
        table = function(np.arange(counts.max() + 1))
        return np.asarray(table[counts], dtype=float)
    distinct, places = np.unique(counts, return_inverse=True)
    return np.asarray(function(distinct)[places], dtype=float)


def _counts(k: ArrayLike) -> Counts:
    values = _finite(k, "k, the number of cells,")
    whole = values.astype(np.int64)
    wrong = values[(values < 0) | (values != whole)]
    if wrong.size:
        raise ValueError(f"k, the number of cells, must be whole and not negative, not {wrong[0]}.")
    return whole


def _positive(values: ArrayLike, name: str) -> Floats:
    checked = _finite(values, name)
    if np.any(checked <= 0):
        raise ValueError(f"{name} must be greater than 0, not {checked.min():g}.")
    return checked


def _finite(values: ArrayLike, name: str) -> Floats:
    array = np.asarray(values, dtype=float)
    if not np.all(np.isfinite(array)):
        raise ValueError(f"{name} must be a number, not missing or infinite.")
    return array


def _share(value: float, name: str) -> float:
    if not 0.0 < value < 1.0:
        raise ValueError(f"The {name} must lie between 0 and 1, not at {value}.")
    return value


def _recovery(value: float) -> float:
    if not 0.0 < value <= 1.0:
        raise ValueError(f"The recovery must lie above 0 and not above 1, not at {value}.")
    return value
