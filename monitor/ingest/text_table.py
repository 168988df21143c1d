"""Bytes to a table of text: no cell is interpreted, no row is padded, trimmed or shifted.

Every physical line ends up in exactly one place: a row, a broken row, or a named line.
"""

from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import compress
from types import MappingProxyType

from monitor.domain.coded import Coded
from monitor.domain.plan import LineName, NamedLine, Question
from monitor.domain.problems import Level, Problem
from monitor.ingest.body import LARGE, Body
from monitor.ingest.dialect import ROWS_LOOKED_AT, Layout, find_layout, laid_out
from monitor.ingest.doubts import LOST, LOST_LETTER, text_doubts
from monitor.ingest.encodings import decoded
from monitor.ingest.foreign import refuse_foreign
from monitor.ingest.line_names import COMMENT, DATA, HASH, Named, name_lines
from monitor.ingest.refusing import UnreadableFileError, lines_named
from monitor.ingest.row_choice import chosen, in_first_order, kept_rows
from monitor.ingest.sections import Section
from monitor.ingest.tokenizing import BrokenRow, filled, pieces
from monitor.ingest.workbooks import is_workbook, read_sheet

__all__ = ["NO_ANSWERS", "TextTable", "UnreadableFileError", "read_table"]

NO_ANSWERS: Mapping[str, str] = MappingProxyType({})
OTHER_ENCODING = "The line is in another encoding than the rest of the file."
ONE_MORE_CELL = "There is a value behind the last column of the header."


@dataclass(frozen=True, slots=True)
class TextTable:
    """Cells as text, column by column, with the physical lines each row stands on.

    `questions` are what only a person can settle about how the bytes are read, `problems` which
    rows wait for that, `notes` what was found out and is only said. Cells stand as in the file;
    `repairs` gives, for those once read in a wrong encoding, what they say. `units` is the row of
    units below the header, cell by cell, where there is one.
    """

    encoding: str
    delimiter: str
    header: tuple[str, ...]
    text_lines: Sequence[str]
    lines: Sequence[int]
    last_lines: Sequence[int]
    columns: tuple[Coded[str], ...]
    named: tuple[NamedLine, ...]
    broken: tuple[BrokenRow, ...]
    questions: tuple[Question, ...] = ()
    notes: tuple[Problem, ...] = ()
    problems: tuple[Problem, ...] = ()
    repairs: Mapping[str, str] = field(default_factory=dict)
    units: tuple[str, ...] = ()
    sections: tuple[Section, ...] = ()

    def raw(self, line: int, last_line: int) -> str:
        """Returns the text of these physical lines as it stands in the file."""
        return "".join(self.text_lines[line - 1 : last_line]).rstrip("\r\n")

    @property
    def header_line(self) -> int:
        return next(n.line for n in self.named if n.named_as is LineName.HEADER)

    @property
    def preamble(self) -> tuple[tuple[int, str], ...]:
        """Returns the lines above the header that are not blank, by number, as they stand."""
        above = (n for n in self.named if n.named_as is LineName.PREAMBLE)
        return tuple((n.line, self.raw(n.line, n.last_line)) for n in above)


def read_table(content: bytes, answers: Mapping[str, str] = NO_ANSWERS) -> TextTable:
    """Returns the table in a file's bytes, as the answers to its questions say.

    Raises UnreadableFileError where the bytes are something else than a table, or hold no header.
    """
    if is_workbook(content):
        return _read_workbook(content, answers)
    refuse_foreign(content)
    source = decoded(content, answers)
    lines = source.lines
    if all(not text or text.isspace() for block in lines.blocks(0) for text in block.texts):
        raise UnreadableFileError("The file is empty. Nothing to import.")
    layout = find_layout(lines, answers)
    body = Body(layout.width, len(content) >= LARGE)
    below = layout.header.last_line
    body.take(pieces(lines, below, layout.delimiter, layout.width), layout.delimiter)
    table = _assembled(source.encoding, lines, layout, body, answers, source.held, source.questions)
    return replace(table, notes=tuple(_cut_end(table)))


def _cut_end(table: TextTable) -> Iterator[Problem]:
    """Yields a note where a file ends within its last row, as one that was cut off would."""
    last = len(table.text_lines)
    if table.lines and table.last_lines[-1] == last and table.text_lines[last - 1][-1:].isdigit():
        message = "The file ends without a line end: check that its last value is whole."
        yield Problem(table.lines[-1], None, "", "no_line_end", Level.NOTE, message)


def _read_workbook(content: bytes, answers: Mapping[str, str]) -> TextTable:
    """Returns the table on a workbook's sheet: its rows stand for physical lines."""
    sheet = read_sheet(content, answers)
    rows = [row for row in sheet.rows if isinstance(row, BrokenRow) or filled(row.cells)]
    if not rows:
        raise UnreadableFileError("The workbook is empty. Nothing to import.")
    layout = laid_out(rows[:ROWS_LOOKED_AT], "\t", sheet.width, 0, answers)
    body = Body(layout.width)
    body.take((row for row in sheet.rows if row.line > layout.header.line), "\t")
    return _assembled(sheet.encoding, sheet.texts, layout, body, answers, questions=sheet.questions)


def _assembled(
    encoding: str,
    text_lines: Sequence[str],
    layout: Layout,
    body: Body,
    answers: Mapping[str, str],
    held: frozenset[int] = frozenset(),
    questions: Sequence[Question] = (),
) -> TextTable:
    """Returns the table of a header and the rows below it, each line in its place."""
    found = name_lines(layout.header, body, answers.get(HASH))
    header = layout.header.cells[: len(layout.header.cells) + min(layout.extra, 0)]
    columns = in_first_order(body.columns, body.lines, found.sections)
    last_lines = body.last_lines
    _leave_out(found, _beyond(columns[len(header) :]), body, "ragged_row", ONE_MORE_CELL)
    if held:
        spans = zip(body.lines, last_lines, strict=True)
        there = [at for at, (a, b) in enumerate(spans) if held.intersection(range(a, b + 1))]
        _leave_out(found, there, body, "not_utf8", OTHER_ENCODING)
    doubts = text_doubts(header, layout.header.line, columns, body.lines, answers)
    _leave_out(found, doubts.left_out, body, LOST, LOST_LETTER)
    waiting, asked = _hash_lines(found, len(body.lines), answers)
    columns = columns[: len(header)]
    lines = body.lines
    if found.left_out:
        keep = kept_rows(len(lines), found.left_out)
        columns = [chosen(column, keep) for column in columns]
        last_lines = array("I", compress(last_lines, keep))
        lines = array("I", compress(lines, keep))
    return TextTable(
        encoding=encoding,
        delimiter=layout.delimiter,
        header=tuple(doubts.repairs.get(cell, cell) for cell in header),
        text_lines=text_lines,
        lines=lines,
        last_lines=last_lines,
        columns=tuple(columns),
        named=(*_named_above(text_lines, layout), *sorted(found.named, key=_line)),
        broken=tuple(sorted(found.broken, key=_line)),
        questions=(*questions, *layout.questions, *asked, *doubts.questions),
        problems=waiting,
        repairs=doubts.repairs,
        units=found.units[: len(header)],
        sections=tuple(found.sections),
    )


def _line(place: NamedLine | BrokenRow) -> int:
    return place.line


def _named_above(text_lines: Sequence[str], layout: Layout) -> Iterator[NamedLine]:
    """Yields what the lines down to the header are."""
    for number in range(1, layout.header.line):
        name = LineName.PREAMBLE
        if number <= layout.above:
            name = LineName.SEPARATOR
        elif not filled(text_lines[number - 1].split(layout.delimiter)):
            name = LineName.BLANK
        yield NamedLine(number, number, name)
    yield NamedLine(layout.header.line, layout.header.last_line, LineName.HEADER)


def _leave_out(found: Named, positions: Iterable[int], body: Body, rule: str, message: str) -> None:
    """Sets rows aside as broken, where they are not set aside already."""
    last_lines = body.last_lines
    for at in sorted(set(positions) - found.left_out):
        found.left_out.add(at)
        found.broken.append(BrokenRow(body.lines[at], last_lines[at], rule, message))


def _beyond(columns: Sequence[Coded[str]]) -> Iterator[int]:
    """Yields the rows, by position, that have a value where the header has no column."""
    for column in columns:
        values = {code for code, text in enumerate(column.distinct) if text.strip()}
        if values:
            yield from (at for at, code in enumerate(column.codes) if code in values)


def _hash_lines(
    found: Named, rows: int, answers: Mapping[str, str]
) -> tuple[tuple[Problem, ...], tuple[Question, ...]]:
    """Returns which rows wait because they start with #, and the question what that means."""
    if not found.hash_lines or answers.get(HASH) in (COMMENT, DATA):
        return (), ()
    there = sorted(found.hash_lines)
    are_all = 0 < len(found.hash_rows) == rows - len(found.left_out)
    message = f"{lines_named(there).capitalize()} {'starts' if len(there) == 1 else 'start'} with #"
    message += ", as every data row does." if are_all else ": commented out, or data?"
    question = Question(HASH, "", message, (COMMENT, DATA), DATA if are_all else None)
    if are_all:
        return (), (question,)
    why = "The line starts with #: a comment, or data?"
    problems = (Problem(row.line, None, "", HASH, Level.DECIDE, why) for row in found.hash_rows)
    return tuple(problems), (question,)
