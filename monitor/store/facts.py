"""What planning an import needs to know of the store, read at one revision."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date

from sqlalchemy import ColumnElement, Connection, select

from monitor.domain.plan import EarlierImport, Facts, KnownPatient, StoredRow
from monitor.domain.vocabularies import FileKind
from monitor.store.bulk import batches
from monitor.store.encoding import decoder
from monitor.store.engine import Store, last_change, reading
from monitor.store.schema import (
    DATES,
    TABLES,
    YES_NO,
    assay,
    change,
    imports,
    patient,
    person,
    setting,
    value_columns,
)


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
    for names in batches(patient_ids):
        wanted = patient.c.patient_id.in_(names) & patient.c.ended_by.is_(None)
        for link, center, name in connection.execute(query.where(wanted)):
            found[name].append(KnownPatient(link, center or "", name))
    return {name: tuple(namesakes) for name, namesakes in found.items()}


def _rows(
    connection: Connection, kind: FileKind, links: Iterable[str], sample_ids: Iterable[str]
) -> dict[str, StoredRow]:
    """Returns the current rows of these persons, and of whoever else has these sample numbers."""
    found: dict[str, StoredRow] = {}
    for batch in batches(links):
        found |= _matching(connection, kind, person.c.link.in_(batch))
    if kind is FileKind.ASSAYS:
        others = (key for key in _keys_of_samples(connection, sample_ids) if key not in found)
        for batch in batches(list(others)):
            found |= _matching(connection, kind, assay.c.natural_key.in_(batch))
    return found


def _keys_of_samples(connection: Connection, sample_ids: Iterable[str]) -> Iterator[str]:
    query = select(assay.c.natural_key).where(assay.c.ended_by.is_(None))
    for batch in batches(sample_ids):
        yield from connection.execute(query.where(assay.c.sample_id.in_(batch))).scalars()


def _matching(
    connection: Connection, kind: FileKind, condition: ColumnElement[bool]
) -> dict[str, StoredRow]:
    table = TABLES[kind]
    names = value_columns(table)
    decoders = {name: decoder(name) for name in names if name in DATES | YES_NO}
    query = (
        select(table.c.natural_key, table.c.id, person.c.link, *(table.c[n] for n in names))
        .join_from(table, person)
        .where(condition & table.c.ended_by.is_(None))
    )
    found: dict[str, StoredRow] = {}
    for key, number, link, *held in connection.execute(query):
        values = dict(zip(names, held, strict=True))
        for name, decode in decoders.items():
            values[name] = decode(values[name])
        found[key] = StoredRow(number, link, values)
    return found


def _same_bytes(connection: Connection, sha256: str) -> EarlierImport | None:
    query = (
        select(imports.c.id, change.c.made_at, change.c.made_by)
        .join_from(imports, change, imports.c.change_id == change.c.id)
        .where((imports.c.sha256 == sha256) & imports.c.undone_by.is_(None))
        .order_by(imports.c.id.desc())
    )
    row = connection.execute(query).first()
    return EarlierImport(*row) if row else None
