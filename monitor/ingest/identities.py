"""Whose row is it? A patient is a pseudonym within a center; nobody is merged unasked."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import compress
from operator import not_

from monitor.domain.answers import SIMILAR_ID, alias_of
from monitor.domain.coded import Coded
from monitor.domain.keys import patient_link
from monitor.domain.plan import Facts, KnownPatient, Question
from monitor.domain.problems import Level, Problem
from monitor.ingest.look_alikes import (
    ANOTHER,
    LookAlikes,
    look_alikes,
    question,
    question_id,
)

SAME_PERSON = "same_person"
CENTERS_NAMED = 8
_NO_FAULT = ("", Level.NOTE, "")
Person = tuple[str, str]  # center ('' = not stated) and patient_id, as the file writes them


@dataclass(slots=True)
class _Namesakes:
    """The patients of one pseudonym by center: those of the store, and those new in the file."""

    stored: dict[str, KnownPatient]
    new: dict[str, KnownPatient]


@dataclass(slots=True)
class Identities:
    """The link of each person of a file, which patients are new or get their center stated, and
    whose identity is in doubt: the rule, its level, and why.
    """

    links: dict[Person, str] = field(default_factory=dict)
    new: list[KnownPatient] = field(default_factory=list)
    completed: list[KnownPatient] = field(default_factory=list)
    faults: dict[Person, tuple[str, Level, str]] = field(default_factory=dict)
    questions: list[Question] = field(default_factory=list)


def identify(
    people: Coded[Person],
    lines: Sequence[int],
    facts: Facts,
    answers: Mapping[str, str],
    unread: Collection[Person] = (),
) -> Identities:
    """Returns the identities of a file's persons, given for each row.

    A stated center is looked at first, so that a row without one can join it. A center stated for
    the first time completes the patient; another center than the known one is asked, and so is a
    new pseudonym that looks like another one. Of persons whose rows are all `unread`, nothing is
    asked, and nobody looks like them.
    """
    found = Identities()
    persons = {person for person in people.distinct if person[1]}
    alike = look_alikes(_centers_of(persons.difference(unread)), facts, answers)
    namesakes: dict[str, _Namesakes] = {}
    named = _stored(facts)
    doubtful = {*named, *_doubtful(persons, alike)}
    stated = sorted(person for person in persons if person[0])
    for person in (*stated, *sorted(persons.difference(stated))):
        center, name = person
        if name not in doubtful:
            link = found.links[person] = patient_link(facts.secret, center, name)
            found.new.append(KnownPatient(link, center, name))
            continue
        meant = alike.meant.get(name, name)
        known = namesakes.get(meant)
        if known is None:
            stored = {patient.center: patient for patient in named.get(meant, ())}
            known = namesakes[meant] = _Namesakes(stored, {})
        if name in alike.waiting or name in alike.left_out:
            found.faults[center, name] = _doubt(name, alike)
            found.links[center, name] = patient_link(facts.secret, center, name)
            continue
        patient = _choose((center, meant), known, found, answers)
        if (center, meant) in found.faults:
            found.faults[center, name] = found.faults[center, meant]
        if patient is None:
            patient = KnownPatient(patient_link(facts.secret, center, meant), center, meant)
            found.new.append(patient)
            known.new[center] = patient
        found.links[center, name] = patient.link
    found.questions += _asked(people, lines, alike, named, answers)
    return found


def _centers_of(persons: Iterable[Person]) -> dict[str, frozenset[str]]:
    """Returns the centers of each pseudonym; most have one, and share it with others."""
    alone: dict[str, frozenset[str]] = {}
    centers: dict[str, frozenset[str]] = {}
    for center, name in persons:
        own = alone.setdefault(center, frozenset((center,)))
        centers[name] = centers[name] | own if name in centers else own
    return centers


def _doubtful(persons: Collection[Person], alike: LookAlikes) -> set[str]:
    """Returns the pseudonyms that several centers of the file have, or that are like another."""
    found = {*alike.waiting, *alike.left_out, *alike.meant, *alike.meant.values()}
    if len({name for _, name in persons}) < len(persons):
        times = Counter(name for _, name in persons)
        found.update(name for name, number in times.items() if number > 1)
    return found


def only_in(people: Coded[Person], flags: Sequence[int]) -> set[Person]:
    """Returns the persons who have flagged rows and no others."""
    flagged = {people.distinct[code] for code in set(compress(people.codes, flags))}
    if not flagged:
        return set()
    theirs = {code for code, person in enumerate(people.distinct) if person in flagged}
    others = compress(people.codes, map(not_, flags))
    return flagged.difference(people.distinct[c] for c in theirs.intersection(others))


def still_asked(
    found: Identities, people: Coded[Person], rejected: Sequence[int]
) -> Iterator[Question]:
    """Yields the questions about persons but for pseudonyms of which all rows are rejected."""
    left_out = only_in(people, rejected) if found.questions else set()
    others = {name for center, name in people.distinct if (center, name) not in left_out}
    ids = {question_id(name) for _, name in left_out if name not in others}
    ids |= {same_person_id(*person) for person in left_out}
    yield from (question for question in found.questions if question.id not in ids)


def left_out_unasked(
    found: Identities, people: Coded[Person], rejected: Sequence[int]
) -> set[Person]:
    """Returns, where a pseudonym is in question, the persons whose rows are all rejected for
    something else than who they are: a damaged pseudonym among them puts no other in doubt.
    """
    if not any(question.id.startswith(f"{SIMILAR_ID}:") for question in found.questions):
        return set()
    left_out = only_in(people, rejected)
    return {
        person for person in left_out if found.faults.get(person, _NO_FAULT)[1] is not Level.STOP
    }


def same_person_id(center: str, name: str) -> str:
    """Returns the id of the question whether a patient is the one known at another center."""
    return f"{SAME_PERSON}:{center}:{name}"


def _stored(facts: Facts) -> dict[str, Sequence[KnownPatient]]:
    """Returns the store's patients by pseudonym, those too that are meant and not written."""
    alike: dict[str, list[KnownPatient]] = defaultdict(list)
    for group in facts.look_alikes.values():
        for patient in group:
            alike[patient.patient_id].append(patient)
    return {**alike, **facts.patients}


def _doubt(name: str, alike: LookAlikes) -> tuple[str, Level, str]:
    if name in alike.left_out:
        return SIMILAR_ID, Level.STOP, "It holds what cannot be seen, and was to be left out."
    others = ", ".join(alike.waiting[name])
    return SIMILAR_ID, Level.DECIDE, f"This looks like {others}."


def _asked(
    people: Sequence[Person],
    lines: Sequence[int],
    alike: LookAlikes,
    stored: Collection[str],
    answers: Mapping[str, str],
) -> list[Question]:
    """Returns the questions about look-alikes, with the lines where they stand."""
    if not alike.waiting:
        return []
    places: dict[str, list[int]] = defaultdict(list)
    for (_, name), line in zip(people, lines, strict=True):
        if name in alike.waiting:
            places[name].append(line)
    return [
        question(name, others, places[name], stored, alias_of(name, answers))
        for name, others in alike.waiting.items()
    ]


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
        message = f"Patient known at {centers}; the row names no center."
        found.faults[person] = ("ambiguous_center", Level.STOP, message)
    return patients[0] if patients else None


def _ask(
    person: Person, stored: Sequence[KnownPatient], found: Identities, answers: Mapping[str, str]
) -> KnownPatient | None:
    center, name = person
    same = {f"same person as at {_center(patient)}": patient for patient in stored}
    question = Question(
        id=same_person_id(center, name),
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
        message = "The same pseudonym is known at another center."
        found.faults[person] = (SAME_PERSON, Level.DECIDE, message)
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
        Problem(line, "patient_id", cell, *found.faults[person])
        for line, person, cell in zip(lines, people, cells, strict=True)
        if person in found.faults
    ]
