"""What came in: the imports, what each changed and did not take, and the files as they were."""

import json
import zlib
from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import Connection, Select, func, select

from monitor.domain.changes import ChangeEntry, Correction
from monitor.domain.plan import Counts, ImportEntry, Rejected, Value
from monitor.domain.problems import Level, Problem
from monitor.domain.source_file import SourceFile
from monitor.domain.vocabularies import FileKind
from monitor.store.encoding import decoder
from monitor.store.engine import Store, reading
from monitor.store.errors import NoSuchImportError
from monitor.store.schema import (
    TABLES,
    change,
    imports,
    patient,
    person,
    rejected_row,
    source_file,
    value_columns,
)


def read_imports(store: Store) -> tuple[ImportEntry, ...]:
    """Returns every import, the newest first."""
    undo = change.alias()
    query = (
        select(
            imports,
            change.c.kind.label("change_kind"),
            change.c.made_at,
            change.c.made_by,
            change.c.reason,
            undo.c.made_at.label("undone_at"),
            undo.c.made_by.label("undone_by_whom"),
        )
        .join_from(imports, change, imports.c.change_id == change.c.id)
        .outerjoin(undo, imports.c.undone_by == undo.c.id)
        .order_by(imports.c.id.desc())
    )
    with reading(store) as connection:
        return tuple(
            ImportEntry(
                import_id=row.id,
                file_name=row.file_name,
                sha256=row.sha256,
                kind=row.kind,
                change_kind=row.change_kind,
                made_at=row.made_at,
                made_by=row.made_by,
                counts=Counts(**{name: getattr(row, name) for name in Counts.__slots__}),
                is_undone=row.undone_by is not None,
                profile=row.profile,
                uploaded_sha256=row.uploaded_sha256,
                reason=row.reason,
                undone_at=row.undone_at,
                undone_by=row.undone_by_whom,
                answers=json.loads(row.answers),
            )
            for row in connection.execute(query)
        )


def read_rejected(store: Store, import_id: int) -> tuple[Rejected, ...]:
    """Returns the rows of an import that were not stored, with their raw text and reasons."""
    query = (
        select(rejected_row)
        .where(rejected_row.c.import_id == import_id)
        .order_by(rejected_row.c.line)
    )
    with reading(store) as connection:
        return tuple(
            Rejected(row.line, row.last_line, row.raw.decode(), _problems(row.reasons))
            for row in connection.execute(query)
        )


def read_source(store: Store, sha256: str) -> bytes:
    """Returns the bytes of an imported file as they were uploaded."""
    query = select(source_file.c.content).where(source_file.c.sha256 == sha256)
    with reading(store) as connection:
        return zlib.decompress(connection.execute(query).scalar_one())


def read_source_file(store: Store, import_id: int) -> SourceFile:
    """Returns the file of an import as it was kept.

    Raises NoSuchImportError where there is none.
    """
    query = (
        select(imports.c.file_name, imports.c.sha256, source_file.c.content)
        .join_from(imports, source_file, imports.c.sha256 == source_file.c.sha256)
        .where(imports.c.id == import_id)
    )
    with reading(store) as connection:
        row = connection.execute(query).first()
    if row is None:
        raise NoSuchImportError(import_id)
    return SourceFile(row.file_name, zlib.decompress(row.content), row.sha256)


def read_changes(store: Store, limit: int) -> tuple[ChangeEntry, ...]:
    """Returns the last changes of the store, the newest first, each with the import it brought or
    took back.
    """
    undone = imports.alias()
    query = (
        select(change, imports.c.id.label("brought"), undone.c.id.label("undone"))
        .outerjoin(imports, imports.c.change_id == change.c.id)
        .outerjoin(undone, undone.c.undone_by == change.c.id)
        .order_by(change.c.id.desc())
        .limit(limit)
    )
    with reading(store) as connection:
        return tuple(
            ChangeEntry(
                number=row.id,
                kind=row.kind,
                made_at=row.made_at,
                made_by=row.made_by,
                reason=row.reason,
                import_id=row.brought or row.undone,
            )
            for row in connection.execute(query)
        )


def read_answers(store: Store, import_id: int) -> Mapping[str, str]:
    """Returns the answers with which a file was imported."""
    query = select(imports.c.answers).where(imports.c.id == import_id)
    with reading(store) as connection:
        return dict(json.loads(connection.execute(query).scalar() or "{}"))


def read_corrections(store: Store, import_id: int) -> tuple[Correction, ...]:
    """Returns every value that an import corrected, in the order of its lines."""
    with reading(store) as connection:
        found = [
            correction
            for kind in FileKind
            for correction in _corrections(connection, kind, import_id)
        ]
    return tuple(sorted(found, key=lambda correction: correction.line))


def read_touched(store: Store, import_id: int, limit: int) -> tuple[tuple[str, str], ...]:
    """Returns link and pseudonym of the first patients of whom an import brought a row that is
    still current.
    """
    found: dict[str, str] = {}
    with reading(store) as connection:
        for table in TABLES.values():
            query = (
                (
                    select(person.c.link, patient.c.patient_id)
                    .join_from(table, person)
                    .join(patient, patient.c.person_id == person.c.id)
                    .where((table.c.import_id == import_id) & table.c.ended_by.is_(None))
                    .where(patient.c.ended_by.is_(None))
                    .group_by(person.c.link, patient.c.patient_id)
                    .order_by(func.min(table.c.line))
                    .limit(limit)
                )
                if table is not patient
                else _own(import_id, limit)
            )
            found |= {row.link: row.patient_id for row in connection.execute(query)}
    return tuple(found.items())[:limit]


def _problems(text: str) -> tuple[Problem, ...]:
    return tuple(Problem(**{**entry, "level": Level(entry["level"])}) for entry in json.loads(text))


def _own(import_id: int, limit: int) -> Select[Any]:
    return (
        select(person.c.link, patient.c.patient_id)
        .join_from(patient, person)
        .where((patient.c.import_id == import_id) & patient.c.ended_by.is_(None))
        .order_by(patient.c.line)
        .limit(limit)
    )


def _corrections(connection: Connection, kind: FileKind, import_id: int) -> Iterator[Correction]:
    """Yields the differences between an import's rows and the versions that its change ended."""
    table = TABLES[kind]
    old, name = table.alias(), patient.alias()
    names = value_columns(table)
    latest = (
        select(func.max(name.c.id))
        .where(name.c.person_id == table.c.person_id)
        .correlate(table)
        .scalar_subquery()
    )
    query = (
        select(
            person.c.link,
            name.c.patient_id.label("pseudonym"),
            table.c.line.label("at_line"),
            old.c.import_id.label("old_import_id"),
            *(table.c[n].label(f"new_{n}") for n in names),
            *(old.c[n].label(f"old_{n}") for n in names),
        )
        .join_from(table, imports, table.c.import_id == imports.c.id)
        .join(old, (old.c.ended_by == imports.c.change_id) & (old.c.person_id == table.c.person_id))
        .join(person, person.c.id == table.c.person_id)
        .join(name, name.c.id == latest)
        .where((table.c.import_id == import_id) & (table.c.added_by == imports.c.change_id))
        .where(old.c.natural_key == table.c.natural_key)
    )
    for row in connection.execute(query).mappings():
        for column in names:
            before, after = (_value(column, row[f"{when}_{column}"]) for when in ("old", "new"))
            if before != after:
                yield Correction(
                    link=row["link"],
                    patient_id=row["pseudonym"],
                    line=row["at_line"],
                    column=column,
                    old=before,
                    new=after,
                    old_import_id=row["old_import_id"],
                )


def _value(column: str, held: object) -> Value:
    return decoder(column)(held)
