"""What the store would hold after an import: the import itself, carried out and rolled back."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from monitor.domain.plan import ImportPlan, Outcome
from monitor.domain.records import Course
from monitor.store.applying import Carrying, apply_on
from monitor.store.engine import Store, rehearsing
from monitor.store.listed import batches, is_one_of
from monitor.store.reading import courses_as_of
from monitor.store.schema import imports, person

_NEWS = (Outcome.STORED, Outcome.CHANGED)


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """The courses, by link, of everybody whom an import says something new of: before and after."""

    before: Mapping[str, Course]
    after: Mapping[str, Course]


def touched_links(plan: ImportPlan) -> frozenset[str]:
    """Returns the links of everybody whom an import says something new of."""
    if plan.rows is None:
        return frozenset()
    pairs = zip(plan.rows.links, plan.rows.outcomes, strict=True)
    named = (p.link for p in (*plan.new_patients, *plan.completed_patients))
    return frozenset((*(link for link, outcome in pairs if outcome in _NEWS), *named))


def rehearse(store: Store, plan: ImportPlan) -> Rehearsed:
    """Returns what an import would change. Nothing of it is kept, and no import number is used up.

    Raises StalePlanError where the store changed since the plan was made.
    """
    links = touched_links(plan)
    with rehearsing(store) as connection:
        before = courses_as_of(connection, _people(connection, links), plan.revision)
        number = int(connection.execute(select(func.max(imports.c.id))).scalar() or 0) + 1
        receipt = apply_on(connection, plan, Carrying("rehearsal", import_id=number))
        after = courses_as_of(connection, _people(connection, links), receipt.revision)
    return Rehearsed(before, after)


def _people(connection: Connection, links: Iterable[str]) -> list[int]:
    query = select(person.c.id)
    found: list[int] = []
    for batch in batches(links):
        found += connection.execute(query.where(is_one_of(person.c.link, batch))).scalars()
    return found
