"""Backups of a SQLite store: a checked copy of its file, made before anything changes it.

They lie in the folder `backups` beside the store, one for a revision. A server's store has none of
ours: backing up PostgreSQL is its administrator's.
"""

import os
import sqlite3
import time
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count
from pathlib import Path

from sqlalchemy import Engine

from monitor.store.addresses import file_of
from monitor.store.errors import BackupFailedError

FOLDER = "backups"
NEWEST_KEPT = 5
DAYS_KEPT = 14
BUSY_SECONDS = 10.0
ABANDONED_SECONDS = 3600
PARTIAL = ".partial"


@dataclass(frozen=True, slots=True)
class Contents:
    """What tells a store's file apart from others: whose it is, its revision, whether anything
    happened in it yet.
    """

    secret: str
    revision: int


@dataclass(frozen=True, slots=True)
class Backup:
    """One backup: its file, the revision in it, its size, and the day it was made."""

    path: Path
    revision: int
    byte_count: int
    made_on: date


def back_up(
    engine: Engine, *, even_if_empty: bool = False, spared: Path | None = None
) -> Path | None:
    """Returns the backup of a store as it is now, made unless there is one of this revision. Old
    ones are removed, but never the `spared` one.

    None where nothing happened in the store yet, and where it lives in memory or on a server.
    Raises BackupFailedError where the copy cannot be made or does not hold what the store holds.
    """
    place = file_of(engine.url)
    if place is None:
        return None
    with _told(place):
        now = contents(place)
        if now.revision == 0 and not even_if_empty:
            return None
        folder = place.parent / FOLDER
        folder.mkdir(exist_ok=True)
        target, is_there = _name(folder, place, now)
        if not is_there:
            copy_store(place, target)
            _remove_old(folder, place, spared)
    return target


def back_up_to(engine: Engine, target: Path) -> Path:
    """Returns a checked copy of a store in a file that must not exist yet."""
    place = file_of(engine.url)
    if place is None:
        raise BackupFailedError(
            "only a store in a file is backed up; of PostgreSQL, pg_dump makes a backup"
        )
    with _told(place):
        if target.exists():
            raise FileExistsError(0, "exists already; name another file")
        copy_store(place, target)
    return target


def read_backups(engine: Engine) -> tuple[Backup, ...]:
    """Returns the backups that lie beside a store, the newest first."""
    place = file_of(engine.url)
    found = [] if place is None else _found(place.parent / FOLDER, place)
    entries = [(path, path.stat()) for path in found]
    return tuple(
        Backup(path, _revision(path), state.st_size, _day(state.st_mtime))
        for path, state in sorted(entries, key=lambda entry: entry[1].st_mtime, reverse=True)
    )


def contents(path: Path) -> Contents:
    """Returns what a store's file holds."""
    with closing(_existing(path)) as connection:
        return _contents(connection)


def copy_store(source: Path, target: Path) -> None:
    """Copies a store's file as one state of it, and makes sure that the copy can be read. What is
    half copied never stands under the target's name.
    """
    partial = target.with_name(f".{target.name}.{os.getpid()}{PARTIAL}")
    try:
        partial.unlink(missing_ok=True)
        with closing(_existing(source)) as original:
            original.execute("BEGIN")
            expected = _contents(original)  # takes the lock under which the copy is one state
            with closing(sqlite3.connect(partial)) as copy:
                # It counts only once it is whole, checked and on the disk.
                copy.execute("PRAGMA journal_mode = OFF")
                copy.execute("PRAGMA synchronous = OFF")
                original.backup(copy)
        _check(partial, expected)
        _to_disk(partial)
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)


def _existing(path: Path) -> sqlite3.Connection:
    """Returns a connection to a file; one that is not there is an error, never a new empty one."""
    address = f"{path.resolve().as_uri()}?mode=rw"
    return sqlite3.connect(address, uri=True, timeout=BUSY_SECONDS)


def _contents(connection: sqlite3.Connection) -> Contents:
    (secret,) = connection.execute("SELECT value FROM setting WHERE name = 'secret'").fetchone()
    (last,) = connection.execute("SELECT max(id) FROM change").fetchone()
    return Contents(str(secret), int(last or 0))


def _check(path: Path, expected: Contents) -> None:
    with closing(sqlite3.connect(path)) as connection:
        if connection.execute("PRAGMA quick_check").fetchone() != ("ok",):
            raise sqlite3.DatabaseError("the store is damaged")
        if _contents(connection) != expected:
            raise sqlite3.DatabaseError("the copy holds something else than the store")


def _to_disk(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _name(folder: Path, place: Path, now: Contents) -> tuple[Path, bool]:
    """Returns the name of this revision's backup, and whether it is there. One of another store
    that once lay in the same place is never taken for ours.
    """
    for number in count(1):
        more = f"-{number}" if number > 1 else ""
        path = folder / f"{place.stem}-r{now.revision}{more}{place.suffix}"
        if not path.exists():
            return path, False
        if _holds(path, now):
            return path, True
    raise AssertionError


def _holds(path: Path, expected: Contents) -> bool:
    try:
        return contents(path) == expected
    except sqlite3.DatabaseError:
        return False


def _remove_old(folder: Path, place: Path, spared: Path | None) -> None:
    """Keeps the newest backups, of the last days one each, and the spared one."""
    dated = [(path.stat().st_mtime, path) for path in _found(folder, place)]
    paths = [path for _, path in sorted(dated, reverse=True)]
    for path in (*(set(paths) - set(kept(paths))), *_abandoned(folder)):
        if spared is None or path.resolve() != spared.resolve():
            path.unlink(missing_ok=True)


def _abandoned(folder: Path) -> Iterator[Path]:
    """Yields what a backup that was killed has left half copied."""
    oldest = time.time() - ABANDONED_SECONDS
    for path in folder.glob(f".*{PARTIAL}"):
        with suppress(FileNotFoundError):  # another process has just finished or removed it
            if path.stat().st_mtime < oldest:
                yield path


def kept(newest_first: Iterable[Path]) -> Iterator[Path]:
    """Yields the backups that are kept."""
    oldest = date.today() - timedelta(days=DAYS_KEPT)  # noqa: DTZ011  (the user's own days)
    days: set[date] = set()
    for at, path in enumerate(newest_first):
        day = _day(path.stat().st_mtime)
        if at < NEWEST_KEPT or (day > oldest and day not in days):
            yield path
        days.add(day)


def _found(folder: Path, place: Path) -> list[Path]:
    return [path for path in folder.glob(f"*-r*{place.suffix}") if _is_of(path, place)]


def _is_of(path: Path, place: Path) -> bool:
    stem, _, number = path.stem.rpartition("-r")
    return stem == place.stem and number.replace("-", "").isdigit()


def _day(instant: float) -> date:
    return date.fromtimestamp(instant)  # noqa: DTZ012  (the user's own days)


def _revision(path: Path) -> int:
    return int(path.stem.rpartition("-r")[2].partition("-")[0])


@contextmanager
def _told(place: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as fault:
        raise BackupFailedError(str(fault)) from fault
    except OSError as fault:
        raise BackupFailedError(f"{place.parent / FOLDER}: {fault.strerror}") from fault
