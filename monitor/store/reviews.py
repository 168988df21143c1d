"""Review marks in the store. A mark is a row that is only ever added; it is no change of the data,
so the revision stays as it is, and what is computed from the data need not be computed anew.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, func, insert, select

from monitor.domain.reviews import (
    ResultVersion,
    Review,
    ReviewMark,
    ReviewState,
    Unreviewed,
    reviews,
)
from monitor.store.bulk import BATCH
from monitor.store.encoding import now
from monitor.store.engine import Store, reading, writing
from monitor.store.schema import assay, person, review

_VERSION = (
    assay.c.id, assay.c.natural_key, assay.c.person_id, assay.c.row_hash, assay.c.added_by,
    assay.c.ended_by,
)  # fmt: skip
_MARK = (
    review.c.made_at, review.c.made_by, review.c.change_id, review.c.person_id, review.c.assay_id,
)  # fmt: skip
_ABOUT_ALL = review.c.person_id.is_(None) & review.c.assay_id.is_(None)


def mark_results(store: Store, assay_ids: Iterable[int], made_by: str, as_of: int) -> None:
    """Marks these results as reviewed by who saw them as of a change."""
    _mark(store, [{"assay_id": number} for number in assay_ids], made_by, as_of)


def mark_patient(store: Store, link: str, made_by: str, as_of: int) -> None:
    """Marks all results of a patient as reviewed; of nobody there is nothing to mark."""
    with reading(store) as connection:
        number = connection.execute(_person(link)).scalar()
    if number is not None:
        _mark(store, [{"person_id": number}], made_by, as_of)


def mark_all(store: Store, made_by: str, as_of: int) -> None:
    """Marks everything that the store held as of a change as reviewed."""
    _mark(store, [{}], made_by, as_of)


def last_mark(store: Store) -> int:
    """Returns the number of the last mark, 0 before the first one: what grows with each mark as the
    revision does with each change.
    """
    with reading(store) as connection:
        return int(connection.execute(select(func.max(review.c.id))).scalar() or 0)


def read_reviews(store: Store, link: str) -> Mapping[int, Review]:
    """Returns how each result of a patient stands, by its number."""
    with reading(store) as connection:
        number = connection.execute(_person(link)).scalar()
        return {} if number is None else _reviews(connection, [number])


def read_result_reviews(store: Store, assay_ids: Collection[int]) -> Mapping[int, Review]:
    """Returns how these results of one patient stand, by their numbers."""
    query = select(assay.c.person_id).where(assay.c.id.in_(assay_ids)).distinct()
    with reading(store) as connection:
        found = _reviews(connection, connection.execute(query).scalars().all())
    return {number: review for number, review in found.items() if number in assay_ids}


def count_unreviewed(store: Store) -> Unreviewed:
    """Returns how many results are new or changed, in the whole store."""
    with reading(store) as connection:
        last = connection.execute(select(func.max(review.c.change_id)).where(_ABOUT_ALL)).scalar()
        # What was there at the last mark of everything, and is still, is reviewed.
        waits = assay.c.ended_by.is_(None) & (assay.c.added_by > int(last or 0))
        numbers = select(func.count(), func.count(assay.c.person_id.distinct())).where(waits)
        results, patients = connection.execute(numbers).one()
        for batch in _batches(_marked_people(connection, bool(last))):
            query = select(assay.c.id, assay.c.person_id).where(waits)
            rows = connection.execute(query.where(assay.c.person_id.in_(batch))).all()
            people = {row.person_id for row in rows}
            known = _reviews(connection, people)
            left = [row for row in rows if known[row.id].state is not ReviewState.REVIEWED]
            results -= len(rows) - len(left)
            patients -= len(people) - len({row.person_id for row in left})
    return Unreviewed(results, patients)


def _marked_people(connection: Connection, has_general: bool) -> set[int]:
    """Returns the persons of whom a mark may say something: their own ones, and, under a general
    mark, who has a result in several versions.
    """
    own = select(review.c.person_id).where(review.c.person_id.is_not(None))
    one = select(assay.c.person_id).join_from(review, assay, review.c.assay_id == assay.c.id)
    found = {*connection.execute(own).scalars(), *connection.execute(one).scalars()}
    if has_general:
        ended = select(assay.c.person_id).where(assay.c.ended_by.is_not(None)).distinct()
        found |= set(connection.execute(ended).scalars())
    return found


def _reviews(connection: Connection, people: Iterable[int]) -> Mapping[int, Review]:
    """Returns how each result of these persons stands."""
    general = _marks(connection, _ABOUT_ALL)
    found: dict[int, Review] = {}
    for batch in _batches(people):
        versions: dict[int, list[ResultVersion]] = {number: [] for number in batch}
        for row in connection.execute(select(*_VERSION).where(assay.c.person_id.in_(batch))):
            versions[row.person_id].append(ResultVersion(*row))
        own = {number: dict(general) for number in batch}
        for number, marks in _own_marks(connection, batch).items():
            own[number] |= marks
        for number in batch:
            found |= reviews(versions[number], [own[number][at] for at in sorted(own[number])])
    return found


def _own_marks(connection: Connection, people: list[int]) -> dict[int, dict[int, ReviewMark]]:
    """Returns the marks about each of these persons or a result of theirs, by their numbers."""
    found: dict[int, dict[int, ReviewMark]] = {number: {} for number in people}
    about = select(review.c.id, review.c.person_id.label("whose"), *_MARK)
    of_person = about.where(review.c.person_id.in_(people))
    of_result = (
        select(review.c.id, assay.c.person_id.label("whose"), *_MARK)
        .join_from(review, assay, review.c.assay_id == assay.c.id)
        .where(assay.c.person_id.in_(people))
    )
    for query in (of_person, of_result):
        for number, whose, *values in connection.execute(query):
            found[whose][number] = ReviewMark(*values)
    return found


def _marks(connection: Connection, which: ColumnElement[bool]) -> dict[int, ReviewMark]:
    rows = connection.execute(select(review.c.id, *_MARK).where(which))
    return {number: ReviewMark(*values) for number, *values in rows}


def _batches(people: Iterable[int]) -> Iterator[list[int]]:
    rest = iter(people)
    while batch := list(islice(rest, BATCH)):
        yield batch


def _person(link: str) -> Select[Any]:
    return select(person.c.id).where(person.c.link == link)


def _mark(store: Store, about: list[dict[str, int]], made_by: str, as_of: int) -> None:
    if not about:
        return
    said: dict[str, Any] = {"made_at": now(), "made_by": made_by, "change_id": as_of}
    said |= {"person_id": None, "assay_id": None}
    with writing(store) as connection:
        connection.execute(insert(review), [{**said, **what} for what in about])
