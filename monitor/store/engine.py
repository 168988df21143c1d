"""Opening a store: where it lives, how connections behave, and that it is really ours."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, func, select, text
from sqlalchemy.exc import DatabaseError, NoSuchModuleError, OperationalError
from sqlalchemy.pool import ConnectionPoolEntry

from monitor.store.addresses import address_of, file_of, is_sqlite
from monitor.store.backups import back_up
from monitor.store.errors import (
    DamagedStoreError,
    ForeignStoreError,
    NoStoreAddressError,
    StoreError,
    StoreUnreadableError,
    StoreUnwritableError,
)
from monitor.store.migrating import (
    ALONE,
    APPLICATION_ID,
    bring_up_to_date,
    shut_others_out,
)
from monitor.store.schema import change

BUSY_MILLISECONDS = 10_000
REHEARSAL_MILLISECONDS = 300
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


def open_store(url: str | None = None, *, backs_up: bool = True) -> Store:
    """Returns the store at an address, made or brought up to date where needed; before an older
    one is touched, it is backed up.

    Raises StoreError where the file is not ours, is damaged, or was written by a newer program.
    """
    address = address_of(url or default_url())
    _prepare_place(file_of(address))
    engine = _engine(address)
    store = Store(address.render_as_string(hide_password=True), engine)
    try:
        with _told(engine, StoreUnwritableError):
            _check_ours(engine)
            bring_up_to_date(engine, partial(_secure, engine, backs_up))
    except BaseException:
        engine.dispose()
        raise
    return store


@contextmanager
def opened(url: str, *, backs_up: bool = True) -> Iterator[Store]:
    """Yields the store at an address and closes its connections in the end."""
    store = open_store(url, backs_up=backs_up)
    try:
        yield store
    finally:
        store.engine.dispose()


def look_at_store(url: str | None = None) -> Store:
    """Returns the store at an address to read from, or an empty one in memory where there is none
    yet: looking leaves nothing behind.
    """
    return open_store(url if has_store(url) else IN_MEMORY)


def has_store(url: str | None = None) -> bool:
    """Returns whether there is a store at an address; a server's is taken to be there."""
    place = file_of(address_of(url or default_url()))
    return place is None or (place.exists() and place.stat().st_size > 0)


@contextmanager
def reading(store: Store) -> Iterator[Connection]:
    """Yields a connection that sees one state of the store throughout."""
    with (
        _told(store.engine, StoreUnreadableError),
        store.engine.connect().execution_options(**_snapshot(store.engine)) as connection,
        connection.begin(),
    ):
        yield connection


@contextmanager
def writing(store: Store) -> Iterator[Connection]:
    """Yields the only writing connection; all it does is committed together, or nothing is."""
    with (
        _told(store.engine, StoreUnwritableError),
        store.engine.connect().execution_options(**ALONE) as connection,
        connection.begin(),
    ):
        shut_others_out(connection)
        yield connection


@contextmanager
def rehearsing(store: Store) -> Iterator[Connection]:
    """Yields a writing connection of which nothing is committed, whatever it does. It waits for no
    long import: whoever is asked what would be, can ask again.
    """
    with (
        _told(store.engine, StoreUnwritableError),
        store.engine.connect().execution_options(**ALONE) as connection,
        _impatient(connection),
        connection.begin() as transaction,
    ):
        if not is_sqlite(store.engine.url):
            connection.execute(text(f"SET LOCAL lock_timeout = {REHEARSAL_MILLISECONDS}"))
        shut_others_out(connection)
        yield connection
        transaction.rollback()


@contextmanager
def _impatient(connection: Connection) -> Iterator[None]:
    """Lets a SQLite connection wait only shortly for another writer, this once."""
    raw: Any = connection.connection.driver_connection if is_sqlite(connection.engine.url) else None
    if raw:
        raw.execute(f"PRAGMA busy_timeout = {REHEARSAL_MILLISECONDS}")
    try:
        yield
    finally:
        if raw:
            raw.execute(f"PRAGMA busy_timeout = {BUSY_MILLISECONDS}")


def revision(store: Store) -> int:
    """Returns the store's revision: the number of its last change, 0 when nothing happened yet."""
    with reading(store) as connection:
        return last_change(connection)


def last_change(connection: Connection) -> int:
    """Returns the number of the last change, 0 when nothing happened yet."""
    return int(connection.execute(select(func.max(change.c.id))).scalar() or 0)


def _snapshot(engine: Engine) -> dict[str, str]:
    """Returns what makes a reader see one state; in SQLite every transaction does."""
    return {} if is_sqlite(engine.url) else {"isolation_level": "REPEATABLE READ"}


def _secure(engine: Engine, backs_up: bool) -> None:
    if backs_up:
        back_up(engine, even_if_empty=True)


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
    if is_sqlite(address):
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
    if not is_sqlite(engine.url):
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
