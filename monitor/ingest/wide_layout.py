"""How the groups of a wide file are to be read: what is proposed, asked, answered or refused."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from monitor.domain.plan import Question
from monitor.domain.vocabularies import FileKind
from monitor.domain.wide import ColumnGroup, WideLayout
from monitor.ingest.columns import COLUMNS
from monitor.ingest.kinds import UnknownHeaderError
from monitor.ingest.matching import column_name, match
from monitor.ingest.side_by_side import GROUPS_NAMED, sentence
from monitor.ingest.units import described, unit_in_header
from monitor.ingest.values import unguarded
from monitor.ingest.wide_groups import (
    COUNTS,
    DAY,
    DEPTH,
    DOUBT,
    UNKNOWN,
    Group,
    GroupColumn,
    groups_in,
    key_of,
)
from monitor.ingest.wide_marks import REPLICATE, VISIT, are_numbers, are_readers, said_by
from monitor.ingest.wide_shared import LAYOUT, TOGETHER, shared_columns

QUESTION = f"{LAYOUT}:wide"
REFUSE = "refuse the file"
RESULT, COMMENT = "result_text", "comment"
BY_NAME = {column.name: column for column in COLUMNS[FileKind.ASSAYS]}


@dataclass(frozen=True, slots=True)
class Logical:
    """A column of the unfolded table: its header, what it is ('' where that is in doubt), and where
    it stands in each of the groups, None in those that lack it. `is_result` says whether what is
    written there makes an assay: a remark does not, nor does what nobody knows.
    """

    header: str
    target: str
    at: tuple[int | None, ...]
    is_result: bool


@dataclass(frozen=True, slots=True)
class Wide:
    """How a header with several assays side by side is read: its groups, the columns they have in
    common, the header of the column that their marks become, what is still asked, and which column
    is which, as far as the groups settle it.
    """

    layout: WideLayout
    columns: tuple[Logical, ...]
    mark_header: str
    questions: tuple[Question, ...]
    settled: Mapping[str, str]


def wide_layout(
    header: Sequence[str], units: Sequence[str], answers: Mapping[str, str]
) -> Wide | None:
    """Returns how a wide header is read as the answers say, or meanwhile as proposed; None where
    one line is one assay.

    Raises UnknownHeaderError where its groups cannot be told into assays, or were said to be none.
    """
    is_other = answers.get("kind", FileKind.ASSAYS) != FileKind.ASSAYS
    groups = () if is_other else groups_in(header)
    if not groups:
        return None
    cells = [unguarded(cell) for cell in header]
    _refuse(groups, cells, _reasons(groups, cells, units))
    says = _says(groups)
    question = _question(groups, cells, says)
    answer = answers.get(QUESTION)
    if answer == REFUSE:
        raise UnknownHeaderError(sentence(_named(groups, cells)))
    taken = {column.at for group in groups for column in group.columns}
    rest = [cell for at, cell in enumerate(cells) if at not in taken]
    columns = tuple(_logical(groups, rest, answers))
    marks = [group.mark for group in groups]
    shared = list(shared_columns(rest, {c.target for c in columns}, says, marks, answers))
    together = [s.cell for s in shared if s.answer(answers) == TOGETHER]
    _refuse(groups, cells, (_of_all(cell, marks) for cell in together))
    mark_header = says if says not in map(column_name, rest) else f"{says} of the columns"
    return Wide(
        layout=_layout(groups, cells, columns, says),
        columns=columns,
        mark_header=mark_header,
        questions=(
            *((question,) if answer not in question.options else ()),
            *(s.question() for s in shared if s.answer(answers) is None),
        ),
        settled={
            **{f"column:{c.header}": c.target for c in columns if not _is_certain(c)},
            **{f"column:{s.cell}": s.settled(answers) for s in shared},
            f"column:{mark_header}": says,
        },
    )


def _refuse(groups: Sequence[Group], cells: Sequence[str], reasons: Iterator[str]) -> None:
    """Raises for the first reason why groups cannot be told into assays."""
    reason = next(reasons, None)
    if reason:
        raise UnknownHeaderError(f"{reason} {sentence(_named(groups, cells))}")


def _reasons(groups: Sequence[Group], cells: Sequence[str], units: Sequence[str]) -> Iterator[str]:
    """Yields why groups are no assays of their own."""
    marks = [group.mark for group in groups]
    if are_readers(marks):
        yield f"{' and '.join(marks)} read one slide: two readings are never two assays."
    for group in groups:
        keys = [key_of(column) for column in group.columns]
        for key in dict.fromkeys(key for key in keys if keys.count(key) > 1):
            double = ", ".join(cells[c.at] for c in group.columns if key_of(c) == key)
            yield f"Columns {double} of {group.mark} could all be {key.lstrip('=')}."
    yield from _lacking(groups)
    yield from _other_units(groups, cells, units)
    if said_by(marks) is None and not are_numbers(marks) and not _all_have(groups, DAY):
        yield f"{', '.join(marks)} are several samplings, and have no day of their own."


def _lacking(groups: Sequence[Group]) -> Iterator[str]:
    every = {key for group in groups for key in group.places}
    finding = COUNTS if every.intersection(COUNTS) else (RESULT,)
    for key in sorted(every):
        those = [group.mark for group in groups if key in group.places]
        lack = [group.mark for group in groups if key not in group.places]
        if lack and (key in (DAY, DEPTH, *finding) or key.startswith(DOUBT)):
            name = key.lstrip(DOUBT)
            yield f"{', '.join(those)} has {name} of its own, {', '.join(lack)} has not."
    if not any(key in (*COUNTS, RESULT) or key[0] in (DOUBT, UNKNOWN) for key in every):
        yield "Each group says how many cells were screened, and none how many were found."


def _other_units(
    groups: Sequence[Group], cells: Sequence[str], units: Sequence[str]
) -> Iterator[str]:
    """Yields where one group counts in another unit than the next: a column has one."""
    for key in groups[0].places:
        there = [group.places[key] for group in groups if key in group.places]
        found = {_unit(key, column, units) for column in there if key in BY_NAME}
        if len(found) > 1:
            yield f"Columns {', '.join(cells[c.at] for c in there)} are in several units."


def _unit(key: str, column: GroupColumn, units: Sequence[str]) -> str | None:
    below = units[column.at] if units else ""
    return unit_in_header(BY_NAME[key], described(column.name, below))


def _all_have(groups: Sequence[Group], key: str) -> bool:
    return all(key in group.places for group in groups)


def _says(groups: Sequence[Group]) -> str:
    """Returns the column of ours that the marks of groups are values of."""
    marks = [group.mark for group in groups]
    counted = REPLICATE if are_numbers(marks) and not _all_have(groups, DAY) else VISIT
    return said_by(marks) or counted


def _of_all(cell: str, marks: Sequence[str]) -> str:
    return (
        f"Column {cell} counts the cells of {', '.join(marks)} together, and what was found stands "
        "apart: the depth of each is not known. Where only the whole is known, write the sum of "
        "what was found beside it, in one row with site both."
    )


def _named(groups: Sequence[Group], cells: Sequence[str]) -> dict[str, list[str]]:
    return {group.mark: [cells[c.at] for c in group.columns] for group in groups}


def _question(groups: Sequence[Group], cells: Sequence[str], says: str) -> Question:
    marks = [group.mark for group in groups]
    named = [
        f"{group.mark}: columns {', '.join(str(c.at + 1) for c in group.columns)} "
        f"({', '.join(cells[c.at] for c in group.columns)})"
        for group in groups[:GROUPS_NAMED]
    ]
    named += [f"and {len(groups) - GROUPS_NAMED} more"] if len(groups) > GROUPS_NAMED else []
    message = (
        f"Several assays stand side by side in one line. {'; '.join(named)}. Is each line up to "
        f"{len(groups)} "
        f"assays, with {says} {', '.join(marks)}?{_odd(groups)}"
    )
    option = f"one assay each, {says} {', '.join(marks)}"
    return Question(
        QUESTION, says, message, (option, REFUSE), option if _is_plain(groups, says) else None
    )


def _odd(groups: Sequence[Group]) -> str:
    """Returns which columns only some of the groups have."""
    every = dict.fromkeys(key for group in groups for key in group.places)
    lacking = (
        f" {', '.join(g.mark for g in groups if key not in g.places)} has no {key.lstrip(DOUBT)}."
        for key in every
        if key[0] != UNKNOWN and not _all_have(groups, key)
    )
    return "".join(lacking)


def _is_plain(groups: Sequence[Group], says: str) -> bool:
    """Returns whether all groups have the same columns, each can be one thing only, and what tells
    them apart is known: so that the file itself may propose how it is read. A column of unknown
    name may be what is missing from them.
    """
    every = [group.places.keys() for group in groups]
    keys = [{key for key in found if key[0] != UNKNOWN} for found in every]
    is_whole = DEPTH in keys[0] and bool(keys[0].intersection((*COUNTS, RESULT)))
    is_told = is_whole or all(keys[0] == set(found) for found in every)
    is_certain = all(keys[0] == others for others in keys) and not any(
        key.startswith(DOUBT) for key in keys[0]
    )
    return is_told and is_certain and (says == VISIT or said_by([g.mark for g in groups]) == says)


def _logical(
    groups: Sequence[Group], rest: Collection[str], answers: Mapping[str, str]
) -> Iterator[Logical]:
    """Yields the columns that the groups have in common, under the name that the first one gives
    them, or under ours where the file has that name for something else.
    """
    names = set(map(column_name, rest))
    for key in dict.fromkeys(key for group in groups for key in group.places):
        found = [group.places.get(key) for group in groups]
        first = next(column for column in found if column is not None)
        target = key if key in BY_NAME else ""
        header = (
            first.name if column_name(first.name) not in names else target or f"{first.name} each"
        )
        names.add(column_name(header))
        answer = answers.get(f"column:{header}", "")
        at = tuple(None if column is None else column.at for column in found)
        known = answer if answer in BY_NAME else target
        yield Logical(header, known, at, known != COMMENT and bool(known or key[0] == DOUBT))


def _layout(
    groups: Sequence[Group], cells: Sequence[str], columns: Sequence[Logical], says: str
) -> WideLayout:
    found = []
    for number, group in enumerate(groups):
        known = (c for c in columns if c.is_result or c.target)
        there = {c.target or c.header: at for c in known if (at := c.at[number]) is not None}
        names = {name: cells[at] for name, at in there.items()}
        found.append(ColumnGroup(group.mark, names, there))
    return WideLayout(says, tuple(found))


def _is_certain(column: Logical) -> bool:
    """Returns whether a header alone says what its column is, or nothing does."""
    means = match(FileKind.ASSAYS, column.header)
    return not column.target or (means.is_certain and means.targets == (column.target,))
