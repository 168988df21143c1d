"""Time to an event that not everybody has had yet: Kaplan–Meier and the log-rank test.

Times are in any one unit (here mostly days) from the start of each patient's clock, and above 0.
`scipy.stats.ecdf` and `statsmodels` survdiff give the same numbers (the tests compare them) but
sort all patients and are slow to import: 34 ms for 200,000 patients where counting days takes a
quarter of that.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import chdtrc, ndtri

from monitor.stats.inputs import Bools, Counts, Floats, counts, positive, share

# As in R: a curve that differs from one half by rounding alone is at one half.
_TIE = float(np.sqrt(np.finfo(float).eps))
# A sum of shares may miss 0 or 1 by this much.
_ROUNDING = 1e-14
# Sums over many times leave the one direction in which nothing can differ not at 0 exactly.
_NO_SPREAD = 1e-9
# Whole times are counted day by day where there are not many more days than patients.
_DAYS_PER_PATIENT, _FEW_DAYS = 4, 50_000


@dataclass(frozen=True, slots=True, eq=False)
class SurvivalCurve:
    """The share of patients free of the event, after each of `times`.

    `times` are the distinct times at which anybody had the event or was censored, increasing;
    `at_risk` those with time ≥ t; `events` and `censored` of that very time. `lower` and `upper`
    are log–log limits: the estimate itself before the first event, NaN where the share is 0.
    """

    times: Floats
    at_risk: Counts
    events: Counts
    censored: Counts
    survival: Floats
    lower: Floats
    upper: Floats

    @property
    def patients(self) -> int:
        return int(self.at_risk[0]) if self.at_risk.size else 0

    @property
    def event_total(self) -> int:
        return int(self.events.sum())

    @property
    def median(self) -> float | None:
        """Returns the first time with at most half event-free, None where it is not reached.

        Where the curve runs along one half exactly it is the middle of that stretch, as in R.
        """
        return _crossing(self.times, self.survival)

    @property
    def median_limits(self) -> tuple[float | None, float | None]:
        """Returns where the two limits cross one half (Brookmeyer and Crowley), None: nowhere."""
        return _crossing(self.times, self.lower), _crossing(self.times, self.upper)

    def survival_at(self, times: ArrayLike) -> Floats:
        """Returns the share event-free at these times, NaN after the last patient's time."""
        return self._at(self.survival, times)

    def limits_at(self, times: ArrayLike) -> tuple[Floats, Floats]:
        """Returns the lower and upper limits at these times, NaN as `survival_at`."""
        return self._at(self.lower, times), self._at(self.upper, times)

    def at_risk_at(self, times: ArrayLike) -> Counts:
        """Returns how many patients have time ≥ t."""
        return np.asarray(np.append(self.at_risk, 0)[self._first_from(times)])

    def events_before(self, times: ArrayLike) -> Counts:
        """Returns how many events happened before t: 0 at t = 0."""
        return _before(self.events, self._first_from(times))

    def censored_before(self, times: ArrayLike) -> Counts:
        """Returns how many patients were censored before t: 0 at t = 0."""
        return _before(self.censored, self._first_from(times))

    def _first_from(self, times: ArrayLike) -> NDArray[np.intp]:
        return np.searchsorted(self.times, np.asarray(times, float), side="left")

    def _at(self, curve: Floats, times: ArrayLike) -> Floats:
        asked = np.asarray(times, float)
        steps = np.append(1.0, curve)[np.searchsorted(self.times, asked, side="right")]
        ends = self.times[-1] if self.times.size else 0.0
        is_over = asked > ends
        if self.survival.size and self.survival[-1] == 0:  # nobody is left, and it stays so
            is_over = np.zeros_like(is_over)
        return np.where(is_over, np.nan, steps)


@dataclass(frozen=True, slots=True, eq=False)
class LogRank:
    """Do the groups share one hazard? `chi_square` on `degrees` of freedom; observed and expected
    events by group.
    """

    chi_square: float
    degrees: int
    p_value: float
    observed: Floats
    expected: Floats


def kaplan_meier(time: ArrayLike, event: ArrayLike, level: float = 0.95) -> SurvivalCurve:
    """Returns the curve of patients with the event, or censored, at `time`.

    S = Π(1 − dᵢ/nᵢ) over event times (Kaplan and Meier, J Am Stat Assoc 1958;53:457–481), events
    before censorings of the same time; limits exp(−exp(log(−log S) ± z·σ)) with Greenwood's
    σ² = Σ dᵢ/(nᵢ(nᵢ−dᵢ)) / log² S. The same as R's `survfit(Surv(time, event) ~ 1,
    conf.type = "log-log")`. Raises ValueError for times that are not above 0.
    """
    durations, happened = follow_up(time, event)
    grid, place = time_grid(durations)
    leaving, failed = _tallied(place, happened, grid.size)
    present = leaving > 0
    leaving, events = leaving[present], failed[present]
    at_risk = _still_there(leaving)
    survival, lower, upper = _log_log(at_risk, events, share(level, "level"))
    return SurvivalCurve(
        times=grid[present],
        at_risk=at_risk,
        events=events,
        censored=leaving - events,
        survival=survival,
        lower=lower,
        upper=upper,
    )


def log_rank(time: ArrayLike, event: ArrayLike, group: ArrayLike) -> LogRank | None:
    """Returns whether groups 0 … k−1 differ; None where none can be compared with another.

    χ² = (O−E)ᵀ V⁻ (O−E), V hypergeometric (Mantel, Cancer Chemother Rep 1966;50:163–170), on as
    many degrees of freedom as V has: k − 1 where all groups are at risk at some event. The same as
    R's `survdiff(Surv(time, event) ~ group)`. Raises ValueError as `kaplan_meier`.
    """
    durations, happened = follow_up(time, event)
    member = counts(group, "The group")
    if member.shape != durations.shape:
        raise ValueError("Each time needs its group.")
    if not durations.size:
        return None
    grid, place = time_grid(durations)
    k = int(member.max()) + 1
    leaving, failed = (
        number.reshape(grid.size, k)
        for number in _tallied(place * k + member, happened, grid.size * k)
    )
    is_event = failed.sum(axis=1) > 0
    at_risk = _still_there(leaving)[is_event]
    return _compared(at_risk.astype(float), failed[is_event].astype(float))


def follow_up(time: ArrayLike, event: ArrayLike) -> tuple[Floats, Bools]:
    """Returns the times and who had the event. Raises ValueError where they do not fit."""
    durations = np.atleast_1d(positive(time, "The time"))
    happened = np.atleast_1d(np.asarray(event))
    if durations.shape != happened.shape:
        raise ValueError("Each time needs its event or censoring.")
    return durations, happened.astype(bool)


def log_log_limits(
    share_of_one: Floats, standard_error: Floats, level: float
) -> tuple[Floats, Floats]:
    """Returns p^exp(±z·σ) with σ = SE/(p·|log p|): within 0–1; p itself where p is 0 or 1."""
    z = ndtri((1 + level) / 2)
    is_inside = (share_of_one > _ROUNDING) & (share_of_one < 1 - _ROUNDING)
    p = np.where(is_inside, share_of_one, 0.5)
    width = z * standard_error / (p * np.log(p))  # negative
    lower = np.where(is_inside, p ** np.exp(-width), share_of_one)
    return lower, np.where(is_inside, p ** np.exp(width), share_of_one)


def time_grid(durations: Floats) -> tuple[Floats, NDArray[np.intp]]:
    """Returns increasing times that hold all `durations`, and where each stands among them."""
    if not durations.size:
        return durations, np.zeros(0, dtype=np.intp)
    first, last = durations.min(), durations.max()
    if last - first <= max(_DAYS_PER_PATIENT * durations.size, _FEW_DAYS):
        whole = durations.astype(np.intp)
        if np.array_equal(whole, durations):
            return np.arange(first, last + 1), whole - int(first)
    return np.unique(durations, return_inverse=True)


def _tallied(place: NDArray[np.intp], happened: Bools, size: int) -> tuple[Counts, Counts]:
    """Returns how many patients leave at each place, and how many of them with the event."""
    table = np.bincount(2 * place + happened, minlength=2 * size).reshape(size, 2)
    return table.sum(axis=1), table[:, 1]


def _still_there(leaving: Counts) -> Counts:
    return np.asarray(np.cumsum(leaving[::-1], axis=0)[::-1])


def _before(numbers: Counts, first: NDArray[np.intp]) -> Counts:
    return np.asarray(np.append(0, np.cumsum(numbers))[first])


def _log_log(at_risk: Counts, events: Counts, level: float) -> tuple[Floats, Floats, Floats]:
    survival = np.asarray(np.cumprod(1 - events / at_risk), float)
    rest = at_risk - events
    hazard = np.divide(events, at_risk * rest, where=rest > 0, out=np.zeros(rest.shape))
    error = np.asarray(survival * np.sqrt(np.cumsum(hazard)), float)
    lower, upper = log_log_limits(survival, error, level)
    nobody = np.where(survival > 0, 0.0, np.nan)
    return survival, lower + nobody, upper + nobody


def _compared(at_risk: Floats, failed: Floats) -> LogRank | None:
    total, events = at_risk.sum(axis=1), failed.sum(axis=1)
    shares = at_risk / total[:, None]
    observed, expected = failed.sum(axis=0), events @ shares
    spread = np.where(total > 1, events * (total - events) / np.maximum(total - 1, 1), 0.0)
    weighted = shares * spread[:, None]
    variance = np.diag(weighted.sum(axis=0)) - weighted.T @ shares
    size, direction = np.linalg.eigh(variance)
    counts_at_all = size > _NO_SPREAD * max(size[-1], 1e-300)
    degrees = int(counts_at_all.sum()) if observed.size > 1 else 0
    if degrees == 0:
        return None
    along = direction.T @ (observed - expected)
    chi_square = float((along[counts_at_all] ** 2 / size[counts_at_all]).sum())
    return LogRank(chi_square, degrees, float(chdtrc(degrees, chi_square)), observed, expected)


def _crossing(times: Floats, curve: Floats) -> float | None:
    reached = np.flatnonzero(curve < 0.5 + _TIE)
    if not reached.size:
        return None
    first = reached[0]
    below = np.flatnonzero(curve < curve[first] - _TIE)
    if abs(curve[first] - 0.5) < _TIE and below.size:
        return float((times[first] + times[below[0]]) / 2)
    return float(times[first])
