"""Opening a store: where it lives, how connections behave, and that it is really ours."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event, func, select, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DatabaseError, OperationalError
from sqlalchemy.pool import ConnectionPoolEntry

from monitor.store.errors import DamagedStoreError, ForeignStoreError, StoreUnwritableError
from monitor.store.migrating import bring_up_to_date
from monitor.store.schema import change

APPLICATION_ID = 0x4D4D4F4E  # "MMON", in the SQLite header
BUSY_MILLISECONDS = 10_000


@dataclass(frozen=True, slots=True)
class Store:
    """An open store. Two stores are equal when their address is."""

    url: str
    engine: Engine


def default_url() -> str:
    """Returns MONITOR_DATABASE_URL, or a SQLite file in the user's data folder."""
    named = os.environ.get("MONITOR_DATABASE_URL")
    if named:
        return named
    from platformdirs import user_data_path

    return f"sqlite:///{user_data_path('marrow-monitor', appauthor=False) / 'store.sqlite'}"


def open_store(url: str | None = None) -> Store:
    """Returns the store at an address, made or brought up to date where needed.

    Raises StoreError where the file is not ours, is damaged, or was written by a newer program.
    """
    address = make_url(url or default_url())
    path = Path(address.database) if address.database and _is_sqlite(address.drivername) else None
    if path:
        _prepare_place(path)
    engine = create_engine(address)
    if path:
        event.listen(engine, "connect", _on_connect)
        event.listen(engine, "begin", _on_begin)
        _check_ours(engine, path)
    bring_up_to_date(engine)
    return Store(address.render_as_string(hide_password=True), engine)


@contextmanager
def reading(store: Store) -> Iterator[Connection]:
    """Yields a connection that sees one state of the store throughout."""
    with store.engine.connect() as connection, connection.begin():
        yield connection


@contextmanager
def writing(store: Store) -> Iterator[Connection]:
    """Yields the only writing connection; all it does is committed together, or nothing is."""
    options = {"monitor_begin": "BEGIN IMMEDIATE"}
    try:
        with store.engine.connect().execution_options(**options) as connection, connection.begin():
            yield connection
    except OperationalError as fault:
        raise StoreUnwritableError(str(fault.orig)) from fault


def revision(store: Store) -> int:
    """Returns the store's revision: the number of its last change, 0 when nothing happened yet."""
    with reading(store) as connection:
        return last_change(connection)


def last_change(connection: Connection) -> int:
    return int(connection.execute(select(func.max(change.c.id))).scalar() or 0)


def _is_sqlite(driver: str) -> bool:
    return driver.partition("+")[0] == "sqlite"


def _prepare_place(path: Path) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as fault:
        raise StoreUnwritableError(f"{path.parent}: {fault.strerror}") from fault


def _on_connect(raw: object, _entry: ConnectionPoolEntry) -> None:
    """Sets what every connection needs; the driver's own transaction handling is off, so that
    schema changes roll back like everything else."""
    raw.isolation_level = None  # type: ignore[attr-defined]
    cursor = raw.cursor()  # type: ignore[attr-defined]
    cursor.execute(f"PRAGMA busy_timeout = {BUSY_MILLISECONDS}")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.close()


def _on_begin(connection: Connection) -> None:
    begin = connection.get_execution_options().get("monitor_begin", "BEGIN")
    connection.exec_driver_sql(begin)


def _check_ours(engine: Engine, path: Path) -> None:
    try:
        with engine.connect() as connection:
            tables = connection.execute(text("SELECT count(*) FROM sqlite_master")).scalar()
            ours = connection.execute(text("PRAGMA application_id")).scalar()
            if not tables and not ours:
                connection.execute(text(f"PRAGMA application_id = {APPLICATION_ID}"))
                connection.commit()
                return
    except OperationalError as fault:
        raise StoreUnwritableError(str(fault.orig)) from fault
    except DatabaseError as fault:
        raise DamagedStoreError(path) from fault
    if ours != APPLICATION_ID:
        raise ForeignStoreError(path)
