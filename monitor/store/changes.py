"""Which patients the writes since some state of the store have touched."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, Connection, func, or_, select, union

from monitor.domain.records import Course
from monitor.store.engine import Store, reading
from monitor.store.reading import course_chunks
from monitor.store.record_reading import BY_PSEUDONYM
from monitor.store.restoring import RESTORE
from monitor.store.schema import TABLES, change, patient, person


@dataclass(frozen=True, slots=True)
class Mark:
    """The last change of a store. Its number alone does not tell one store from another: a backup
    that took the store's place has numbers of its own.
    """

    number: int
    kind: str
    made_at: str
    made_by: str


@dataclass(frozen=True, slots=True)
class Changes:
    """Everybody in one state of the store, by link and in order of the pseudonyms, and of whom a
    row was added or ended since an earlier one.
    """

    links: tuple[str, ...]
    touched: tuple[int, ...]
    connection: Connection

    def chunks(self) -> Iterator[tuple[Course, ...]]:
        """Yields the courses of the touched patients, as `read_course_chunks` does."""
        yield from course_chunks(self.connection, self.touched)


def read_mark(store: Store) -> Mark | None:
    """Returns the last change of a store, None where nothing happened yet."""
    last = select(func.max(change.c.id)).scalar_subquery()
    with reading(store) as connection:
        return _mark(connection, change.c.id == last)


@contextmanager
def changes_since(
    store: Store, mark: Mark, also: frozenset[str] = frozenset()
) -> Iterator[Changes | None]:
    """Yields what changed since a mark, as one state of the store while it is held; the patients
    with the links `also` count as touched. None where that cannot be told: the store is another
    one, or was restored since.
    """
    with reading(store) as connection:
        if not _goes_on_from(connection, mark):
            yield None
            return
        numbers = set(connection.execute(_touched(mark.number)).scalars())
        everybody = connection.execute(_EVERYBODY).all()
        touched = tuple(number for number, link in everybody if number in numbers or link in also)
        yield Changes(tuple(link for _, link in everybody), touched, connection)


_EVERYBODY = (
    select(patient.c.person_id, person.c.link)
    .join_from(patient, person)
    .where(patient.c.ended_by.is_(None))
    .order_by(*BY_PSEUDONYM)
)


def _mark(connection: Connection, which: ColumnElement[bool]) -> Mark | None:
    query = select(change.c.id, change.c.kind, change.c.made_at, change.c.made_by).where(which)
    row = connection.execute(query).first()
    return None if row is None else Mark(*row)


def _goes_on_from(connection: Connection, mark: Mark) -> bool:
    restored = select(change.c.id).where((change.c.id > mark.number) & (change.c.kind == RESTORE))
    is_same = _mark(connection, change.c.id == mark.number) == mark
    return is_same and connection.execute(restored).first() is None


def _touched(number: int) -> CompoundSelect[Any]:
    return union(
        *(
            select(table.c.person_id).where(
                or_(table.c.added_by > number, table.c.ended_by > number)
            )
            for table in TABLES.values()
        )
    )
