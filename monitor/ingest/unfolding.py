"""A text table in which each row is one assay: as it stands, or unfolded from a wide one.

A wide line becomes one row for every group of its columns in which anything is written. Rows keep
the number of their line and the group they stand for, so whatever is found in a row is told of the
line and of the column of its group; and what holds one assay of a line holds the whole line.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Protocol

from monitor.domain.coded import Coded
from monitor.domain.plan import ImportPlan, PlannedRows, Rejected
from monitor.domain.problems import Level, Problem
from monitor.domain.wide import GroupLine, lines_of
from monitor.ingest.checks import MISSING
from monitor.ingest.correcting import Corrected, correct, of_corrected
from monitor.ingest.decisions import SAME_SAMPLING
from monitor.ingest.mapping import Mapping as Columns
from monitor.ingest.text_table import TextTable
from monitor.ingest.values import unguarded
from monitor.ingest.wide_layout import Wide, wide_layout
from monitor.ingest.wide_rows import (
    Place,
    gathered,
    places_in,
    remarks_in,
    sources_of,
    unfolded_table,
    written_in,
)

# Where the other one was to be kept and stands in the same line.
WHOLE = " A line of several assays is stored whole or not at all: take the other one out of it."


class Laid(Protocol):
    """How the rows of a file lie: one assay in each, or several side by side."""

    @property
    def table(self) -> TextTable:
        """The table of one assay a row, by which the columns are known."""

    def answers(self, given: Mapping[str, str]) -> Mapping[str, str]:
        """Returns the answers with what the layout settles about columns."""

    def asked(self, mapping: Columns) -> Columns:
        """Returns the mapping with what is asked and said about the layout."""

    def behind(self, positions: Iterable[int]) -> tuple[int, ...]:
        """Returns the columns of the file behind columns of the table."""

    def corrected(
        self, answers: Mapping[str, str], positions: Mapping[str, int], by: str
    ) -> Corrected:
        """Returns the table with its cells as a person corrected them."""

    def told(self, plan: ImportPlan, positions: Mapping[str, int]) -> ImportPlan:
        """Returns the plan as it is told of the file's own lines and columns; `positions` are those
        of our columns in the table.
        """


def lay_out(table: TextTable, answers: Mapping[str, str], by: str = "") -> Laid:
    """Returns how the rows of a file lie.

    Raises UnknownHeaderError where assays stand side by side that cannot be told apart.
    """
    wide = wide_layout(table.header, table.units, answers)
    if wide is None:
        return Narrow(table)
    fixed = _told_as_ours(correct(table, answers, {}, by), wide)
    written = written_in(fixed.table, wide, are_results=True)
    empty = frozenset(row for row, said in enumerate(zip(*written, strict=True)) if not any(said))
    places = tuple(places_in(written))
    remarks = tuple(remarks_in(fixed.table, wide, places))
    return Unfolded(wide, fixed, places, unfolded_table(fixed.table, wide, places), remarks, empty)


@dataclass(frozen=True, slots=True)
class Narrow:
    """One row is one assay, as nearly everywhere."""

    table: TextTable

    def answers(self, given: Mapping[str, str]) -> Mapping[str, str]:
        return given

    def asked(self, mapping: Columns) -> Columns:
        return mapping

    def behind(self, positions: Iterable[int]) -> tuple[int, ...]:
        return tuple(positions)

    def corrected(
        self, answers: Mapping[str, str], positions: Mapping[str, int], by: str
    ) -> Corrected:
        return correct(self.table, answers, positions, by)

    def told(self, plan: ImportPlan, positions: Mapping[str, int]) -> ImportPlan:  # noqa: ARG002
        return plan


@dataclass(frozen=True, slots=True)
class Unfolded:
    """A wide file as rows of one assay each. `places` says for each row where it comes from,
    `remarks` notes what stands in groups that are none; `empty` lines have no assay at all.
    """

    wide: Wide
    fixed: Corrected
    places: tuple[Place, ...]
    table: TextTable
    remarks: tuple[Problem, ...]
    empty: frozenset[int]

    def answers(self, given: Mapping[str, str]) -> Mapping[str, str]:
        return {**self.wide.settled, **given}

    def asked(self, mapping: Columns) -> Columns:
        layout, many = self.wide.layout, len(self.wide.layout.groups)
        marks = ", ".join(group.mark for group in layout.groups)
        message = f"Each line is read as up to {many} assays, with {layout.says} {marks}."
        note = Problem(None, None, "", "wide_layout", Level.NOTE, message)
        return replace(
            mapping,
            questions=(*self.wide.questions, *mapping.questions),
            notes=(note, *mapping.notes),
        )

    def behind(self, positions: Iterable[int]) -> tuple[int, ...]:
        sources = sources_of(self.fixed.table, self.wide)
        found = {at for position in positions for at in sources[position]}
        return tuple(sorted(at for at in found if at is not None))

    def corrected(
        self,
        answers: Mapping[str, str],  # noqa: ARG002  (the file's table was corrected already)
        positions: Mapping[str, int],  # noqa: ARG002
        by: str,  # noqa: ARG002
    ) -> Corrected:
        return replace(self.fixed, table=self.table, before=self.table)

    def told(self, plan: ImportPlan, positions: Mapping[str, int]) -> ImportPlan:
        telling = _Telling(self)
        return replace(
            plan,
            header=self.fixed.before.header,
            layout=self.wide.layout,
            rows=self._rows(plan.rows, positions) if plan.rows else None,
            rejected=tuple(telling.rejected(plan.rejected)),
            problems=(*telling.problems(plan.problems), *self.remarks),
        )

    def _rows(self, rows: PlannedRows, positions: Mapping[str, int]) -> PlannedRows:
        """Returns the planned rows with plain lines and, as raw text, what stands on these lines:
        cells of groups by the file's own names, for each of them stands there once for every group.
        """
        before, many = self.fixed.before, len(self.wide.layout.groups)
        sources = sources_of(before, self.wide)
        raw: dict[str, Coded[str]] = {}
        for name in rows.raw:
            at = positions[name]
            places = set(sources[at]) if at < len(sources) else set()  # a mark is in the header
            for place in sorted(place for place in places if place is not None):
                key = name if len(places) == 1 else unguarded(before.header[place])
                raw[key] = gathered(before, [place] * many, self.places)
        marks = [group.mark for group in self.wide.layout.groups]
        return replace(
            rows,
            lines=lines_of(rows.lines),
            last_lines=lines_of(rows.last_lines),
            raw=raw,
            groups=Coded.of(marks[group] for _, group in self.places),
        )


def _told_as_ours(fixed: Corrected, wide: Wide) -> Corrected:
    """Returns the corrections with the columns of ours that they are of."""
    ours = {n: target for group in wide.layout.groups for target, n in group.names.items()}
    return replace(
        fixed, cells=tuple(replace(c, target=ours.get(c.column, c.target)) for c in fixed.cells)
    )


class _Telling:
    """What is told of rows, told of their lines and of the columns that the file has there."""

    def __init__(self, unfolded: Unfolded) -> None:
        layout = unfolded.wide.layout
        self._names = {group.mark: group.names for group in layout.groups}
        marks = ", ".join(group.mark for group in layout.groups)
        self._nothing = f"Nothing is written of {marks}: the line has no assay."
        self._empty = {unfolded.fixed.table.lines[row] for row in unfolded.empty}
        self._said = {(cell.line, cell.column): cell for cell in unfolded.fixed.cells}

    def problems(self, problems: Iterable[Problem]) -> tuple[Problem, ...]:
        """Returns the problems of lines, once each: what is shared by the assays of a line is found
        in each of them.
        """
        return tuple(dict.fromkeys(map(self._problem, problems)))

    def rejected(self, rows: Iterable[Rejected]) -> Iterator[Rejected]:
        """Yields every line that is held back, once, with the reasons of all its assays."""
        seen: set[int] = set()
        for row in rows:
            if row.line not in seen:
                seen.add(row.line)
                reasons = self.problems(row.problems)
                yield replace(
                    row, line=int(row.line), last_line=int(row.last_line), problems=reasons
                )

    def _problem(self, problem: Problem) -> Problem:
        """Returns a problem told of its line: of the file's own column where it is one of a group,
        and of the group where the whole row is meant.
        """
        line = problem.line
        if not isinstance(line, GroupLine):
            return problem
        if line in self._empty and problem.rule == MISSING:
            return Problem(int(line), None, "", "no_assay", Level.STOP, self._nothing)
        column = self._names[line.group].get(problem.column or "", problem.column)
        message = problem.message if column else f"{line.group}: {problem.message}"
        if problem.rule == SAME_SAMPLING and problem.level is Level.STOP:
            message += WHOLE
        told = replace(problem, line=int(line), column=column, message=message)
        cell = self._said.get((int(line), column or ""))
        return told if cell is None else of_corrected(told, cell)
