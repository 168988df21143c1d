"""What an undo touches, as conditions: one wording for the preview and for the undo itself.

Every condition takes the import that is, or would be, undone.
"""

from typing import Any

from sqlalchemy import ColumnElement, Select, Table, exists, func, or_, select

from monitor.domain.vocabularies import FileKind
from monitor.store.schema import TABLES, imports, patient

ABOUT_PATIENTS = (FileKind.ASSAYS, FileKind.THERAPY, FileKind.OUTCOMES)


def in_force(import_id: ColumnElement[int], undone: int) -> ColumnElement[bool]:
    """Returns whether an import stands once this one is undone."""
    stands = (imports.c.id == import_id) & imports.c.undone_by.is_(None) & (imports.c.id != undone)
    return exists().where(stands)


def last_version_in_force(table: Table, undone: int) -> ColumnElement[int | None]:
    """Returns the number of the version that comes back for a row's key, NULL where none does."""
    earlier = table.alias()
    # Every version of a key is of one person, and persons are indexed.
    is_same = earlier.c.person_id == table.c.person_id
    same_key = is_same & (earlier.c.natural_key == table.c.natural_key)
    return (
        select(func.max(earlier.c.id))
        .where(same_key & in_force(earlier.c.import_id, undone))
        .correlate(table)
        .scalar_subquery()
    )


def changed_since(table: Table, undone: int) -> Select[Any]:
    """Returns the natural keys of an import's rows of which another import's version is current."""
    now = table.alias()
    is_changed = exists().where(
        (now.c.natural_key == table.c.natural_key)
        & now.c.ended_by.is_(None)
        & in_force(now.c.import_id, undone)
    )
    mine = (table.c.import_id == undone) & table.c.ended_by.is_not(None)
    return select(table.c.natural_key).where(mine & is_changed).distinct()


def orphaned_patients(undone: int) -> ColumnElement[bool]:
    """Returns which current patient rows only undone imports brought."""
    return ~in_force(patient.c.import_id, undone) & patient.c.ended_by.is_(None)


def is_needed(undone: int) -> ColumnElement[bool]:
    """Returns whether rows of other imports speak of a patient, or will again."""
    return or_(*(_speaks(TABLES[kind], undone) for kind in ABOUT_PATIENTS))


def _speaks(table: Table, undone: int) -> ColumnElement[bool]:
    current = table.alias()
    comes_back = exists().where(
        (current.c.natural_key == table.c.natural_key)
        & current.c.ended_by.is_(None)
        & (current.c.import_id == undone)
    )
    about = (table.c.person_id == patient.c.person_id) & in_force(table.c.import_id, undone)
    return exists().where(about & (table.c.ended_by.is_(None) | comes_back))
