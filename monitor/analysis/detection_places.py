"""Which sampling of a patient counts at a visit: the one of its window, or the 1st, 2nd, 3rd …"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from monitor.analysis.cohort import Cohort
from monitor.domain.vocabularies import EvidenceState

Rows = NDArray[np.bool_]
Numbers = NDArray[np.int8]
Places = NDArray[np.int32]

MOST_IN_ORDER = 6
NOWHERE = -1
_EVALUABLE = (EvidenceState.DETECTED.value, EvidenceState.NOT_DETECTED.value)


def places_by_window(cohort: Cohort) -> tuple[tuple[str, ...], Places]:
    """Returns the windows, and for each patient and window where in the samplings the one stands
    that counts, −1 for none.
    """
    samplings = cohort.samplings
    windows = cohort.visits.windows if cohort.visits else ()
    visits = tuple(window.name for window in windows)
    counted = np.flatnonzero(samplings["is_counted_visit"].to_numpy(dtype=bool))
    numbers = {name: number for number, name in enumerate(visits)}
    words = samplings["visit"].cat
    of_word = np.array([numbers.get(str(name), NOWHERE) for name in words.categories])
    columns = of_word[words.codes.to_numpy()[counted]] if counted.size else counted
    return visits, _placed(cohort, counted, columns, len(visits))


def places_by_order(cohort: Cohort) -> tuple[tuple[str, ...], Places]:
    """Returns the same of samplings in their order. Of several on one day the evaluable, then the
    positive one stands for all; what was withdrawn, or taken after a distant metastasis, does not
    count.
    """
    rows = _one_a_day(cohort)
    patient = cohort.samplings["patient"].to_numpy()[rows]
    first = np.flatnonzero(_is_first(patient))
    number = np.arange(rows.size) - np.repeat(first, np.diff(np.append(first, rows.size)))
    most = min(int(number.max(initial=-1)) + 1, MOST_IN_ORDER)
    kept = number < most
    visits = tuple(f"{ordinal(at + 1)} sampling" for at in range(most))
    return visits, _placed(cohort, rows[kept], number[kept], most)


def _one_a_day(cohort: Cohort) -> NDArray[np.int64]:
    """Returns the samplings that stand for a patient's day, by patient and day as they all are."""
    samplings = cohort.samplings
    is_out = samplings["is_withdrawn"].to_numpy(dtype=bool)
    rows = np.flatnonzero(~(is_out | samplings["after_relapse"].to_numpy(dtype=bool)))
    patient, day = (samplings[name].to_numpy()[rows] for name in ("patient", "collected_on"))
    is_new = _is_first(patient) | _is_first(day)
    if is_new.all():
        return rows
    is_positive = samplings["is_positive"].to_numpy(dtype=bool, na_value=False)[rows]
    rank = 2 * ~is_evaluable(cohort)[rows] + ~is_positive
    starts = np.flatnonzero(is_new)
    sizes = np.diff(np.append(starts, rows.size))
    is_best = rank == np.repeat(np.minimum.reduceat(rank, starts), sizes)
    of_day = np.repeat(np.arange(starts.size), sizes)[is_best]
    return np.asarray(rows[is_best][_is_first(of_day)])


def is_evaluable(cohort: Cohort) -> Rows:
    """Returns which samplings are detected or not detected."""
    return in_states(cohort, _EVALUABLE)


def in_states(cohort: Cohort, states: tuple[str, ...]) -> Rows:
    """Returns which samplings are in one of these states; by number, as words take ten times as
    long.
    """
    words = cohort.samplings["state"].cat
    return np.asarray(np.isin(words.categories, states)[words.codes.to_numpy()], dtype=bool)


def rows_of(cohort: Cohort, patients: NDArray[np.int64]) -> NDArray[np.int64]:
    """Returns where in the cohort's codes patients stand."""
    codes = cohort.codes
    if codes.size and codes[-1] == codes.size - 1:
        return patients  # of the whole cohort, codes are places
    return np.searchsorted(codes, patients)


def _is_first(values: NDArray[Any]) -> Rows:
    """Returns which of sorted values is another than the one before."""
    return np.append(values[:1] == values[:1], values[1:] != values[:-1])


def ordinal(number: int) -> str:
    """Returns "1st", "2nd", "3rd", "4th" …"""
    ending = {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{'th' if number % 100 in (11, 12, 13) else ending}"


def _placed(
    cohort: Cohort, rows: NDArray[np.int64], columns: NDArray[np.int64], width: int
) -> Places:
    place = np.full((len(cohort.patients), width), NOWHERE, dtype=np.int32, order="F")
    place[rows_of(cohort, cohort.samplings["patient"].to_numpy()[rows]), columns] = rows
    return place
