"""A wide line to rows of one assay each: which groups hold one, and their table."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial

from monitor.domain.coded import Coded
from monitor.domain.problems import Level, Problem
from monitor.domain.wide import GroupLine
from monitor.ingest.columns import Column
from monitor.ingest.text_table import TextTable
from monitor.ingest.wide_layout import BY_NAME, Wide
from monitor.ingest.wide_marks import text_of
from monitor.ingest.words import BLANKS, fold_word

Place = tuple[int, int]  # a row of the file's table, and a group


def places_in(written: Sequence[Sequence[bool]]) -> Iterator[Place]:
    """Yields every assay of every line: a group in which nothing is written is none. A line without
    any stays one row, so that it is judged as any other row without a result.
    """
    for row, said in enumerate(zip(*written, strict=True)):
        there = [group for group, is_said in enumerate(said) if is_said]
        yield from ((row, group) for group in there or (0,))


def written_in(table: TextTable, wide: Wide, are_results: bool) -> list[list[bool]]:
    """Returns for each group and row whether anything is written there that makes an assay, or that
    does not.
    """
    columns = [column for column in wide.columns if column.is_result is are_results]
    found = []
    for group in range(len(wide.layout.groups)):
        cells = [(c.target, table.columns[at]) for c in columns if (at := c.at[group]) is not None]
        flags = [column.map(partial(_is_written, BY_NAME.get(name))) for name, column in cells]
        found.append([any(row) for row in zip(*flags, strict=True)] or [False] * len(table.lines))
    return found


def remarks_in(table: TextTable, wide: Wide, places: Sequence[Place]) -> Iterator[Problem]:
    """Yields a note for every group that has a remark and no assay."""
    there = set(places)
    for group, rows in enumerate(written_in(table, wide, are_results=False)):
        mark = wide.layout.groups[group].mark
        message = f"Of {mark}, the line has a remark and nothing else: no assay."
        for row in (row for row, is_said in enumerate(rows) if is_said):
            if (row, group) not in there:
                line = int(table.lines[row])
                yield Problem(line, None, "", "remark_without_assay", Level.NOTE, message)


def _is_written(column: Column | None, text: str) -> bool:
    """Returns whether a cell says anything; a dash may be a result."""
    if not text.strip():
        return False
    folded = fold_word(text)
    return column is None or folded not in BLANKS or folded in column.said or folded in column.words


def sources_of(table: TextTable, wide: Wide) -> list[tuple[int | None, ...]]:
    """Returns for each column of the unfolded table the column of the file that each group has
    there: that of its own, one that stands once, or none. They keep the order of the file, as the
    last group has it: what stands behind its last column still does.
    """
    taken = {at for column in wide.columns for at in column.at}
    many = len(wide.layout.groups)
    once = [(at,) * many for at in range(len(table.columns)) if at not in taken]
    sources: list[tuple[int | None, ...]] = [*once, *(column.at for column in wide.columns)]
    return sorted(sources, key=lambda source: [at for at in source if at is not None][-1])


def unfolded_table(table: TextTable, wide: Wide, places: Sequence[Place]) -> TextTable:
    """Returns the table of one assay a row: the columns that stand once, those of the groups, and
    what tells the groups apart.
    """
    sources = sources_of(table, wide)
    headers = {column.at: column.header for column in wide.columns}
    first = [next(at for at in source if at is not None) for source in sources]
    marks = [group.mark for group in wide.layout.groups]
    pairs = zip(sources, first, strict=True)
    return replace(
        table,
        header=(*(headers.get(of, table.header[at]) for of, at in pairs), wide.mark_header),
        lines=[GroupLine(table.lines[row], marks[group]) for row, group in places],
        last_lines=[table.last_lines[row] for row, _ in places],
        columns=(
            *(gathered(table, source, places) for source in sources),
            Coded.of(text_of(wide.layout.says, marks[group]) for _, group in places),
        ),
        units=(*(table.units[at] for at in first), "") if table.units else (),
    )


def gathered(table: TextTable, source: Sequence[int | None], places: Sequence[Place]) -> Coded[str]:
    """Returns the cells of each assay, '' where its group has no such column."""
    columns = [None if at is None else table.columns[at] for at in source]

    def cell(row: int, group: int) -> str:
        column = columns[group]
        return "" if column is None else column[row]

    return Coded.of(cell(row, group) for row, group in places)
