"""What became of every patient at every visit: one sampling that counts, or why there is none.

A visit is a window of the study's plan; without a plan the first, second, third sampling may stand
for it, and everything says so. It is one small number for each patient and visit, found once for
everybody: figures count these numbers, and whom a filter leaves is a mask over them.
"""

from dataclasses import dataclass, replace
from enum import IntEnum, StrEnum

import numpy as np

from monitor.analysis.cohort import Codes, Cohort
from monitor.analysis.detection_places import (
    NOWHERE,
    Numbers,
    Places,
    Rows,
    in_states,
    places_by_order,
    places_by_window,
    rows_of,
)
from monitor.analysis.time_axis import DAYS_PER_MONTH
from monitor.domain.visits import VisitWindow
from monitor.domain.vocabularies import EvidenceState


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


class Found(IntEnum):
    """The number kept of one patient at one visit: the status, and of a detected one how many cells
    an evaluable sampling had.
    """

    THREE = 0
    TWO = 1
    ONE = 2
    NO_COUNT = 3
    NOT_DETECTED = 4
    UNDER_SCREENED = 5
    NOT_EVALUABLE = 6
    NOT_YET_DUE = 7
    ALIVE = 8
    AFTER_RELAPSE = 9
    AFTER_DEATH = 10


STATUSES = tuple(Status)
MISSING = STATUSES[4:]
STATUS_OF = tuple(
    Status.DETECTED if found <= Found.NO_COUNT else Status[found.name] for found in Found
)
IS_EVALUABLE = np.array([f < Found.NO_COUNT or f is Found.NOT_DETECTED for f in Found])
_STATUS_NUMBERS = np.array([STATUSES.index(status) for status in STATUS_OF], dtype=np.int8)
_OF_STATE = {
    EvidenceState.DETECTED.value: Found.ONE,
    EvidenceState.NOT_DETECTED.value: Found.NOT_DETECTED,
    EvidenceState.UNDER_SCREENED.value: Found.UNDER_SCREENED,
    EvidenceState.DEPTH_UNKNOWN.value: Found.UNDER_SCREENED,
}


@dataclass(frozen=True, slots=True, eq=False)
class VisitStates:
    """Patients (rows, by their `codes`) by `visits` (columns): the number of what was `found`, and
    the `place` in the samplings of `cohort` of the one that counts (−1: none).

    `off_window` and `second` count the samplings of each patient that no visit counts. The cohort
    may have more patients than there are rows.
    """

    cohort: Cohort
    codes: Codes
    visits: tuple[str, ...]
    by_order: bool
    found: Numbers
    place: Places
    off_window: Places
    second: Places

    def column(self, visit: str) -> int:
        """Returns the column of a visit."""
        return self.visits.index(visit)

    def at(self, visit: str, rows: Rows | slice = slice(None)) -> Numbers:
        """Returns what was found at a visit."""
        return np.asarray(self.found[:, self.column(visit)][rows])

    @property
    def status(self) -> Numbers:
        """Returns the number of the status of each patient at each visit."""
        return np.asarray(_STATUS_NUMBERS[self.found])

    def rows(self, codes: Codes) -> Rows | slice:
        """Returns the rows of these patients."""
        if np.array_equal(codes, self.codes):
            return slice(None)
        is_meant = np.zeros(1 + max(codes.max(initial=-1), self.codes.max(initial=-1)), dtype=bool)
        is_meant[codes] = True
        return np.asarray(is_meant[self.codes])

    def of(self, codes: Codes) -> "VisitStates":
        """Returns the same of these patients only. The order of a sampling that none of them
        reached is no visit of theirs.
        """
        rows = self.rows(codes)
        if isinstance(rows, slice):
            return self
        place = self.place[rows]
        reached = np.flatnonzero((place != NOWHERE).any(axis=0))
        last = int(reached.max(initial=-1)) + 1 if self.by_order else len(self.visits)
        return replace(
            self,
            codes=self.codes[rows],
            visits=self.visits[:last],
            found=np.asfortranarray(self.found[rows, :last]),
            place=np.asfortranarray(place[:, :last]),
            off_window=self.off_window[rows],
            second=self.second[rows],
        )


def visit_states(cohort: Cohort, by_order: bool = False) -> VisitStates:
    """Returns every patient at every visit window, or at the first, second … sampling."""
    visits, place = places_by_order(cohort) if by_order else places_by_window(cohort)
    of_sampling = _found_of_samplings(cohort)
    found = np.empty(place.shape, dtype=np.int8, order="F")
    for column, visit in enumerate(visits):
        at = place[:, column]
        is_there = at != NOWHERE
        found[:, column] = _reasons(cohort, None if by_order else _window(cohort, visit))
        found[is_there, column] = of_sampling[at[is_there]]
    aside = (np.zeros(len(place), dtype=np.int32),) * 2 if by_order else _aside(cohort)
    return VisitStates(cohort, cohort.codes, visits, by_order, found, place, *aside)


def _found_of_samplings(cohort: Cohort) -> Numbers:
    words = cohort.samplings["state"].cat
    of_word = [_OF_STATE.get(str(word), Found.NOT_EVALUABLE) for word in words.categories]
    found = np.array(of_word, dtype=np.int8)[words.codes.to_numpy()]
    cells = cohort.samplings["k"].to_numpy(dtype=float, na_value=np.nan)
    is_detected = found == Found.ONE
    found[is_detected & (cells == 2)] = Found.TWO
    found[is_detected & (cells >= 3)] = Found.THREE
    is_positive = cohort.samplings["is_positive"].to_numpy(dtype=bool, na_value=False)
    found[in_states(cohort, (EvidenceState.DEPTH_UNKNOWN.value,)) & is_positive] = Found.NO_COUNT
    return np.asarray(found)


def _aside(cohort: Cohort) -> tuple[Places, Places]:
    """Returns how many samplings of each patient lie off every window, and how many in one where
    another counts; those after a distant metastasis are in neither.
    """
    samplings, width = cohort.samplings, len(cohort.patients)
    may_count = ~samplings["after_relapse"].to_numpy(dtype=bool)
    is_off = samplings["is_off_window"].to_numpy(dtype=bool)
    rows = rows_of(cohort, samplings["patient"].to_numpy())
    off, second = (
        np.bincount(rows[which & may_count], minlength=width).astype(np.int32)
        for which in (is_off, is_second(cohort))
    )
    return off, second


def is_second(cohort: Cohort) -> Rows:
    """Returns which samplings lie in a window where another one counts."""
    words = cohort.samplings["visit"].cat
    is_inside = np.append(np.asarray(words.categories != ""), False)[words.codes.to_numpy()]
    return np.asarray(is_inside & ~cohort.samplings["is_counted_visit"].to_numpy(dtype=bool))


def _window(cohort: Cohort, visit: str) -> VisitWindow | None:
    windows = cohort.visits.windows if cohort.visits else ()
    return next((w for w in windows if w.name == visit), None)


def _reasons(cohort: Cohort, window: VisitWindow | None) -> Numbers:
    """Returns why patients have no sampling, as the denominators below every figure say it."""
    patients = cohort.patients
    end = np.full(len(patients), np.datetime64(cohort.data_cut, "s"))
    found = np.full(len(patients), Found.ALIVE, dtype=np.int8)
    if window is not None:
        open_days = np.timedelta64(round(window.last * DAYS_PER_MONTH), "D")
        closes = patients["anchored_on"].to_numpy() + open_days
        found[np.greater(closes, end)] = Found.NOT_YET_DUE
        end = np.where(np.isnat(closes), end, np.minimum(closes, end))
    found[np.asarray(patients["first_relapse_on"].to_numpy() <= end)] = Found.AFTER_RELAPSE
    found[np.asarray(patients["died_on"].to_numpy() <= end)] = Found.AFTER_DEATH
    return found
