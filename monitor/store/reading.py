"""What pages read: patients and their courses, as they are or as they were as of a change."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import islice

from sqlalchemy import Connection, func, select, union_all

from monitor.domain.records import Course
from monitor.store.bulk import BATCH
from monitor.store.engine import Store, reading
from monitor.store.record_reading import BY_PSEUDONYM, FOLLOWED, LISTED, AsOf, courses
from monitor.store.schema import assay, outcome, patient, person, therapy

_PEOPLE = select(patient.c.person_id).where(patient.c.ended_by.is_(None)).order_by(*BY_PSEUDONYM)


def read_course(store: Store, link: str) -> Course | None:
    """Returns all that is known of the patient with this link, or None where there is none."""
    with reading(store) as connection:
        return next(courses(connection, link), None)


def read_courses(store: Store) -> tuple[Course, ...]:
    """Returns the course of every patient, in order of their pseudonyms."""
    with reading(store) as connection:
        return tuple(courses(connection, None))


def read_listed_courses(store: Store) -> tuple[Course, ...]:
    """Returns the same courses with what a list of patients needs: assays without what describes
    them (sample, reader, comment …), and no record with the line that it came from.
    """
    with reading(store) as connection:
        return tuple(courses(connection, None, LISTED))


def read_course_chunks(store: Store, size: int = 2_000) -> Iterator[tuple[Course, ...]]:
    """Yields the same courses as `read_listed_courses` with all that is known of the patient and
    of what became of her, `size` at a time: who forgets a chunk never holds the whole cohort.

    All chunks show one state of the store.
    """
    with reading(store) as connection:
        people = connection.execute(_PEOPLE).scalars().all()
        yield from course_chunks(connection, people, size)


def course_chunks(
    connection: Connection, people: Sequence[int], size: int = 2_000
) -> Iterator[tuple[Course, ...]]:
    """Yields the same of these persons, who come in order of their pseudonyms."""
    for start in range(0, len(people), size):
        yield tuple(courses(connection, people[start : start + size], FOLLOWED))


def read_courses_as_of(store: Store, people: Iterable[int], change: int) -> dict[str, Course]:
    """Returns the courses that these persons had as of a change, by link; who was not known then,
    has none.
    """
    with reading(store) as connection:
        return courses_as_of(connection, people, change)


def courses_as_of(connection: Connection, people: Iterable[int], change: int) -> dict[str, Course]:
    """Returns the same, read on a connection that may have more in hand than others see."""
    rest = iter(people)
    found: dict[str, Course] = {}
    while batch := tuple(islice(rest, BATCH)):
        known = courses(connection, AsOf(batch, change))
        found |= {course.patient.link: course for course in known}
    return found


def read_links(store: Store) -> tuple[tuple[str, str], ...]:
    """Returns (link, pseudonym) of every patient, in order of the pseudonyms."""
    query = (
        select(person.c.link, patient.c.patient_id)
        .join_from(patient, person)
        .where(patient.c.ended_by.is_(None))
        .order_by(*BY_PSEUDONYM)
    )
    with reading(store) as connection:
        return tuple((link, name) for link, name in connection.execute(query))


def read_last_date(store: Store) -> date | None:
    """Returns the data cut: the last day that any record speaks of, None in an empty store."""
    days = [
        select(func.max(column).label("day")).where(table.c.ended_by.is_(None))
        for table, column in (
            (assay, assay.c.collected_on),
            (therapy, therapy.c.started_on),
            (therapy, therapy.c.ended_on),
            (outcome, outcome.c.occurred_on),
        )
    ]
    every = union_all(*days).subquery()
    with reading(store) as connection:
        last = connection.execute(select(func.max(every.c.day))).scalar()
    return None if last is None else date.fromisoformat(str(last))
