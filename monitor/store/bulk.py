"""Many rows in one prepared statement, handed over as columns."""

import re
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain, islice, tee
from types import NoneType
from typing import Any

from sqlalchemy import Connection, Table, select
from sqlalchemy.exc import DBAPIError

from monitor.domain.coded import Coded
from monitor.domain.keys import folded_ids, texts_of
from monitor.domain.vocabularies import FileKind
from monitor.store.encoding import row_digests
from monitor.store.schema import TABLES

BATCH = 500  # SQLite before 3.32 takes 999 parameters at most
CHUNK = 100  # rows a statement: it spares a hundred calls and stays in the processor's cache
Tell = Callable[[int], None]  # how many rows are done

# Both are bound as they are; but the driver searches long before it does so, unless it is told how.
sqlite3.register_adapter(bytes, bytes)
sqlite3.register_adapter(NoneType, lambda nothing: nothing)


def _tell_nobody(_done: int) -> None:
    """Takes progress and lets nobody know."""


@dataclass(frozen=True, slots=True)
class Versions:
    """New versions of rows as columns: natural key, person, source line and encoded values."""

    keys: Iterable[str]
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
    count = len(new.lines)
    keys, hashed = tee(new.keys)
    columns = {
        "natural_key": keys,
        "person_id": new.persons,
        **new.columns,
        "import_id": Coded.constant(import_id, count),
        "line": new.lines,
        "row_hash": row_digests(hashed, new.columns),
        "added_by": Coded.constant(number, count),
    }
    if kind is FileKind.PATIENTS:
        columns["folded_id"] = folded_ids(texts_of(new.columns["patient_id"]))
    with _indexed_afterwards(connection, TABLES[kind]):
        insert_columns(connection, TABLES[kind], columns, tell)


@contextmanager
def _indexed_afterwards(connection: Connection, table: Table) -> Iterator[None]:
    """Gives an empty table its indexes once it has rows: sorted at once, not row by row. Only in
    SQLite, where nobody else can be reading the table meanwhile.
    """
    if connection.dialect.name != "sqlite" or connection.execute(select(table).limit(1)).first():
        yield
        return
    found = connection.exec_driver_sql(_INDEXES, (table.name,)).all()
    for name, _ in found:
        connection.exec_driver_sql(f"DROP INDEX {name}")
    yield
    for _, statement in found:
        connection.exec_driver_sql(statement)


_INDEXES = """
SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = ? AND sql IS NOT NULL
"""


def insert_columns(
    connection: Connection,
    table: Table,
    columns: Mapping[str, Iterable[object]],
    tell: Tell = _tell_nobody,
) -> None:
    """Inserts rows given as columns of equal length."""
    quote = connection.dialect.identifier_preparer.quote
    given = {name: values for name, values in columns.items() if not _is_blank(values)}
    if not given:
        return
    names = ", ".join(quote(name) for name in given)
    rows = zip(*given.values(), strict=True)
    if connection.dialect.driver == "psycopg":
        _copy(connection, f"COPY {quote(table.name)} ({names}) FROM STDIN", rows, tell)
        return
    same = {name: said for name, values in given.items() if (said := _same(values))}
    if len(same) == len(given):
        same.popitem()  # rows are counted by what is handed over
    marks = f"({', '.join(same.get(name, _mark(connection)) for name in given)})"
    width = len(given) - len(same)
    rows = zip(*(values for name, values in given.items() if name not in same), strict=True)
    statement = f"INSERT INTO {quote(table.name)} ({names}) VALUES "
    whole = statement + ", ".join([marks] * CHUNK)
    done = 0
    while values := tuple(chain.from_iterable(islice(rows, CHUNK))):
        count = len(values) // width
        text = whole if count == CHUNK else statement + ", ".join([marks] * count)
        connection.exec_driver_sql(text, values)
        done += count
        tell(done)


# What stands in a statement as it is, to SQL, to the driver's marks and to whoever reads it.
_PLAIN = re.compile(r"[A-Za-z0-9_ .+-]+")


def _same(values: Iterable[object]) -> str:
    """Returns what a column has in every row, where the statement itself can say it, or ''."""
    if not isinstance(values, Coded) or len(values.distinct) != 1:
        return ""
    (value,) = values.distinct
    if type(value) is int:
        return str(value)
    return f"'{value}'" if isinstance(value, str) and _PLAIN.fullmatch(value) else ""


def _is_blank(values: Iterable[object]) -> bool:
    """Returns whether a column has nothing in any row; what is made row by row has something."""
    said = values.distinct if isinstance(values, Coded) else values
    return isinstance(said, Sequence) and all(value is None for value in said)


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


def _mark(connection: Connection) -> str:
    return "?" if connection.dialect.paramstyle == "qmark" else "%s"
