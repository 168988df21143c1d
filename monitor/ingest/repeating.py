"""Rows that share a key: the same said again, or something else.

A blank contradicts nothing: a row that only says less than another one of its key says the same.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from monitor.ingest.deciding import Columns, Flags, Rows


def differing(rows: Rows, columns: Columns, left_aside: Flags) -> Iterator[list[int]]:
    """Yields the positions of rows of one key of which none says all that the others say."""
    for group in _groups(rows, left_aside):
        fullest = _fullest(columns, group)
        if not all(says_no_more(columns, at, fullest) for at in group):
            yield group


def said_again(rows: Rows, columns: Columns, left_aside: Flags) -> set[int]:
    """Returns the positions of rows beside which a row of the same key says all that they say."""
    covered: set[int] = set()
    for group in _groups(rows, left_aside):
        fullest = _fullest(columns, group)
        if all(says_no_more(columns, at, fullest) for at in group):
            covered |= set(group) - {fullest}
    return covered


def says_no_more(columns: Columns, at: int, other: int) -> bool:
    """Returns whether a row says nothing that another one does not say."""
    pairs = ((values[at], values[other]) for values in columns.values())
    return all(mine is None or mine == theirs for mine, theirs in pairs)


def _groups(rows: Rows, left_aside: Flags) -> Iterator[list[int]]:
    """Yields the positions of the rows of every key that comes more than once."""
    if not rows.repeated:
        return
    positions: dict[str, list[int]] = defaultdict(list)
    for at, key in enumerate(rows.keys):
        if key in rows.repeated and not left_aside[at]:
            positions[key].append(at)
    yield from (group for group in positions.values() if len(group) > 1)


def _fullest(columns: Columns, group: Sequence[int]) -> int:
    """Returns the first of the rows that say most."""
    return max(group, key=lambda at: sum(values[at] is not None for values in columns.values()))
