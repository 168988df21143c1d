"""What pages read: patients and their courses. Only current rows."""

import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar

from sqlalchemy import Connection, RowMapping, Select, Table, func, select, union_all

from monitor.domain.records import Assay, Course, Origin, OutcomeEvent, Patient, TherapyEvent
from monitor.domain.vocabularies import (
    AssayStatus,
    DatePrecision,
    DeathCause,
    EndReason,
    EventType,
    Intent,
    Material,
    MetastasisSite,
    Method,
    ResultText,
    Site,
    TherapyType,
)
from monitor.store.encoding import decoder
from monitor.store.engine import Store, reading
from monitor.store.schema import assay, imports, outcome, patient, person, therapy, value_columns

Record = TypeVar("Record", Assay, TherapyEvent, OutcomeEvent)

_WORDS: dict[str, dict[str, type[StrEnum]]] = {
    "assay": {
        "site": Site,
        "material": Material,
        "method": Method,
        "result_text": ResultText,
        "status": AssayStatus,
    },
    "therapy": {
        "therapy_type": TherapyType,
        "date_precision": DatePrecision,
        "intent": Intent,
        "end_reason": EndReason,
    },
    "outcome": {"event_type": EventType, "site": MetastasisSite, "cause": DeathCause},
    "patient": {},
}


def read_course(store: Store, link: str) -> Course | None:
    """Returns all that is known of the patient with this link, or None where there is none."""
    with reading(store) as connection:
        return next(_courses(connection, link), None)


def read_courses(store: Store) -> tuple[Course, ...]:
    """Returns the course of every patient, in order of their pseudonyms."""
    with reading(store) as connection:
        return tuple(_courses(connection, None))


def read_links(store: Store) -> tuple[tuple[str, str], ...]:
    """Returns (link, pseudonym) of every patient, in order of the pseudonyms."""
    query = (
        select(person.c.link, patient.c.patient_id)
        .join_from(patient, person)
        .where(patient.c.ended_by.is_(None))
        .order_by(patient.c.patient_id, patient.c.center)
    )
    with reading(store) as connection:
        return tuple((link, name) for link, name in connection.execute(query))


def read_last_date(store: Store) -> date | None:
    """Returns the data cut: the last day that any record speaks of, None in an empty store."""
    days = [
        select(func.max(column).label("day")).where(table.c.ended_by.is_(None))
        for table, column in (
            (assay, assay.c.collected_on),
            (therapy, therapy.c.started_on),
            (therapy, therapy.c.ended_on),
            (outcome, outcome.c.occurred_on),
        )
    ]
    every = union_all(*days).subquery()
    with reading(store) as connection:
        last = connection.execute(select(func.max(every.c.day))).scalar()
    return None if last is None else date.fromisoformat(str(last))


def _courses(connection: Connection, link: str | None) -> Iterator[Course]:
    assays = _records(connection, assay, Assay, assay.c.collected_on, link)
    therapies = _records(connection, therapy, TherapyEvent, therapy.c.started_on, link)
    outcomes = _records(connection, outcome, OutcomeEvent, outcome.c.occurred_on, link)
    query = _current(patient, link).order_by(patient.c.patient_id, patient.c.center)
    for row in connection.execute(query).mappings():
        key = row["person_id"]
        yield Course(_patient(row), tuple(assays[key]), tuple(therapies[key]), tuple(outcomes[key]))


def _current(table: Table, link: str | None) -> Select[Any]:
    query = (
        select(table, person.c.link, imports.c.file_name)
        .join_from(table, person)
        .join(imports, table.c.import_id == imports.c.id)
        .where(table.c.ended_by.is_(None))
    )
    return query if link is None else query.where(person.c.link == link)


def _records(
    connection: Connection, table: Table, kind: type[Record], order: Any, link: str | None
) -> Mapping[int, list[Record]]:
    """Returns the current records of a table by person, each person's in time order."""
    readers = _readers(table)
    found: dict[int, list[Record]] = defaultdict(list)
    query = _current(table, link).order_by(order, table.c.id)
    for row in connection.execute(query).mappings():
        found[row["person_id"]].append(_record(kind, row, readers))
    return found


def _record(
    kind: type[Record], row: RowMapping, readers: Mapping[str, Callable[[Any], Any]]
) -> Record:
    values = {name: read(row[name]) for name, read in readers.items() if row[name] is not None}
    return kind(id=row["id"], origin=_origin(row), **values)


def _readers(table: Table) -> dict[str, Callable[[Any], Any]]:
    words = _WORDS[table.name]
    return {name: words.get(name) or decoder(name) for name in value_columns(table)}


def _patient(row: RowMapping) -> Patient:
    readers = _readers(patient)
    covariates = json.loads(row["covariates"] or "{}")
    values = {name: read(row[name]) for name, read in readers.items() if name != "covariates"}
    pairs = tuple(sorted(covariates.items()))
    return Patient(link=row["link"], covariates=pairs, origin=_origin(row), **values)


def _origin(row: RowMapping) -> Origin:
    return Origin(row["import_id"], row["file_name"], row["line"])
