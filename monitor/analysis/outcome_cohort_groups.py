"""Groups that rest on the frames of the cohort pages: a visit window, a call.

`codes` are the cohort's codes of the patients of the facts, in the same order.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from monitor.analysis.cohort import Cohort
from monitor.analysis.cohort_filter import looked_at
from monitor.analysis.outcome_clocks import Clock
from monitor.analysis.outcome_facts import UNKNOWN, Codes, CohortFacts, Days, ordinals
from monitor.analysis.outcome_groups import (
    DETECTED,
    NOT_DETECTED,
    NOWHERE,
    Placed,
    placed_by,
)
from monitor.analysis.outcome_question import OutcomeQuestion, OutcomeQuestionError
from monitor.analysis.outcome_starts import landmarks
from monitor.domain.calls import CallKind
from monitor.domain.vocabularies import EvidenceState

# The call that others are compared with, the first of these that occurs.
_REFERENCES = (CallKind.NEVER_DETECTED, CallKind.CLEARED, CallKind.PERSISTENT)
_NO_CALLS = ("", CallKind.NO_CALL, CallKind.NEW_SERIES, CallKind.AFTER_RELAPSE)


@dataclass(frozen=True, slots=True, eq=False)
class OfFrames:
    """What groups read from the cohort's frames have in common."""

    cohort: Cohort
    codes: NDArray[np.int64]

    @property
    def needs_sampling(self) -> bool:
        return True

    def reference(self, groups: tuple[str, ...]) -> str:
        """Returns the last group."""
        return groups[-1]

    def term(self, group: str, groups: tuple[str, ...]) -> str:  # noqa: ARG002
        """Returns the group's name."""
        return group

    def _one_each(self, samplings: pd.DataFrame) -> tuple[NDArray[np.intp], pd.DataFrame]:
        """Returns one sampling a patient, the last given, with the patient's number."""
        own = samplings.drop_duplicates("patient", keep="last")
        patients = own["patient"].to_numpy()
        place = np.minimum(np.searchsorted(self.codes, patients), max(self.codes.size - 1, 0))
        known = self.codes[place] == patients if self.codes.size else np.zeros(0, bool)
        return place[known], own[known]


@dataclass(frozen=True, slots=True, eq=False)
class MarrowInWindow(OfFrames):
    """Tumor cells detected or not in the sampling that counts in a visit window."""

    visit: str

    def place(self, facts: CohortFacts, question: OutcomeQuestion) -> Placed:  # noqa: ARG002
        """Returns the status, known on the day of the sampling."""
        who, own = self._one_each(looked_at(self.cohort, self.visit))
        group = np.full(facts.patients, NOWHERE, np.int32)
        is_hit = own["is_positive"].fillna(value=False).to_numpy(dtype=bool)
        is_clear = (own["state"] == EvidenceState.NOT_DETECTED.value).to_numpy()
        group[who] = np.where(is_hit, 0, np.where(is_clear, 1, NOWHERE))
        days = _at(who, ordinals(own["collected_on"]), facts.patients)
        why = f"no status in the window {self.visit}"
        return placed_by((DETECTED, NOT_DETECTED), group, [why], days, days)


@dataclass(frozen=True, slots=True, eq=False)
class CallAt(OfFrames):
    """The call at the sampling that counts in a visit window, or, with no window named, the last
    call up to the landmark. What was confirmed later plays no part: it was not known that day.
    """

    visit: str = ""

    @property
    def needs_sampling(self) -> bool:
        return bool(self.visit)

    def place(self, facts: CohortFacts, question: OutcomeQuestion) -> Placed:
        """Returns the call, known on the day of its sampling."""
        who, own = self._one_each(self._samplings(facts, question))
        calls = own["call"].astype(str).to_numpy()
        occurring = {call for call in calls if call not in _NO_CALLS}
        names = tuple(call.value for call in CallKind if call.value in occurring)
        number = {name: at for at, name in enumerate(names)}
        group = np.full(facts.patients, NOWHERE, np.int32)
        group[who] = [number.get(call, NOWHERE) for call in calls]
        days = _at(who, ordinals(own["collected_on"]), facts.patients)
        why = f"no call in the window {self.visit}" if self.visit else "no call up to the landmark"
        return placed_by(names, group, [why], days, days)

    def reference(self, groups: tuple[str, ...]) -> str:
        """Returns “never detected”, where it occurs; else “cleared” or “persistent”."""
        return next((call.value for call in _REFERENCES if call.value in groups), groups[0])

    def _samplings(self, facts: CohortFacts, question: OutcomeQuestion) -> pd.DataFrame:
        if self.visit:
            return looked_at(self.cohort, self.visit)
        if question.clock is Clock.SAMPLING:
            raise OutcomeQuestionError("The call at the landmark needs another clock.")
        held = self.cohort.samplings
        held = held[~held["call"].astype(str).isin(_NO_CALLS).to_numpy()]
        day = landmarks(facts, question.clock, question.landmark_months or 0).day
        until = pd.Series(day, self.codes).reindex(held["patient"]).fillna(UNKNOWN).to_numpy()
        return held[ordinals(held["collected_on"]) <= until]


def _at(who: NDArray[np.intp], values: Days, patients: int) -> Codes:
    found = np.full(patients, UNKNOWN, np.int32)
    found[who] = values
    return found
