"""Opening a store: where it lives, how connections behave, and that it is really ours."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, create_engine, event, func, select, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DatabaseError, NoSuchModuleError, OperationalError
from sqlalchemy.pool import ConnectionPoolEntry

from monitor.store.errors import (
    DamagedStoreError,
    ForeignStoreError,
    NoStoreAddressError,
    StoreError,
    StoreUnreadableError,
    StoreUnwritableError,
)
from monitor.store.migrating import APPLICATION_ID, bring_up_to_date
from monitor.store.schema import change

BUSY_MILLISECONDS = 10_000
IN_MEMORY = "sqlite://"


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
    address = _address(url or default_url())
    _prepare_place(_file(address))
    engine = _engine(address)
    store = Store(address.render_as_string(hide_password=True), engine)
    try:
        with _told(engine, StoreUnwritableError):
            _check_ours(engine)
            bring_up_to_date(engine)
    except BaseException:
        engine.dispose()
        raise
    return store


def look_at_store(url: str | None = None) -> Store:
    """Returns the store at an address to read from, or an empty one in memory where there is none
    yet: looking leaves nothing behind.
    """
    place = _file(_address(url or default_url()))
    is_there = place is None or (place.exists() and place.stat().st_size > 0)
    return open_store(url if is_there else IN_MEMORY)


@contextmanager
def reading(store: Store) -> Iterator[Connection]:
    """Yields a connection that sees one state of the store throughout."""
    with (
        _told(store.engine, StoreUnreadableError),
        store.engine.connect() as connection,
        connection.begin(),
    ):
        yield connection


@contextmanager
def writing(store: Store) -> Iterator[Connection]:
    """Yields the only writing connection; all it does is committed together, or nothing is."""
    options = {"monitor_begin": "BEGIN IMMEDIATE"}
    with (
        _told(store.engine, StoreUnwritableError),
        store.engine.connect().execution_options(**options) as connection,
        connection.begin(),
    ):
        yield connection


def revision(store: Store) -> int:
    """Returns the store's revision: the number of its last change, 0 when nothing happened yet."""
    with reading(store) as connection:
        return last_change(connection)


def last_change(connection: Connection) -> int:
    """Returns the number of the last change, 0 when nothing happened yet."""
    return int(connection.execute(select(func.max(change.c.id))).scalar() or 0)


def _address(url: str) -> URL:
    try:
        return make_url(url)
    except ArgumentError:
        raise NoStoreAddressError from None


def _is_sqlite(address: URL) -> bool:
    return address.drivername.partition("+")[0] == "sqlite"


def _file(address: URL) -> Path | None:
    """Returns the file that an address names, None where it names a server or memory."""
    name = address.database if _is_sqlite(address) else None
    return None if not name or name == ":memory:" or name.startswith("file:") else Path(name)


def _prepare_place(path: Path | None) -> None:
    try:
        if path:
            path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as fault:
        raise StoreUnwritableError(f"{path}: {fault.strerror}") from fault


def _engine(address: URL) -> Engine:
    try:
        engine = create_engine(address)
    except (NoSuchModuleError, ImportError) as fault:
        raise NoStoreAddressError from fault
    if _is_sqlite(address):
        event.listen(engine, "connect", _on_connect)
        event.listen(engine, "begin", _on_begin)
    return engine


def _on_connect(raw: object, _entry: ConnectionPoolEntry) -> None:
    """Sets what every connection needs; the driver's own transaction handling is off, so that
    schema changes roll back like everything else.
    """
    raw.isolation_level = None  # type: ignore[attr-defined]
    cursor = raw.cursor()  # type: ignore[attr-defined]
    cursor.execute(f"PRAGMA busy_timeout = {BUSY_MILLISECONDS}")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.close()


def _on_begin(connection: Connection) -> None:
    begin = connection.get_execution_options().get("monitor_begin", "BEGIN")
    connection.exec_driver_sql(begin)


def _check_ours(engine: Engine) -> None:
    """Raises ForeignStoreError where a SQLite file holds anything that is not ours."""
    if not _is_sqlite(engine.url):
        return
    with engine.connect() as connection:
        tables = connection.execute(text("SELECT count(*) FROM sqlite_master")).scalar()
        mark = connection.execute(text("PRAGMA application_id")).scalar()
    if mark != APPLICATION_ID and (tables or mark):
        raise ForeignStoreError(str(engine.url.database))


@contextmanager
def _told(
    engine: Engine, kind: type[StoreUnreadableError | StoreUnwritableError]
) -> Iterator[None]:
    """Turns what the database says of its file into a sentence; a fault of ours stays one."""
    try:
        yield
    except StoreError:
        raise
    except OperationalError as fault:
        raise kind(str(fault.orig)) from fault
    except DatabaseError as fault:
        if type(fault) is not DatabaseError:  # the driver's word for a malformed file, no other
            raise
        raise DamagedStoreError(str(engine.url.database)) from fault
