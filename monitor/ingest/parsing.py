"""Text columns to typed columns. Every distinct text of a column is parsed once."""

from collections.abc import Iterator, Sequence
from collections.abc import Mapping as MappingOf
from dataclasses import dataclass

from monitor.domain.plan import Question, Value
from monitor.domain.problems import Level, Problem
from monitor.ingest.columns import Column
from monitor.ingest.mapping import Mapping
from monitor.ingest.text_table import NO_ANSWERS, TextTable
from monitor.ingest.values import Fault


@dataclass(frozen=True, slots=True)
class Parsed:
    """A file's rows as typed columns of equal length, one for every column of its kind.

    Blank cells and unreadable ones are None; the unreadable ones have a problem each. Columns that
    the file does not have are None throughout. `questions` ask how columns are to be read.
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
        return [""] * len(self.lines) if position is None else self.table.columns[position]


def parse_table(
    table: TextTable, mapping: Mapping, answers: MappingOf[str, str] = NO_ANSWERS
) -> Parsed:
    """Returns the typed columns of a table, with a problem for every cell that cannot be read."""
    columns: dict[str, Sequence[Value]] = {}
    problems: list[Problem] = list(_under_no_name(table, mapping))
    for column in mapping.declared:
        position = mapping.positions.get(column.name)
        if position is None:
            columns[column.name] = [None] * len(table.lines)
        else:
            cells = table.columns[position]
            columns[column.name], faults = parse_column(column, cells, table.lines)
            problems += faults
    return Parsed(table, mapping, columns, tuple(problems))


def parse_column(
    column: Column, cells: Sequence[str], lines: Sequence[int]
) -> tuple[list[Value], list[Problem]]:
    """Returns a column's values, and a problem for every cell that cannot be read."""
    values: dict[str, Value] = {}
    faults: dict[str, Fault] = {}
    for text in set(cells):
        value = _parse_cell(column, text)
        if isinstance(value, Fault):
            faults[text] = value
            values[text] = None
        else:
            values[text] = value
    problems = []
    if faults:
        stands = zip(lines, cells, strict=True)
        problems = [_problem(at, column, t, faults[t]) for at, t in stands if t in faults]
    return list(map(values.__getitem__, cells)), problems


def _parse_cell(column: Column, text: str) -> Value | Fault:
    if text and not text.isspace():
        return column.parse(text)
    return Fault("missing", f"{column.name} is required.") if column.required else None


def _problem(line: int, column: Column, text: str, fault: Fault) -> Problem:
    return Problem(line, column.name, text, fault.rule, Level.STOP, fault.message)


def _under_no_name(table: TextTable, mapping: Mapping) -> Iterator[Problem]:
    """Yields a problem for every cell below a blank header cell: the row may have shifted."""
    message = "A value stands in a column that has no name."
    for position in mapping.nameless:
        for line, text in zip(table.lines, table.columns[position], strict=True):
            if text.strip():
                yield Problem(line, None, text, "cell_without_header", Level.STOP, message)
