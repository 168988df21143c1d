"""Time to something that is only known to have happened between two samplings."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from monitor.stats.inputs import Floats

_STEPS = 500
# The gradient of the mean log likelihood is 1 at most where it has its maximum.
_ENOUGH, _NEARLY = 1e-8, 1e-5
_NOTHING = 1e-12

Places = NDArray[np.intp]


@dataclass(frozen=True, slots=True, eq=False)
class IntervalCurve:
    """The share not yet changed. It falls by `mass` somewhere within each (`left`, `right`]; where
    in there the data cannot say, so every answer is a range. `right` is infinite for those who may
    never change. `converged`: the likelihood cannot be raised any more.
    """

    left: Floats
    right: Floats
    mass: Floats
    observations: int
    converged: bool

    def survival_range(self, times: ArrayLike) -> tuple[Floats, Floats]:
        """Returns the least and the greatest share not yet changed at these times."""
        asked = np.asarray(times, float)
        steps = np.append(1.0, np.maximum(0.0, 1 - np.cumsum(self.mass)))
        most = steps[np.searchsorted(self.right, asked, side="right")]
        return np.minimum(steps[np.searchsorted(self.left, asked, side="left")], most), most

    @property
    def median_range(self) -> tuple[float, float] | None:
        """Returns the interval in which half have changed, None where that is not reached."""
        reached = np.flatnonzero(np.cumsum(self.mass) >= 0.5 - _ENOUGH)
        if not reached.size or np.isinf(self.right[reached[0]]):
            return None
        return float(self.left[reached[0]]), float(self.right[reached[0]])


def turnbull(after: ArrayLike, until: ArrayLike) -> IntervalCurve:
    """Returns the curve of changes that happened in (`after`, `until`] each.

    `until` is infinite for who had not changed when last seen; after = until is an exact time;
    after = 0 for who had changed at the first look. Nonparametric maximum likelihood (Turnbull,
    J R Stat Soc B 1976;38:290–295), found by the constrained Newton method (Wang, J R Stat Soc B
    2007;69:185–198), where self-consistency needs thousands of steps. No library given has it:
    `scipy.stats.ecdf` takes right-censored times only. The same as R's
    `survfit(Surv(after, until, type = "interval2") ~ 1)`, which stops a little earlier.
    Raises ValueError for missing or negative times, or until < after.
    """
    begin, end = np.atleast_1d(np.asarray(after, float)), np.atleast_1d(np.asarray(until, float))
    if begin.shape != end.shape or not np.all((begin >= 0) & (end >= begin) & np.isfinite(begin)):
        raise ValueError("Each interval needs two times, 0 ≤ after ≤ until.")
    if not begin.size:
        return IntervalCurve(begin, end, np.zeros(0), 0, True)
    kinds, weights = np.unique(np.column_stack([begin, end]), axis=0, return_counts=True)
    left, right, first, behind = _innermost(kinds[:, 0], kinds[:, 1])
    shares = weights / begin.size
    mass, converged = _maximum(first, behind, shares, left.size)
    kept = mass > _NOTHING
    return IntervalCurve(left[kept], right[kept], mass[kept], begin.size, converged)


def _innermost(begin: Floats, end: Floats) -> tuple[Floats, Floats, Places, Places]:
    """Returns the intervals (left, right] that can hold mass, and which of them lie within each
    observation: from `first` up to, not including, `behind`.

    Sorted by time, each is a beginning followed at once by an end. At one time the beginning of an
    exact time stands before the ends, and the other beginnings behind them: (a, t] and (t, b] share
    nothing.
    """
    is_exact = begin == end
    times = np.concatenate([begin, end])
    order_within = np.concatenate([np.where(is_exact, 0, 2), np.ones(end.size, dtype=int)])
    is_end = np.concatenate([np.zeros(begin.size, dtype=bool), np.ones(end.size, dtype=bool)])
    order = np.lexsort((order_within, times))
    sorted_ends = is_end[order]
    at = np.flatnonzero(~sorted_ends[:-1] & sorted_ends[1:])
    rank = np.empty(order.size, dtype=np.intp)
    rank[order] = np.arange(order.size)
    first = np.searchsorted(at, rank[: begin.size], side="left")
    behind = np.searchsorted(at + 1, rank[begin.size :], side="right")
    return times[order][at], times[order][at + 1], first, behind


def _maximum(first: Places, behind: Places, shares: Floats, size: int) -> tuple[Floats, bool]:
    """Returns the masses of greatest likelihood, and whether they were reached.

    Each step adds the most promising place between those that hold mass, and moves towards the
    best masses of all of them under the quadratic that fits the likelihood here.
    """
    data = (first, behind, shares)
    mass = _beginning(first, behind, size)
    for _ in range(_STEPS):
        gradient = _gradient(mass, *data)
        if gradient.max() <= 1 + _ENOUGH:
            return mass, True
        better = _towards(mass, _best_nearby(mass, gradient, *data), gradient, data)
        if better is None:
            return mass, bool(gradient.max() <= 1 + _NEARLY)
        mass = better
    return mass, False


def _beginning(first: Places, behind: Places, size: int) -> Floats:
    """Returns equal masses on few places, such that every observation holds one."""
    latest = np.full(size + 1, -1)
    np.maximum.at(latest, behind, first)
    chosen, last = [], -1
    for end in np.flatnonzero(latest >= 0):
        if latest[end] > last:
            last = int(end) - 1
            chosen.append(last)
    mass = np.zeros(size)
    mass[chosen] = 1 / len(chosen)
    return mass


def _best_nearby(
    mass: Floats, gradient: Floats, first: Places, behind: Places, shares: Floats
) -> Floats:
    from scipy.optimize import nnls

    support = np.union1d(np.flatnonzero(mass), _promising(mass, gradient))
    chance = _chances(mass, first, behind)
    holds = (first[:, None] <= support) & (support < behind[:, None])
    weight = np.sqrt(shares)[:, None]
    slopes = np.linalg.qr(np.hstack([weight * holds / chance[:, None], 2 * weight]), mode="r")
    penalty = 1e4 * np.append(np.ones(support.size), 1.0)
    system = np.vstack([slopes, penalty])
    masses, _ = nnls(system[:, :-1], system[:, -1])
    best = np.zeros(mass.size)
    best[support] = masses / masses.sum()
    return best


def _promising(mass: Floats, gradient: Floats) -> Places:
    """Returns, of each stretch between two places with mass, the place of the steepest gradient."""
    stretch = np.append(0, np.cumsum(mass > 0))[:-1]
    order = np.lexsort((gradient, stretch))
    ends = np.append(np.flatnonzero(np.diff(stretch[order])), order.size - 1)
    steepest = order[ends]
    return np.asarray(steepest[gradient[steepest] > 1])


def _towards(
    mass: Floats, best: Floats, gradient: Floats, data: tuple[Places, Places, Floats]
) -> Floats | None:
    """Returns the masses one step on, or None where no step raises the likelihood."""
    now, rise = _likelihood(mass, *data), float(gradient @ (best - mass))
    length = 1.0
    while length > _NOTHING:
        there = mass + length * (best - mass)
        if _likelihood(there, *data) >= now + length * rise / 3 and rise > 0:
            return there
        length /= 2
    return None


def _chances(mass: Floats, first: Places, behind: Places) -> Floats:
    below = np.append(0.0, np.cumsum(mass))
    return np.asarray(np.maximum(below[behind] - below[first], 1e-300))


def _gradient(mass: Floats, first: Places, behind: Places, shares: Floats) -> Floats:
    """Returns, for each place, the sum of share/chance of the observations that hold it."""
    pull = shares / _chances(mass, first, behind)
    change = np.bincount(first, pull, mass.size + 1) - np.bincount(behind, pull, mass.size + 1)
    return np.asarray(np.cumsum(change)[:-1])


def _likelihood(mass: Floats, first: Places, behind: Places, shares: Floats) -> float:
    return float(shares @ np.log(_chances(mass, first, behind)))
