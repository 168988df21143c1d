"""Values to what a column holds, and back: days and instants as ISO text, yes/no as 1/0."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from functools import partial

from monitor.domain.coded import coded
from monitor.domain.keys import SEPARATOR, merged, texts_of
from monitor.domain.plan import Value
from monitor.store.schema import DATES, LATER, YES_NO


def now() -> str:
    """Returns this instant as UTC ISO text to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def encoded(name: str, values: Sequence[Value]) -> Sequence[Value]:
    """Returns a column's values as the database holds them."""
    if name in DATES:
        return coded(values).map(_iso)
    if name in YES_NO:
        return coded(values).map(lambda answer: None if answer is None else int(bool(answer)))
    return values


def decoder(name: str) -> Callable[[object], Value]:
    """Returns how one stored value of a column is read back."""
    if name in DATES:
        return lambda held: None if held is None else date.fromisoformat(str(held))
    if name in YES_NO:
        return lambda held: None if held is None else bool(held)
    return lambda held: held  # type: ignore[return-value]


def row_hashes(keys: Iterable[str], columns: Mapping[str, Sequence[object]]) -> list[bytes]:
    """Returns the digest of every row."""
    return list(row_digests(keys, columns))


def row_digests(keys: Iterable[str], columns: Mapping[str, Sequence[object]]) -> Iterator[bytes]:
    """Yields a digest of each row's key and encoded values, by which a changed value is found.

    The digest is that of the values as text, a missing one empty, with SEPARATOR between them,
    which no value holds. A column that came with a later version of the program counts only where
    it holds something, so that older rows keep their digests.
    """
    first = (texts_of(values) for name, values in columns.items() if name not in LATER)
    rows = map(SEPARATOR.join, zip(keys, *merged(first), strict=True))
    for name in sorted(LATER & columns.keys()):
        rows = map(partial(_with_later, name), rows, columns[name])
    blake2b = hashlib.blake2b
    return (blake2b(row.encode(), digest_size=16).digest() for row in rows)


def _with_later(name: str, row: str, value: object) -> str:
    return row if value is None else f"{row}{SEPARATOR}{name}={value}"


def _iso(day: Value) -> Value:
    return day.isoformat() if isinstance(day, date) else None
