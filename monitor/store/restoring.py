"""Putting a backup in the place of the store, as one step that is logged."""

import sqlite3
import time
from contextlib import closing
from itertools import count
from pathlib import Path

from sqlalchemy import insert

from monitor.store.addresses import address_of, file_of
from monitor.store.backups import BUSY_SECONDS, back_up, contents, copy_store
from monitor.store.encoding import now
from monitor.store.engine import default_url, opened, writing
from monitor.store.errors import (
    DamagedStoreError,
    ForeignStoreError,
    NotABackupError,
    StoreError,
    StoreUnwritableError,
)
from monitor.store.migrating import APPLICATION_ID
from monitor.store.schema import change

RESTORE = "restore"


def restore(backup: Path, made_by: str, url: str | None = None) -> int:
    """Puts a backup in the place of the store and returns the revision that it has there.

    The present store is backed up first; a damaged one is kept beside it under another name. The
    revision is higher than any before, so that nothing remembered of the old store is taken for
    the new one. Raises NotABackupError where the file is no store of ours or is damaged.
    """
    place = file_of(address_of(url or default_url()))
    if place is None:
        raise NotABackupError("only a store in a file can be restored; for PostgreSQL, pg_restore")
    _check(backup)
    reached = _secure(place, backup)
    prepared = place.with_name(f".{place.name}.restoring")
    prepared.unlink(missing_ok=True)
    try:
        copy_store(backup, prepared)
        revision = _log(prepared, reached, backup.name, made_by)
        _put(prepared, place)
    except (sqlite3.Error, OSError) as fault:
        raise StoreUnwritableError(str(fault)) from fault
    finally:
        prepared.unlink(missing_ok=True)
    return revision


def _check(backup: Path) -> None:
    try:
        with closing(sqlite3.connect(f"{backup.resolve().as_uri()}?mode=ro", uri=True)) as found:
            if found.execute("PRAGMA application_id").fetchone() != (APPLICATION_ID,):
                raise NotABackupError("it is no store of Marrow Monitor")
            if found.execute("PRAGMA quick_check").fetchone() != ("ok",):
                raise NotABackupError("it is damaged")
    except sqlite3.Error as fault:
        raise NotABackupError(f"it cannot be read as a database ({fault})") from fault


def _secure(place: Path, backup: Path) -> int:
    """Keeps the store that is there now, and the backup that takes its place; returns the revision
    it has reached.
    """
    if not place.exists() or place.stat().st_size == 0:
        place.parent.mkdir(parents=True, exist_ok=True)
        return 0
    try:
        with opened(f"sqlite:///{place}") as store:
            back_up(store.engine, spared=backup)
            return contents(place).revision
    except (ForeignStoreError, StoreUnwritableError):
        raise
    except (DamagedStoreError, StoreError):
        place.rename(_aside(place))
        return 0


def _aside(place: Path) -> Path:
    names = (place.with_name(f"{place.name}.damaged-{number}") for number in count(1))
    return next(name for name in names if not name.exists())


def _log(prepared: Path, reached: int, name: str, made_by: str) -> int:
    with opened(f"sqlite:///{prepared}", backs_up=False) as store, writing(store) as connection:
        revision = max(reached, contents(prepared).revision) + 1
        connection.execute(
            insert(change).values(
                id=revision,
                kind=RESTORE,
                made_at=now(),
                made_by=made_by,
                reason=f"restored from {name}",
            )
        )
    return revision


def _put(prepared: Path, place: Path) -> None:
    """Copies the prepared store over the present one in one transaction, so that whoever has it
    open sees the old or the new one.
    """
    deadline = time.monotonic() + BUSY_SECONDS

    def give_up(status: int, _remaining: int, _total: int) -> None:
        is_busy = status in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
        if is_busy and time.monotonic() > deadline:
            raise sqlite3.OperationalError("database is locked")

    with closing(sqlite3.connect(prepared)) as new, closing(sqlite3.connect(place)) as live:
        live.execute("PRAGMA synchronous = FULL")
        new.backup(live, progress=give_up)
