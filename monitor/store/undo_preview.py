"""What undoing an import would do: read, not done, by the conditions that the undo itself uses."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from sqlalchemy import Connection, RowMapping, Select, Table, func, select

from monitor.domain.plan import Value
from monitor.domain.undo import Bucket, Since, UndoneRow, UndoPreview
from monitor.domain.vocabularies import FileKind
from monitor.store.encoding import decoder
from monitor.store.engine import Store, last_change, reading
from monitor.store.errors import NoSuchImportError
from monitor.store.schema import TABLES, change, imports, patient, person, value_columns
from monitor.store.undo_conditions import (
    ABOUT_PATIENTS,
    changed_since,
    is_needed,
    last_version_in_force,
    orphaned_patients,
)

Read = Callable[[RowMapping], UndoneRow]
SHOWN = 100


def preview_undo(store: Store, import_id: int, shown: int = SHOWN) -> UndoPreview:
    """Returns what undoing an import would do, with so many rows of each bucket.

    Raises NoSuchImportError where there is no such import in force.
    """
    with reading(store) as connection:
        mine = (imports.c.id == import_id) & imports.c.undone_by.is_(None)
        entry = connection.execute(select(imports.c.file_name).where(mine)).first()
        if entry is None:
            raise NoSuchImportError(import_id)
        buckets: dict[str, list[Bucket]] = {"removed": [], "restored": [], "kept": []}
        for kind in (*ABOUT_PATIENTS, FileKind.PATIENTS):
            for name, bucket in _buckets(connection, kind, import_id, shown).items():
                buckets[name].append(bucket)
        whole = {name: _together(parts, shown) for name, parts in buckets.items()}
        return UndoPreview(import_id, entry.file_name, last_change(connection), **whole)


def _buckets(
    connection: Connection, kind: FileKind, import_id: int, shown: int
) -> dict[str, Bucket]:
    table = TABLES[kind]
    going = _going(table, import_id)
    back = last_version_in_force(table, import_id)
    read = _reader(connection, kind)
    kept = _changed(connection, kind, import_id, shown)
    if kind is FileKind.PATIENTS:
        kept = _together([kept, _needed(connection, import_id, shown)], shown)
        going = going.where(back.is_not(None) | ~is_needed(import_id))
    return {
        "removed": _bucket(connection, going.where(back.is_(None)), shown, read),
        "restored": _restored(
            connection,
            kind,
            going.where(back.is_not(None)).add_columns(back.label("back")),
            shown,
        ),
        "kept": kept,
    }


def _going(table: Table, import_id: int) -> Select[Any]:
    """Returns the current rows that an import brought; of patients, those without any other."""
    if table is patient:
        return _with_link(table).where(orphaned_patients(import_id))
    mine = (table.c.import_id == import_id) & table.c.ended_by.is_(None)
    return _with_link(table).where(mine)


def _with_link(table: Table) -> Select[Any]:
    return select(table, person.c.link).join_from(table, person).order_by(table.c.id)


def _bucket(connection: Connection, query: Select[Any], shown: int, read: Read) -> Bucket:
    rows = connection.execute(query.limit(shown)).mappings().all()
    count = len(rows) if len(rows) < shown else _count(connection, query)
    return Bucket(count, tuple(map(read, rows)))


def _restored(connection: Connection, kind: FileKind, query: Select[Any], shown: int) -> Bucket:
    """Returns the rows that come back to the version whose number is in the query's `back`."""
    table = TABLES[kind]
    rows = connection.execute(query.limit(shown)).mappings().all()
    numbers = [row["back"] for row in rows]
    old = connection.execute(select(table).where(table.c.id.in_(numbers))).mappings()
    versions = {row["id"]: row for row in old}
    read = _reader(connection, kind)

    def compared(row: RowMapping) -> UndoneRow:
        said = read(row)
        before = _values(kind, versions[row["back"]])
        names = [name for name in value_columns(table) if said.values.get(name) != before.get(name)]
        fields = {name: (said.values.get(name), before.get(name)) for name in names}
        return UndoneRow(kind, said.link, said.patient_id, said.line, said.values, fields)

    count = len(rows) if len(rows) < shown else _count(connection, query)
    return Bucket(count, tuple(map(compared, rows)))


def _changed(connection: Connection, kind: FileKind, import_id: int, shown: int) -> Bucket:
    """Returns the rows of an import of which another import's version is current."""
    table = TABLES[kind]
    keys = changed_since(table, import_id)
    query = _with_link(table).where(table.c.natural_key.in_(keys) & table.c.ended_by.is_(None))
    return _kept(connection, kind, query, shown)


def _needed(connection: Connection, import_id: int, shown: int) -> Bucket:
    """Returns the patients of whom only the identity stays, because other rows speak of them."""
    back = last_version_in_force(patient, import_id)
    stays = orphaned_patients(import_id) & back.is_(None) & is_needed(import_id)
    return _kept(connection, FileKind.PATIENTS, _with_link(patient).where(stays), shown)


def _kept(connection: Connection, kind: FileKind, query: Select[Any], shown: int) -> Bucket:
    rows = connection.execute(query.limit(shown)).mappings().all()
    since = _since(connection, {row["import_id"] for row in rows})
    read = _reader(connection, kind)

    def told(row: RowMapping) -> UndoneRow:
        said = read(row)
        by = since[row["import_id"]]
        return UndoneRow(kind, said.link, said.patient_id, said.line, said.values, {}, by)

    count = len(rows) if len(rows) < shown else _count(connection, query)
    return Bucket(count, tuple(map(told, rows)))


def _since(connection: Connection, import_ids: Iterable[int]) -> dict[int, Since]:
    query = (
        select(imports.c.id, imports.c.file_name, change.c.made_at, change.c.made_by)
        .join_from(imports, change, imports.c.change_id == change.c.id)
        .where(imports.c.id.in_(list(import_ids)))
    )
    return {row.id: Since(*row) for row in connection.execute(query)}


def _reader(connection: Connection, kind: FileKind) -> Read:
    """Returns how a row is told, each patient's pseudonym looked up once."""
    names: dict[int, str] = {}

    def read(row: RowMapping) -> UndoneRow:
        number = row["person_id"]
        if number not in names:
            names[number] = _pseudonym(connection, number)
        values = _values(kind, row)
        return UndoneRow(kind, row["link"], names[number], row["line"], values, {})

    return read


def _pseudonym(connection: Connection, person_id: int) -> str:
    query = select(patient.c.patient_id).where(patient.c.person_id == person_id)
    return str(connection.execute(query.order_by(patient.c.id.desc()).limit(1)).scalar() or "")


def _values(kind: FileKind, row: Mapping[Any, Any]) -> dict[str, Value]:
    names = value_columns(TABLES[kind])
    return {name: decoder(name)(row[name]) for name in names if row[name] is not None}


def _count(connection: Connection, query: Select[Any]) -> int:
    counted = select(func.count()).select_from(query.order_by(None).subquery())
    return int(connection.execute(counted).scalar_one())


def _together(parts: Iterable[Bucket], shown: int) -> Bucket:
    parts = list(parts)
    rows = [row for part in parts for row in part.rows]
    return Bucket(sum(part.count for part in parts), tuple(rows[:shown]))
