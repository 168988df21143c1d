"""Which columns of a header say the same of several assays side by side.

Only columns that are none of ours as they stand are looked at, and only groups in which cells are
counted are groups of assays. What the columns of a group are is told by their names without the
mark; what is left in doubt stays in doubt.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from monitor.domain.vocabularies import FileKind
from monitor.ingest.columns import ASSAYS, Form
from monitor.ingest.kinds import lacking
from monitor.ingest.matching import NOTHING, column_name, match
from monitor.ingest.synonyms import IGNORED, certain_names, fold_name, likely_names
from monitor.ingest.units import header_parts
from monitor.ingest.values import unguarded
from monitor.ingest.wide_marks import Split, are_numbers, folded_mark, name_without, said_by, splits

COUNTS = ("tumor_cells", "reported_rate")
DEPTH, DAY = "cells_screened", "collected_on"
MEASURES = frozenset((*COUNTS, DEPTH))
LEAST_GROUPS = 2
DOUBT, UNKNOWN = "=", "?"  # before the name of a column that may be several of ours, or none


@dataclass(frozen=True, slots=True)
class GroupColumn:
    """A column of a group: where it stands, its name without the mark, and what it may be, in our
    words; one word where that is certain or nothing else is left for it.
    """

    at: int
    name: str
    targets: tuple[str, ...]
    is_certain: bool


@dataclass(frozen=True, slots=True)
class Group:
    """The columns of one assay, in the order of the file."""

    mark: str
    columns: tuple[GroupColumn, ...]

    @property
    def places(self) -> Mapping[str, GroupColumn]:
        """Returns the columns by what they are, one in doubt by its name."""
        return {key_of(column): column for column in self.columns}


def key_of(column: GroupColumn) -> str:
    """Returns by what a column is known in all groups: what it is, or its name where that is in
    doubt or unknown.
    """
    if len(column.targets) == 1:
        return column.targets[0]
    return f"{DOUBT if column.targets else UNKNOWN}{fold_name(column.name)}"


def groups_in(header: Sequence[str]) -> tuple[Group, ...]:
    """Returns the groups of columns that hold an assay each, in the order of the file; none where
    one line is one assay.
    """
    cells = [unguarded(cell) for cell in header]
    split = {at: list(splits(cell)) for at, cell in enumerate(cells) if _is_unknown(cell)}
    if sum(map(bool, split.values())) < LEAST_GROUPS:
        return ()
    marked: dict[str, dict[int, Split]] = defaultdict(dict)
    for at, found in split.items():
        for one in found:
            known = marked[folded_mark(one.mark)].get(at)
            if known is None or len(one.name) > len(known.name):
                marked[folded_mark(one.mark)][at] = one
    groups = _with_unknown(_best_family(marked), cells, split)
    rest = [cell for at, cell in enumerate(cells) if at not in _taken(groups)]
    return groups if _are_assays(groups, rest) else ()


def _is_unknown(cell: str) -> bool:
    """Returns whether a header cell is no column of ours as it stands. What is one but for the
    brackets behind it, as "MNZ (li)" or "Datum (KM1)", may be one of a group.
    """
    if not cell or (fold_name(cell) in _known() and not _PAIR.fullmatch(cell.strip())):
        return False
    means = match(FileKind.ASSAYS, cell)
    is_remarked = bool(header_parts(cell)[1]) and not _is_number(means.targets)
    return is_remarked or not means.is_certain


_PAIR = re.compile(r"[A-Za-z][-_./ ][A-Za-z]")  # "N-R" is no number


@cache
def _known() -> frozenset[str]:
    certain, likely = certain_names(FileKind.ASSAYS), likely_names(FileKind.ASSAYS)
    return frozenset(certain.keys() | likely.keys() | IGNORED)


def _is_number(targets: Sequence[str]) -> bool:
    """Returns whether what stands in brackets behind a column may be its unit."""
    return any(c.form in (Form.COUNT, Form.DECIMAL) for c in ASSAYS if c.name in targets)


def _with_unknown(
    groups: tuple[Group, ...], cells: Sequence[str], candidates: Iterable[int]
) -> tuple[Group, ...]:
    """Returns the groups with the columns that bear their marks, have one name in several of them,
    and are none of ours: a person may know better.
    """
    left = [at for at in candidates if at not in _taken(groups)]
    names = [{at: n for at in left if (n := name_without(cells[at], g.mark))} for g in groups]
    counts = Counter(fold_name(name) for found in names for name in set(found.values()))
    return tuple(
        _and_unknown(group, {at: n for at, n in found.items() if counts[fold_name(n)] > 1})
        for group, found in zip(groups, names, strict=True)
    )


def _and_unknown(group: Group, names: Mapping[int, str]) -> Group:
    more = (GroupColumn(at, name, (), is_certain=False) for at, name in names.items())
    return Group(group.mark, tuple(sorted((*group.columns, *more), key=lambda c: c.at)))


def _taken(groups: Iterable[Group]) -> set[int]:
    return {column.at for group in groups for column in group.columns}


def _best_family(marked: Mapping[str, Mapping[int, Split]]) -> tuple[Group, ...]:
    """Returns the groups of those marks that together take in most columns, no column twice."""
    keys = {mark: _measured(found.values()) for mark, found in marked.items()}
    families = []
    for mark in (mark for mark, measured in keys.items() if measured):
        alike = [m for m, measured in keys.items() if measured & keys[mark]]
        families.append(_apart(alike, marked))
    return max(families, key=_size, default=())


def _measured(found: Iterable[Split]) -> frozenset[str]:
    """Returns what a mark's columns count, as far as it may be told."""
    return frozenset(
        split.means.targets[0] if split.means.is_certain else fold_name(split.name)
        for split in found
        if MEASURES.intersection(split.means.targets)
    )


def _apart(marks: Iterable[str], marked: Mapping[str, Mapping[int, Split]]) -> tuple[Group, ...]:
    """Returns the groups of marks that share no column; the one with more columns goes first, then
    the shorter mark.
    """
    taken: set[int] = set()
    groups = []
    for mark in sorted(marks, key=lambda mark: (-len(marked[mark]), len(mark))):
        found = marked[mark]
        if taken.isdisjoint(found):
            taken |= found.keys()
            groups.append(_group(found))
    return tuple(sorted(groups, key=lambda group: group.columns[0].at))


def _size(groups: Sequence[Group]) -> tuple[bool, int, int]:
    marks = sum(len(group.mark) for group in groups)
    return len(groups) >= LEAST_GROUPS, len(_taken(groups)), -marks


def _group(found: Mapping[int, Split]) -> Group:
    """Returns a group with each of its columns told as far as the others leave only one meaning."""
    means = {at: found[at].means.targets for at in sorted(found)}
    certain = {at for at in means if found[at].means.is_certain}
    settled = {means[at][0] for at in certain}
    while True:
        left = {
            at: tuple(t for t in means[at] if t not in settled) for at in means.keys() - certain
        }
        told = {at: targets for at, targets in left.items() if len(targets) == 1}
        again = [t for t in told.values() if list(told.values()).count(t) > 1]
        told = {at: targets for at, targets in told.items() if targets not in again}
        new = {targets[0] for targets in told.values()} - settled
        if not new:
            break
        means |= told
        certain |= told.keys()
        settled |= new
    columns = (
        GroupColumn(at, split.name, means[at], split.means.is_certain)
        for at, split in sorted(found.items())
    )
    return Group(found[min(found)].mark, tuple(columns))


def _are_assays(groups: Sequence[Group], rest: Sequence[str]) -> bool:
    """Returns whether groups are assays of a line that is none itself. `rest` are the other cells
    of the header: where they have a count and a depth, they are the assay, and where they are all
    that another kind of file needs, it is one.
    """
    if len(groups) < LEAST_GROUPS or _lacks_the_first(groups):
        return False
    ours = set(_certain(FileKind.ASSAYS, rest))
    if DEPTH in ours and ours.intersection(COUNTS):
        return False
    if not ours and not any(column.is_certain for group in groups for column in group.columns):
        return False
    others = (FileKind.THERAPY, FileKind.OUTCOMES)
    if any(not lacking(kind, set(_certain(kind, rest))) for kind in others):
        return False
    is_patients = bool(set(_certain(FileKind.PATIENTS, rest)) - {"patient_id", "center"})
    is_known = said_by([group.mark for group in groups]) is not None
    counted = all(any(_is_count(c, is_known) for c in group.columns) for group in groups)
    most = max(sum(bool(column.targets) for column in group.columns) for group in groups)
    return most > 1 or (counted and not is_patients)


def _lacks_the_first(groups: Sequence[Group]) -> bool:
    """Returns whether groups are counted from 2 on: the first one then bears no mark."""
    marks = [group.mark for group in groups]
    return are_numbers(marks) and not {"0", "1"}.intersection(
        mark.lstrip("0") or "0" for mark in marks
    )


def _is_count(column: GroupColumn, is_known: bool) -> bool:
    """Returns whether cells are counted in a column; a general word says so ("MNZ") where what
    stands beside it `is_known`, as a crest or a method.
    """
    is_told = len(column.targets) == 1 and (is_known or column.is_certain)
    return is_told and column.targets[0] in MEASURES


def _certain(kind: FileKind, cells: Collection[str]) -> Iterator[str]:
    for cell in cells:
        means = match(kind, cell) if column_name(cell) else NOTHING
        if means.is_certain:
            yield means.targets[0]
