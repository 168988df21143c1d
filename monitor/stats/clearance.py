"""How many positives turn negative though nothing changed (regression to the mean)?

Patients are picked for being positive; part of them were so by chance. `n` is in 10⁶ cells.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import gammaln, psi, xlog1py

from monitor.stats.inputs import Counts, Floats, counts, positive

FEWEST_POSITIVES = 20
_RANGE = (0.025, 0.975)
_DRAWS_PER_REFIT = 50
_MOST_DRAWN = 1_000
# Beyond this shape a gamma is one common rate; the likelihood is flat there.
_LOG_SHAPES = (-12.0, 14.0)


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


def chance_negative(k1: ArrayLike, n1: ArrayLike, n2: ArrayLike, rates: GammaRates) -> Floats:
    """Returns the chance of no cell in N₂ after k₁ in N₁, for a patient whose rate is unchanged.

    ((β+N₁)/(β+N₁+N₂))^(κ+k₁): the negative-binomial zero under the gamma posterior of the rate.
    """
    cells, before, after = _pairs(k1, n1, n2)
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
    cells, depth, times = _distinct(
        counts(k, "k, the number of cells,"), positive(n, "n, the cells screened,")
    )
    return _fit(cells, depth, times)


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
    cells, depth, times = _distinct(*baseline)
    total = int(times.sum())
    kinds, sizes = np.unique(np.column_stack(pairs), axis=0, return_counts=True)
    numbers: list[Floats] = []
    rates = _fit(cells, depth, times)
    for _ in range(refits):
        again = draw.multinomial(total, times / total)
        if not again @ cells:
            continue
        refitted = _fit(cells, depth, again, rates)
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


def _fit(
    cells: Counts, depth: Floats, times: Counts, start: GammaRates | None = None
) -> GammaRates:
    """Returns the rates with the highest likelihood for counts that occur `times` times each."""
    from scipy.optimize import minimize

    total = float(times @ cells)
    if total == 0:
        raise ValueError("Rates cannot be fitted to samplings without a single cell.")
    mean, shape = total / float(times @ depth), 0.5
    if start is not None:
        mean, shape = start.mean, start.shape
    found = minimize(
        _minus_log_likelihood, np.log([mean, shape]), (cells, depth, times), "L-BFGS-B", jac=True,
        bounds=[(None, None), _LOG_SHAPES], options={"ftol": 1e-14, "gtol": 1e-9},
    )  # fmt: skip
    mean, shape = (float(value) for value in np.exp(found.x))
    return GammaRates(shape, shape / mean)


def _minus_log_likelihood(
    logs: Floats, cells: Counts, depth: Floats, times: Counts
) -> tuple[float, Floats]:
    """Returns −Σ log Pr(k) per sampling, without terms in k alone, and its slope in both logs."""
    mean, shape = np.exp(logs)
    expected = mean * depth
    each = (
        gammaln(cells + shape) - gammaln(shape)
        - xlog1py(shape, expected / shape) + cells * np.log(expected / (shape + expected))
    )  # fmt: skip
    to_mean = (cells - expected) * shape / (shape + expected)
    to_shape = shape * (
        psi(cells + shape) - psi(shape)
        - np.log1p(expected / shape) + (expected - cells) / (shape + expected)
    )  # fmt: skip
    scale = float(times.sum())
    slopes = np.array([times @ to_mean, times @ to_shape])
    return -float(times @ each) / scale, -slopes / scale


def _distinct(cells: Counts, depth: Floats) -> tuple[Counts, Floats, Counts]:
    """Returns each distinct (k, N) once, with how often it occurs."""
    cells, depth = np.broadcast_arrays(cells, depth)
    kinds, times = np.unique(np.column_stack([cells, depth]), axis=0, return_counts=True)
    return kinds[:, 0].astype(np.int64), kinds[:, 1], times


def _pairs(k1: ArrayLike, n1: ArrayLike, n2: ArrayLike) -> tuple[Counts, Floats, Floats]:
    cells, before, after = np.broadcast_arrays(
        counts(k1, "k1, the cells before,"),
        positive(n1, "n1, the cells screened before,"),
        positive(n2, "n2, the cells screened after,"),
    )
    return cells, before, after
