"""What planning an import needs to know of the store, read at one revision."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import islice

from sqlalchemy import ColumnElement, Connection, select

from monitor.domain.plan import EarlierImport, Facts, KnownPatient, StoredRow, Value
from monitor.domain.vocabularies import FileKind
from monitor.store.encoding import decoder
from monitor.store.engine import Store, last_change, reading
from monitor.store.schema import (
    TABLES,
    assay,
    change,
    imports,
    patient,
    person,
    setting,
    value_columns,
)

BATCH = 500  # names in one IN (…); SQLite before 3.32 takes 999 at most


def read_facts(
    store: Store,
    kind: FileKind | None,
    patient_ids: Iterable[str],
    sample_ids: Iterable[str],
    sha256: str,
) -> Facts:
    """Returns what the store knows of a file's patients, samples and bytes."""
    with reading(store) as connection:
        at = last_change(connection)
        patients = _patients(connection, patient_ids) if at else {}
        links = [found.link for namesakes in patients.values() for found in namesakes]
        rows = _rows(connection, kind, links, sample_ids) if kind and at else {}
        return Facts(
            revision=at,
            secret=_secret(connection),
            today=date.today(),  # noqa: DTZ011  (the user's own day decides what is future)
            patients=patients,
            rows=rows,
            same_bytes=_same_bytes(connection, sha256) if at else None,
        )


def _secret(connection: Connection) -> str:
    query = select(setting.c.value).where(setting.c.name == "secret")
    return str(connection.execute(query).scalar_one())


def _patients(
    connection: Connection, patient_ids: Iterable[str]
) -> dict[str, tuple[KnownPatient, ...]]:
    query = select(person.c.link, patient.c.center, patient.c.patient_id).join_from(patient, person)
    found: dict[str, list[KnownPatient]] = defaultdict(list)
    for names in _batches(patient_ids):
        wanted = patient.c.patient_id.in_(names) & patient.c.ended_by.is_(None)
        for link, center, name in connection.execute(query.where(wanted)):
            found[name].append(KnownPatient(link, center or "", name))
    return {name: tuple(namesakes) for name, namesakes in found.items()}


def _rows(
    connection: Connection, kind: FileKind, links: Iterable[str], sample_ids: Iterable[str]
) -> dict[str, StoredRow]:
    """Returns the current rows of these persons, and of whoever has these sample numbers."""
    found: dict[str, StoredRow] = {}
    for batch in _batches(links):
        found |= _matching(connection, kind, person.c.link.in_(batch))
    if kind is FileKind.ASSAYS:
        for batch in _batches(sample_ids):
            found |= _matching(connection, kind, assay.c.sample_id.in_(batch))
    return found


def _matching(
    connection: Connection, kind: FileKind, condition: ColumnElement[bool]
) -> dict[str, StoredRow]:
    table = TABLES[kind]
    names = value_columns(table)
    decoders = [decoder(name) for name in names]
    query = (
        select(table.c.natural_key, table.c.id, person.c.link, *(table.c[n] for n in names))
        .join_from(table, person)
        .where(condition & table.c.ended_by.is_(None))
    )
    return {
        key: StoredRow(number, link, _decoded(names, decoders, held))
        for key, number, link, *held in connection.execute(query)
    }


def _decoded(
    names: Sequence[str], decoders: Sequence[object], held: Sequence[object]
) -> dict[str, Value]:
    return {
        name: decode(value)  # type: ignore[operator]
        for name, decode, value in zip(names, decoders, held, strict=True)
    }


def _same_bytes(connection: Connection, sha256: str) -> EarlierImport | None:
    query = (
        select(imports.c.id, change.c.made_at, change.c.made_by)
        .join_from(imports, change, imports.c.change_id == change.c.id)
        .where((imports.c.sha256 == sha256) & imports.c.undone_by.is_(None))
        .order_by(imports.c.id.desc())
    )
    row = connection.execute(query).first()
    return EarlierImport(*row) if row else None


def _batches(names: Iterable[str]) -> Iterator[list[str]]:
    remaining = iter(sorted(set(names)))
    while batch := list(islice(remaining, BATCH)):
        yield batch
