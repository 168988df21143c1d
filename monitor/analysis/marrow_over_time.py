"""Marrow status as it changes: the hazard while detected against the hazard while not.

No landmark is needed: a patient counts with the status last known, from the day of its sampling on,
and is under observation only once there is one (methods.md 6).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from monitor.analysis.outcome_clocks import Clock
from monitor.analysis.outcome_excluded import Exclusions, Refusals
from monitor.analysis.outcome_facts import NO_STATUS, POSITIVE, UNKNOWN, Codes, CohortFacts, Days
from monitor.analysis.outcome_follow import EVENT, Ends, ends
from monitor.analysis.outcome_groups import DETECTED, NOT_DETECTED
from monitor.analysis.outcome_models import (
    Adjusted,
    complete,
    covariate_terms,
    fitted,
    left_out,
)
from monitor.analysis.outcome_question import OutcomeQuestion
from monitor.analysis.outcome_starts import landmarks
from monitor.analysis.outcomes import check_covariates
from monitor.analysis.patient_columns import TooManyWordsError
from monitor.stats.cox import cox_rows, too_few_events
from monitor.stats.inputs import Bools

TERM = "marrow detected"


@dataclass(frozen=True, slots=True, eq=False)
class StatusRows:
    """Each status of each patient in days (start, stop] of the clock, in time order; the event at
    the stop or not.
    """

    patient: Codes
    start: NDArray[np.int32]
    stop: NDArray[np.int32]
    detected: Bools
    has_event: Bools

    def __len__(self) -> int:
        return int(self.patient.size)

    def time(self, detected: bool) -> int:
        """Returns the days that all patients spent in a status."""
        own = self.detected == detected
        return int(np.sum(self.stop[own] - self.start[own], dtype=np.int64))

    def events(self, detected: bool) -> int:
        """Returns the events that happened in a status."""
        return int(np.sum(self.has_event & (self.detected == detected)))

    def patients(self, detected: bool) -> int:
        """Returns how many patients were ever seen in a status."""
        return int(np.unique(self.patient[self.detected == detected]).size)


@dataclass(frozen=True, slots=True, eq=False)
class MarrowOverTime:
    """The model with its first term “marrow detected”, the rows behind it, and who is not in it."""

    adjusted: Adjusted
    rows: StatusRows
    excluded: Exclusions


@dataclass(frozen=True, slots=True, eq=False)
class _Known:
    """Days with a status, one status a day, by patient and day."""

    patient: Codes
    day: Days
    detected: Bools

    def kept(self, rows: Bools) -> "_Known":
        return _Known(self.patient[rows], self.day[rows], self.detected[rows])


def marrow_over_time(facts: CohortFacts, question: OutcomeQuestion) -> MarrowOverTime:
    """Returns the hazard ratio of a marrow in which tumor cells are detected at the time.

    The landmark of the question is not used. Of several results of a day a positive one counts; the
    day of an event still belongs to the status before it. Raises OutcomeQuestionError for a
    covariate that nobody has.
    """
    check_covariates(facts, question)
    known = _known_statuses(facts)
    out = Refusals(facts.patients)
    first_on = np.full(facts.patients, UNKNOWN, np.int32)
    first_on[known.patient[::-1]] = known.day[::-1]  # the first one stays
    without = "no marrow sampling with a status"
    none = first_on == UNKNOWN
    out.by_number(none, np.where(none, 0, -1).astype(np.int32), [(without, without)])
    sampled_on = first_on if question.clock is Clock.SAMPLING else None
    start = landmarks(facts, question.clock, 0, sampled_on)
    out.by_number(start.why >= 0, start.why, [(reason, reason) for reason in start.reasons])
    entry = np.maximum(start.day, first_on)
    if facts.asked_since is not None:
        entry = np.maximum(entry, facts.asked_since)
    end = ends(facts, question.endpoint, question.unknown_cause)
    out.each(end.on <= entry, lambda who: end.reason(who, int(entry[who])))
    is_member = np.zeros(facts.patients, bool)
    is_member[out.remain()] = True
    rows = _rows(known.kept(is_member[known.patient]), start.day, entry, end)
    return MarrowOverTime(_adjusted(facts, rows, question.covariates), rows, out.done())


def status_members(rows: StatusRows, term: str) -> tuple[tuple[str, Codes], ...]:
    """Returns who had the event in which status, for the term of the marrow; other terms are of
    nobody in particular.
    """
    if term != TERM:
        return ()
    listed = (
        (f"with the event while {words}", rows.patient[rows.has_event & (rows.detected == status)])
        for words, status in ((DETECTED, True), (NOT_DETECTED, False))
    )
    return tuple((words, who) for words, who in listed if who.size)


def _known_statuses(facts: CohortFacts) -> _Known:
    """Returns days with a status up to distant metastasis."""
    marrow = facts.marrow
    counts = marrow.status != NO_STATUS
    counts &= marrow.day <= facts.metastasis[marrow.patient]
    patient, day = marrow.patient[counts], marrow.day[counts]
    is_first = np.ones(patient.size, bool)
    is_first[1:] = (patient[1:] != patient[:-1]) | (day[1:] != day[:-1])
    begins = np.flatnonzero(is_first)
    positive = (marrow.status[counts] == POSITIVE).astype(np.int64)
    detected = np.add.reduceat(positive, begins) > 0 if begins.size else np.zeros(0, bool)
    return _Known(patient[begins], day[begins], detected)


def _rows(known: _Known, origin: Days, entry: Days, end: Ends) -> StatusRows:
    known = known.kept(known.day < end.on[known.patient])
    begins = np.maximum(known.day, entry[known.patient])
    # Of those known at the entry the last one counts.
    is_last = np.ones(begins.size, bool)
    is_last[:-1] = (known.patient[1:] != known.patient[:-1]) | (begins[1:] != begins[:-1])
    known, begins = known.kept(is_last), begins[is_last]
    is_new = np.ones(begins.size, bool)
    same_patient = known.patient[1:] == known.patient[:-1]
    is_new[1:] = ~same_patient | (known.detected[1:] != known.detected[:-1])
    known, begins = known.kept(is_new), begins[is_new]
    who = known.patient
    is_final = np.ones(begins.size, bool)
    is_final[:-1] = who[1:] != who[:-1]
    stops = np.append(begins[1:], 0)
    stops = np.where(is_final, end.on[who], stops)
    return StatusRows(
        patient=who,
        start=(begins - origin[who]).astype(np.int32),
        stop=(stops - origin[who]).astype(np.int32),
        detected=known.detected,
        has_event=is_final & (end.cause[who] == EVENT),
    )


def _adjusted(facts: CohortFacts, rows: StatusRows, covariates: Sequence[str]) -> Adjusted:
    terms = {TERM: rows.detected.astype(float)}
    try:
        terms |= covariate_terms(facts, covariates, rows.patient)
    except TooManyWordsError as reason:
        return Adjusted(None, None, str(reason))
    whole = complete(terms)
    missing = np.setdiff1d(rows.patient, rows.patient[whole]).size
    notes = left_out(missing, covariates)
    hit = rows.detected[whole & rows.has_event]
    events = {DETECTED: int(np.sum(hit)), NOT_DETECTED: int(np.sum(~hit))}
    if few := too_few_events(events):
        return Adjusted(None, None, few, notes)
    kept = {name: values[whole] for name, values in terms.items()}
    model_rows = cox_rows(rows.stop[whole], rows.has_event[whole], kept, rows.start[whole])
    return fitted(model_rows, notes)
