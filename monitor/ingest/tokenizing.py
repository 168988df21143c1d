"""Physical lines to records: strict, so that a damaged row can never shift into another."""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

UNBALANCED = "unbalanced_quote"
LONGEST_RECORD = 200  # lines; a quote that stays open longer was never meant to span them


class Record(NamedTuple):
    """The cells, as text, of the row that stands on these physical lines (counted from 1)."""

    line: int
    last_line: int
    cells: list[str]


class BrokenRow(NamedTuple):
    """A row whose cells cannot be told apart safely."""

    line: int
    last_line: int
    rule: str
    message: str


def records(lines: Sequence[str], first: int, delimiter: str) -> Iterator[Record | BrokenRow]:
    """Yields one record per row from index `first` on.

    A line that breaks the quoting rules is broken by itself, and reading resumes at the next
    line. A record over several lines must have as many cells as the first record and hold no line
    that looks like a row of its own, or its first line is broken likewise.
    """
    width: int | None = None
    number = first
    while number < len(lines):
        number += 1
        line = lines[number - 1]
        if '"' not in line and "\0" not in line:
            record: Record | BrokenRow = Record(number, number, _plain_cells(line, delimiter))
        else:
            record = _unusual_record(lines, number, delimiter, width)
            number = record.last_line
        if width is None and isinstance(record, Record) and any(map(str.strip, record.cells)):
            width = len(record.cells)
        yield record


def only_cells(text: str, delimiter: str) -> list[str] | None:
    """Returns the cells of a text that is one whole row, or None where it is not."""
    return _cells(text, _cell_pattern(delimiter))


def _plain_cells(line: str, delimiter: str) -> list[str]:
    return line.rstrip("\r\n").split(delimiter)


def _unusual_record(
    lines: Sequence[str], number: int, delimiter: str, width: int | None
) -> Record | BrokenRow:
    """Returns the record that starts on a line with quotes or NUL bytes."""
    if "\0" in lines[number - 1]:
        return BrokenRow(number, number, "nul_byte", "The line holds a NUL byte: it is damaged.")
    record = _quoted_record(lines, number, _cell_pattern(delimiter))
    if record is None or (width is not None and _swallows_rows(record, lines, delimiter, width)):
        message = "A quote is opened and not closed, or stands inside a field."
        return BrokenRow(number, number, UNBALANCED, message)
    return record


def _quoted_record(lines: Sequence[str], number: int, pattern: re.Pattern[str]) -> Record | None:
    """Returns the record that starts on this line, or None where its quotes do not balance.

    Inside an open quote the number of quotes so far is odd, so lines are added until it is even.
    """
    last, is_open = number, lines[number - 1].count('"') % 2
    while is_open:
        if last == len(lines) or last - number == LONGEST_RECORD:
            return None
        is_open ^= lines[last].count('"') % 2
        last += 1
    text = "".join(lines[number - 1 : last]).rstrip("\r\n")
    cells = None if "\0" in text else _cells(text, pattern)
    return None if cells is None else Record(number, last, cells)


def _cells(text: str, pattern: re.Pattern[str]) -> list[str] | None:
    cells: list[str] = []
    position = 0
    while match := pattern.match(text, position):
        quoted, plain = match.groups()
        cells.append(plain if quoted is None else quoted.replace('""', '"'))
        if match.end() == len(text):
            return cells
        position = match.end() + 1
    return None


@cache
def _cell_pattern(delimiter: str) -> re.Pattern[str]:
    """Returns the grammar of one cell: wholly quoted, or without any quote or line end."""
    mark = re.escape(delimiter)
    return re.compile(rf'(?:"((?:[^"]++|"")*+)"|([^"{mark}\r\n]*+))(?={mark}|\Z)')


def _swallows_rows(record: Record, lines: Sequence[str], delimiter: str, width: int) -> bool:
    """Returns whether a record over several lines has other cells than the header, or holds lines
    that have all the cells of a row of their own: then two stray quotes found each other.
    """
    if record.line == record.last_line:
        return False
    if len(record.cells) != width:
        return True
    begins_with_it = any(end in record.cells[0] for end in "\r\n")  # and ends on a row's rest
    inner = lines[record.line : record.last_line - begins_with_it]
    return any(line.count(delimiter) == width - 1 for line in inner)
