"""Undoing imports: a new change that ends what they added and brings back what they replaced."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, Table, exists, func, or_, select, update

from monitor.domain.vocabularies import FileKind
from monitor.store.applying import add_change
from monitor.store.bulk import Versions, add_versions, end_rows
from monitor.store.engine import Store, writing
from monitor.store.schema import TABLES, imports, patient, value_columns

PATIENTS_LAST = (FileKind.ASSAYS, FileKind.THERAPY, FileKind.OUTCOMES, FileKind.PATIENTS)


@dataclass(frozen=True, slots=True)
class Undone:
    """How many rows an undo removed, brought back, and kept because they changed since."""

    removed: int
    restored: int
    kept: int


def undo_imports(
    store: Store, import_ids: Sequence[int], made_by: str, reason: str | None = None
) -> list[Undone]:
    """Undoes imports, the newest first, all of them or none."""
    with writing(store) as connection:
        return [_undo(connection, n, made_by, reason) for n in sorted(import_ids, reverse=True)]


def _undo(connection: Connection, import_id: int, made_by: str, reason: str | None) -> Undone:
    query = select(imports.c.change_id).where(imports.c.id == import_id)
    target = int(connection.execute(query).scalar_one())
    number = add_change(connection, "undo", made_by, reason)
    mark = update(imports).where(imports.c.id == import_id).values(undone_by=number)
    connection.execute(mark)
    parts = [_undo_kind(connection, kind, target, number) for kind in PATIENTS_LAST]
    return Undone(
        removed=sum(part.removed for part in parts),
        restored=sum(part.restored for part in parts),
        kept=sum(part.kept for part in parts),
    )


def _undo_kind(connection: Connection, kind: FileKind, target: int, number: int) -> Undone:
    table = TABLES[kind]
    added = table.c.added_by == target
    removable = _removable_patients() if kind is FileKind.PATIENTS else added
    current = select(table.c.id).where(removable & table.c.ended_by.is_(None))
    removed = list(connection.execute(current).scalars())
    end_rows(connection, table, removed, number)
    restored = _restore(connection, kind, number)
    changed_since = added & or_(table.c.ended_by.is_(None), table.c.ended_by != number)
    kept = connection.execute(select(func.count()).where(changed_since)).scalar_one()
    return Undone(len(removed), restored, kept)


def _removable_patients() -> ColumnElement[bool]:
    """Whether a patient was brought by an undone import and can go: no current row speaks of it,
    or an earlier version can take its place.
    """
    others = (table for table in TABLES.values() if table is not patient)
    is_needed = or_(*(_has_current(table) for table in others))
    earlier = patient.alias()
    has_earlier = exists().where(
        (earlier.c.natural_key == patient.c.natural_key) & _in_force(earlier.c.import_id)
    )
    return ~_in_force(patient.c.import_id) & (~is_needed | has_earlier)


def _has_current(table: Table) -> ColumnElement[bool]:
    return exists().where((table.c.person_id == patient.c.person_id) & table.c.ended_by.is_(None))


def _in_force(import_id: ColumnElement[int]) -> ColumnElement[bool]:
    return exists().where((imports.c.id == import_id) & imports.c.undone_by.is_(None))


def _restore(connection: Connection, kind: FileKind, number: int) -> int:
    """Adds again, for every key just ended, its last version that no undone import brought."""
    table = TABLES[kind]
    ended = select(table.c.natural_key).where(table.c.ended_by == number)
    last = (
        select(func.max(table.c.id))
        .where(table.c.natural_key.in_(ended) & _in_force(table.c.import_id))
        .group_by(table.c.natural_key)
    )
    query = select(table).where(table.c.id.in_(last))
    rows = connection.execute(query).mappings().all()
    for source in {row["import_id"] for row in rows}:
        batch = [row for row in rows if row["import_id"] == source]
        names = value_columns(table)
        versions = Versions(
            keys=[row["natural_key"] for row in batch],
            persons=[row["person_id"] for row in batch],
            lines=[row["line"] for row in batch],
            columns={name: [row[name] for row in batch] for name in names},
        )
        add_versions(connection, kind, versions, source, number)
    return len(rows)
