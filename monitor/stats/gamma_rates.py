"""Gamma distributions of patients' rates, fitted to counts: one, or hundreds at once.

`n` is in 10⁶ cells.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import gammaln, psi, xlogy, zeta

from monitor.stats.inputs import Bools, Counts, Floats, counts, positive

# Beyond this shape a gamma is one common rate; the likelihood is flat there.
_LOG_SHAPES = (-12.0, 14.0)
# Newton's steps in the logs: how many and how long at most, which one is too short to matter, and
# which loss of likelihood is rounding.
_MOST_STEPS, _MOST_HALVINGS, _LONGEST_STEP, _ENOUGH, _ROUNDING = 100, 30, 2.0, 1e-9, 1e-13


@dataclass(frozen=True, slots=True)
class GammaRates:
    """A gamma distribution of patients' rates: `shape` κ and `rate` β, in 10⁶ cells."""

    shape: float
    rate: float

    @property
    def mean(self) -> float:
        """Returns the mean rate, cells per 10⁶."""
        return self.shape / self.rate


def fit_rates(k: ArrayLike, n: ArrayLike) -> GammaRates:
    """Returns the gamma distribution of rates behind `k` cells in `n`, zeros included.

    Negative-binomial maximum likelihood with offset log N (Greenwood and Yule, J R Stat Soc
    1920;83:255–279); the same as R's `MASS::glm.nb(k ~ 1 + offset(log(n)))` with shape = theta.
    Where the counts scatter no more than Poisson the shape is at its upper end, about 10⁶.
    Raises ValueError where there is no cell at all, or for impossible counts or depths.
    """
    found = Kinds.of(counts(k, "k, the number of cells,"), positive(n, "n, the cells screened,"))
    return next(fits(found, found.times[None]))


def distinct(*columns: Counts | Floats) -> tuple[Counts, Counts]:
    """Returns where each distinct row of columns stands first, and how often it occurs.

    By numbers of their values: to sort rows takes ten times as long.
    """
    at = np.zeros(columns[0].size, dtype=np.int64)
    for column in columns:
        values, place = np.unique(column, return_inverse=True)
        at = at * values.size + place
    _, first, times = np.unique(at, return_index=True, return_counts=True)
    return first, times


@dataclass(frozen=True, slots=True)
class Kinds:
    """The distinct (k, N) of a baseline, each of them `times` times.

    The likelihood is a sum over distinct k and another over distinct N: hundreds of terms, where
    there are thousands of kinds. `at_cells` and `at_depth` say where in them a kind stands.
    """

    cells: Counts
    depth: Floats
    at_cells: Counts
    at_depth: Counts
    times: Counts

    @classmethod
    def of(cls, cells: Counts, depth: Floats) -> "Kinds":
        """Returns each distinct (k, N) once, with how often it occurs."""
        cells, depth = np.broadcast_arrays(cells, depth)
        first, times = distinct(cells, depth)
        own, at_cells = np.unique(cells[first], return_inverse=True)
        depths, at_depth = np.unique(depth[first], return_inverse=True)
        return cls(own, depths, at_cells, at_depth, times)

    @property
    def each_cells(self) -> Counts:
        """Returns the count of each kind."""
        return np.asarray(self.cells[self.at_cells])

    def sums(self, times: Counts) -> "_Sums":
        """Returns what each likelihood needs, were each kind there so many times (a row each)."""
        weights = times.astype(float)
        return _Sums(
            self.cells,
            self.depth,
            with_count=_summed(weights, self.at_cells),
            with_depth=_summed(weights, self.at_depth),
            cells_at_depth=_summed(weights * self.each_cells, self.at_depth),
        )


def _summed(weights: Floats, at: Counts) -> Floats:
    """Returns the sums of columns that belong to the same place, every place having some."""
    order = np.argsort(at, kind="stable")
    starts = np.searchsorted(at[order], np.arange(int(at.max()) + 1))
    return np.asarray(np.add.reduceat(weights[:, order], starts, axis=1))


@dataclass(frozen=True, slots=True)
class _Sums:
    """How many samplings have each distinct count, and how many samplings and cells each depth; a
    row for each baseline.
    """

    cells: Counts
    depth: Floats
    with_count: Floats
    with_depth: Floats
    cells_at_depth: Floats


def fits(kinds: Kinds, times: Counts, start: GammaRates | None = None) -> Iterator[GammaRates]:
    """Yields for each row of `times` the rates with the highest likelihood, were each kind there so
    many times.
    """
    sums = kinds.sums(times)
    total = sums.cells_at_depth.sum(axis=1)
    if np.any(total == 0):
        raise ValueError("Rates cannot be fitted to samplings without a single cell.")
    if start is None:
        means, shapes = total / (sums.with_depth @ sums.depth), np.full(total.size, 0.5)
    else:
        means, shapes = np.full(total.size, start.mean), np.full(total.size, start.shape)
    logs = _summits(np.log(np.column_stack([means, shapes])), sums)
    for mean, shape in np.exp(logs).tolist():
        yield GammaRates(shape, shape / mean)


@dataclass(frozen=True, slots=True)
class _Slope:
    """The likelihood per sampling, its slopes in log mean and log shape, and how these change; each
    with a row for each baseline.
    """

    value: Floats
    to_mean: Floats
    to_shape: Floats
    in_mean: Floats
    in_both: Floats
    in_shape: Floats


def _summits(logs: Floats, sums: _Sums) -> Floats:
    """Returns log mean and log shape where each likelihood is highest, by Newton's steps, all at
    once.

    A general optimizer takes hundreds of times as long for these numbers.
    """
    found = _log_likelihood(logs, sums)
    is_open = np.ones(len(logs), dtype=bool)
    for _ in range(_MOST_STEPS):
        step = _steps(logs, found)
        is_open &= np.abs(step).max(axis=1) >= _ENOUGH
        if not is_open.any():
            break
        step[~is_open] = 0.0
        logs, found, is_stuck = _uphill(logs, step, found, sums)
        is_open &= ~is_stuck
    return logs


def _uphill(logs: Floats, step: Floats, found: _Slope, sums: _Sums) -> tuple[Floats, _Slope, Bools]:
    """Returns where the steps lead, halved where they lead down, and which lead nowhere."""
    least = found.value - _ROUNDING * np.abs(found.value)
    for _ in range(_MOST_HALVINGS):
        there = logs + step
        there[:, 1] = np.clip(there[:, 1], *_LOG_SHAPES)
        beyond = _log_likelihood(there, sums)
        is_lower = beyond.value < least
        if not is_lower.any():
            return there, beyond, is_lower
        step = np.where(is_lower[:, None], step / 2, step)
    there = np.where(is_lower[:, None], logs, there)
    return there, _log_likelihood(there, sums), is_lower


def _steps(logs: Floats, at: _Slope) -> Floats:
    """Returns Newton's steps; one uphill where the likelihood does not bend down, none over the
    edge.
    """
    low, high = _LOG_SHAPES
    is_edge = ((logs[:, 1] >= high) & (at.to_shape >= 0)) | (
        (logs[:, 1] <= low) & (at.to_shape <= 0)
    )
    bend = at.in_mean * at.in_shape - at.in_both**2
    is_summit = (at.in_shape < 0) & (bend > 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = (at.in_both * at.to_shape - at.in_shape * at.to_mean) / bend
        shape = (at.in_both * at.to_mean - at.in_mean * at.to_shape) / bend
    newton = np.clip(np.column_stack([mean, shape]), -_LONGEST_STEP, _LONGEST_STEP)
    simple = np.column_stack(
        [-at.to_mean / at.in_mean, np.where(is_edge, 0.0, np.sign(at.to_shape))]
    )
    return np.where((is_summit & ~is_edge)[:, None], newton, simple)


def _log_likelihood(logs: Floats, sums: _Sums) -> _Slope:
    """Returns Σ log Pr(k) per sampling, without terms in k alone, its slopes in both logs, and how
    these change.
    """
    mean, shape = np.exp(logs[:, :1]), np.exp(logs[:, 1:])
    cells, times = sums.cells_at_depth, sums.with_depth
    expected = mean * sums.depth
    both = shape + expected
    spread = np.log1p(expected / shape)
    beyond = (cells - times * expected) / both
    of_shape = shape[:, 0]
    value = _weighted(sums.with_count, gammaln(sums.cells + shape) - gammaln(shape)) + np.sum(
        xlogy(cells, expected / both) - shape * times * spread, axis=1
    )
    first = _weighted(
        sums.with_count, np.asarray(psi(sums.cells + shape) - psi(shape), dtype=float)
    )
    second = _weighted(sums.with_count, zeta(2, sums.cells + shape) - zeta(2, shape))
    to_shape = of_shape * (first - np.sum(times * spread + beyond, axis=1))
    in_shape = to_shape + of_shape**2 * (
        second + np.sum(times * expected / (shape * both) + beyond / both, axis=1)
    )
    parts = {
        "value": value,
        "to_mean": of_shape * beyond.sum(axis=1),
        "to_shape": to_shape,
        "in_mean": -of_shape * np.sum(expected * (times * shape + cells) / both**2, axis=1),
        "in_both": of_shape * np.sum(beyond * expected / both, axis=1),
        "in_shape": in_shape,
    }
    scale = sums.with_count.sum(axis=1)
    return _Slope(**{name: part / scale for name, part in parts.items()})


def _weighted(weights: Floats, values: Floats) -> Floats:
    """Returns the weighted sum of each row."""
    return np.asarray(np.einsum("ij,ij->i", weights, values))
