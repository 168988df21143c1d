"""Text columns to typed columns. Every distinct text of a column is read once."""

from collections.abc import Iterator, Sequence
from collections.abc import Mapping as MappingOf
from dataclasses import dataclass

from monitor.domain.coded import Coded
from monitor.domain.plan import Question, Value
from monitor.domain.problems import Level, Problem
from monitor.domain.vocabularies import FileKind
from monitor.ingest.across_columns import class_by_agent, settle_rates
from monitor.ingest.assigning import BY_AGENT
from monitor.ingest.columns import Column
from monitor.ingest.gathering import Gathered
from monitor.ingest.mapping import Mapping
from monitor.ingest.reading import ColumnText
from monitor.ingest.reading_columns import read_column
from monitor.ingest.text_table import NO_ANSWERS, TextTable
from monitor.ingest.units import RATE
from monitor.ingest.values import unguarded

QUALIFIED = "qualified"


@dataclass(frozen=True, slots=True)
class Parsed:
    """A file's rows as typed columns of equal length, one for every column of its kind.

    Blank cells and unreadable ones are None; the unreadable ones have a problem each. Columns that
    the file does not have are None throughout. `questions` ask how columns are to be read. Where an
    assays file has words or comparators in place of counts, column `qualified` holds them as JSON.
    """

    table: TextTable
    mapping: Mapping
    columns: MappingOf[str, Sequence[Value]]
    problems: tuple[Problem, ...]
    questions: tuple[Question, ...] = ()

    @property
    def lines(self) -> Sequence[int]:
        return self.table.lines

    def text(self, name: str) -> Sequence[str]:
        """Returns a column's cells as they stand in the file ('' where it has no such column)."""
        position = self.mapping.positions.get(name)
        if position is None:
            return Coded.constant("", len(self.lines))
        return self.table.columns[position]


def parse_table(
    table: TextTable, mapping: Mapping, answers: MappingOf[str, str] = NO_ANSWERS
) -> Parsed:
    """Returns the typed columns of a table, with a problem for every cell that cannot be read."""
    read = Gathered(problems=[*table.problems, *_under_no_name(table, mapping)])
    texts = {c.name: _column_text(c, table, mapping, answers) for c in mapping.declared}
    for name, text in texts.items():
        if text is None:
            read.columns[name] = Coded.constant(None, len(table.lines))
        else:
            read.take(text, read_column(text))
    if mapping.kind is FileKind.ASSAYS and not mapping.waits:
        settle_rates(texts[RATE], read, _behind_rates(table, mapping))
    if mapping.kind is FileKind.THERAPY:
        class_by_agent(texts["agent"], texts["therapy_type"], read)
    read.say_beside()
    if read.kept and mapping.kind is FileKind.ASSAYS:
        read.columns[QUALIFIED] = read.qualified(len(table.lines))
    return Parsed(table, mapping, read.columns, tuple(read.problems), read.open_questions())


def _column_text(
    column: Column, table: TextTable, mapping: Mapping, answers: MappingOf[str, str]
) -> ColumnText | None:
    """Returns a column as the file has it, or as one value was answered for all its rows."""
    position = mapping.positions.get(column.name)
    if position is not None:
        return ColumnText(
            column=column,
            header=unguarded(table.header[position]),
            cells=_repaired(table.columns[position], table.repairs),
            lines=table.lines,
            answers=answers,
            unit=mapping.units.get(column.name, ""),
            beside=mapping.positions,
        )
    constant = mapping.constants.get(column.name)
    if constant is None or constant == BY_AGENT:
        return None
    cells = Coded.constant(constant, len(table.lines))
    beside = (*mapping.positions, *mapping.constants)
    return ColumnText(column, column.name, cells, table.lines, answers, beside=beside)


def _behind_rates(table: TextTable, mapping: Mapping) -> Sequence[str] | None:
    """Returns the comments, where they stand right behind the rates."""
    rates, comments = mapping.positions.get(RATE), mapping.positions.get("comment")
    if rates is None or comments != rates + 1:
        return None
    return table.columns[comments]


def _repaired(cells: Coded[str], repairs: MappingOf[str, str]) -> Coded[str]:
    """Returns the cells as they were meant, where they were once read in a wrong encoding."""
    return cells.map(lambda text: repairs.get(text, text)) if repairs else cells


def parse_column(
    column: Column, cells: Sequence[str], lines: Sequence[int]
) -> tuple[Sequence[Value], list[Problem]]:
    """Returns the values of a column that stands for itself, and a problem for every cell that
    cannot be read.
    """
    coded = cells if isinstance(cells, Coded) else Coded.of(cells)
    text = ColumnText(column, column.name, coded, lines, NO_ANSWERS)
    read = Gathered()
    read.take(text, read_column(text))
    return read.columns[column.name], read.problems


def _under_no_name(table: TextTable, mapping: Mapping) -> Iterator[Problem]:
    """Yields a problem for every cell below a blank header cell: the row may have shifted."""
    message = "A value stands in a column that has no name."
    for position in mapping.nameless:
        cells = table.columns[position]
        if not any(map(str.strip, cells.distinct)):
            continue
        for line, text in zip(table.lines, cells, strict=True):
            if text.strip():
                yield Problem(line, None, text, "cell_without_header", Level.STOP, message)
