"""Courses reduced to the facts that questions on outcomes need: one pass, no course is kept."""

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np

from monitor.analysis.outcome_clocks import Clock, clock_start, last_record
from monitor.analysis.outcome_facts import (
    CONTRALATERAL,
    HAPPENINGS,
    LOCAL,
    NEGATIVE,
    NEVER,
    NO_STATUS,
    POSITIVE,
    UNKNOWN,
    UNKNOWN_DEATH,
    Codes,
    CohortFacts,
    Marrow,
    Starts,
)
from monitor.analysis.patient_columns import FIELDS, Column, said
from monitor.analysis.samplings import judged_samplings
from monitor.domain.endpoints import NotAtRisk, happening
from monitor.domain.records import Course, OutcomeEvent, Patient
from monitor.domain.rules import RuleSet
from monitor.domain.samplings import Sampling
from monitor.domain.vocabularies import RELAPSES, DeathCause, EventType, EvidenceState, Material

_PLACES = {kind: place for place, kind in enumerate(HAPPENINGS)}


def facts_of(courses: Iterable[Course], rules: RuleSet) -> CohortFacts:
    """Returns the facts of a cohort; the courses are gone through once and none is kept."""
    found = _Reduction(rules)
    for course in courses:
        found.add(course)
    return found.facts()


def marrow_status(sampling: Sampling) -> int:
    """Returns what a sampling says for status: detected where cells are, of unknown depth too; not
    detected at adequate depth. Anything else has none.
    """
    if sampling.is_positive:
        return POSITIVE
    return NEGATIVE if sampling.state is EvidenceState.NOT_DETECTED else NO_STATUS


def _numbers() -> "array[int]":
    return array("i")


@dataclass(slots=True)
class _Texts:
    """Distinct texts, numbered as they come."""

    known: dict[object, int] = field(default_factory=dict)

    def number(self, text: object) -> int:
        return self.known.setdefault(text, len(self.known))


@dataclass(slots=True)
class _Growing:
    """One column of the patients file while the cohort is read."""

    name: str
    texts: dict[str, int] = field(default_factory=dict)
    codes: "array[int]" = field(default_factory=_numbers)

    def add(self, patient: int, value: str) -> None:
        if len(self.codes) > patient:  # a second spelling of the same column: the first counts
            return
        self.codes.extend([-1] * (patient - len(self.codes)))
        self.codes.append(self.texts.setdefault(value, len(self.texts)))

    def column(self, patients: int) -> Column:
        self.codes.extend([-1] * (patients - len(self.codes)))
        return Column(self.name, tuple(self.texts), _array(self.codes))


_CLOCKS = (Clock.SURGERY, Clock.DIAGNOSIS, Clock.END_OF_CHEMOTHERAPY)


class _Reduction:
    """The arrays while they grow."""

    def __init__(self, rules: RuleSet) -> None:
        self._rules = rules
        self._ids: list[str] = []
        self._links: list[str] = []
        self._columns: dict[str, _Growing] = {name: _Growing(name) for name in FIELDS}
        self._firsts = _numbers()
        self._uncertain = _numbers()
        self._lasts = _numbers()
        self._starts = {clock: _numbers() for clock in _CLOCKS}
        self._reasons = _Texts()
        self._rows = _numbers()
        self._findings = _Texts()
        self._borne = _numbers()
        self._visits: dict[str, tuple[int, str]] = {}

    def add(self, course: Course) -> None:
        number = len(self._ids)
        self._ids.append(course.patient.patient_id)
        self._links.append(course.patient.link)
        self._add_columns(number, course.patient)
        self._add_outcomes(course.outcomes)
        self._lasts.append(last_record(course).toordinal())
        for clock in _CLOCKS:
            self._add_start(clock, course)
        marrow = [a for a in course.assays if a.material is Material.BONE_MARROW]
        for sampling in judged_samplings(marrow, self._rules):
            self._add_sampling(number, sampling)

    def _add_columns(self, number: int, patient: Patient) -> None:
        for name in FIELDS:
            value = said(getattr(patient, name))
            if value is not None:
                self._columns[name].add(number, value)
        for name, text in patient.covariates:
            value = said(text)
            if value is not None:
                key = name.strip().casefold()
                column = self._columns.get(key)
                if column is None:
                    column = self._columns[key] = _Growing(name.strip())
                column.add(number, value)

    def _add_outcomes(self, outcomes: Sequence[OutcomeEvent]) -> None:
        first = [NEVER] * (UNKNOWN_DEATH + 1)
        uncertain = [False, False]
        contact = relapse = UNKNOWN
        for event in outcomes:
            day = event.occurred_on.toordinal()
            if event.event_type is EventType.LAST_CONTACT:
                contact = max(contact, day)
                continue
            if event.event_type in RELAPSES:
                relapse = max(relapse, day)
            place = _place(event)
            if place is not None and day < first[place]:
                first[place] = day
                if place in (LOCAL, CONTRALATERAL):
                    uncertain[place != LOCAL] = event.invasive is None
        self._firsts.extend(first)
        self._uncertain.extend(uncertain)
        self._lasts.extend((contact, relapse))

    def _add_start(self, clock: Clock, course: Course) -> None:
        start = clock_start(course, clock, None)
        if isinstance(start, NotAtRisk):
            self._starts[clock].extend((UNKNOWN, 1, self._reasons.number(start.reason)))
        else:
            self._starts[clock].extend((start.on.toordinal(), start.is_exact, -1))

    def _add_sampling(self, number: int, sampling: Sampling) -> None:
        row = len(self._rows) // 4
        finding = self._findings.number((str(sampling.state), sampling.reason))
        day = sampling.collected_on.toordinal()
        self._rows.extend((number, day, marrow_status(sampling), finding))
        names = {a.visit.strip() for a in sampling.assays if a.visit and a.visit.strip()}
        for name in sorted(names):
            code, _ = self._visits.setdefault(name.casefold(), (len(self._visits), name))
            self._borne.extend((row, code))

    def facts(self) -> CohortFacts:
        n = len(self._ids)
        lasts = _array(self._lasts).reshape(n, 3)
        columns = {key: growing.column(n) for key, growing in self._columns.items()}
        order = [*FIELDS, *sorted(columns.keys() - set(FIELDS))]
        return CohortFacts(
            links=tuple(self._links),
            patient_ids=tuple(self._ids),
            columns={key: columns[key] for key in order if columns[key].is_given},
            first=_array(self._firsts).reshape(n, UNKNOWN_DEATH + 1),
            invasive_unknown=_array(self._uncertain).reshape(n, 2).astype(bool),
            last_contact=lasts[:, 0].copy(),
            last_relapse=lasts[:, 1].copy(),
            last_record=lasts[:, 2].copy(),
            starts={clock: self._starts_of(clock, n) for clock in _CLOCKS},
            marrow=self._marrow(),
        )

    def _starts_of(self, clock: Clock, patients: int) -> Starts:
        day, is_exact, why = _array(self._starts[clock]).reshape(patients, 3).T
        reasons = tuple(map(str, self._reasons.known))
        return Starts(day.copy(), is_exact.astype(bool), why.copy(), reasons)

    def _marrow(self) -> Marrow:
        patient, day, status, finding = _array(self._rows).reshape(-1, 4).T
        row, visit = _array(self._borne).reshape(-1, 2).T
        return Marrow(
            patient=patient.copy(),
            day=day.copy(),
            status=status.astype(np.int8),
            finding=finding.copy(),
            findings=tuple(self._findings.known),  # type: ignore[arg-type]
            visit_row=row.copy(),
            visit=visit.copy(),
            visits=tuple(name for _, name in self._visits.values()),
        )


def _place(event: OutcomeEvent) -> int | None:
    known = (DeathCause.BREAST_CANCER, DeathCause.OTHER)
    if event.event_type is EventType.DEATH and event.cause not in known:
        return UNKNOWN_DEATH
    kind = happening(event)
    return None if kind is None else _PLACES[kind]


def _array(numbers: "array[int]") -> Codes:
    return np.frombuffer(numbers, np.int32).copy() if len(numbers) else np.zeros(0, np.int32)
