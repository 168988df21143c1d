"""Many rows in one prepared statement, handed over as columns."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Table
from sqlalchemy.exc import DBAPIError

from monitor.domain.keys import folded_ids, texts_of
from monitor.domain.vocabularies import FileKind
from monitor.store.encoding import row_hashes
from monitor.store.schema import TABLES

BATCH = 500  # SQLite before 3.32 takes 999 parameters at most
CHUNK = 2000  # rows handed over at once, few enough to stay in the processor's cache
Tell = Callable[[int], None]  # how many rows are done


def _tell_nobody(_done: int) -> None:
    """Takes progress and lets nobody know."""


@dataclass(frozen=True, slots=True)
class Versions:
    """New versions of rows as columns: natural key, person, source line and encoded values."""

    keys: Sequence[str]
    persons: Sequence[int]
    lines: Sequence[int]
    columns: Mapping[str, Sequence[object]]


def add_versions(
    connection: Connection,
    kind: FileKind,
    new: Versions,
    import_id: int,
    number: int,
    tell: Tell = _tell_nobody,
) -> None:
    """Adds rows as of a change; their earlier versions must have ended."""
    count = len(new.keys)
    columns = {
        "natural_key": new.keys,
        "person_id": new.persons,
        **new.columns,
        "import_id": [import_id] * count,
        "line": new.lines,
        "row_hash": row_hashes(new.keys, new.columns),
        "added_by": [number] * count,
    }
    if kind is FileKind.PATIENTS:
        columns["folded_id"] = folded_ids(list(texts_of(new.columns["patient_id"])))
    insert_columns(connection, TABLES[kind], columns, tell)


def insert_columns(
    connection: Connection,
    table: Table,
    columns: Mapping[str, Sequence[object]],
    tell: Tell = _tell_nobody,
) -> None:
    """Inserts rows given as columns of equal length."""
    quote = connection.dialect.identifier_preparer.quote
    given = {name: values for name, values in columns.items() if any(v is not None for v in values)}
    if not given:
        return
    names = ", ".join(quote(name) for name in given)
    rows = zip(*given.values(), strict=True)
    if connection.dialect.driver == "psycopg":
        _copy(connection, f"COPY {quote(table.name)} ({names}) FROM STDIN", rows, tell)
        return
    marks = ", ".join([_mark(connection)] * len(given))
    statement = f"INSERT INTO {quote(table.name)} ({names}) VALUES ({marks})"
    done = 0
    while chunk := list(islice(rows, CHUNK)):
        connection.exec_driver_sql(statement, chunk)
        done += len(chunk)
        tell(done)


def _copy(
    connection: Connection, statement: str, rows: Iterable[tuple[object, ...]], tell: Tell
) -> None:
    """Streams rows into PostgreSQL, which takes them so much faster than by INSERT."""
    cursor: Any = connection.connection.cursor()
    driver: Any = connection.dialect.dbapi
    try:
        with cursor.copy(statement) as copy:
            for done, row in enumerate(rows, start=1):
                copy.write_row(row)
                if done % CHUNK == 0:
                    tell(done)
    except driver.Error as fault:  # as SQLAlchemy would have said it
        raise DBAPIError.instance(statement, None, fault, driver.Error) from fault


def end_rows(connection: Connection, table: Table, ids: Sequence[int], number: int) -> None:
    """Ends these current rows as of a change."""
    mark = _mark(connection)
    statement = f"UPDATE {table.name} SET ended_by = {mark} WHERE id = {mark}"
    if ids:
        connection.exec_driver_sql(statement, [(number, row) for row in ids])


def batches(names: Iterable[str]) -> Iterator[list[str]]:
    """Yields the distinct names in order, so many at a time as one IN (…) takes."""
    remaining = iter(sorted(set(names)))
    while batch := list(islice(remaining, BATCH)):
        yield batch


def _mark(connection: Connection) -> str:
    return "?" if connection.dialect.paramstyle == "qmark" else "%s"
