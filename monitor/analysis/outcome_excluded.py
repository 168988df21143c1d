"""Who is not followed, and why: the first reason that is found counts."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from monitor.analysis.outcome_facts import Codes, CohortFacts, Flags

Reason = tuple[str, str]  # its kind, and the same with days


@dataclass(frozen=True, slots=True)
class Excluded:
    """One patient who is not followed."""

    link: str
    patient_id: str
    reason: str


@dataclass(frozen=True, slots=True, eq=False)
class Exclusions:
    """The patients who are not followed, by number, each with the number of a reason."""

    patient: Codes
    reason: Codes
    reasons: tuple[Reason, ...]

    def __len__(self) -> int:
        return int(self.patient.size)

    @property
    def kinds(self) -> tuple[tuple[str, int], ...]:
        """Returns each kind of reason with its number of patients, the most frequent first."""
        found: Counter[str] = Counter()
        numbers = np.bincount(self.reason, minlength=len(self.reasons)).tolist()
        for (kind, _), number in zip(self.reasons, numbers, strict=True):
            found[kind] += number
        return tuple((kind, number) for kind, number in found.most_common() if number)

    def listed(self, facts: CohortFacts) -> tuple[Excluded, ...]:
        """Returns everyone by name, in the order of the cohort."""
        return tuple(
            Excluded(facts.links[who], facts.patient_ids[who], self.reasons[why][1])
            for who, why in zip(self.patient.tolist(), self.reason.tolist(), strict=True)
        )


class Refusals:
    """Reasons as they are found, one question after the other."""

    def __init__(self, patients: int) -> None:
        self._why = np.full(patients, -1, np.int32)
        self._numbers: dict[Reason, int] = {}

    def by_number(self, refused: Flags, why: Codes, reasons: Sequence[Reason]) -> None:
        """Takes out patients for the reason of that number."""
        new = refused & (self._why < 0)
        own = [self._number(reason) for reason in reasons]
        if own:
            self._why[new] = np.array(own, np.int32)[why[new]]

    def each(self, refused: Flags, reason: Callable[[int], Reason]) -> None:
        """Takes out patients, each for a reason of her own."""
        for who in np.flatnonzero(refused & (self._why < 0)).tolist():
            self._why[who] = self._number(reason(who))

    def remain(self) -> Codes:
        """Returns who has not been taken out."""
        return np.flatnonzero(self._why < 0).astype(np.int32)

    def done(self) -> Exclusions:
        """Returns everybody who was taken out."""
        out: NDArray[np.int32] = np.flatnonzero(self._why >= 0).astype(np.int32)
        return Exclusions(out, self._why[out], tuple(self._numbers))

    def _number(self, reason: Reason) -> int:
        return self._numbers.setdefault(reason, len(self._numbers))
