"""Two counts of rare cells: did the rate change, and could chance alone have done it?

`n` is the exposure in whatever unit the caller chooses (mostly 10⁶ MNC). Numbers in, numbers out;
arrays broadcast. Given t = k₁ + k₂, k₂ is Bin(t, N₂/(N₁+N₂)) when both rates are equal
(Przyborowski and Wilenski, Biometrika 1940;31:313–323).
"""

from dataclasses import dataclass, fields
from typing import Generic, TypeVar, overload

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import betainc

from monitor.stats.binomial import clopper_pearson, lower_tail, two_sided_p, upper_tail
from monitor.stats.inputs import Bools, Counts, Floats, counts, positive, share

F = TypeVar("F")
B = TypeVar("B")

# What a marrow can give at best; a test that needs more will never be done.
REALISTIC_DEPTH = 20.0

_SCREENED_AFTER = "n2, the cells screened after,"


@dataclass(frozen=True, slots=True)
class Change(Generic[F, B]):
    """What k₁ in N₁ and k₂ in N₂ say about a change of the rate.

    `ratio` RR = (k₂/N₂)/(k₁/N₁) with its exact limits; infinite where only the first count is 0,
    NaN (like `probability_fell`) where both are. `p_value` is two-sided as in R's `poisson.test`;
    `p_central` twice the smaller tail, at most 1. `demonstrable`: p_central < α, which is the same
    as limits that exclude 1. `chance_of_false_clearance` is Pr(K₂ ≤ k₂ | t) if nothing changed.
    `probability_fell` is posterior, with Jeffreys' prior on both rates.
    """

    ratio: F
    lower: F
    upper: F
    p_value: F
    p_central: F
    demonstrable: B
    chance_of_false_clearance: F
    probability_fell: F


@overload
def compare(
    k1: float, n1: float, k2: float, n2: float, alpha: float = ..., dispersion: float = ...
) -> Change[float, bool]: ...
@overload
def compare(
    k1: ArrayLike,
    n1: ArrayLike,
    k2: ArrayLike,
    n2: ArrayLike,
    alpha: ArrayLike = ...,
    dispersion: ArrayLike = ...,
) -> Change[Floats, Bools]: ...
def compare(
    k1: ArrayLike,
    n1: ArrayLike,
    k2: ArrayLike,
    n2: ArrayLike,
    alpha: ArrayLike = 0.05,
    dispersion: ArrayLike = 1.0,
) -> Change[float, bool] | Change[Floats, Bools]:
    """Returns what changed between k₁ cells in N₁ and k₂ cells in N₂, floats for single numbers.

    With x = N₂/(N₁+N₂) and the Clopper–Pearson limits p of k₂/t at level 1 − α, the limits of the
    ratio are p/(1−p)·N₁/N₂: R's `poisson.test(c(k2, k1), c(n2, n1))`, both p as given there.
    chance_of_false_clearance = `pbinom(k2, t, x)`; probability_fell = I_x(k₂+½, k₁+½).
    A `dispersion` φ above 1 divides k₂ and t in all but the ratio and the probability; there is no
    two-sided p of fractions, so p_value is then p_central.
    Raises ValueError for counts that are not whole and ≥ 0, depths not > 0, an α outside 0–1 or
    a φ below 1.
    """
    before, after = counts(k1, "k1, the cells before,"), counts(k2, "k2, the cells after,")
    depths = positive(n1, "n1, the cells screened before,"), positive(n2, _SCREENED_AFTER)
    phi = positive(dispersion, "The dispersion")
    if np.any(phi < 1):
        raise ValueError(f"The dispersion must not be below 1, not {phi.min():g}.")
    found = _compared(before, after, *depths, phi, _levels(alpha))
    return _as_numbers(found) if found.ratio.ndim == 0 else found


def _compared(
    k1: Counts, k2: Counts, n1: Floats, n2: Floats, phi: Floats, alpha: Floats
) -> Change[Floats, Bools]:
    k1, k2, n1, n2, phi, alpha = np.broadcast_arrays(k1, k2, n1, n2, phi, alpha)
    t, x = k1 + k2, n2 / (n1 + n2)
    k, total = k2 / phi, t / phi
    clearance = lower_tail(k, total, x)
    central = np.minimum(1.0, 2 * np.minimum(clearance, upper_tail(k, total, x)))
    low, high = clopper_pearson(k, total, 1 - alpha)
    nothing = np.where(t > 0, 0.0, np.nan)  # adds nothing, or makes it undefined
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.asarray((k2 / n2) / (k1 / n1))
        upper = high / (1 - high) * (n1 / n2)
    return Change(
        ratio=ratio,
        lower=low / (1 - low) * (n1 / n2) + nothing,
        upper=upper + nothing,
        p_value=np.where(phi > 1, central, two_sided_p(k2, t, x)),
        p_central=central,
        demonstrable=np.asarray(central < alpha),
        chance_of_false_clearance=clearance,
        probability_fell=np.asarray(betainc(k2 + 0.5, k1 + 0.5, x)) + nothing,
    )


def _levels(alpha: ArrayLike) -> Floats:
    levels = positive(alpha, "α")
    if np.any(levels >= 1):
        raise ValueError(f"α must lie between 0 and 1, not at {levels.max():g}.")
    return levels


def _as_numbers(change: Change[Floats, Bools]) -> Change[float, bool]:
    return Change(**{f.name: np.asarray(getattr(change, f.name)).item() for f in fields(change)})


def false_clearance(
    k1: ArrayLike, n1: ArrayLike, k2: ArrayLike, n2: ArrayLike, dispersion: ArrayLike = 1.0
) -> Floats:
    """Returns the chance of `k2` cells or fewer in `n2`, given all, if nothing had changed.

    Pr(K₂ ≤ k₂ | t) = `pbinom(k2, k1 + k2, n2 / (n1 + n2))`; (N₁/(N₁+N₂))^k₁ for a zero.
    Raises ValueError as `compare`.
    """
    before, after = counts(k1, "k1, the cells before,"), counts(k2, "k2, the cells after,")
    depths = positive(n1, "n1, the cells screened before,"), positive(n2, _SCREENED_AFTER)
    phi = positive(dispersion, "The dispersion")
    return lower_tail(after / phi, (before + after) / phi, depths[1] / (depths[0] + depths[1]))


def attained_size(
    t: ArrayLike, n1: ArrayLike, n2: ArrayLike, alpha: float = 0.05, dispersion: ArrayLike = 1.0
) -> Floats:
    """Returns the chance, at most α, that a pair of t cells is demonstrable though nothing changed.

    The sum over a list of pairs is the number expected demonstrable by chance alone. A `dispersion`
    φ divides the cells as in `compare`; between two whole numbers of them the chance is in between.
    """
    cells, before, after, phi = np.broadcast_arrays(
        counts(t, "t, the cells of both,"), positive(n1, "n1"), positive(n2, "n2"),
        positive(dispersion, "The dispersion"),
    )  # fmt: skip
    shares = after / (before + after)
    below = np.floor(cells / phi)
    over = cells / phi - below
    sizes = _sizes(below, shares, alpha)
    is_between = over > 0
    more = _sizes(below[is_between] + 1, shares[is_between], alpha)
    sizes[is_between] += over[is_between] * (more - sizes[is_between])
    return sizes


def _sizes(totals: Floats, shares: Floats, alpha: float) -> Floats:
    kinds, places = np.unique(
        np.column_stack([totals.ravel(), shares.ravel()]), axis=0, return_inverse=True
    )
    sizes = [_size(int(total), x, share(alpha, "α") / 2) for total, x in kinds.tolist()]
    return np.asarray(sizes, dtype=float)[places].reshape(totals.shape)


def _size(total: int, x: float, tail: float) -> float:
    k = np.arange(total + 1)
    low, high = lower_tail(k, total, x), upper_tail(k, total, x)
    return float(np.max(low[low < tail], initial=0) + np.max(high[high < tail], initial=0))


@dataclass(frozen=True, slots=True)
class SmallestChange:
    """The counts in N₂ that would demonstrate a change from k₁ in N₁.

    `fall_to`: this many cells or fewer, None where even a zero would not do; `rise_to`: this many
    or more.
    """

    fall_to: int | None
    rise_to: int


def smallest_demonstrable(
    k1: int, n1: float, n2: float, alpha: float = 0.05, dispersion: float = 1.0
) -> SmallestChange:
    """Returns which counts in `n2` would be demonstrably below and above `k1` in `n1`.

    From equal depth 6 → 0 is the smallest demonstrable fall; 8 → 1, 10 → 2, 12 → 3 follow.
    Raises ValueError as `compare`.
    """
    expected = k1 * n2 / n1
    size = 16
    while True:
        k2: NDArray[np.int64] = np.arange(int(expected) + size)
        found = compare(np.full(k2.shape, k1), n1, k2, n2, alpha, dispersion)
        falls = k2[found.demonstrable & (k2 < expected)]
        rises = k2[found.demonstrable & (k2 > expected)]
        if rises.size:
            return SmallestChange(int(falls[-1]) if falls.size else None, int(rises[0]))
        size *= 2


def smallest_cleared_count(n1: float, n2: float, alpha: float = 0.05) -> int:
    """Returns the fewest cells in `n1` after which a zero in `n2` is a demonstrable fall.

    The first k with (N₁/(N₁+N₂))^k < α/2: 6 at equal depth.
    """
    before, after = positive(n1, "n1").item(), positive(n2, "n2").item()
    k = int(np.log(share(alpha, "α") / 2) / np.log(before / (before + after)))
    while not compare(k, before, 0, after, alpha).demonstrable:
        k += 1
    return k


def depth_to_show_fall(
    k1: ArrayLike,
    n1: ArrayLike,
    k2: ArrayLike = 0,
    alpha: float = 0.05,
    dispersion: float = 1.0,
) -> Floats:
    """Returns the depth, in the unit of `n1`, from which `k2` cells are demonstrably below k₁/N₁.

    N₁·p/(1−p), where p is the upper Clopper–Pearson limit of k₂/(k₁+k₂) at level 1 − α; infinite
    for k₁ = 0. One cell in 2.0 M needs 78 M: compare with `REALISTIC_DEPTH`, in 10⁶. A
    `dispersion` divides the counts as in `compare`.
    """
    before, after = counts(k1, "k1, the cells before,"), counts(k2, "k2, the cells after,")
    k, total = after / dispersion, (before + after) / dispersion
    _, limit = clopper_pearson(k, total, 1 - share(alpha, "α"))
    with np.errstate(divide="ignore"):
        depth = positive(n1, "n1, the cells screened before,") * limit / (1 - limit)
    return np.asarray(depth * (1 + 1e-9))  # at the limit itself p equals α and shows nothing
