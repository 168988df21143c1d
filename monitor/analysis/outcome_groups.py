"""Who belongs to which group, and since which day that is known (methods.md 6)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray

from monitor.analysis.outcome_clocks import Clock
from monitor.analysis.outcome_facts import (
    NEGATIVE,
    NO_STATUS,
    POSITIVE,
    UNKNOWN,
    Codes,
    CohortFacts,
    Days,
    Flags,
)
from monitor.analysis.outcome_question import (
    OutcomeQuestion,
    OutcomeQuestionError,
    UnknownColumnError,
    UnknownVisitError,
)
from monitor.analysis.outcome_starts import landmarks

MARROW = "marrow@"
DETECTED, NOT_DETECTED = "detected", "not detected"

NOWHERE = -1


@dataclass(frozen=True, slots=True, eq=False)
class Placed:
    """Every patient's group, by number in `names`, NOWHERE where there is none. `known_on` is the
    day of the last sampling that it rests on, a confirming one included: no clock may start
    earlier; UNKNOWN where no sampling is involved. `sampled_on` is the sampling that the group is
    named for. `why` is the number of the reason why there is no group in `reasons`, each with its
    kind first; `remarks` tell what was assumed, and of whom.
    """

    names: tuple[str, ...]
    group: Codes
    known_on: Days
    sampled_on: Days
    why: Codes
    reasons: tuple[tuple[str, str], ...]
    remarks: tuple[tuple[str, Flags], ...] = ()


class Grouping(Protocol):
    """A way to sort patients into groups; anything that says since when it was known will do."""

    @property
    def needs_sampling(self) -> bool:
        """Returns whether each group is named for a sampling, which may start the clock."""

    def place(self, facts: CohortFacts, question: OutcomeQuestion) -> Placed:
        """Returns everybody's group. Raises OutcomeQuestionError where nobody can have one."""

    def reference(self, groups: tuple[str, ...]) -> str:
        """Returns the group that the others are compared with."""

    def term(self, group: str, groups: tuple[str, ...]) -> str:
        """Returns the name of that comparison in a model."""


class _ByMarrow:
    """What groups by marrow status have in common."""

    __slots__ = ()
    needs_sampling = True

    def reference(self, groups: tuple[str, ...]) -> str:
        """Returns “not detected”."""
        return groups[-1]

    def term(self, group: str, groups: tuple[str, ...]) -> str:  # noqa: ARG002
        """Returns the group's name."""
        return group


@dataclass(frozen=True, slots=True)
class MarrowAt(_ByMarrow):
    """Tumor cells detected or not at a visit as the lab wrote it (upper and lower case alike).

    The first day of that visit with a result counts: detected where any method detects cells, of
    unknown depth too; not detected at adequate depth. Anything else has no status.
    """

    visit: str

    def place(self, facts: CohortFacts, question: OutcomeQuestion) -> Placed:
        """Returns the status, known on the day of the sampling. Raises UnknownVisitError for a
        visit that is in no file.
        """
        at = f"visit “{self.visit}”"
        rows = facts.marrow.rows_of(self.visit)
        if facts.patients and not rows.size:
            word = _WORDS.get(self.visit.strip().casefold())
            if word is None:
                raise UnknownVisitError(self.visit, sorted(facts.marrow.visits))
            return word.place(facts, question)
        return _first_status(facts, rows, at, f"no marrow sampling at {at}")


@dataclass(frozen=True, slots=True)
class FirstMarrow(_ByMarrow):
    """Tumor cells detected or not in the first marrow with a status, whatever its visit."""

    def place(self, facts: CohortFacts, question: OutcomeQuestion) -> Placed:  # noqa: ARG002
        """Returns the status, known on the day of the sampling."""
        rows = np.arange(facts.marrow.patient.size, dtype=np.int32)
        found = _first_status(facts, rows, "the first sampling", "no marrow sampling")
        return replace(found, remarks=found.remarks[:1])  # later samplings are no surprise


@dataclass(frozen=True, slots=True)
class MarrowByLandmark(_ByMarrow):
    """Tumor cells detected or not in the last marrow up to the landmark, its day included."""

    needs_sampling = False

    def place(self, facts: CohortFacts, question: OutcomeQuestion) -> Placed:
        """Returns the status known on the day of the landmark."""
        if question.clock is Clock.SAMPLING:
            raise OutcomeQuestionError(
                "The status at the landmark needs another clock: let it start at the surgery or the"
                " diagnosis, so many months before the landmark."
            )
        day = landmarks(facts, question.clock, question.landmark_months or 0).day
        marrow = facts.marrow
        rows = np.flatnonzero(marrow.day <= day[marrow.patient])
        usable = rows[marrow.status[rows] != NO_STATUS]
        last = np.full(facts.patients, UNKNOWN, np.int32)
        np.maximum.at(last, marrow.patient[usable], marrow.day[usable])
        rows = rows[marrow.day[rows] >= last[marrow.patient[rows]]]
        none = "no marrow sampling up to the landmark"
        found = _first_status(facts, rows.astype(np.int32), "the last sampling before it", none)
        return replace(found, remarks=found.remarks[:1])


@dataclass(frozen=True, slots=True)
class ByColumn:
    """Groups by what the patients file says in one column."""

    column: str
    needs_sampling = False

    def place(self, facts: CohortFacts, question: OutcomeQuestion) -> Placed:  # noqa: ARG002
        """Returns the value, known from the start."""
        column = facts.column(self.column)
        if column is None:
            if facts.patients:
                raise UnknownColumnError(self.column, facts.column_names)
            return placed_by((), np.zeros(0), [])
        names = column.distinct
        number = np.array([names.index(v) if v in names else NOWHERE for v in column.values])
        group = np.where(column.codes < 0, NOWHERE, number[column.codes])
        return placed_by(names, group, [f"{self.column} is not given"])

    def reference(self, groups: tuple[str, ...]) -> str:
        """Returns the first value."""
        return groups[0]

    def term(self, group: str, groups: tuple[str, ...]) -> str:
        """Returns the column's name for a yes-or-no column of 0 and 1, else column and value."""
        return self.column if groups == ("0", "1") else f"{self.column}={group}"


# Asked for like visits, where no lab has one of that name.
_WORDS: Mapping[str, Grouping] = {"first": FirstMarrow(), "landmark": MarrowByLandmark()}


def grouping(text: str) -> MarrowAt | ByColumn:
    """Returns the grouping that `marrow@VISIT` (or `marrow@first`, `marrow@landmark`) or the name
    of a column asks for.
    """
    return MarrowAt(text.removeprefix(MARROW)) if text.startswith(MARROW) else ByColumn(text)


def placed_by(
    names: Iterable[str],
    group: ArrayLike,
    reasons: Sequence[str],
    known_on: Days | None = None,
    sampled_on: Days | None = None,
) -> Placed:
    """Returns patients as placed by number; who has no group has the first of the reasons."""
    number = np.asarray(group, np.int32)
    nothing = np.full(number.shape, UNKNOWN, np.int32)
    return Placed(
        names=tuple(names),
        group=number,
        known_on=nothing if known_on is None else known_on,
        sampled_on=nothing if sampled_on is None else sampled_on,
        why=np.where(number == NOWHERE, 0, -1).astype(np.int32),
        reasons=tuple((reason, reason) for reason in reasons),
    )


def _first_status(facts: CohortFacts, rows: Codes, at: str, none: str) -> Placed:
    """Returns the status of the first day with one among these samplings, in time order."""
    marrow, n = facts.marrow, facts.patients
    patient, day, status = marrow.patient[rows], marrow.day[rows], marrow.status[rows]
    usable = np.flatnonzero(status != NO_STATUS)
    who, first = np.unique(patient[usable], return_index=True)
    first_on = np.full(n, UNKNOWN, np.int32)
    first_on[who] = day[usable][first]
    that_day = usable[day[usable] == first_on[patient[usable]]]
    hit, clear = (_has(patient[that_day[status[that_day] == s]], n) for s in (POSITIVE, NEGATIVE))
    group = np.where(hit, 0, np.where(clear, 1, NOWHERE)).astype(np.int32)
    others = _has(patient[usable[day[usable] != first_on[patient[usable]]]], n)
    why, reasons = _why_none(facts, rows, group, at, none)
    return Placed(
        names=(DETECTED, NOT_DETECTED),
        group=group,
        known_on=first_on,
        sampled_on=first_on,
        why=why,
        reasons=reasons,
        remarks=(
            (f"methods disagree at {at}: taken as detected", hit & clear),
            (f"several samplings at {at}: the first counts", others & ~(hit & clear)),
        ),
    )


def _why_none(
    facts: CohortFacts, rows: Codes, group: Codes, at: str, none: str
) -> tuple[Codes, tuple[tuple[str, str], ...]]:
    """Returns why a patient has no group: the last of the samplings says it."""
    last = np.full(facts.patients, -1, np.int32)
    last[facts.marrow.patient[rows]] = facts.marrow.finding[rows]  # the last one stays
    kinds, place = np.unique(last, return_inverse=True)
    texts = {
        code: ((f"{state} at {at}", f"{state} at {at}: {reason}"))
        for code, (state, reason) in enumerate(facts.marrow.findings)
    }
    reasons = tuple(texts.get(int(code), (none, none)) for code in kinds)
    return np.where(group == NOWHERE, place, -1).astype(np.int32), reasons


def _has(patients: NDArray[np.int32], count: int) -> Flags:
    found = np.zeros(count, bool)
    found[patients] = True
    return found
