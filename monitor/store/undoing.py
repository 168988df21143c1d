"""Undoing imports: a new change that ends what they added and brings back what they replaced.

What is in force, needed or brought back is worded in `undo_conditions`, for the preview as well.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, Table, func, select, update

from monitor.domain.vocabularies import FileKind
from monitor.store.applying import add_change
from monitor.store.backups import back_up
from monitor.store.bulk import Versions, add_versions, end_rows
from monitor.store.engine import Store, writing
from monitor.store.errors import NoSuchImportError
from monitor.store.schema import TABLES, imports, patient, value_columns
from monitor.store.undo_conditions import (
    ABOUT_PATIENTS,
    changed_since,
    in_force,
    is_needed,
    last_version_in_force,
    orphaned_patients,
)

IDENTITY = ("center", "patient_id")


@dataclass(frozen=True, slots=True)
class Undone:
    """How many rows an undo removed, brought back to an earlier version, and kept because they
    changed since or are still needed.
    """

    removed: int
    restored: int
    kept: int


def undo_imports(
    store: Store, import_ids: Sequence[int], made_by: str, reason: str | None = None
) -> list[Undone]:
    """Undoes imports, the newest first, all of them or none; the store is backed up before.

    Raises NoSuchImportError where one does not exist or was undone before.
    """
    back_up(store.engine)
    with writing(store) as connection:
        newest_first = sorted(set(import_ids), reverse=True)
        return [_undo(connection, number, made_by, reason) for number in newest_first]


def _undo(connection: Connection, import_id: int, made_by: str, reason: str | None) -> Undone:
    mine = (imports.c.id == import_id) & imports.c.undone_by.is_(None)
    if connection.execute(select(imports.c.id).where(mine)).first() is None:
        raise NoSuchImportError(import_id)
    number = add_change(connection, "undo", made_by, reason)
    connection.execute(update(imports).where(mine).values(undone_by=number))
    parts = [_undo_kind(connection, kind, import_id, number) for kind in ABOUT_PATIENTS]
    parts.append(_undo_patients(connection, import_id, number))
    return Undone(
        removed=sum(part.removed for part in parts),
        restored=sum(part.restored for part in parts),
        kept=sum(part.kept for part in parts),
    )


def _undo_kind(connection: Connection, kind: FileKind, import_id: int, number: int) -> Undone:
    table = TABLES[kind]
    mine = (table.c.import_id == import_id) & table.c.ended_by.is_(None)
    kept = _count(connection, changed_since(table, import_id))
    ended = _end(connection, table, mine, number)
    restored = _restore(connection, kind, import_id, number)
    return Undone(ended - restored, restored, kept)


def _undo_patients(connection: Connection, import_id: int, number: int) -> Undone:
    """Ends every patient row that only undone imports brought, unless other rows speak of the
    patient: of such a one the identity is kept, and nothing else that the import said.
    """
    orphaned = orphaned_patients(import_id)
    kept = _count(connection, changed_since(patient, import_id))
    has_earlier = last_version_in_force(patient, import_id).is_not(None)
    ended = _end(connection, patient, orphaned & (has_earlier | ~is_needed(import_id)), number)
    restored = _restore(connection, FileKind.PATIENTS, import_id, number)
    needed = _read(connection, select(patient).where(orphaned))
    _keep_identity(connection, needed, number)
    return Undone(ended - restored, restored, kept + len(needed))


def _keep_identity(connection: Connection, rows: Sequence[Mapping[str, Any]], number: int) -> None:
    """Replaces patient rows by their identity alone, as the file that still needs it names it."""
    end_rows(connection, patient, [row["id"] for row in rows], number)
    for row in rows:
        import_id, line = _first_mention(connection, row["person_id"])
        blank = {name: None for name in value_columns(patient) if name not in IDENTITY}
        bare = {**row, **blank, "line": line}
        _add_again(connection, FileKind.PATIENTS, [bare], import_id, number)


def _first_mention(connection: Connection, person_id: int) -> tuple[int, int]:
    """Returns import and line of the first current row about a person."""
    mentions = []
    for kind in ABOUT_PATIENTS:
        table = TABLES[kind]
        about = (table.c.person_id == person_id) & table.c.ended_by.is_(None)
        query = select(table.c.import_id, table.c.line).where(about)
        mentions += [(row.import_id, row.line) for row in connection.execute(query)]
    return min(mentions)


def _end(connection: Connection, table: Table, condition: ColumnElement[bool], number: int) -> int:
    rows = list(connection.execute(select(table.c.id).where(condition)).scalars())
    end_rows(connection, table, rows, number)
    return len(rows)


def _restore(connection: Connection, kind: FileKind, import_id: int, number: int) -> int:
    """Adds again, for every key just ended, its last version that no undone import brought."""
    table = TABLES[kind]
    ended = select(table.c.natural_key).where(table.c.ended_by == number)
    last = (
        select(func.max(table.c.id))
        .where(table.c.natural_key.in_(ended) & in_force(table.c.import_id, import_id))
        .group_by(table.c.natural_key)
    )
    rows = _read(connection, select(table).where(table.c.id.in_(last)))
    for source in {row["import_id"] for row in rows}:
        batch = [row for row in rows if row["import_id"] == source]
        _add_again(connection, kind, batch, source, number)
    return len(rows)


def _read(connection: Connection, query: Select[Any]) -> list[dict[str, Any]]:
    return [dict(row) for row in connection.execute(query).mappings()]


def _add_again(
    connection: Connection,
    kind: FileKind,
    rows: Sequence[Mapping[str, Any]],
    import_id: int,
    number: int,
) -> None:
    versions = Versions(
        keys=[row["natural_key"] for row in rows],
        persons=[row["person_id"] for row in rows],
        lines=[row["line"] for row in rows],
        columns={name: [row[name] for row in rows] for name in value_columns(TABLES[kind])},
    )
    add_versions(connection, kind, versions, import_id, number)


def _count(connection: Connection, query: Select[Any]) -> int:
    counted = select(func.count()).select_from(query.subquery())
    return int(connection.execute(counted).scalar_one())
