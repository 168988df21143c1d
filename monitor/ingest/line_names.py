"""What each line below the header is: a data row, or by which name it is set aside.

A data row must never be lost as a footer: whatever is not evidently something else stays a row,
or is a broken row with its reason.
"""

import re
from array import array
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from itertools import compress, count

from monitor.domain.plan import LineName, NamedLine
from monitor.ingest.body import Body
from monitor.ingest.header_rows import folded, is_known, looks_like_labels
from monitor.ingest.line_words import is_note, is_page_foot, is_total, is_units
from monitor.ingest.sections import HeaderKind, Section, Sections
from monitor.ingest.tokenizing import BrokenRow, Record, filled
from monitor.ingest.values import are_plain_ids

ROWS_LOOKED_AT = 200
LAST_ROWS = 30  # are looked at one by one: notes stand at the end
MOST_BLANK = 0.05  # of the rows; a column blank more often may be blank in a data row as well
FEW = 2  # rows, of which none may be blank in such a column
MOST_TOTALS = 0.1  # of the rows; a word that comes more often is no totals row
ANOTHER_ORDER = "A second header in another order; the rows below it are read by it."
OTHER_TABLE = "A second header with other columns: upload the table below it by itself."
BELOW_OTHER_TABLE = "A header of other columns is above: upload that table by itself."
FULL_TOTAL = "It says that it sums up rows, yet it has all that a data row has."
_DIGIT = re.compile(r"\d")
HASH = "hash_lines"
HASH_WAITS = "The line starts with #: it waits for the answer whether it is a comment or data."
COMMENT, DATA = "comment", "data"


@dataclass(slots=True)
class Named:
    """Where each line belongs that is no plain data row; `left_out` are rows by position,
    `hash_rows` those that stay but start with #, `hash_lines` all lines that do.
    """

    sections: list[Section]
    named: list[NamedLine] = field(default_factory=list)
    broken: list[BrokenRow] = field(default_factory=list)
    left_out: set[int] = field(default_factory=set)
    hash_rows: list[Record] = field(default_factory=list)
    hash_lines: list[int] = field(default_factory=list)
    units: tuple[str, ...] = ()


def name_lines(header: Record, body: Body, hash_answer: str | None) -> Named:
    """Returns what the lines below a header are that are not plainly data rows."""
    return _Namer(header, body, hash_answer).name_all()


class _Namer:
    def __init__(self, header: Record, body: Body, hash_answer: str | None) -> None:
        self.header = header
        self.body = body
        self.hash_answer = hash_answer
        self.names = frozenset(map(folded, header.cells))
        self.blank = set(body.blank)
        self.apart = set(self.blank)  # lines that set the next one apart from the data
        self.last_lines = body.last_lines
        self.sections = Sections(header.cells)
        self.found = Named(self.sections.all)
        self.found.named += [NamedLine(n, n, LineName.BLANK) for n in body.blank]
        self.found.broken += body.broken

    def name_all(self) -> Named:
        unusual = {at: self._record(at) for at in self._unusual_rows()}
        rows = sorted([*unusual.values(), *self.body.odd], key=lambda row: row.line)
        self.sections.find(rows, self.blank, self._row_on, self._rows_have_values)
        self._judge(unusual)
        for at, record in unusual.items():
            if not self._name_fitting(record, at):
                self.found.left_out.add(at)
        self._leave_out_other_tables()
        for record in self.body.odd:
            self._name_odd(record)
        return self.found

    # -------------------------------------------------------------- which rows are looked at

    def _unusual_rows(self) -> list[int]:
        """Returns the rows that may be no data: by their first cell, first, last or set apart."""
        first, lines = self.body.columns[0], self.body.lines
        are_plain = are_plain_ids(first.distinct)
        is_unusual = self._is_blank_or_name if are_plain else self._is_unusual
        odd = {code for code, text in enumerate(first.distinct) if is_unusual(text)}
        found = set(compress(count(), first.where(odd))) if odd else set()
        if self.blank:
            found |= {at for at, line in enumerate(lines) if line - 1 in self.blank}
        found |= {0, *range(max(len(lines) - LAST_ROWS, 0), len(lines))} if lines else set()
        return sorted(found)

    def _is_unusual(self, text: str) -> bool:
        word = text.strip()
        if self._is_blank_or_name(word) or word[0] == "#":
            return True
        if _DIGIT.search(word) and "=" not in word and ":" not in word:
            return False
        return is_total((word,)) or is_known(word)

    def _is_blank_or_name(self, word: str) -> bool:
        return not word or word.lower() in self.names

    def _record(self, at: int) -> Record:
        cells = [column[at] for column in self.body.columns]
        return Record(self.body.lines[at], self.last_lines[at], cells)

    def _row_on(self, line: int) -> Record | None:
        """Returns the row that begins on a line, whatever its width."""
        at = bisect_left(self.body.lines, line)
        if at < len(self.body.lines) and self.body.lines[at] == line:
            return self._record(at)
        at = bisect_left(self.body.odd, line, key=lambda row: row.line)
        found = self.body.odd[at : at + 1]
        return found[0] if found and found[0].line == line else None

    def _rows_have_values(self) -> bool:
        """Returns whether nearly all of the first rows hold a number or a date."""
        number = min(len(self.body.lines), ROWS_LOOKED_AT)
        labels = sum(looks_like_labels(self._record(at).cells) for at in range(number))
        return number > 1 and labels <= 1 + 0.01 * number

    def _judge(self, unusual: dict[int, Record]) -> None:
        """Finds out which rows may be no data, and where the last of the others stands."""
        self.doubted = {at: row for at, row in unusual.items() if self._may_be_no_data(row)}
        last = len(self.body.lines) - 1
        while last in self.doubted:
            last -= 1
        self.last_data = self.body.lines[last] if last >= 0 else self.header.last_line

    @cached_property
    def _always_filled(self) -> list[int]:
        """Returns the columns that every data row fills, or nearly every."""
        rest = len(self.body.lines) - len(self.doubted)
        allowed = max(1, MOST_BLANK * rest) if rest > FEW else 0
        return [
            place
            for place, column in enumerate(self.body.columns)
            if _blanks(column.distinct, column.codes)
            - sum(not row.cells[place].strip() for row in self.doubted.values())
            <= allowed
        ]

    def _lacks(self, row: Record) -> bool:
        """Returns whether a row lacks a cell that every data row fills."""
        return not all(row.cells[place].strip() for place in self._always_filled)

    def _may_be_no_data(self, row: Record) -> bool:
        section = self.sections.of(row.line)
        is_elsewhere = section is not None and (
            section.line == row.line or section.kind is HeaderKind.OTHER
        )
        return (
            is_elsewhere
            or not filled(row.cells)
            or (self._is_below_header(row) and is_units(row.cells))
            or is_total(row.cells)
            or is_page_foot(row.cells)
            or is_note(row.cells, row.line - 1 in self.blank)
        )

    # -------------------------------------------------------------- rows as wide as the header

    def _name_fitting(self, row: Record, at: int) -> bool:
        """Returns whether a row stays a data row; whatever else it is, it is put in its place."""
        if self._is_no_row(row):
            return False
        if self._is_below_header(row) and is_units(row.cells):
            self.found.units = self.found.units or tuple(row.cells)
            return self._put(row, LineName.UNITS)
        if row.cells[0].lstrip().startswith("#"):
            return self._meet_hash(row)
        if is_total(row.cells):
            is_sum = self._lacks(row)
            return self._put(row, LineName.TOTAL) if is_sum else self._is_common(row, at)
        if is_page_foot(row.cells) or (self._is_note_below(row) and self._lacks(row)):
            return self._put(row, LineName.FOOTER)
        return True

    def _is_no_row(self, row: Record) -> bool:
        """Returns whether a row is blank, a header or of another table; it is put in its place."""
        section = self.sections.of(row.line)
        if not filled(row.cells):
            self._put(row, LineName.BLANK)
        elif section and section.line == row.line:
            self._name_header(row, section.kind)
        elif section and section.kind is HeaderKind.OTHER:
            self._stop(row, "other_header", BELOW_OTHER_TABLE)
        else:
            return False
        return True

    def _name_header(self, row: Record, kind: HeaderKind) -> None:
        if kind is HeaderKind.SAME:
            self._put(row, LineName.REPEATED_HEADER)
        else:
            message = ANOTHER_ORDER if kind is HeaderKind.REORDERED else OTHER_TABLE
            self._stop(row, "other_header", message)

    def _is_below_header(self, row: Record) -> bool:
        section = self.sections.of(row.line)
        return row.line - 1 == (section.line if section else self.header.last_line)

    def _is_note_below(self, row: Record) -> bool:
        return row.line > self.last_data and is_note(row.cells, row.line - 1 in self.apart)

    def _is_common(self, row: Record, at: int) -> bool:
        """Returns whether a totals word is an ordinary text of the first column; else it stops."""
        column = self.body.columns[0]
        if column.codes.count(column.codes[at]) > max(1, MOST_TOTALS * len(column)):
            return True
        self._stop(row, "total_row", FULL_TOTAL)
        return False

    def _leave_out_other_tables(self) -> None:
        """Sets aside the rows below headers of other columns: they are no rows of this table."""
        if not any(section.kind is HeaderKind.OTHER for section in self.found.sections):
            return
        for at, line in enumerate(self.body.lines):
            section = self.sections.of(line)
            if section and section.kind is HeaderKind.OTHER and at not in self.found.left_out:
                self.found.left_out.add(at)
                self._stop(self._record(at), "other_header", BELOW_OTHER_TABLE)

    # -------------------------------------------------------------- rows of another width

    def _name_odd(self, row: Record) -> None:
        if self._is_no_row(row):
            return
        is_short = len(row.cells) < self.body.width
        if row.cells[0].lstrip().startswith("#"):
            self._meet_odd_hash(row)
        elif is_total(row.cells) and is_short:
            self._put(row, LineName.TOTAL)
        elif is_page_foot(row.cells) or self._is_note_below(row):
            self._put(row, LineName.FOOTER)
        else:
            self._stop(row, "ragged_row", _ragged(row, self.body.width))

    # -------------------------------------------------------------- lines that start with #

    def _meet_hash(self, row: Record) -> bool:
        self.found.hash_lines.append(row.line)
        if self.hash_answer == COMMENT:
            return self._put(row, LineName.FOOTER)
        self.found.hash_rows.append(row)
        return True

    def _meet_odd_hash(self, row: Record) -> None:
        self.found.hash_lines.append(row.line)
        if self.hash_answer == COMMENT:
            self._put(row, LineName.FOOTER)
        elif self.hash_answer == DATA:
            self._stop(row, "ragged_row", _ragged(row, self.body.width))
        else:
            self._stop(row, HASH, HASH_WAITS)

    # -------------------------------------------------------------- putting in place

    def _put(self, row: Record, name: LineName) -> bool:
        """Names a row; it stays no data row."""
        self.found.named.append(NamedLine(row.line, row.last_line, name))
        self.apart.update(range(row.line, row.last_line + 1))
        return False

    def _stop(self, row: Record, rule: str, message: str) -> None:
        self.found.broken.append(BrokenRow(row.line, row.last_line, rule, message))


def _blanks(distinct: Iterable[str], codes: "array[int]") -> int:
    """Returns how many cells of a column are blank."""
    return sum(codes.count(code) for code, text in enumerate(distinct) if not text.strip())


def _ragged(row: Record, expected: int) -> str:
    number = len(row.cells)
    return (
        f"{number} {'field' if number == 1 else 'fields'} where {expected} are expected: "
        "a delimiter is missing or there is one too many."
    )
