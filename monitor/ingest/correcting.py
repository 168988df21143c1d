"""Cells read as a person corrected them: before any rule is applied, and never in the file itself.

What a correction says stood there must stand there still: one made for another file is refused
with its line, never applied to whatever stands there now.
"""

from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from hashlib import blake2b

from monitor.domain.cell_corrections import (
    CellCorrection,
    NoCorrectionError,
    corrections_in,
    without_corrections,
)
from monitor.domain.coded import Coded
from monitor.domain.plan import ImportPlan, PlannedRows, Rejected
from monitor.domain.problems import Level, Problem
from monitor.ingest.lone_names import names_somebody
from monitor.ingest.refusing import UnreadableFileError
from monitor.ingest.text_table import TextTable
from monitor.ingest.values import unguarded

NO_POSITIONS: Mapping[str, int] = {}
CORRECTED = "corrected_by_hand"


@dataclass(frozen=True, slots=True)
class Corrected:
    """A table with its cells as they were corrected, and the corrections with what they found."""

    table: TextTable
    before: TextTable
    cells: tuple[CellCorrection, ...] = ()

    def answers(self, answers: Mapping[str, str]) -> dict[str, str]:
        """Returns the answers with each correction as it is kept for good."""
        return {
            **without_corrections(answers),
            **{cell.answer_id: cell.answer for cell in self.cells},
        }

    def told(self, plan: ImportPlan, hides: bool) -> ImportPlan:
        """Returns the plan with what stands in the file wherever it speaks of a corrected cell, and
        with a note for each of them; nothing of a file that `hides` what it says.
        """
        if not self.cells or plan.rows is None or hides:
            return plan
        said = {(cell.line, cell.target): cell for cell in self.cells}
        return replace(
            plan,
            rows=self._as_in_file(plan.rows),
            rejected=tuple(_rejected(row, said) for row in plan.rejected),
            problems=(*(_of_file(p, said) for p in plan.problems), *map(_note, self.cells)),
        )

    def _as_in_file(self, rows: PlannedRows) -> PlannedRows:
        before = {
            id(new): old for new, old in zip(self.table.columns, self.before.columns, strict=True)
        }
        return replace(rows, raw={n: before.get(id(cells), cells) for n, cells in rows.raw.items()})


def correct(
    table: TextTable,
    answers: Mapping[str, str],
    positions: Mapping[str, int] = NO_POSITIONS,
    by: str = "",
) -> Corrected:
    """Returns a table whose cells are read as the answers correct them; `positions` are our columns
    in it, by which a correction may name one as well, `by` whoever makes those that name nobody.

    Raises UnreadableFileError where a correction does not fit the file.
    """
    try:
        wanted = corrections_in(answers)
    except NoCorrectionError as fault:
        raise UnreadableFileError(str(fault)) from fault
    if not wanted:
        return Corrected(table, table)
    columns = list(table.columns)
    made: dict[int, list[tuple[int, str]]] = defaultdict(list)
    found = []
    for cell in wanted:
        column, row = _column(table, cell, positions), _row(table, cell)
        if any(row == other for other, _ in made[column]):
            raise UnreadableFileError(f"{_where(cell)} is corrected twice, under two names.")
        found.append(_looked_at(table, cell, column, row, positions, by))
        made[column].append((row, cell.value))
    for column, cells in made.items():
        columns[column] = _with(columns[column], cells)
    return Corrected(replace(table, columns=tuple(columns)), table, tuple(found))


def row_digest(table: TextTable, line: int, last_line: int) -> str:
    """Returns by what a row is known again where it stands in another file as it is."""
    return blake2b(table.raw(line, last_line).encode(), digest_size=8).hexdigest()


def _column(table: TextTable, cell: CellCorrection, positions: Mapping[str, int]) -> int:
    names = [unguarded(name) for name in table.header]
    if names.count(cell.column) == 1:
        return names.index(cell.column)
    if cell.column in positions:
        return positions[cell.column]
    raise UnreadableFileError(f"{_where(cell)} cannot be corrected: the file has no such column.")


def _row(table: TextTable, cell: CellCorrection) -> int:
    lines = table.lines
    at = bisect_left(lines, cell.line)
    if at == len(lines) or lines[at] != cell.line:
        raise UnreadableFileError(
            f"{_where(cell)} cannot be corrected: no row that can be told into cells begins there."
        )
    return at


def _looked_at(
    table: TextTable,
    cell: CellCorrection,
    column: int,
    row: int,
    positions: Mapping[str, int],
    by: str,
) -> CellCorrection:
    """Returns a correction with what it found in the file."""
    stands = table.columns[column][row]
    if cell.said is not None and cell.said != stands:
        raise UnreadableFileError(
            f"{_where(cell)} cannot be corrected: “{cell.said}” was to be corrected, and another "
            "text stands there. The correction was made for another file."
        )
    if cell.value == stands:
        raise UnreadableFileError(f"{_where(cell)} says that already: there is nothing to correct.")
    if names_somebody(cell.value) or names_somebody(cell.reason):
        raise UnreadableFileError(
            f"The correction of line {cell.line}, column {cell.column} looks like the name of a "
            "person. Only pseudonyms are stored here."
        )
    name = unguarded(table.header[column])
    target = next((ours for ours, at in positions.items() if at == column), cell.target or name)
    digest = row_digest(table, table.lines[row], table.last_lines[row])
    return replace(cell, column=name, said=stands, target=target, row=digest, by=cell.by or by)


def _with(column: Coded[str], cells: Iterable[tuple[int, str]]) -> Coded[str]:
    """Returns a column with other texts in some of its rows."""
    distinct, codes = list(column.distinct), array("I", column.codes)
    places: dict[str, int] = {}
    for at, text in cells:
        if text not in places:
            places[text] = len(distinct)
            distinct.append(text)
        codes[at] = places[text]
    return Coded(distinct, codes)


def _where(cell: CellCorrection) -> str:
    return f"Line {cell.line}, column {cell.column}"


def _of_file(problem: Problem, said: Mapping[tuple[int, str], CellCorrection]) -> Problem:
    """Returns a problem with the text of the file, where it was found in a corrected cell."""
    cell = said.get((problem.line or 0, problem.column or ""))
    return problem if cell is None else of_corrected(problem, cell)


def of_corrected(problem: Problem, cell: CellCorrection) -> Problem:
    """Returns a problem of a corrected cell with what the file says there."""
    read = f"“{cell.value}”" if cell.value else "a blank"
    return replace(problem, raw=cell.said or "", message=f"Corrected to {read}: {problem.message}")


def _rejected(row: Rejected, said: Mapping[tuple[int, str], CellCorrection]) -> Rejected:
    return replace(row, problems=tuple(_of_file(problem, said) for problem in row.problems))


def _note(cell: CellCorrection) -> Problem:
    message = f"Corrected by hand, read as {cell.read}: {cell.reason}"
    return Problem(cell.line, cell.target, cell.said or "", CORRECTED, Level.NOTE, message)
