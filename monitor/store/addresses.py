"""Where a store lives: a file, memory, or a server."""

from pathlib import Path

from sqlalchemy import URL
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from monitor.store.errors import NoStoreAddressError


def address_of(url: str) -> URL:
    """Returns an address in its parts. Raises NoStoreAddressError where it is none."""
    try:
        return make_url(url)
    except ArgumentError:
        raise NoStoreAddressError from None


def is_sqlite(address: URL) -> bool:
    """Returns whether an address names a SQLite store."""
    return address.drivername.partition("+")[0] == "sqlite"


def file_of(address: URL) -> Path | None:
    """Returns the file that an address names, None where it names a server or memory."""
    name = address.database if is_sqlite(address) else None
    return None if not name or name == ":memory:" or name.startswith("file:") else Path(name)
