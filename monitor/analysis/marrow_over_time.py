"""Marrow status as it changes: the hazard while detected against the hazard while not.

No landmark is needed: a patient counts with the status last known, from the day of its sampling on,
and is under observation only once there is one (methods.md 6).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from monitor.analysis.outcome_clocks import clock_start, last_record
from monitor.analysis.outcome_groups import DETECTED, NOT_DETECTED, marrow_status
from monitor.analysis.outcome_models import Adjusted, fitted, left_out
from monitor.analysis.outcomes import Excluded, OutcomeQuestion
from monitor.analysis.patient_columns import column_value, terms_of
from monitor.analysis.samplings import samplings
from monitor.analysis.series import first_metastasis
from monitor.domain.endpoints import Ending, NotAtRisk, TimeToEvent, time_to
from monitor.domain.records import Course, Patient
from monitor.domain.rules import RuleSet
from monitor.domain.vocabularies import Material
from monitor.stats.cox import CoxRows, cox_rows, too_few_events

TERM = "marrow detected"


@dataclass(frozen=True, slots=True)
class StatusRow:
    """One status of one patient in days (start, stop] of the clock; `has_event` at the stop."""

    patient: Patient
    start: int
    stop: int
    status: str
    has_event: bool


@dataclass(frozen=True, slots=True, eq=False)
class MarrowOverTime:
    """The model with its first term “marrow detected”, the rows behind it, and who is not in it."""

    adjusted: Adjusted
    rows: tuple[StatusRow, ...]
    excluded: tuple[Excluded, ...]


def marrow_over_time(
    courses: Iterable[Course], question: OutcomeQuestion, rules: RuleSet
) -> MarrowOverTime:
    """Returns the hazard ratio of a marrow in which tumor cells are detected at the time.

    The landmark of the question is not used. Of several results of a day a positive one counts; the
    day of an event still belongs to the status before it.
    """
    rows: list[StatusRow] = []
    excluded: list[Excluded] = []
    for course in courses:
        found = status_rows(course, question, rules)
        if isinstance(found, NotAtRisk):
            excluded.append(Excluded(course.patient, found.reason))
        else:
            rows += found
    return MarrowOverTime(_adjusted(rows, question.covariates), tuple(rows), tuple(excluded))


def status_rows(
    course: Course, question: OutcomeQuestion, rules: RuleSet
) -> tuple[StatusRow, ...] | NotAtRisk:
    """Returns a patient's rows, a new one for each change of the status, or why there is none."""
    known = _known_statuses(course, rules)
    if not known:
        return NotAtRisk("no marrow sampling with a status")
    origin = clock_start(course, question.clock, known[0][0])
    if isinstance(origin, NotAtRisk):
        return origin
    entry = max(origin.on, known[0][0])
    end = time_to(
        question.endpoint, course.outcomes, entry, last_record(course), question.unknown_cause
    )
    if isinstance(end, NotAtRisk):
        return end
    return tuple(_rows(course.patient, origin.on, entry, known, end))


def _known_statuses(course: Course, rules: RuleSet) -> list[tuple[date, str]]:
    """Returns days with a status up to distant metastasis, in time order, one status a day."""
    relapsed_on = first_metastasis(course) or date.max
    marrow = (a for a in course.assays if a.material is Material.BONE_MARROW)
    found: dict[date, str] = {}
    for sampling in samplings(marrow, rules):
        status, day = marrow_status(sampling), sampling.collected_on
        if status is not None and day <= relapsed_on and found.get(day) != DETECTED:
            found[day] = status
    return sorted(found.items())


def _rows(
    patient: Patient,
    origin: date,
    entry: date,
    known: Sequence[tuple[date, str]],
    end: TimeToEvent,
) -> Iterable[StatusRow]:
    status = [status for day, status in known if day <= entry][-1]
    begins = entry
    for day, then in known:
        if entry < day < end.ended_on and then != status:
            yield StatusRow(patient, (begins - origin).days, (day - origin).days, status, False)
            begins, status = day, then
    has_event = end.ending is Ending.EVENT
    stop = (end.ended_on - origin).days
    yield StatusRow(patient, (begins - origin).days, stop, status, has_event)


def _adjusted(rows: Sequence[StatusRow], covariates: Sequence[str]) -> Adjusted:
    terms = {TERM: np.array([float(row.status == DETECTED) for row in rows])}
    for column in covariates:
        terms |= terms_of(column, [column_value(row.patient, column) for row in rows])
    is_whole = np.all(np.isfinite(np.column_stack(list(terms.values()))), axis=1)
    kept = [row for row, whole in zip(rows, is_whole, strict=True) if whole]
    notes = left_out(len({r.patient for r in rows} - {r.patient for r in kept}), covariates)
    events = {
        status: sum(row.has_event for row in kept if row.status == status)
        for status in (DETECTED, NOT_DETECTED)
    }
    if few := too_few_events(events):
        return Adjusted(None, None, few, notes)
    return fitted(_model_rows(kept, {name: v[is_whole] for name, v in terms.items()}), notes)


def _model_rows(rows: Sequence[StatusRow], terms: Mapping[str, NDArray[np.float64]]) -> CoxRows:
    return cox_rows(
        [row.stop for row in rows],
        [row.has_event for row in rows],
        terms,
        [row.start for row in rows],
    )
