"""Which row of a table is its header: by names that we know, else by how the rows look."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from monitor.ingest.line_words import is_units
from monitor.ingest.refusing import UnreadableFileError
from monitor.ingest.synonyms import fold_name, known_names
from monitor.ingest.tokenizing import BrokenRow, Record, filled

Row = Record | BrokenRow
LEAST_KNOWN = 2
LONGEST_NAME = 80
_VALUE = re.compile(r"[<>~=+−-]?\s*[\d٠-٩][\d.,:/\s'’TZeE+%−-]*|[+-]?(inf|nan|true|false)", re.I)


class FoundHeader(NamedTuple):
    """The header row, and how many of its names we know."""

    record: Record
    known: int


def folded(cell: str) -> str:
    """Returns a header cell as headers of one file are compared with each other."""
    return cell.strip().lower()


@lru_cache(8192)
def is_known(cell: str) -> bool:
    """Returns whether a cell says a name that one of our columns goes by."""
    name = fold_name(cell.strip().removeprefix("#"))
    return name in known_names()


def known_count(cells: Sequence[str]) -> int:
    """Returns how many of our names stand in a row, 0 where it is no header by its names."""
    said = filled(cells)
    if len(said) < LEAST_KNOWN or any(map(is_value, said)):
        return 0
    known = len({fold_name(cell) for cell in said if is_known(cell)})
    return known if known >= LEAST_KNOWN and 2 * known >= len(said) else 0


def looks_like_labels(cells: Sequence[str]) -> bool:
    """Returns whether a row may be a header: several names, no number or date among them."""
    said = filled(cells)
    return len(said) >= 2 and not any(map(is_value, said))


def is_value(cell: str) -> bool:
    """Returns whether a cell is a number or a date, as no name of a column is."""
    return _VALUE.fullmatch(cell.strip()) is not None


def find_header(rows: Sequence[Row], width: int, known: bool = True) -> FoundHeader:
    """Returns the header among the first rows of a table, most of which have `width` cells.

    Raises UnreadableFileError where there is none, or where it is damaged.
    """
    by_name = _by_name(rows) if known else None
    if by_name:
        return by_name
    found = _by_looks(rows, width)
    if found is None:
        raise UnreadableFileError("The file has no header line that can be read.")
    _refuse_damaged(rows, found)
    return FoundHeader(found, 0)


def _by_name(rows: Sequence[Row]) -> FoundHeader | None:
    best: FoundHeader | None = None
    above: Record | None = None
    for row in _records(rows):
        known = known_count(row.cells)
        if known > (best.known if best else 0) and not _are_its_units(row, above):
            best = FoundHeader(row, known)
        above = row
    return best


def _are_its_units(row: Record, above: Record | None) -> bool:
    """Returns whether a row says nothing but units right below what may be its header."""
    if above is None or above.last_line != row.line - 1 or not is_units(row.cells):
        return False
    return len(above.cells) == len(row.cells) and looks_like_labels(above.cells)


def _by_looks(rows: Sequence[Row], width: int) -> Record | None:
    """Returns the first row that is as wide as most and filled in half; where that one is data,
    the labels right above it, for a header may lack a name. Mere numbers below a text are none.
    """
    above: Record | None = None
    is_below_text = False
    for row in _records(rows):
        said = filled(row.cells)
        if len(row.cells) >= width and 2 * len(said) >= width and len(said) > 1:
            if above is None and is_below_text and all(map(is_value, said)):
                return None
            return row if above is None or looks_like_labels(row.cells) else above
        if said:
            is_below_text = True
            above = row if looks_like_labels(row.cells) else None
    return above


def _records(rows: Sequence[Row]) -> Iterator[Record]:
    return (row for row in rows if isinstance(row, Record))


def _refuse_damaged(rows: Sequence[Row], found: Record) -> None:
    """Raises where a damaged row stands above what looks like a header: that may be the header."""
    for row in rows:
        if isinstance(row, BrokenRow) and row.line < found.line:
            raise UnreadableFileError(
                f"Line {row.line} should be the header line, but it cannot be read: {row.message}"
            )


def is_two_names(cell: str) -> bool:
    """Returns whether a header cell is two of our names that lost the delimiter between them."""
    letters = cell.strip()
    if is_known(letters) or len(letters) > LONGEST_NAME:
        return False
    return any(is_known(letters[:at]) and is_known(letters[at:]) for at in range(1, len(letters)))
