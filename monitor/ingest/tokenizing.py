"""Physical lines to records: strict, so that a damaged row can never shift into another."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

LONGEST_RECORD = 200  # lines; a quote that stays open longer was never meant to span them


@dataclass(frozen=True, slots=True)
class Record:
    """The cells, as text, of the row that stands on these physical lines (counted from 1)."""

    line: int
    last_line: int
    cells: list[str]


@dataclass(frozen=True, slots=True)
class BrokenRow:
    """A row whose cells cannot be told apart safely."""

    line: int
    last_line: int
    rule: str
    message: str


def records(lines: Sequence[str], first: int, delimiter: str) -> Iterator[Record | BrokenRow]:
    """Yields one record per row from index `first` on.

    A line that breaks the quoting rules is broken by itself, and reading resumes at the next
    line. A record over several lines must have as many cells as the first record, or its first
    line is broken likewise.
    """
    pattern = _cell_pattern(delimiter)
    width: int | None = None
    number = first
    while number < len(lines):
        number += 1
        line = lines[number - 1]
        if "\0" in line:
            yield _broken(number, "nul_byte", "The line holds a NUL byte: it is damaged.")
            continue
        if '"' not in line:
            record = Record(number, number, line.rstrip("\r\n").split(delimiter))
        else:
            quoted = _quoted_record(lines, number, pattern)
            if quoted is None or _spans_wrongly(quoted, width):
                message = "A quote is opened and not closed, or stands inside a field."
                yield _broken(number, "unbalanced_quote", message)
                continue
            record = quoted
            number = record.last_line
        if width is None and any(map(str.strip, record.cells)):
            width = len(record.cells)
        yield record


def _quoted_record(
    lines: Sequence[str], number: int, pattern: re.Pattern[str]
) -> Record | None:
    """Returns the record that starts on this line, or None where its quotes do not balance.

    Inside an open quote the number of quotes so far is odd, so lines are added until it is even.
    """
    text = lines[number - 1]
    last = number
    while text.count('"') % 2:
        if last == len(lines) or last - number == LONGEST_RECORD:
            return None
        text += lines[last]
        last += 1
    cells = _cells(text.rstrip("\r\n"), pattern)
    return None if cells is None or "\0" in text else Record(number, last, cells)


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


def _cell_pattern(delimiter: str) -> re.Pattern[str]:
    """Returns the grammar of one cell: wholly quoted, or without any quote or line end."""
    mark = re.escape(delimiter)
    return re.compile(rf'(?:"((?:[^"]++|"")*+)"|([^"{mark}\r\n]*+))(?={mark}|\Z)')


def _spans_wrongly(record: Record, width: int | None) -> bool:
    return record.last_line > record.line and width is not None and len(record.cells) != width


def _broken(line: int, rule: str, message: str) -> BrokenRow:
    return BrokenRow(line, line, rule, message)
