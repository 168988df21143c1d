"""How many positives turn negative though nothing changed (regression to the mean)?

Patients are picked for being positive; part of them were so by chance. `n` is in 10⁶ cells.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import betainc, gammaln, psi, xlogy, zeta

from monitor.stats.inputs import Counts, Floats, counts, positive

FEWEST_POSITIVES = 20
_RANGE = (0.025, 0.975)
_DRAWS_PER_REFIT = 50
_MOST_DRAWN = 1_000
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


@dataclass(frozen=True, slots=True)
class Expectation:
    """How many of the pairs would be negative at the second sampling if nobody had changed.

    `expected` with its 95 % range `lower`–`upper`, None where too few baseline positives allow a
    fit of `rates`. The brackets hold anyway: `own_count`, if each patient's count were the truth,
    and `common_mean`, if all had one rate.
    """

    pairs: int
    expected: float | None
    lower: float | None
    upper: float | None
    own_count: float
    common_mean: float
    rates: GammaRates | None


def chance_negative(
    k1: ArrayLike, n1: ArrayLike, n2: ArrayLike, rates: GammaRates, threshold: int = 1
) -> Floats:
    """Returns the chance of no cell in N₂ after k₁ in N₁, for a patient whose rate is unchanged;
    of fewer cells than a `threshold`.

    ((β+N₁)/(β+N₁+N₂))^(κ+k₁): the negative-binomial zero under the gamma posterior of the rate;
    I_p(κ+k₁, threshold) with p = (β+N₁)/(β+N₁+N₂), R's `pnbinom(threshold - 1, κ + k1, p)`.
    """
    cells, before, after = _pairs(k1, n1, n2)
    if threshold > 1:
        kept = (rates.rate + before) / (rates.rate + before + after)
        return np.asarray(betainc(rates.shape + cells, threshold, kept))
    return np.asarray(np.exp((rates.shape + cells) * -np.log1p(after / (rates.rate + before))))


def own_count_chance(k1: ArrayLike, n1: ArrayLike, n2: ArrayLike) -> Floats:
    """Returns exp(−k₁·N₂/N₁), as if the count were the truth: the lower bracket."""
    cells, before, after = _pairs(k1, n1, n2)
    return np.asarray(np.exp(-cells * after / before))


def common_mean_chance(n2: ArrayLike, mean: float) -> Floats:
    """Returns exp(−mean·N₂), as if all patients had one rate (per 10⁶): the upper bracket."""
    return np.asarray(np.exp(-mean * positive(n2, "n2, the cells screened after,")))


def fit_rates(k: ArrayLike, n: ArrayLike) -> GammaRates:
    """Returns the gamma distribution of rates behind `k` cells in `n`, zeros included.

    Negative-binomial maximum likelihood with offset log N (Greenwood and Yule, J R Stat Soc
    1920;83:255–279); the same as R's `MASS::glm.nb(k ~ 1 + offset(log(n)))` with shape = theta.
    Where the counts scatter no more than Poisson the shape is at its upper end, about 10⁶.
    Raises ValueError where there is no cell at all, or for impossible counts or depths.
    """
    found = _Kinds.of(counts(k, "k, the number of cells,"), positive(n, "n, the cells screened,"))
    return _fit(found, found.times)


def expected_clearance(
    baseline: tuple[ArrayLike, ArrayLike],
    pairs: tuple[ArrayLike, ArrayLike, ArrayLike],
    refits: int = 200,
    seed: int = 20,
) -> Expectation:
    """Returns how many of the `pairs` (k₁, N₁, N₂) would be negative if nobody had changed.

    Rates are fitted to `baseline` (k, N): every baseline sampling, zeros included. The range is
    that of a Poisson-binomial number whose rates are refitted to `refits` bootstrap samples of the
    baseline. Under 20 baseline positives there are brackets only.
    """
    k = counts(baseline[0], "k, the number of cells,")
    n = positive(baseline[1], "n, the cells screened,")
    k1, n1, n2 = _pairs(*pairs)
    mean = float(k.sum() / n.sum()) if n.size else 0.0
    own = float(own_count_chance(k1, n1, n2).sum())
    common = float(common_mean_chance(n2, mean).sum())
    if int(np.sum(k > 0)) < FEWEST_POSITIVES:
        return Expectation(k1.size, None, None, None, own, common, None)
    rates = fit_rates(k, n)
    expected = float(chance_negative(k1, n1, n2, rates).sum())
    lower, upper = _range((k, n), (k1, n1, n2), refits, seed)
    return Expectation(k1.size, expected, lower, upper, own, common, rates)


def _range(
    baseline: tuple[Counts, Floats], pairs: tuple[Counts, Floats, Floats], refits: int, seed: int
) -> tuple[float, float]:
    draw = np.random.default_rng(seed)
    found = _Kinds.of(*baseline)
    total = int(found.times.sum())
    kinds, sizes = np.unique(np.column_stack(pairs), axis=0, return_counts=True)
    numbers: list[Floats] = []
    rates = _fit(found, found.times)
    for _ in range(refits):
        again = draw.multinomial(total, found.times / total)
        if not again @ found.each_cells:
            continue
        refitted = _fit(found, again, rates)
        chances = chance_negative(kinds[:, 0], kinds[:, 1], kinds[:, 2], refitted)
        numbers.append(_drawn(draw, sizes, chances))
    lower, upper = np.quantile(np.concatenate(numbers), _RANGE, method="inverted_cdf")
    return float(lower), float(upper)


def _drawn(draw: np.random.Generator, sizes: Counts, chances: Floats) -> Floats:
    """Returns numbers of a Poisson-binomial; of thousands of chances a normal one, rounded."""
    if sizes.size <= _MOST_DRAWN:
        drawn = draw.binomial(sizes, chances, (_DRAWS_PER_REFIT, sizes.size))
        return np.asarray(drawn.sum(axis=1), dtype=float)
    spread = np.sqrt(np.sum(sizes * chances * (1 - chances)))
    return np.round(draw.normal(np.sum(sizes * chances), spread, _DRAWS_PER_REFIT))


@dataclass(frozen=True, slots=True)
class _Kinds:
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
    def of(cls, cells: Counts, depth: Floats) -> "_Kinds":
        """Returns each distinct (k, N) once, with how often it occurs."""
        cells, depth = np.broadcast_arrays(cells, depth)
        kinds, times = np.unique(np.column_stack([cells, depth]), axis=0, return_counts=True)
        own, at_cells = np.unique(kinds[:, 0].astype(np.int64), return_inverse=True)
        depths, at_depth = np.unique(kinds[:, 1], return_inverse=True)
        return cls(own, depths, at_cells, at_depth, times)

    @property
    def each_cells(self) -> Counts:
        """Returns the count of each kind."""
        return np.asarray(self.cells[self.at_cells])

    def sums(self, times: Counts) -> "_Sums":
        """Returns what the likelihood needs, were each kind there so many times."""
        found = {
            "with_count": np.bincount(self.at_cells, times, self.cells.size),
            "with_depth": np.bincount(self.at_depth, times, self.depth.size),
            "cells_at_depth": np.bincount(self.at_depth, times * self.each_cells, self.depth.size),
        }  # with weights they are floats, whatever the stubs say
        return _Sums(self.cells, self.depth, **{k: v.astype(float) for k, v in found.items()})


@dataclass(frozen=True, slots=True)
class _Sums:
    """How many samplings have each distinct count, and how many samplings and cells each depth."""

    cells: Counts
    depth: Floats
    with_count: Floats
    with_depth: Floats
    cells_at_depth: Floats


def _fit(kinds: _Kinds, times: Counts, start: GammaRates | None = None) -> GammaRates:
    """Returns the rates with the highest likelihood for kinds that occur `times` times each."""
    sums = kinds.sums(times)
    total = float(sums.cells_at_depth.sum())
    if total == 0:
        raise ValueError("Rates cannot be fitted to samplings without a single cell.")
    first = GammaRates(0.5, 0.5 * float(sums.with_depth @ sums.depth) / total)
    known = start or first
    mean, shape = np.exp(_summit(np.log([known.mean, known.shape]), sums)).tolist()
    return GammaRates(shape, shape / mean)


def _summit(logs: Floats, sums: _Sums) -> Floats:
    """Returns log mean and log shape where the likelihood is highest, by Newton's steps.

    A general optimizer takes thirty times as long for these two numbers.
    """
    value, slopes, bends = _log_likelihood(logs, sums)
    for _ in range(_MOST_STEPS):
        step = _step(logs, slopes, bends)
        if np.abs(step).max() < _ENOUGH:
            break
        for _ in range(_MOST_HALVINGS):
            there = logs + step
            there[1] = np.clip(there[1], *_LOG_SHAPES)
            found = _log_likelihood(there, sums)
            if found[0] >= value - _ROUNDING * abs(value):
                break
            step /= 2
        else:
            break
        logs, (value, slopes, bends) = there, found
    return logs


def _step(logs: Floats, slopes: Floats, bends: Floats) -> Floats:
    """Returns Newton's step, where the likelihood does not bend down one uphill; none over the
    edge.
    """
    low, high = _LOG_SHAPES
    if (logs[1] >= high and slopes[1] >= 0) or (logs[1] <= low and slopes[1] <= 0):
        return np.array([-slopes[0] / bends[0, 0], 0.0])
    is_summit = bends[1, 1] < 0 < bends[0, 0] * bends[1, 1] - bends[0, 1] ** 2
    if is_summit:
        return np.clip(-np.linalg.solve(bends, slopes), -_LONGEST_STEP, _LONGEST_STEP)
    return np.array([-slopes[0] / bends[0, 0], np.sign(slopes[1])])


def _log_likelihood(logs: Floats, sums: _Sums) -> tuple[float, Floats, Floats]:
    """Returns Σ log Pr(k) per sampling, without terms in k alone, its slopes in both logs, and how
    these change.
    """
    mean, shape = np.exp(logs)
    cells, times = sums.cells_at_depth, sums.with_depth
    expected = mean * sums.depth
    both = shape + expected
    spread = np.log1p(expected / shape)
    beyond = (cells - times * expected) / both
    value = sums.with_count @ (gammaln(sums.cells + shape) - gammaln(shape)) + np.sum(
        xlogy(cells, expected / both) - shape * times * spread
    )
    first = sums.with_count @ (psi(sums.cells + shape) - psi(shape))
    second = sums.with_count @ (zeta(2, sums.cells + shape) - zeta(2, shape))
    to_mean = shape * beyond.sum()
    to_shape = shape * (first - np.sum(times * spread + beyond))
    in_mean = -shape * np.sum(expected * (times * shape + cells) / both**2)
    in_both = shape * np.sum(beyond * expected / both)
    in_shape = to_shape + shape**2 * (
        second + np.sum(times * expected / (shape * both) + beyond / both)
    )
    scale = float(sums.with_count.sum())
    bends = np.array([[in_mean, in_both], [in_both, in_shape]])
    return float(value) / scale, np.array([to_mean, to_shape]) / scale, bends / scale


def _pairs(k1: ArrayLike, n1: ArrayLike, n2: ArrayLike) -> tuple[Counts, Floats, Floats]:
    cells, before, after = np.broadcast_arrays(
        counts(k1, "k1, the cells before,"),
        positive(n1, "n1, the cells screened before,"),
        positive(n2, "n2, the cells screened after,"),
    )
    return cells, before, after
