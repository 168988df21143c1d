"""Cumulative incidence: the event where another one, mostly death, may come before it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from monitor.stats.inputs import Counts, Floats, counts, positive, share
from monitor.stats.survival import log_log_limits, time_grid


@dataclass(frozen=True, slots=True, eq=False)
class Incidence:
    """The share of patients who have had the event of one cause by each of `times`.

    `times` are the distinct times at which anybody had an event or was censored; `at_risk` those
    with time ≥ t, `events` those of this cause. Limits are log–log, the estimate itself where it
    is 0.
    """

    times: Floats
    at_risk: Counts
    events: Counts
    incidence: Floats
    standard_error: Floats
    lower: Floats
    upper: Floats

    def incidence_at(self, times: ArrayLike) -> Floats:
        """Returns the share at these times, NaN after the last patient's time."""
        asked = np.asarray(times, float)
        steps = np.append(0.0, self.incidence)[np.searchsorted(self.times, asked, side="right")]
        ends = self.times[-1] if self.times.size else 0.0
        return np.where(asked > ends, np.nan, steps)


def cumulative_incidence(
    time: ArrayLike, cause: ArrayLike, causes: int = 2, level: float = 0.95
) -> tuple[Incidence, ...]:
    """Returns the cumulative incidence of causes 1 … `causes`; cause 0 is censored.

    Iₖ(t) = Σ S(tᵢ₋)·dₖᵢ/nᵢ (Aalen and Johansen, Scand J Stat 1978;5:141–150) with S free of all
    causes; variance by the delta method (Marubini and Valsecchi 1995, 10.2): the same as R's
    `survfit(Surv(time, factor(cause)) ~ 1, conf.type = "log-log")` and `statsmodels`
    CumIncidenceRight. The latter loses the standard error where nobody is left, and is written out
    for that reason. Raises ValueError for times not above 0, or causes that are not whole or
    above `causes`.
    """
    durations = np.atleast_1d(positive(time, "The time"))
    reason = np.atleast_1d(counts(cause, "The cause"))
    if durations.shape != reason.shape or np.any(reason > causes):
        raise ValueError(f"Each time needs its cause, 0 to {causes}.")
    grid, place = time_grid(durations)
    kinds = causes + 1
    table = np.bincount(place * kinds + reason, minlength=grid.size * kinds)
    leaving = table.reshape(grid.size, kinds)
    present = leaving.sum(axis=1) > 0
    times, leaving = grid[present], leaving[present]
    at_risk = np.cumsum(leaving.sum(axis=1)[::-1])[::-1]
    failed = leaving[:, 1:]
    return tuple(
        _incidence(times, at_risk, failed, k, share(level, "level")) for k in range(causes)
    )


def _incidence(times: Floats, at_risk: Counts, failed: Counts, k: int, level: float) -> Incidence:
    n, own, every = at_risk.astype(float), failed[:, k], failed.sum(axis=1)
    free_before = np.append(1.0, np.cumprod(1 - every / n))[:-1]
    found = np.cumsum(free_before * own / n)
    error = np.sqrt(np.maximum(0.0, _variance(n, own, every, found, free_before)))
    lower, upper = log_log_limits(found, error, level)
    return Incidence(times, at_risk, own, found, error, lower, upper)


def _variance(n: Floats, own: Counts, every: Counts, found: Floats, before: Floats) -> Floats:
    """Returns Σᵢ (I(t)−Iᵢ)²·aᵢ + S²·bᵢ − 2·(I(t)−Iᵢ)·S·cᵢ over times up to t.

    a = d/(n(n−d)), b = dₖ(n−dₖ)/n³ and c = dₖ/n², S just before each time. Where all who are left
    fail, a is infinite, but there I(t) = Iᵢ.
    """
    rest = n - every
    a = np.divide(every, n * rest, where=rest > 0, out=np.zeros(n.shape))
    b, c = before**2 * own * (n - own) / n**3, before * own / n**2
    total = found**2 * np.cumsum(a) - 2 * found * np.cumsum(found * a) + np.cumsum(found**2 * a)
    return np.asarray(
        total + np.cumsum(b) - 2 * (found * np.cumsum(c) - np.cumsum(found * c)), dtype=float
    )
