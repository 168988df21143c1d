"""What planning an import needs to know of the store, read at one revision."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, select

from monitor.domain.cell_corrections import CELL, CorrectedBefore, corrections_in
from monitor.domain.keys import folded_ids
from monitor.domain.plan import (
    EarlierImport,
    EarlierVersion,
    Facts,
    KnownPatient,
    StoredRow,
)
from monitor.domain.vocabularies import FileKind
from monitor.store.encoding import decoder
from monitor.store.engine import Store, last_change, reading
from monitor.store.listed import batches, is_one_of
from monitor.store.person_dates import read_person_dates
from monitor.store.rule_sets import rules_in_force
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


@dataclass(slots=True)
class _Rows:
    """Rows of the store by natural key: the current ones, and the versions before them."""

    current: dict[str, StoredRow]
    earlier: dict[str, list[EarlierVersion]]


def read_facts(
    store: Store,
    kind: FileKind | None,
    patient_ids: Iterable[str],
    sample_ids: Iterable[str],
    sha256: str,
) -> Facts:
    """Returns what the store knows of a file's patients, samples and bytes."""
    names = sorted(set(patient_ids))
    with reading(store) as connection:
        at = last_change(connection)
        patients = _patients(connection, names) if at else {}
        links = [found.link for namesakes in patients.values() for found in namesakes]
        rows = _rows(connection, kind, links, sample_ids) if kind and at else _Rows({}, {})
        return Facts(
            revision=at,
            secret=_secret(connection),
            today=date.today(),  # noqa: DTZ011  (the user's own day decides what is future)
            rules=rules_in_force(connection),
            patients=patients,
            rows=rows.current,
            same_bytes=_same_bytes(connection, sha256) if at else None,
            look_alikes=_look_alikes(connection, names, patients.keys()) if at else {},
            dates=read_person_dates(connection, kind, links) if kind and at else {},
            earlier={key: tuple(versions) for key, versions in rows.earlier.items()},
            corrected=tuple(_corrected(connection, kind)) if kind and at else (),
        )


def _secret(connection: Connection) -> str:
    query = select(setting.c.value).where(setting.c.name == "secret")
    return str(connection.execute(query).scalar_one())


def _patients(
    connection: Connection, patient_ids: Iterable[str]
) -> dict[str, tuple[KnownPatient, ...]]:
    found: dict[str, list[KnownPatient]] = defaultdict(list)
    for names in batches(patient_ids):
        for known in _known(connection, is_one_of(patient.c.patient_id, names)):
            found[known.patient_id].append(known)
    return {name: tuple(namesakes) for name, namesakes in found.items()}


def _look_alikes(
    connection: Connection, names: Sequence[str], known: Iterable[str]
) -> dict[str, tuple[KnownPatient, ...]]:
    """Returns, by folded pseudonym, the patients whose names look like those that are new."""
    new = sorted(set(names) - set(known))
    found: dict[str, list[KnownPatient]] = defaultdict(list)
    for folded in batches(folded_ids(new)):
        query = select(patient.c.folded_id, person.c.link, patient.c.center, patient.c.patient_id)
        wanted = is_one_of(patient.c.folded_id, folded) & patient.c.ended_by.is_(None)
        for row in connection.execute(query.join_from(patient, person).where(wanted)):
            found[row.folded_id].append(KnownPatient(row.link, row.center or "", row.patient_id))
    return {folded: tuple(patients) for folded, patients in found.items()}


def _known(connection: Connection, wanted: ColumnElement[bool]) -> Iterator[KnownPatient]:
    query = select(person.c.link, patient.c.center, patient.c.patient_id)
    current = wanted & patient.c.ended_by.is_(None)
    for link, center, name in connection.execute(query.join_from(patient, person).where(current)):
        yield KnownPatient(link, center or "", name)


def _rows(
    connection: Connection, kind: FileKind, links: Iterable[str], sample_ids: Iterable[str]
) -> _Rows:
    """Returns the rows of these persons, and the current ones of whoever else has these sample
    numbers.
    """
    found = _Rows({}, {})
    for batch in batches(links):
        _add_matching(connection, kind, is_one_of(person.c.link, batch), found)
    if kind is FileKind.ASSAYS:
        keys = _keys_of_samples(connection, sample_ids)
        others = [key for key in keys if key not in found.current]
        for batch in batches(others):
            condition = is_one_of(assay.c.natural_key, batch) & assay.c.ended_by.is_(None)
            _add_matching(connection, kind, condition, found)
    return found


def _keys_of_samples(connection: Connection, sample_ids: Iterable[str]) -> Iterator[str]:
    query = select(assay.c.natural_key).where(assay.c.ended_by.is_(None))
    for batch in batches(sample_ids):
        yield from connection.execute(query.where(is_one_of(assay.c.sample_id, batch))).scalars()


def _add_matching(
    connection: Connection, kind: FileKind, condition: ColumnElement[bool], found: _Rows
) -> None:
    table = TABLES[kind]
    names = value_columns(table)
    decoders = {name: decoder(name) for name in names if name in DATES | YES_NO}
    origin = (table.c.natural_key, table.c.id, person.c.link, table.c.import_id, table.c.line)
    query = (
        select(*origin, table.c.ended_by, *(table.c[n] for n in names))
        .join_from(table, person)
        .where(condition)
    )
    ended: list[tuple[str, int, int, dict[str, Any]]] = []
    for key, number, link, import_id, line, ended_by, *held in connection.execute(query):
        values = dict(zip(names, held, strict=True))
        for name, decode in decoders.items():
            values[name] = decode(values[name])
        if ended_by is None:
            found.current[key] = StoredRow(number, link, values, import_id, line)
        else:
            ended.append((key, import_id, ended_by, values))
    _add_earlier(connection, ended, found)


def _add_earlier(
    connection: Connection, ended: Sequence[tuple[str, int, int, dict[str, Any]]], found: _Rows
) -> None:
    """Adds the versions that an import, itself in force, has corrected; what an undone import said
    or corrected is as if it had never been.
    """
    if not ended:
        return
    query = select(imports.c.change_id, imports.c.id).where(imports.c.undone_by.is_(None))
    in_force = {row.change_id: row.id for row in connection.execute(query)}
    standing = set(in_force.values())
    for key, import_id, ended_by, values in ended:
        if ended_by in in_force and import_id in standing:
            version = EarlierVersion(values, in_force[ended_by])
            found.earlier.setdefault(key, []).append(version)


def _corrected(connection: Connection, kind: FileKind) -> Iterator[CorrectedBefore]:
    """Yields the cells that were corrected by hand in files of this kind, the last import first."""
    query = (
        select(imports.c.id, imports.c.answers)
        .where((imports.c.kind == str(kind)) & imports.c.undone_by.is_(None))
        .where(imports.c.answers.contains(f'"{CELL}:', autoescape=True))
        .order_by(imports.c.id.desc())
    )
    for import_id, answers in connection.execute(query):
        yield from (CorrectedBefore(import_id, c) for c in corrections_in(json.loads(answers)))


def _same_bytes(connection: Connection, sha256: str) -> EarlierImport | None:
    query = (
        select(imports.c.id, change.c.made_at, change.c.made_by)
        .join_from(imports, change, imports.c.change_id == change.c.id)
        .where((imports.c.sha256 == sha256) & imports.c.undone_by.is_(None))
        .order_by(imports.c.id.desc())
    )
    row = connection.execute(query).first()
    return EarlierImport(*row) if row else None
