"""Looking whether a store is whole: its file, its references, its rows as they were stored."""

import zlib
from collections.abc import Callable, Iterator
from hashlib import sha256

from sqlalchemy import Connection, Table, func, select, text

from monitor.domain.self_check import Check
from monitor.store.encoding import row_hashes
from monitor.store.engine import Store, last_change, reading
from monitor.store.migrating import NEWEST
from monitor.store.schema import TABLES, imports, source_file, value_columns

BATCH = 10_000
MOST_NAMED = 3


def check_store(store: Store) -> tuple[Check, ...]:
    """Returns what was looked at in a store, as one state of it; nothing is written."""
    with reading(store) as connection:
        looks: tuple[Callable[[Connection], Check], ...] = (_version, _revision, _rows, _files)
        if connection.dialect.name == "sqlite":
            looks = (_integrity, _references, *looks)
        return tuple(look(connection) for look in looks)


def _integrity(connection: Connection) -> Check:
    said = [str(row[0]) for row in connection.execute(text("PRAGMA integrity_check"))]
    is_good = said == ["ok"]
    found = "every page of the file can be read" if is_good else "; ".join(said[:MOST_NAMED])
    return Check("Integrity of the file", is_good, found)


def _references(connection: Connection) -> Check:
    broken = connection.execute(text("PRAGMA foreign_key_check")).all()
    tables = sorted({str(row[0]) for row in broken})
    found = f"{len(broken):,} broken, in {', '.join(tables)}" if broken else "none broken"
    return Check("References between tables", not broken, found)


def _version(connection: Connection) -> Check:
    version = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return Check(
        "Version of the tables", version == NEWEST, f"{version}; the program's own is {NEWEST}"
    )


def _revision(connection: Connection) -> Check:
    """Looks whether an import names its change: the revision counts changes, and none may be
    missing that something in the store refers to.
    """
    revision = last_change(connection)
    newest = connection.execute(select(func.max(imports.c.change_id))).scalar() or 0
    return Check("Revision", newest <= revision, f"{revision:,}, the number of the last change")


def _rows(connection: Connection) -> Check:
    """Looks whether every row still says what was stored, by its digest."""
    looked_at = 0
    changed: list[str] = []
    for table in TABLES.values():
        for numbers, keys, digests, columns in _batches(connection, table):
            looked_at += len(numbers)
            found = zip(numbers, row_hashes(keys, columns), digests, strict=True)
            changed += (f"{table.name} {number}" for number, a, b in found if a != b)
    named = ", ".join(changed[:MOST_NAMED]) + (", …" if len(changed) > MOST_NAMED else "")
    differ = f"{len(changed):,} of {looked_at:,} rows differ from what was stored: {named}"
    told = f"{looked_at:,} rows say what was stored" if not changed else differ
    return Check("Digests of the rows", not changed, told)


def _batches(
    connection: Connection, table: Table
) -> Iterator[tuple[list[int], list[str], list[bytes], dict[str, list[object]]]]:
    names = value_columns(table)
    values = (table.c[name] for name in names)
    query = select(table.c.id, table.c.natural_key, table.c.row_hash, *values).order_by(table.c.id)
    for rows in connection.execute(query).partitions(BATCH):
        numbers, keys, digests, *columns = (list(column) for column in zip(*rows, strict=True))
        yield numbers, keys, digests, dict(zip(names, columns, strict=True))


def _files(connection: Connection) -> Check:
    """Looks whether every imported file is kept as it was uploaded."""
    total = damaged = 0
    for digest, content in connection.execute(select(source_file.c.sha256, source_file.c.content)):
        total += 1
        damaged += _digest(content) != digest
    told = f"{damaged:,} of {total:,} are damaged" if damaged else f"{total:,} kept as uploaded"
    return Check("Imported files", not damaged, told)


def _digest(content: bytes) -> str:
    try:
        return sha256(zlib.decompress(content)).hexdigest()
    except zlib.error:
        return ""
