"""Text columns to typed columns. Every distinct text is parsed once, whatever its number of rows."""

from collections.abc import Mapping as MappingOf
from collections.abc import Sequence
from dataclasses import dataclass

from monitor.domain.plan import Value
from monitor.domain.problems import Level, Problem
from monitor.ingest.columns import Column
from monitor.ingest.mapping import Mapping
from monitor.ingest.text_table import TextTable
from monitor.ingest.values import Fault


@dataclass(frozen=True, slots=True)
class Parsed:
    """A file's rows as typed columns of equal length, one for every column of its kind.

    Blank cells and unreadable ones are None; the unreadable ones have a problem each. Columns that
    the file does not have are None throughout.
    """

    table: TextTable
    mapping: Mapping
    columns: MappingOf[str, Sequence[Value]]
    problems: tuple[Problem, ...]

    @property
    def lines(self) -> Sequence[int]:
        return self.table.lines

    def text(self, name: str) -> Sequence[str]:
        """Returns a column's cells as they stand in the file ('' where it has no such column)."""
        position = self.mapping.positions.get(name)
        return [""] * len(self.lines) if position is None else self.table.columns[position]


def parse_table(table: TextTable, mapping: Mapping) -> Parsed:
    """Returns the typed columns of a table, with a problem for every cell that cannot be read."""
    columns: dict[str, Sequence[Value]] = {}
    problems: list[Problem] = []
    for column in mapping.declared:
        position = mapping.positions.get(column.name)
        if position is None:
            columns[column.name] = [column.default] * len(table.lines)
        else:
            cells = table.columns[position]
            columns[column.name], faults = _parse_column(column, cells, table.lines)
            problems += faults
    return Parsed(table, mapping, columns, tuple(problems))


def _parse_column(
    column: Column, cells: Sequence[str], lines: Sequence[int]
) -> tuple[list[Value], list[Problem]]:
    parsed = {text: _parse_cell(column, text) for text in set(cells)}
    faults = {text: value for text, value in parsed.items() if isinstance(value, Fault)}
    values = {text: None if isinstance(v, Fault) else v for text, v in parsed.items()}
    problems = [
        _problem(line, column, text, faults[text])
        for line, text in zip(lines, cells, strict=True)
        if text in faults
    ] if faults else []
    return [values[text] for text in cells], problems


def _parse_cell(column: Column, text: str) -> Value | Fault:
    if text.strip():
        return column.parse(text)
    return Fault("missing", f"{column.name} is required.") if column.required else column.default


def _problem(line: int, column: Column, text: str, fault: Fault) -> Problem:
    return Problem(line, column.name, text, fault.rule, Level.STOP, fault.message)
