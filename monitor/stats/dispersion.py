"""Do sites and replicates of one day scatter as Poisson counts should?"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import chdtrc, gammaln, xlogy

from monitor.stats.inputs import Counts, Floats, counts, positive

# From this many cells on, χ² is good enough; below, all outcomes are listed.
FEWEST_FOR_CHI_SQUARE = 20
# Degrees of freedom from which a lab's dispersion says something.
FEWEST_DEGREES = 20
_MOST_OUTCOMES = 200_000
_DRAWS = 100_000
_TIE = 1e-7


class DispersionTest(StrEnum):
    CHI_SQUARE = "χ²"
    EXACT = "exact multinomial"
    SIMULATED = "simulated multinomial"


@dataclass(frozen=True, slots=True)
class Dispersion:
    """Scatter of m counts around one common rate: X² on m − 1 degrees of freedom, and its p."""

    statistic: float
    degrees: int
    p_value: float
    test: DispersionTest


@dataclass(frozen=True, slots=True)
class LabDispersion:
    """A lab's φ = ΣX²/Σdf over its groups of sites and replicates; 1 is Poisson.

    `is_over`: at least 20 degrees of freedom and p < 0.05 (one-sided, ΣX² against χ²(Σdf)).
    φ is NaN without any degree of freedom.
    """

    phi: float
    statistic: float
    degrees: int
    p_value: float
    is_over: bool


def dispersion(k: ArrayLike, n: ArrayLike) -> Dispersion:
    """Returns whether `k` cells in `n`, of at least two sites or replicates, share one rate.

    X² = Σ(kᵢ−eᵢ)²/eᵢ with eᵢ = Nᵢ·Σk/ΣN against χ²(m−1) (Fisher's index of dispersion); with fewer
    than 20 cells the exact multinomial with shares Nᵢ/ΣN: all outcomes no likelier than this one
    (drawn at random, with a fixed seed, where they are too many to list).
    Raises ValueError for fewer than two counts, counts not whole and ≥ 0 or depths not > 0.
    """
    cells, depth = counts(k, "k, the number of cells,"), positive(n, "n, the cells screened,")
    if cells.size < 2 or cells.shape != depth.shape:
        raise ValueError("Dispersion needs at least two counts, each with its depth.")
    shares, total, degrees = depth / depth.sum(), int(cells.sum()), cells.size - 1
    if total == 0:
        return Dispersion(0.0, degrees, 1.0, DispersionTest.EXACT)
    expected = shares * total
    statistic = float(np.sum((cells - expected) ** 2 / expected))
    if total >= FEWEST_FOR_CHI_SQUARE:
        p = float(chdtrc(degrees, statistic))
        return Dispersion(statistic, degrees, p, DispersionTest.CHI_SQUARE)
    return Dispersion(statistic, degrees, *_multinomial(cells, shares))


def lab_dispersion(groups: Iterable[tuple[ArrayLike, ArrayLike]]) -> LabDispersion:
    """Returns φ over groups (k, n) of same-day sites and replicates; groups of no cell add nothing.

    X² of each group has mean m − 1 exactly, given its total, so φ is unbiased for rare cells too.
    """
    found = [dispersion(k, n) for k, n in groups if np.sum(k) > 0]
    return _of_lab(sum(d.statistic for d in found), sum(d.degrees for d in found))


def lab_dispersion_of_sums(
    k: ArrayLike, n: ArrayLike, squares: ArrayLike, assays: ArrayLike
) -> LabDispersion:
    """Returns the same from the sums of each group: Σk > 0, ΣN, Σk²/N and how many were summed.

    X² = Σ(kᵢ−eᵢ)²/eᵢ = ΣN/Σk · Σ(kᵢ²/Nᵢ) − Σk.
    """
    cells, depth = positive(k, "Σk"), positive(n, "ΣN")
    statistics = depth / cells * np.asarray(squares, dtype=float) - cells
    return _of_lab(float(statistics.sum()), int(np.sum(np.asarray(assays) - 1)))


def _of_lab(statistic: float, degrees: int) -> LabDispersion:
    if not degrees:
        return LabDispersion(float("nan"), 0.0, 0, 1.0, is_over=False)
    p = float(chdtrc(degrees, statistic))
    is_over = degrees >= FEWEST_DEGREES and p < 0.05
    return LabDispersion(statistic / degrees, statistic, degrees, p, is_over)


def _multinomial(cells: Counts, shares: Floats) -> tuple[float, DispersionTest]:
    total, m = int(cells.sum()), cells.size
    here = _log_chance(cells[None, :], shares)[0] + _TIE
    ways = np.exp(gammaln(total + m) - gammaln(total + 1) - gammaln(m))
    if ways > _MOST_OUTCOMES:
        drawn = np.random.default_rng(20).multinomial(total, shares, _DRAWS)
        rare = int(np.sum(_log_chance(drawn, shares) <= here))
        return (rare + 1) / (_DRAWS + 1), DispersionTest.SIMULATED
    chances = _log_chance(_outcomes(total, m), shares)
    return min(1.0, float(np.exp(chances[chances <= here]).sum())), DispersionTest.EXACT


def _outcomes(total: int, m: int) -> Counts:
    """Returns every way to place `total` cells in m samples, one a row: bars among stars."""
    bars = np.array(list(combinations(range(total + m - 1), m - 1)), dtype=np.int64)
    edges = np.pad(bars, ((0, 0), (1, 1)), constant_values=((0, 0), (-1, total + m - 1)))
    return np.asarray(np.diff(edges, axis=1) - 1)


def _log_chance(outcomes: Counts, shares: Floats) -> Floats:
    total = outcomes.sum(axis=1)
    each = xlogy(outcomes, shares) - gammaln(outcomes + 1)
    return np.asarray(gammaln(total + 1) + each.sum(axis=1))
