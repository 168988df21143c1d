"""How rows of the four tables become the records of a course, column by column."""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import MISSING, dataclass, fields
from datetime import date
from enum import StrEnum
from functools import lru_cache
from itertools import repeat
from typing import Any, TypeAlias

from sqlalchemy import BigInteger, ColumnElement, Connection, Select, Table, bindparam, null, select

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
# Everybody, one patient by link, some by their person's number, or these as of a change.
Whose: TypeAlias = "str | Sequence[int] | AsOf | None"

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


def courses(
    connection: Connection, whose: Whose, tables: "Tables | None" = None
) -> Iterator[Course]:
    """Yields the courses of some patients in order of their pseudonyms, read by these tables."""
    read = tables or FULL
    assays = _by_person(read.assays.records(connection, whose))
    therapies = _by_person(read.therapies.records(connection, whose))
    outcomes = _by_person(read.outcomes.records(connection, whose))
    for key, who in read.patients.records(connection, whose):
        yield Course(who, tuple(assays[key]), tuple(therapies[key]), tuple(outcomes[key]))


def _by_person(records: Iterable[tuple[int, Any]]) -> dict[int, list[Any]]:
    """Returns records by person, each person's in the order given."""
    found: dict[int, list[Any]] = defaultdict(list)
    for key, record in records:
        found[key].append(record)
    return found


@dataclass(frozen=True, slots=True)
class AsOf:
    """Some persons as they were known as of a change."""

    people: Sequence[int]
    change: int


@dataclass(frozen=True, slots=True)
class _Reading:
    """How the rows of one table are read: four statements, built once, and what becomes of
    their columns. `make` is the record's type; `number` is the field that its number fills; each
    of its `fields` has a name, a default and how its column is read.
    """

    make: Any
    number: str
    names: tuple[str, ...]
    fields: tuple[tuple[str, Any, Reader | None], ...]
    of_all: Select[Any]
    of_one: Select[Any]
    of_some: Select[Any]
    as_of: Select[Any]

    def records(self, connection: Connection, whose: Whose) -> Iterable[tuple[int, Any]]:
        """Returns (person, record) of every row, in the table's order; column by column, so that
        a cohort is read as fast as it can be.
        """
        if whose is None:
            rows = connection.execute(self.of_all).all()
        elif isinstance(whose, str):
            rows = connection.execute(self.of_one, {"link": whose}).all()
        elif isinstance(whose, AsOf):
            asked = {"people": whose.people, "change": whose.change}
            rows = connection.execute(self.as_of, asked).all()
        else:
            rows = connection.execute(self.of_some, {"people": whose}).all()
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
    every = (
        select(
            table.c.person_id, number, *((null(),) * 3 if names else source),
            *(table.c[name] for name in columns),
        )
        .join_from(table, person)
        .order_by(*order)
    )  # fmt: skip
    if not names:
        every = every.join(imports, table.c.import_id == imports.c.id)
    of_all = every.where(table.c.ended_by.is_(None))
    of_one = of_all.where(person.c.link == bindparam("link"))
    is_asked = table.c.person_id.in_(bindparam("people", expanding=True))
    of_some = of_all.where(is_asked)
    as_of = every.where(is_asked & _was_there(table))
    slots = tuple(
        (
            field.name,
            None if field.default is MISSING else field.default,
            _reader(table, field.name) if field.name in columns else None,
        )
        for field in fields(make)
    )
    return _Reading(make, number.name, columns, slots, of_all, of_one, of_some, as_of)


def _was_there(table: Table) -> ColumnElement[bool]:
    """Returns the condition that a row was in force as of a change."""
    change = bindparam("change", type_=BigInteger)
    return (table.c.added_by <= change) & (table.c.ended_by.is_(None) | (table.c.ended_by > change))


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
class Tables:
    """How the four tables are read."""

    assays: _Reading
    therapies: _Reading
    outcomes: _Reading
    patients: _Reading


_LISTED_ASSAYS = (
    "collected_on", "cells_screened", "tumor_cells", "probable_cells", "control_cells_screened",
    "control_positive", "material", "method", "antibody", "lab", "reported_rate", "result_text",
    "status",
)  # fmt: skip
_LISTED_THERAPIES = (
    "therapy_type", "agent", "started_on", "ended_on", "ongoing", "date_precision",
)  # fmt: skip


def _tables(
    assays: tuple[str, ...] = (),
    therapies: tuple[str, ...] = (),
    outcomes: tuple[str, ...] = (),
    patients: tuple[str, ...] = (),
) -> Tables:
    """Returns how the tables are read, of each the columns named or every one."""
    return Tables(
        _reading(assay, Assay, assay.c.id, (assay.c.collected_on, assay.c.id), assays),
        _reading(
            therapy, TherapyEvent, therapy.c.id, (therapy.c.started_on, therapy.c.id), therapies
        ),
        _reading(
            outcome, OutcomeEvent, outcome.c.id, (outcome.c.occurred_on, outcome.c.id), outcomes
        ),
        _reading(patient, Patient, person.c.link, BY_PSEUDONYM, patients),
    )


FULL = _tables()
LISTED = _tables(
    _LISTED_ASSAYS,
    _LISTED_THERAPIES,
    ("event_type", "occurred_on"),
    ("patient_id", "center", "arm"),
)
FOLLOWED = _tables(
    (*_LISTED_ASSAYS, "visit", "clusters"),
    (*_LISTED_THERAPIES, "intent"),
    ("event_type", "occurred_on", "invasive", "site", "cause"),
    tuple(name for name in value_columns(patient)),
)
