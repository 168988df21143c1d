"""Whose row is it? A patient is a pseudonym within a center; nobody is merged unasked."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from monitor.domain.keys import patient_link
from monitor.domain.plan import Facts, KnownPatient, Question
from monitor.domain.problems import Level, Problem

SAME, ANOTHER = "same person", "another person"


@dataclass(slots=True)
class Identities:
    """Links by (center, patient_id) as the file writes them, and what is new or asked."""

    links: dict[tuple[str, str], str] = field(default_factory=dict)
    new: list[KnownPatient] = field(default_factory=list)
    completed: list[KnownPatient] = field(default_factory=list)
    faults: dict[tuple[str, str], str] = field(default_factory=dict)
    questions: list[Question] = field(default_factory=list)


def identify(
    people: Iterable[tuple[str, str]], facts: Facts, answers: Mapping[str, str]
) -> Identities:
    """Returns the link of every (center, patient_id) of a file, '' where no center is stated.

    A stated center is looked at first, so that a row without one can join it. A center stated for
    the first time completes the patient; another center than the known one is asked.
    """
    found = Identities()
    known: dict[str, list[KnownPatient]] = {name: list(p) for name, p in facts.patients.items()}
    for center, name in sorted(set(people), key=lambda person: (not person[0], person)):
        namesakes = known.setdefault(name, [])
        patient = _choose(center, name, namesakes, found, answers)
        if patient is None:
            patient = KnownPatient(patient_link(facts.secret, center, name), center, name)
            found.new.append(patient)
            namesakes.append(patient)
        found.links[center, name] = patient.link
    return found


def _choose(
    center: str,
    name: str,
    namesakes: list[KnownPatient],
    found: Identities,
    answers: Mapping[str, str],
) -> KnownPatient | None:
    """Returns the known patient that a row speaks of, or None where it is a new one."""
    exact = next((patient for patient in namesakes if patient.center == center), None)
    if exact or not namesakes:
        return exact
    if not center:
        if len(namesakes) > 1:
            centers = ", ".join(patient.center for patient in namesakes)
            found.faults[center, name] = f"Patient known at {centers}; the row names no center."
        return namesakes[0]
    if len(namesakes) == 1 and not namesakes[0].center:
        completed = KnownPatient(namesakes[0].link, center, name)
        namesakes[0] = completed
        if completed.link not in {patient.link for patient in found.new}:
            found.completed.append(completed)
        return completed
    return _ask(center, name, namesakes, found, answers)


def _ask(
    center: str,
    name: str,
    namesakes: Sequence[KnownPatient],
    found: Identities,
    answers: Mapping[str, str],
) -> KnownPatient | None:
    if any(patient.link in {new.link for new in found.new} for patient in namesakes):
        return None  # the file itself tells the two centers apart
    question = Question(
        id=f"same_person:{center}:{name}",
        about="patient_id",
        message=(
            f"{name} at {center} is new; {name} is known at "
            f"{', '.join(patient.center for patient in namesakes)}. Is this the same person?"
        ),
        options=(SAME, ANOTHER),
    )
    answer = answers.get(question.id)
    if answer is None:
        found.questions.append(question)
        found.faults[center, name] = ""
    return namesakes[0] if answer == SAME else None


def ambiguous_rows(
    people: Sequence[tuple[str, str]], lines: Sequence[int], found: Identities
) -> list[Problem]:
    """Returns a problem for every row whose patient is not certain."""
    return [
        Problem(
            line,
            "patient_id",
            person[1],
            "ambiguous_center" if found.faults[person] else "same_person",
            Level.STOP if found.faults[person] else Level.DECIDE,
            found.faults[person] or "The same pseudonym is known at another center.",
        )
        for line, person in zip(lines, people, strict=True)
        if person in found.faults
    ]
