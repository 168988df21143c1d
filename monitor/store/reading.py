"""What pages read: patients and their courses. Only current rows."""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import MISSING, dataclass, fields
from datetime import date
from enum import StrEnum
from functools import lru_cache
from itertools import repeat
from typing import Any

from sqlalchemy import Connection, Select, Table, bindparam, func, null, select, union_all

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
from monitor.store.schema import (
    DATES,
    YES_NO,
    assay,
    imports,
    outcome,
    patient,
    person,
    therapy,
    value_columns,
)

Reader = Callable[[Any], Any]

BY_PSEUDONYM = (patient.c.patient_id, patient.c.center.nulls_first())

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


def read_listed_courses(store: Store) -> tuple[Course, ...]:
    """Returns the same courses with what a list of patients needs: assays without what describes
    them (sample, reader, comment …), and no record with the line that it came from.
    """
    with reading(store) as connection:
        return tuple(_courses(connection, None, _LISTED))


def read_links(store: Store) -> tuple[tuple[str, str], ...]:
    """Returns (link, pseudonym) of every patient, in order of the pseudonyms."""
    query = (
        select(person.c.link, patient.c.patient_id)
        .join_from(patient, person)
        .where(patient.c.ended_by.is_(None))
        .order_by(*BY_PSEUDONYM)
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


def _courses(
    connection: Connection, link: str | None, tables: "_Tables | None" = None
) -> Iterator[Course]:
    read = tables or _FULL
    assays = _by_person(read.assays.records(connection, link))
    therapies = _by_person(read.therapies.records(connection, link))
    outcomes = _by_person(read.outcomes.records(connection, link))
    for key, who in read.patients.records(connection, link):
        yield Course(who, tuple(assays[key]), tuple(therapies[key]), tuple(outcomes[key]))


def _by_person(records: Iterable[tuple[int, Any]]) -> dict[int, list[Any]]:
    """Returns records by person, each person's in the order given."""
    found: dict[int, list[Any]] = defaultdict(list)
    for key, record in records:
        found[key].append(record)
    return found


@dataclass(frozen=True, slots=True)
class _Reading:
    """How the current rows of one table are read: two statements, built once, and what becomes of
    their columns. `make` is the record's type; `number` is the field that its number fills; each
    of its `fields` has a name, a default and how its column is read.
    """

    make: Any
    number: str
    names: tuple[str, ...]
    fields: tuple[tuple[str, Any, Reader | None], ...]
    of_all: Select[Any]
    of_one: Select[Any]

    def records(self, connection: Connection, link: str | None) -> Iterable[tuple[int, Any]]:
        """Returns (person, record) of every row, in the table's order; column by column, so that
        a cohort is read as fast as it can be.
        """
        if link is None:
            rows = connection.execute(self.of_all).all()
        else:
            rows = connection.execute(self.of_one, {"link": link}).all()
        if not rows:
            return ()
        people, numbers, imports, files, lines, *columns = zip(*rows, strict=True)
        held = dict(zip(self.names, columns, strict=True))
        held |= {self.number: numbers, "origin": tuple(map(_origin, imports, files, lines))}
        arguments = (
            _values(held[name], default, read) if name in held else repeat(default)
            for name, default, read in self.fields
        )
        return zip(people, map(self.make, *arguments), strict=False)


def _values(column: Sequence[Any], default: Any, read: Reader | None) -> Sequence[Any]:
    """Returns the values of a column, the field's default where there is none."""
    if read is not None:
        return [default if value is None else read(value) for value in column]
    if default is not None:
        return [default if value is None else value for value in column]
    return column


def _origin(import_id: int | None, file_name: str | None, line: int | None) -> Origin | None:
    if import_id is None or file_name is None or line is None:
        return None
    return Origin(import_id, file_name, line)


def _reading(
    table: Table, make: type, number: Any, order: Sequence[Any], names: tuple[str, ...] = ()
) -> _Reading:
    """Returns how a table is read; where `names` are given these columns only, without origin."""
    source = (table.c.import_id, imports.c.file_name, table.c.line)
    columns = names or value_columns(table)
    of_all = (
        select(
            table.c.person_id, number, *((null(),) * 3 if names else source),
            *(table.c[name] for name in columns),
        )
        .join_from(table, person)
        .where(table.c.ended_by.is_(None))
        .order_by(*order)
    )  # fmt: skip
    if not names:
        of_all = of_all.join(imports, table.c.import_id == imports.c.id)
    of_one = of_all.where(person.c.link == bindparam("link"))
    slots = tuple(
        (
            field.name,
            None if field.default is MISSING else field.default,
            _reader(table, field.name) if field.name in columns else None,
        )
        for field in fields(make)
    )
    return _Reading(make, number.name, columns, slots, of_all, of_one)


def _reader(table: Table, name: str) -> Reader | None:
    """Returns how a column's values are read, None where they are taken as they are."""
    word = _WORDS[table.name].get(name)
    if word is not None:
        return {member.value: member for member in word}.__getitem__
    if name in DATES:
        return _day
    if name == "covariates":
        return _covariates
    return decoder(name) if name in YES_NO else None


def _covariates(text: str) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(json.loads(text).items()))


# A cohort of any size has some thousand days, and asks for them at every row.
_day = lru_cache(maxsize=20_000)(date.fromisoformat)


@dataclass(frozen=True, slots=True)
class _Tables:
    """How the four tables are read."""

    assays: _Reading
    therapies: _Reading
    outcomes: _Reading
    patients: _Reading


def _tables(listed: bool) -> _Tables:
    def named(*names: str) -> tuple[str, ...]:
        return names if listed else ()

    return _Tables(
        _reading(
            assay, Assay, assay.c.id, (assay.c.collected_on, assay.c.id),
            named(
                "collected_on", "cells_screened", "tumor_cells", "probable_cells",
                "control_cells_screened", "control_positive", "material", "method", "antibody",
                "lab", "reported_rate", "result_text", "status",
            ),
        ),
        _reading(
            therapy, TherapyEvent, therapy.c.id, (therapy.c.started_on, therapy.c.id),
            named("therapy_type", "agent", "started_on", "ended_on", "ongoing", "date_precision"),
        ),
        _reading(
            outcome, OutcomeEvent, outcome.c.id, (outcome.c.occurred_on, outcome.c.id),
            named("event_type", "occurred_on"),
        ),
        _reading(
            patient, Patient, person.c.link, BY_PSEUDONYM, named("patient_id", "center", "arm")
        ),
    )  # fmt: skip


_FULL, _LISTED = _tables(listed=False), _tables(listed=True)
