"""Whose row is it? A patient is a pseudonym within a center; nobody is merged unasked."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from monitor.domain.keys import patient_link
from monitor.domain.plan import Facts, KnownPatient, Question
from monitor.domain.problems import Level, Problem

ANOTHER = "another person"
CENTERS_NAMED = 8
Person = tuple[str, str]  # center ('' = not stated) and patient_id, as the file writes them


@dataclass(slots=True)
class _Namesakes:
    """The patients of one pseudonym by center: those of the store, and those new in the file."""

    stored: dict[str, KnownPatient]
    new: dict[str, KnownPatient]


@dataclass(slots=True)
class Identities:
    """The link of each person of a file, which patients are new or get their center stated, and
    whose identity is in doubt: why, or '' where a question waits.
    """

    links: dict[Person, str] = field(default_factory=dict)
    new: list[KnownPatient] = field(default_factory=list)
    completed: list[KnownPatient] = field(default_factory=list)
    faults: dict[Person, str] = field(default_factory=dict)
    questions: list[Question] = field(default_factory=list)


def identify(people: Iterable[Person], facts: Facts, answers: Mapping[str, str]) -> Identities:
    """Returns the identities of a file's persons.

    A stated center is looked at first, so that a row without one can join it. A center stated for
    the first time completes the patient; another center than the known one is asked.
    """
    found = Identities()
    namesakes: dict[str, _Namesakes] = {}
    for center, name in sorted(set(people), key=lambda person: (not person[0], person)):
        known = namesakes.get(name)
        if known is None:
            stored = {patient.center: patient for patient in facts.patients.get(name, ())}
            known = namesakes[name] = _Namesakes(stored, {})
        patient = _choose((center, name), known, found, answers)
        if patient is None:
            patient = KnownPatient(patient_link(facts.secret, center, name), center, name)
            found.new.append(patient)
            known.new[center] = patient
        found.links[center, name] = patient.link
    return found


def _choose(
    person: Person, known: _Namesakes, found: Identities, answers: Mapping[str, str]
) -> KnownPatient | None:
    """Returns the known patient that a row speaks of, or None where it is a new one."""
    center, name = person
    exact = known.stored.get(center) or known.new.get(center)
    if exact:
        return exact
    if not center:
        return _only(person, [*known.stored.values(), *known.new.values()], found)
    if known.stored.keys() == {""}:
        completed = KnownPatient(known.stored.pop("").link, center, name)
        known.stored[center] = completed
        found.completed.append(completed)
        return completed
    # Two centers that are both new, the file itself tells apart.
    stored = [patient for _, patient in sorted(known.stored.items())]
    return _ask(person, stored, found, answers) if stored else None


def _only(
    person: Person, patients: Sequence[KnownPatient], found: Identities
) -> KnownPatient | None:
    if len(patients) > 1:
        centers = _centers(patients[:CENTERS_NAMED])
        found.faults[person] = f"Patient known at {centers}; the row names no center."
    return patients[0] if patients else None


def _ask(
    person: Person, stored: Sequence[KnownPatient], found: Identities, answers: Mapping[str, str]
) -> KnownPatient | None:
    center, name = person
    same = {f"same person as at {_center(patient)}": patient for patient in stored}
    question = Question(
        id=f"same_person:{center}:{name}",
        about="patient_id",
        message=(
            f"{name} at {center} is new; {name} is known at {_centers(stored)}. "
            "Is this the same person?"
        ),
        options=(*same, ANOTHER),
    )
    answer = answers.get(question.id, "")
    if answer not in question.options:
        found.questions.append(question)
        found.faults[person] = ""
    return same.get(answer)


def _centers(patients: Iterable[KnownPatient]) -> str:
    return ", ".join(map(_center, patients))


def _center(patient: KnownPatient) -> str:
    return patient.center or "(no center)"


def ambiguous_rows(
    people: Sequence[Person], cells: Sequence[str], lines: Sequence[int], found: Identities
) -> list[Problem]:
    """Returns a problem for every row, given by person and cell, whose patient is not certain."""
    if not found.faults:
        return []
    return [
        Problem(
            line,
            "patient_id",
            cell,
            "ambiguous_center" if found.faults[person] else "same_person",
            Level.STOP if found.faults[person] else Level.DECIDE,
            found.faults[person] or "The same pseudonym is known at another center.",
        )
        for line, person, cell in zip(lines, people, cells, strict=True)
        if person in found.faults
    ]
