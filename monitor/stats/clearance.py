"""How many positives turn negative though nothing changed (regression to the mean)?

Patients are picked for being positive; part of them were so by chance. `n` is in 10⁶ cells.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import betainc, pdtr

from monitor.stats.gamma_rates import GammaRates, Kinds, distinct, fits
from monitor.stats.inputs import Counts, Floats, counts, positive

FEWEST_POSITIVES = 20
_RANGE = (0.025, 0.975)
_DRAWS_PER_REFIT = 50
_MOST_DRAWN = 1_000


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


def own_count_chance(k1: ArrayLike, n1: ArrayLike, n2: ArrayLike, threshold: int = 1) -> Floats:
    """Returns exp(−k₁·N₂/N₁), as if the count were the truth: the lower bracket; with a `threshold`
    R's `ppois(threshold - 1, k1 * n2 / n1)`.
    """
    cells, before, after = _pairs(k1, n1, n2)
    return _fewer(cells * after / before, threshold)


def common_mean_chance(n2: ArrayLike, mean: float, threshold: int = 1) -> Floats:
    """Returns exp(−mean·N₂), as if all patients had one rate (per 10⁶): the upper bracket; with a
    `threshold` R's `ppois(threshold - 1, mean * n2)`.
    """
    return _fewer(mean * positive(n2, "n2, the cells screened after,"), threshold)


def _fewer(expected: Floats, threshold: int) -> Floats:
    """Returns Pr(K < threshold) of a Poisson number."""
    return np.asarray(pdtr(threshold - 1, expected))


def expected_clearance(
    baseline: tuple[ArrayLike, ArrayLike],
    pairs: tuple[ArrayLike, ArrayLike, ArrayLike],
    refits: int = 200,
    seed: int = 20,
    threshold: int = 1,
) -> Expectation:
    """Returns how many of the `pairs` (k₁, N₁, N₂) would be negative, of fewer cells than the
    `threshold`, if nobody had changed.

    Rates are fitted to `baseline` (k, N): every baseline sampling, zeros included. The range is
    that of a Poisson-binomial number whose rates are refitted to `refits` bootstrap samples of the
    baseline. Under 20 baseline positives there are brackets only.
    """
    k = counts(baseline[0], "k, the number of cells,")
    n = positive(baseline[1], "n, the cells screened,")
    k1, n1, n2 = _pairs(*pairs)
    mean = float(k.sum() / n.sum()) if n.size else 0.0
    own = float(own_count_chance(k1, n1, n2, threshold).sum())
    common = float(common_mean_chance(n2, mean, threshold).sum())
    if int(np.sum(k >= threshold)) < FEWEST_POSITIVES:
        return Expectation(k1.size, None, None, None, own, common, None)
    kinds = Kinds.of(k, n)
    rates = next(fits(kinds, kinds.times[None]))
    expected = float(chance_negative(k1, n1, n2, rates, threshold).sum())
    lower, upper = _range(kinds, (k1, n1, n2), rates, refits, seed, threshold)
    return Expectation(k1.size, expected, lower, upper, own, common, rates)


def _range(
    baseline: Kinds,
    pairs: tuple[Counts, Floats, Floats],
    start: GammaRates,
    refits: int,
    seed: int,
    threshold: int,
) -> tuple[float, float]:
    draw = np.random.default_rng(seed)
    total = int(baseline.times.sum())
    again = draw.multinomial(total, baseline.times / total, refits)
    again = again[again @ baseline.each_cells > 0]
    first, sizes = distinct(*pairs)
    cells, before, after = (column[first] for column in pairs)
    chances = (
        chance_negative(cells, before, after, rates, threshold)
        for rates in fits(baseline, again, start)
    )
    numbers = np.concatenate([_drawn(draw, sizes, each) for each in chances])
    lower, upper = np.quantile(numbers, _RANGE, method="inverted_cdf")
    return float(lower), float(upper)


def _drawn(draw: np.random.Generator, sizes: Counts, chances: Floats) -> Floats:
    """Returns numbers of a Poisson-binomial; of more than a thousand a normal one, rounded."""
    if sizes.sum() <= _MOST_DRAWN:
        drawn = draw.binomial(sizes, chances, (_DRAWS_PER_REFIT, sizes.size))
        return np.asarray(drawn.sum(axis=1), dtype=float)
    spread = np.sqrt(np.sum(sizes * chances * (1 - chances)))
    return np.round(draw.normal(np.sum(sizes * chances), spread, _DRAWS_PER_REFIT))


def _pairs(k1: ArrayLike, n1: ArrayLike, n2: ArrayLike) -> tuple[Counts, Floats, Floats]:
    cells, before, after = np.broadcast_arrays(
        counts(k1, "k1, the cells before,"),
        positive(n1, "n1, the cells screened before,"),
        positive(n2, "n2, the cells screened after,"),
    )
    return cells, before, after
