"""Is a hazard ratio the same at all times? The check of a fitted Cox model."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import chdtrc

from monitor.stats.cox import Cox, CoxRows
from monitor.stats.inputs import Floats

Places = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class ProportionalityTest:
    """χ² on `degrees` of freedom for a term whose effect changes with time; small p: it does."""

    name: str
    chi_square: float
    degrees: int
    p_value: float


@dataclass(frozen=True, slots=True, eq=False)
class Proportionality:
    """The tests of each term and of all, and what to draw: `residuals` has a row for each event at
    `times` and a column for each term. Smoothed over time they show β(t); a level line is
    proportional.
    """

    terms: tuple[ProportionalityTest, ...]
    overall: ProportionalityTest
    times: Floats
    residuals: Floats


def proportionality(rows: CoxRows, fitted: Cox) -> Proportionality:
    """Returns whether the hazard ratios of a model `fitted` to `rows` are constant.

    Score test of β + θ·g(t), g(t) = 1 − S(t₋) by Kaplan–Meier, and scaled Schoenfeld residuals
    β + d·V·(xᵢ − x̄(tᵢ)) with Efron's x̄ (Schoenfeld, Biometrika 1982;69:239–241; Grambsch and
    Therneau, Biometrika 1994;81:515–526). The same as R's `cox.zph(fit)` of survival ≥ 3.0 and
    `residuals(fit, "scaledsch")`; NaN where all events are of one time. Written out because
    `statsmodels` has the unscaled residuals alone, and those by Breslow's x̄.
    """
    moments = _moments(rows, fitted.coefficients)
    g = _failed_before(moments)
    deviation = moments.observed - moments.mean
    information = moments.covariance.sum(axis=0)
    mixed = np.tensordot(g, moments.covariance, 1)
    squared = np.tensordot(g**2, moments.covariance, 1)
    score = g @ deviation
    spread = squared - mixed @ np.linalg.solve(information, mixed)
    alone = [
        _test(name, _quadratic(score[[k]], spread[[k]][:, [k]]), 1)
        for k, name in enumerate(rows.names)
    ]
    together = _test("all terms", _quadratic(score, spread), len(rows.names))
    scaled = fitted.coefficients + fitted.events * deviation @ fitted.covariance
    return Proportionality(tuple(alone), together, moments.times, scaled)


@dataclass(frozen=True, slots=True, eq=False)
class _Moments:
    """For each event, in time order: its covariates, and the mean and covariance of them in its
    risk set, averaged over the events of the same time.
    """

    times: Floats
    observed: Floats
    mean: Floats
    covariance: Floats
    at_risk: Floats


def _test(name: str, chi_square: float, degrees: int) -> ProportionalityTest:
    return ProportionalityTest(name, chi_square, degrees, float(chdtrc(degrees, chi_square)))


def _quadratic(score: Floats, spread: Floats) -> float:
    """Returns uᵀV⁻¹u, NaN where time leaves no trace: all events on one day."""
    if np.linalg.matrix_rank(spread, hermitian=True) < score.size:
        return float("nan")
    return float(score @ np.linalg.solve(spread, score))


def _moments(rows: CoxRows, beta: Floats) -> _Moments:
    x = rows.design - rows.design.mean(axis=0)
    relative = x @ beta
    weight = np.exp(relative - relative.max())
    products = (x[:, :, None] * x[:, None, :]).reshape(x.shape[0], -1)
    sums = np.column_stack(
        [np.ones(weight.size), weight, weight[:, None] * x, weight[:, None] * products]
    )
    times, place, ties = np.unique(rows.stop[rows.event], return_inverse=True, return_counts=True)
    order = np.argsort(place, kind="stable")
    which = place[order]  # of each event in time order, its time
    risk = (_from(sums, rows.stop, times) - _from(sums, rows.start, times))[which]
    dying = np.zeros((times.size, sums.shape[1]))
    np.add.at(dying, place, sums[rows.event])
    rank = np.arange(which.size) - np.searchsorted(which, which)
    left = risk - (rank / ties[which])[:, None] * dying[which]
    size = x.shape[1]
    mean = left[:, 2 : 2 + size] / left[:, 1, None]
    square = (left[:, 2 + size :] / left[:, 1, None]).reshape(-1, size, size)
    covariance = square - mean[:, :, None] * mean[:, None, :]
    return _Moments(
        times=times[which],
        observed=x[rows.event][order],
        mean=_averaged(mean, which, ties),
        covariance=_averaged(covariance.reshape(-1, size * size), which, ties).reshape(
            -1, size, size
        ),
        at_risk=risk[:, 0],
    )


def _from(sums: Floats, bounds: Floats, times: Floats) -> Floats:
    """Returns the sums over the rows whose bound is t or later, for each t of `times`."""
    order = np.argsort(bounds, kind="stable")
    total = np.vstack([np.cumsum(sums[order][::-1], axis=0)[::-1], np.zeros(sums.shape[1])])
    return np.asarray(total[np.searchsorted(bounds[order], times, side="left")])


def _averaged(values: Floats, which: Places, ties: NDArray[np.int64]) -> Floats:
    total = np.zeros((ties.size, values.shape[1]))
    np.add.at(total, which, values)
    return np.asarray((total / ties[:, None])[which])


def _failed_before(moments: _Moments) -> Floats:
    """Returns 1 − S(t₋) for each event, S by Kaplan–Meier over the (start, stop] rows."""
    times, first, ties = np.unique(moments.times, return_index=True, return_counts=True)
    steps = np.cumprod(1 - ties / moments.at_risk[first])
    before = np.append(1.0, steps)[:-1]
    return np.asarray(1 - before[np.searchsorted(times, moments.times)])
