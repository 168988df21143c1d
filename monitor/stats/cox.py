"""Proportional hazards: by which factor does a term change the hazard?"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import chdtrc, ndtr, ndtri

from monitor.stats.inputs import Bools, Floats, finite, share
from monitor.stats.survival import follow_up

FEWEST_EVENTS = 5
_STEPS = 100
# A hazard that differs by more than this factor over a term's whole range has no maximum: it only
# stopped growing.
_ENDLESS = 12.0
_VAGUE = 50.0


class NotEstimable(ValueError):  # noqa: N818  (a finding about the data, no fault)
    """No hazard ratio can be given, and the message says why."""


@dataclass(frozen=True, slots=True)
class CoxTerm:
    """One term: `coefficient` β with its standard error, hazard ratio exp(β) per unit with limits
    exp(β ± z·SE), and Wald's two-sided p.
    """

    name: str
    coefficient: float
    standard_error: float
    hazard_ratio: float
    lower: float
    upper: float
    p_value: float


@dataclass(frozen=True, slots=True, eq=False)
class Cox:
    """A fitted model. `likelihood_ratio` χ² on `degrees` against no effect of any term;
    `covariance` of the coefficients in the order of `terms`.
    """

    terms: tuple[CoxTerm, ...]
    rows: int
    events: int
    likelihood_ratio: float
    degrees: int
    p_value: float
    covariance: Floats

    @property
    def coefficients(self) -> Floats:
        return np.array([term.coefficient for term in self.terms])


@dataclass(frozen=True, slots=True, eq=False)
class CoxRows:
    """What a model is fitted to: a row is under observation in (start, stop], with the event at
    `stop` or not; `design` has one column for each of `names`.
    """

    names: tuple[str, ...]
    design: Floats
    start: Floats
    stop: Floats
    event: Bools
    starts_late: bool


def cox_rows(
    stop: ArrayLike,
    event: ArrayLike,
    terms: Mapping[str, ArrayLike],
    start: ArrayLike | None = None,
) -> CoxRows:
    """Returns the rows of a model. `start` is where a row's observation begins: 0 without it.

    A patient whose status changes on day s has one row that stops and another that starts at s.
    Raises ValueError for times not above 0, a start that is negative or not before its stop, or
    columns of unequal length.
    """
    ends, happened = follow_up(stop, event)
    begins = np.zeros(ends.shape) if start is None else np.atleast_1d(finite(start, "The start"))
    columns = [np.atleast_1d(finite(values, name)) for name, values in terms.items()]
    if begins.shape != ends.shape or any(column.shape != ends.shape for column in columns):
        raise ValueError("Each row needs its time, its start and all its terms.")
    if np.any((begins < 0) | (begins >= ends)):
        raise ValueError("A row must start at 0 or later, and before it stops.")
    design = np.column_stack(columns) if columns else np.zeros((ends.size, 0))
    return CoxRows(tuple(terms), design, begins, ends, happened, bool(np.any(begins > 0)))


def too_few_events(events: Mapping[str, int], fewest: int = FEWEST_EVENTS) -> str | None:
    """Returns why no hazard ratio is given between groups with these numbers of events, or None."""
    few = [f"{number} in “{name}”" for name, number in events.items() if number < fewest]
    if not few:
        return None
    return (
        f"a hazard ratio needs at least {fewest} events in each group; there are {', '.join(few)}"
    )


def cox(rows: CoxRows, level: float = 0.95) -> Cox:
    """Returns the model of the partial likelihood with Efron's ties.

    Cox D. J R Stat Soc B 1972;34:187–220; Efron B. J Am Stat Assoc 1977;72:557–565; `statsmodels`
    PHReg; the same as R's `coxph(Surv(start, stop, event) ~ terms)`. statsmodels takes a start on
    an event's day as at risk, R does not: where rows start after 0 all starts are put half a step
    later among the ordered times (“entry + 0.5 day” for whole days; only their order matters).
    Raises NotEstimable where the data hold no answer.
    """
    _refuse_what_is_empty(rows)
    z, scale = _scaled(rows)
    from statsmodels.duration.hazard_regression import PHReg  # type: ignore[import-untyped]

    stop, entry = _times(rows)
    model = PHReg(stop, z, status=rows.event.astype(int), entry=entry, ties="efron")
    with np.errstate(all="ignore"):
        found = model.fit(maxiter=_STEPS, tol=1e-10, warn_convergence=False, skip_hessian=True)
        beta = np.atleast_1d(np.asarray(found.params, float))
        covariance = _inverse(-np.asarray(model.hessian(beta), float))
        gain = 2 * float(model.loglike(beta) - model.loglike(np.zeros(beta.size)))
    _refuse_what_is_endless(rows, beta, covariance, scale)
    ratio = max(0.0, gain)
    return Cox(
        terms=_terms(rows.names, beta / scale, np.sqrt(np.diag(covariance)) / scale, level),
        rows=rows.stop.size,
        events=int(rows.event.sum()),
        likelihood_ratio=ratio,
        degrees=beta.size,
        p_value=float(chdtrc(beta.size, ratio)),
        covariance=covariance / np.outer(scale, scale),
    )


def _refuse_what_is_empty(rows: CoxRows) -> None:
    if not rows.names:
        raise NotEstimable("there is no term")
    if not np.any(rows.event):
        raise NotEstimable("nobody had the event")
    for name, column in zip(rows.names, rows.design.T, strict=True):
        if np.ptp(column) == 0:
            raise NotEstimable(f"“{name}” is the same in all patients")
        if _is_indicator(column) and len(np.unique(column[rows.event])) < 2:
            none = "0" if column[rows.event][0] else "1"
            raise NotEstimable(f"there is no event where “{name}” is {none}")


def _is_indicator(column: Floats) -> bool:
    return bool(np.all((column == 0) | (column == 1)))


def _scaled(rows: CoxRows) -> tuple[Floats, Floats]:
    """Returns the design around its means, in units of each term's spread, and those units."""
    scale = rows.design.std(axis=0)
    z = (rows.design - rows.design.mean(axis=0)) / scale
    for number in range(1, z.shape[1] + 1):
        if np.linalg.matrix_rank(z[:, :number]) < number:
            raise NotEstimable(f"“{rows.names[number - 1]}” follows from the other terms")
    return z, np.asarray(scale)


def _times(rows: CoxRows) -> tuple[Floats, Floats | None]:
    if not rows.starts_late:
        return rows.stop, None
    order = np.unique(np.concatenate([rows.start, rows.stop]))
    stop = np.searchsorted(order, rows.stop).astype(float)
    return stop, np.searchsorted(order, rows.start).astype(float) + 0.5


def _inverse(information: Floats) -> Floats:
    try:
        return np.asarray(np.linalg.inv(information))
    except np.linalg.LinAlgError:
        return np.full(information.shape, np.nan)


def _refuse_what_is_endless(rows: CoxRows, beta: Floats, covariance: Floats, scale: Floats) -> None:
    variance = np.diag(covariance)
    spread = np.ptp(rows.design, axis=0) / scale
    for name, b, v, width in zip(rows.names, beta, variance, spread, strict=True):
        is_found = np.isfinite(b) and np.isfinite(v) and v > 0
        if not is_found or abs(b) * width > _ENDLESS or np.sqrt(v) * width > _VAGUE:
            raise NotEstimable(f"the events do not bound the hazard ratio of “{name}”")


def _terms(
    names: tuple[str, ...], beta: Floats, error: Floats, level: float
) -> tuple[CoxTerm, ...]:
    half = error * float(ndtri((1 + share(level, "level")) / 2))
    p = 2 * ndtr(-np.abs(beta / error))
    columns = (beta, error, np.exp(beta), np.exp(beta - half), np.exp(beta + half), p)
    numbers = np.column_stack(columns).tolist()
    return tuple(CoxTerm(name, *row) for name, row in zip(names, numbers, strict=True))
