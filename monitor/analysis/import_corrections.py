"""Single cells that may be corrected by hand: which are offered, and what was said about them."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from monitor.analysis.formats import counted, one_line
from monitor.analysis.import_checks import settled
from monitor.domain.cell_corrections import (
    CellCorrection,
    as_answer,
    cell_id,
    correction_words,
    corrections_in,
)
from monitor.domain.plan import ImportPlan
from monitor.domain.problems import Level, Problem

OFFERED = 100
LONGEST_CELL = 200
EMPTY = "(empty)"  # what a person writes for a cell that is to be read as blank
LINE, COLUMN, SAID, USE, ALIKE, REASON = (
    "Line", "Column", "In the file", "Use instead", "All alike", "Reason",
)  # fmt: skip
Headers = Mapping[str, str]  # the file's own name of each of our columns


@dataclass(frozen=True, slots=True)
class FaultyCell:
    """A cell at fault, by line and by the file's own name of its column; `alike` are the lines of
    further cells of the column at fault that say the same.
    """

    line: int
    column: str
    said: str
    alike: tuple[int, ...] = ()

    @property
    def lines(self) -> tuple[int, ...]:
        return (self.line, *self.alike)


@dataclass(frozen=True, slots=True)
class Said:
    """What a person wrote beside a cell at fault."""

    cell: FaultyCell
    use: str
    reason: str
    for_all: bool


def faulty_cells(plan: ImportPlan, headers: Headers) -> list[FaultyCell]:
    """Returns the cells for which rows are left out or wait: of those that say the same only the
    first, and what concerns most rows before the rest.
    """
    lines: dict[tuple[str, str], list[int]] = defaultdict(list)
    made = {(cell.line, cell.column) for cell in corrections_in(plan.answers)}
    for problem in settled(plan):
        column = _column(problem, headers)
        if column is None or problem.line is None or (problem.line, column) in made:
            continue
        said = stands(plan, problem.line, problem.column or "")
        if said is not None:
            lines[column, said].append(problem.line)
    found = ((tuple(sorted(set(places))), *key) for key, places in lines.items())
    ordered = sorted(found, key=lambda group: (-len(group[0]), group))
    return [FaultyCell(at[0], column, said, at[1:]) for at, column, said in ordered]


def stands(plan: ImportPlan, line: int, name: str) -> str | None:
    """Returns what the file says in a cell of a column of ours, or of a study covariate; None where
    it has no such row that can be told into cells.
    """
    rows = plan.rows
    if rows is None or name not in rows.raw:
        return None
    at = bisect_left(rows.lines, line)
    is_there = at < len(rows.lines) and rows.lines[at] == line
    return rows.raw[name][at] if is_there else None


def _column(problem: Problem, headers: Headers) -> str | None:
    """Returns the file's name of the column of a cell that holds a row back."""
    return None if problem.level is Level.NOTE else headers.get(problem.column or "")


def editor_frame(cells: Sequence[FaultyCell]) -> pd.DataFrame:
    """Returns the table in which cells are corrected; what is to be written in is blank."""
    table = {
        LINE: [_lines(cell) for cell in cells],
        COLUMN: [one_line(cell.column, LONGEST_CELL) for cell in cells],
        SAID: [one_line(cell.said, LONGEST_CELL) for cell in cells],
        USE: ["" for _ in cells],
        ALIKE: [False for _ in cells],
        REASON: ["" for _ in cells],
    }
    frame = pd.DataFrame(table)
    return frame if any(cell.alike for cell in cells) else frame.drop(columns=ALIKE)


def _lines(cell: FaultyCell) -> str:
    return f"{cell.line} + {len(cell.alike):,} alike" if cell.alike else str(cell.line)


def said_in(frame: pd.DataFrame, cells: Sequence[FaultyCell], usual_reason: str) -> list[Said]:
    """Returns what was written into the table, line by line; lines left blank say nothing."""
    rows = frame.fillna("").to_dict("records")
    return [
        Said(
            cell,
            str(row[USE]).strip(),
            str(row[REASON]).strip() or usual_reason.strip(),
            bool(row.get(ALIKE, False)),
        )
        for cell, row in zip(cells, rows, strict=True)
        if str(row[USE]).strip()
    ]


def answers_of(said: Iterable[Said]) -> dict[str, str]:
    """Returns what was said of cells as answers."""
    return {
        cell_id(line, one.cell.column): cell_answer(one.cell.said, one.use, one.reason)
        for one in said
        for line in (one.cell.lines if one.for_all else one.cell.lines[:1])
    }


def cell_answer(said: str, use: str, reason: str) -> str:
    """Returns one correction as an answer."""
    value = "" if use == EMPTY else use
    return as_answer({"value": value, "reason": reason, "said": said or None})


def without_reason(said: Iterable[Said]) -> str:
    """Returns in words which lines have no reason, '' where every one has."""
    lines = [str(one.cell.line) for one in said if not one.reason]
    if len(lines) > 1:
        return f"lines {', '.join(lines)} have no reason"
    return f"line {lines[0]} has no reason" if lines else ""


@dataclass(frozen=True, slots=True)
class Made:
    """Cells that were corrected alike, and the ids of their answers."""

    words: str
    ids: tuple[str, ...]


def made_corrections(answers: Mapping[str, str]) -> list[Made]:
    """Returns the corrections among answers, those that say the same as one."""
    alike: dict[tuple[str, str, str, str], list[CellCorrection]] = defaultdict(list)
    for cell in corrections_in(answers):
        alike[cell.column, cell.said or "", cell.value, cell.reason].append(cell)
    return [
        Made(_made_words(cells), tuple(cell.answer_id for cell in cells))
        for cells in alike.values()
    ]


def _made_words(cells: Sequence[CellCorrection]) -> str:
    first = cells[0]
    where = f"Line {first.line}" if len(cells) == 1 else counted(len(cells), "line")
    value = f"“{one_line(first.value, LONGEST_CELL)}”" if first.value else "blank"
    said = f"“{one_line(first.said, LONGEST_CELL)}”" if first.said else "a blank"
    return f"{where}, {first.column}: {said} read as {value} ({first.reason})"


def corrections_frame(answers: Mapping[str, str]) -> pd.DataFrame:
    """Returns the cells that were corrected, one a line: what the file said, what it is read as, by
    whom and why.
    """
    rows = [
        (cell.line, cell.column, cell.said or "", cell.value or EMPTY, cell.by, cell.reason)
        for cell in corrections_in(answers)
    ]
    return pd.DataFrame(
        rows, columns=[LINE, COLUMN, "The file said", "Read as", "Corrected by", REASON]
    )


def corrected_on(answers: Mapping[str, str], line: int) -> list[str]:
    """Returns in words which cells of a line were corrected by hand before it was stored."""
    cells = (cell for cell in corrections_in(answers) if cell.line == line)
    return [f"Corrected by hand, {cell.column}: {correction_words(cell)}" for cell in cells]
