"""What became of every patient at every visit: one sampling that counts, or why there is none.

A visit is a window of the study's plan; without a plan the first, second, third sampling may stand
for it, and everything says so.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from monitor.analysis.cohort import Cohort
from monitor.analysis.time_axis import DAYS_PER_MONTH
from monitor.domain.visits import VisitWindow
from monitor.domain.vocabularies import EvidenceState

Codes = NDArray[np.int64]
Statuses = NDArray[np.int8]

MOST_IN_ORDER = 6
_NOWHERE = -1


class Status(StrEnum):
    """One patient at one visit. A result without a depth counts as detected where it is positive,
    as under-screened where it is not (methods.md 1). The last four have no sampling that counts.
    """

    DETECTED = "detected"
    NOT_DETECTED = "not detected"
    UNDER_SCREENED = "under-screened"
    NOT_EVALUABLE = "not evaluable"
    NOT_YET_DUE = "not yet due"
    ALIVE = "alive and relapse-free"
    AFTER_RELAPSE = "after relapse"
    AFTER_DEATH = "after death"


STATUSES = tuple(Status)
MISSING = STATUSES[4:]
_NUMBER = {status: number for number, status in enumerate(STATUSES)}
_OF_STATE = {
    EvidenceState.DETECTED: Status.DETECTED,
    EvidenceState.NOT_DETECTED: Status.NOT_DETECTED,
    EvidenceState.UNDER_SCREENED: Status.UNDER_SCREENED,
    EvidenceState.DEPTH_UNKNOWN: Status.UNDER_SCREENED,
    EvidenceState.NOT_EVALUABLE: Status.NOT_EVALUABLE,
}
_EVALUABLE = (EvidenceState.DETECTED.value, EvidenceState.NOT_DETECTED.value)


def number_of(status: Status) -> int:
    """Returns the number that stands for a status in arrays."""
    return _NUMBER[status]


@dataclass(frozen=True, slots=True, eq=False)
class VisitStates:
    """Patients (rows, as in `cohort.codes`) by `visits` (columns): the number of the `status`, the
    `place` in `cohort.samplings` of the sampling that counts (−1: none), and whether that one
    `is_evaluable`: detected or not detected, with a count and a depth.
    """

    cohort: Cohort
    visits: tuple[str, ...]
    by_order: bool
    status: Statuses
    place: Codes
    is_evaluable: NDArray[np.bool_]

    def column(self, visit: str) -> int:
        """Returns the column of a visit."""
        return self.visits.index(visit)


def visit_states(cohort: Cohort, by_order: bool = False) -> VisitStates:
    """Returns every patient at every visit window, or at the first, second … sampling."""
    visits, place = _by_order(cohort) if by_order else _by_window(cohort)
    of_sampling = _statuses(cohort)
    status = np.full(place.shape, -1, dtype=np.int8)
    has_sampling = place != _NOWHERE
    status[has_sampling] = of_sampling[place[has_sampling]]
    ends = cohort.patients[["anchored_on", "died_on", "first_relapse_on"]]
    for column, visit in enumerate(visits):
        is_missing = ~has_sampling[:, column]
        window = None if by_order else _window(cohort, visit)
        status[is_missing, column] = _reasons(ends[is_missing], cohort, window)
    is_evaluable = np.zeros(place.shape, dtype=bool)
    is_evaluable[has_sampling] = _is_evaluable(cohort)[place[has_sampling]]
    return VisitStates(cohort, visits, by_order, status, place, is_evaluable)


def _statuses(cohort: Cohort) -> Statuses:
    words = cohort.samplings["state"].cat
    known = {evidence.value: _NUMBER[status] for evidence, status in _OF_STATE.items()}
    other = _NUMBER[Status.NOT_EVALUABLE]
    of_word = np.array([known.get(str(word), other) for word in words.categories], dtype=np.int8)
    found = np.asarray(of_word[words.codes.to_numpy()])
    is_positive = cohort.samplings["is_positive"].to_numpy(dtype=bool, na_value=False)
    depth_unknown = _is_any(cohort, (EvidenceState.DEPTH_UNKNOWN.value,))
    found[depth_unknown & is_positive] = _NUMBER[Status.DETECTED]
    return found


def _is_evaluable(cohort: Cohort) -> NDArray[np.bool_]:
    return _is_any(cohort, _EVALUABLE)


def _is_any(cohort: Cohort, states: Sequence[str]) -> NDArray[np.bool_]:
    """Returns which samplings are in one of these states; by number, as words take ten times as
    long.
    """
    words = cohort.samplings["state"].cat
    return np.asarray(np.isin(words.categories, states)[words.codes.to_numpy()], dtype=bool)


def _by_window(cohort: Cohort) -> tuple[tuple[str, ...], Codes]:
    samplings = cohort.samplings
    windows = cohort.visits.windows if cohort.visits else ()
    visits = tuple(window.name for window in windows)
    counted = np.flatnonzero(samplings["is_counted_visit"].to_numpy(dtype=bool))
    numbers = {name: number for number, name in enumerate(visits)}
    words = samplings["visit"].cat
    of_word = np.array([numbers.get(str(name), _NOWHERE) for name in words.categories])
    columns = of_word[words.codes.to_numpy()[counted]] if counted.size else counted
    return visits, _placed(cohort, counted, columns, len(visits))


def _by_order(cohort: Cohort) -> tuple[tuple[str, ...], Codes]:
    """Returns the samplings by their order. Of several on one day the evaluable, then the positive
    one stands for all; what was withdrawn, or taken after a distant metastasis, does not count.
    """
    samplings = cohort.samplings
    usable = ~samplings["is_withdrawn"].to_numpy(dtype=bool)
    usable &= ~samplings["after_relapse"].to_numpy(dtype=bool)
    patient, day = samplings["patient"].to_numpy(), samplings["collected_on"].to_numpy()
    is_positive = samplings["is_positive"].to_numpy(dtype=bool, na_value=False)
    order = np.lexsort((~is_positive, ~_is_evaluable(cohort), day, patient))
    order = order[usable[order]]
    order = order[_is_first(patient[order]) | _is_first(day[order])]
    first = np.flatnonzero(_is_first(patient[order]))
    number = np.arange(order.size) - np.repeat(first, np.diff(np.append(first, order.size)))
    most = min(int(number.max(initial=-1)) + 1, MOST_IN_ORDER)
    kept = number < most
    visits = tuple(f"{ordinal(at + 1)} sampling" for at in range(most))
    columns = number[kept].astype(np.int64)
    return visits, _placed(cohort, order[kept].astype(np.int64), columns, most)


def _is_first(values: NDArray[Any]) -> NDArray[np.bool_]:
    """Returns which of sorted values is another than the one before."""
    return np.append(values[:1] == values[:1], values[1:] != values[:-1])


def ordinal(number: int) -> str:
    """Returns "1st", "2nd", "3rd", "4th" …"""
    ending = {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{'th' if number % 100 in (11, 12, 13) else ending}"


def _placed(cohort: Cohort, rows: Codes, columns: Codes, width: int) -> Codes:
    place = np.full((len(cohort.patients), width), _NOWHERE, dtype=np.int64)
    patients = np.searchsorted(cohort.codes, cohort.samplings["patient"].to_numpy()[rows])
    place[patients, columns] = rows
    return place


def _window(cohort: Cohort, visit: str) -> VisitWindow | None:
    windows = cohort.visits.windows if cohort.visits else ()
    return next((w for w in windows if w.name == visit), None)


def _reasons(patients: pd.DataFrame, cohort: Cohort, window: VisitWindow | None) -> Statuses:
    """Returns why patients have no sampling, as the denominators below every figure say it."""
    end = np.full(len(patients), np.datetime64(cohort.data_cut, "s"))
    not_due = np.zeros(len(patients), dtype=bool)
    if window is not None:
        open_days = np.timedelta64(round(window.last * DAYS_PER_MONTH), "D")
        closes = patients["anchored_on"].to_numpy() + open_days
        not_due = np.greater(closes, end)
        end = np.where(np.isnat(closes), end, np.minimum(closes, end))
    is_dead = patients["died_on"].to_numpy() <= end
    is_relapsed = patients["first_relapse_on"].to_numpy() <= end
    numbers = np.select(
        [is_dead, is_relapsed, not_due],
        [_NUMBER[s] for s in (Status.AFTER_DEATH, Status.AFTER_RELAPSE, Status.NOT_YET_DUE)],
        _NUMBER[Status.ALIVE],
    )
    return numbers.astype(np.int8)
