"""Does a marrow status, or anything else, go with the outcome? Curves, tests and hazard ratios.

Landmark-safe by construction: a group that rests on a sampling is known on that day, and no clock
starts before it. Whoever had the event or was lost by then is excluded, counted and listed.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from monitor.analysis.formats import counted
from monitor.analysis.outcome_clocks import Clock, clock_start, last_record, months_after
from monitor.analysis.outcome_groups import ByColumn, Grouping, MarrowAt
from monitor.analysis.outcome_models import Adjusted, Member, adjusted
from monitor.analysis.patient_columns import column_names, column_value
from monitor.analysis.series import first_metastasis
from monitor.domain.endpoints import Ending, Endpoint, NotAtRisk, UnknownCause, time_to
from monitor.domain.records import Course, Patient
from monitor.stats.competing import Incidence, cumulative_incidence
from monitor.stats.survival import LogRank, SurvivalCurve, kaplan_meier, log_rank

MOST_GROUPS = 12
_CAUSES = {Ending.CENSORED: 0, Ending.EVENT: 1, Ending.COMPETING: 2}


class OutcomeQuestionError(ValueError):
    """The question cannot be asked of this cohort; the message says why."""


class UnknownColumnError(OutcomeQuestionError):
    """No patient has a value in the column."""

    def __init__(self, column: str, known: Sequence[str]) -> None:
        super().__init__(f"No patient has a value of {column}. There are: {', '.join(known)}.")


class UnknownVisitError(OutcomeQuestionError):
    """No marrow was sampled at the visit."""

    def __init__(self, visit: str, known: Sequence[str]) -> None:
        names = ", ".join(known) or "none"
        super().__init__(f"No sampling is of visit “{visit}”. Visits in the files: {names}.")


@dataclass(frozen=True, slots=True)
class OutcomeQuestion:
    """What is asked: free of what, from when on, adjusted for which columns.

    The clock starts `landmark_months` after the day of `clock`, and not before the group is known.
    `landmark_was_fixed`: before anybody looked at the data; else the result is exploratory.
    """

    endpoint: Endpoint
    clock: Clock = Clock.SAMPLING
    landmark_months: float | None = None
    covariates: tuple[str, ...] = ()
    unknown_cause: UnknownCause = UnknownCause.BY_METASTASIS
    landmark_was_fixed: bool = False


@dataclass(frozen=True, slots=True)
class Excluded:
    patient: Patient
    reason: str


@dataclass(frozen=True, slots=True, eq=False)
class GroupOutcome:
    """One group: its Kaplan–Meier curve, competing events censored, and its cumulative incidence of
    the event, competing events as such.
    """

    name: str
    curve: SurvivalCurve
    incidence: Incidence
    competing: int


@dataclass(frozen=True, slots=True, eq=False)
class Outcomes:
    """The answer. `log_rank` is None where no two groups can be compared, `adjusted` says why there
    is no hazard ratio where there is none. `notes` are sentences on what was assumed.
    """

    question: OutcomeQuestion
    groups: tuple[GroupOutcome, ...]
    log_rank: LogRank | None
    adjusted: Adjusted
    members: tuple[Member, ...]
    excluded: tuple[Excluded, ...]
    notes: tuple[str, ...]


def analyze_outcomes(
    courses: Iterable[Course], question: OutcomeQuestion, groups: Grouping
) -> Outcomes:
    """Returns the outcome of each group of the cohort; courses are gone through once.

    Raises OutcomeQuestionError for a column or visit that nobody has, more than 12 groups, or a
    clock that starts with the sampling where the groups rest on none.
    """
    if question.clock is Clock.SAMPLING and isinstance(groups, ByColumn):
        raise OutcomeQuestionError(
            f"Groups by {groups.column} rest on no sampling: let the clock start at the surgery or"
            " the diagnosis."
        )
    members, excluded, visits = _sorted(courses, question, groups)
    _check_names(question, groups, members, excluded, visits)
    names = groups.ordered({member.group for member in members})
    if len(names) > MOST_GROUPS:
        raise OutcomeQuestionError(f"{len(names)} groups are too many; {MOST_GROUPS} at most.")
    fitted = adjusted(members, names, groups, question.covariates)
    return Outcomes(
        question=question,
        groups=tuple(_group(name, members) for name in names),
        log_rank=_log_rank(members, names),
        adjusted=fitted,
        members=members,
        excluded=excluded,
        notes=(*_notes(members, question), *fitted.notes),
    )


def _sorted(
    courses: Iterable[Course], question: OutcomeQuestion, groups: Grouping
) -> tuple[tuple[Member, ...], tuple[Excluded, ...], set[str]]:
    members: list[Member] = []
    excluded: list[Excluded] = []
    visits: set[str] = set()
    for course in courses:
        visits.update(assay.visit for assay in course.assays if assay.visit)
        found = follow(course, question, groups)
        if isinstance(found, NotAtRisk):
            excluded.append(Excluded(course.patient, found.reason))
        else:
            members.append(found)
    return tuple(members), tuple(excluded), visits


def follow(course: Course, question: OutcomeQuestion, groups: Grouping) -> Member | NotAtRisk:
    """Returns one patient's group and time, or why the patient is excluded."""
    placed = groups.place(course)
    if isinstance(placed, NotAtRisk):
        return placed
    start = clock_start(course, question.clock, placed.sampled_on)
    if isinstance(start, NotAtRisk):
        return start
    landmark = months_after(start.on, question.landmark_months or 0)
    begins = max(landmark, placed.known_on or date.min)
    time = time_to(
        question.endpoint, course.outcomes, begins, last_record(course), question.unknown_cause
    )
    if isinstance(time, NotAtRisk):
        return time
    metastasis = first_metastasis(course)
    if placed.sampled_on and metastasis and metastasis < placed.sampled_on:
        return NotAtRisk(f"sampled on {placed.sampled_on}, after distant metastasis")
    remarks = [placed.remark] if placed.remark else []
    if begins > landmark:
        remarks.append("the group was known after the clock's day only: the clock starts then")
    if not start.is_exact:
        remarks.append("the clock's day is known to the month or year only: its last day counts")
    return Member(course.patient, placed.group, placed.known_on, begins, time, tuple(remarks))


def _check_names(
    question: OutcomeQuestion,
    groups: Grouping,
    members: Sequence[Member],
    excluded: Sequence[Excluded],
    visits: set[str],
) -> None:
    patients = [member.patient for member in members] + [out.patient for out in excluded]
    wanted = [*question.covariates, *([groups.column] if isinstance(groups, ByColumn) else [])]
    for column in wanted:
        if patients and not any(column_value(patient, column) for patient in patients):
            raise UnknownColumnError(column, column_names(patients))
    if isinstance(groups, MarrowAt) and patients and not members:
        asked = groups.visit.strip().casefold()
        if asked not in {visit.strip().casefold() for visit in visits}:
            raise UnknownVisitError(groups.visit, sorted(visits))


def _group(name: str, members: Sequence[Member]) -> GroupOutcome:
    own = [member.time for member in members if member.group == name]
    days = np.array([time.days for time in own], float)
    causes = np.array([_CAUSES[time.ending] for time in own], np.int64)
    incidence, _ = cumulative_incidence(days, causes)
    return GroupOutcome(name, kaplan_meier(days, causes == 1), incidence, int(np.sum(causes == 2)))


def _log_rank(members: Sequence[Member], names: tuple[str, ...]) -> LogRank | None:
    if len(names) < 2:
        return None
    place = {name: number for number, name in enumerate(names)}
    codes: NDArray[np.int64] = np.array([place[m.group] for m in members], np.int64)
    return log_rank([m.time.days for m in members], [m.has_event for m in members], codes)


def _notes(members: Sequence[Member], question: OutcomeQuestion) -> tuple[str, ...]:
    flags = Counter(flag.value for member in members for flag in member.time.flags)
    flags.update(remark for member in members for remark in member.remarks)
    found = [f"{counted(number, 'patient')}: {text}." for text, number in flags.most_common()]
    rests_on_sampling = any(member.known_on for member in members)
    if rests_on_sampling and not question.landmark_was_fixed:
        found.append("Exploratory: the landmark was not fixed beforehand.")
    return tuple(found)
