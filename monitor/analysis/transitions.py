"""Chart 6: who was detected at one visit and at another, and how far both agree."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import accumulate, islice, pairwise

import numpy as np
from numpy.typing import NDArray

from monitor.analysis.cohort import Codes, Cohort
from monitor.analysis.detection_places import Rows
from monitor.analysis.detection_states import (
    IS_EVALUABLE,
    MISSING,
    STATUS_OF,
    Found,
    Status,
    VisitStates,
)
from monitor.analysis.response_groups import Group, in_two
from monitor.domain.rules import RuleSet
from monitor.stats.proportions import Paired, paired

MOST_NAMED = 10


class Node(StrEnum):
    """Where a patient is at a visit, from above."""

    DETECTED = "Detected"
    NOT_DETECTED = "Not detected"
    UNDER_SCREENED = "Under-screened"
    NOT_EVALUABLE = "Not evaluable"
    NO_SAMPLE = "No sample"
    OFF_STUDY = "Off study"


NODES = tuple(Node)
_NODE_OF = {
    Status.DETECTED: Node.DETECTED,
    Status.NOT_DETECTED: Node.NOT_DETECTED,
    Status.UNDER_SCREENED: Node.UNDER_SCREENED,
    Status.NOT_EVALUABLE: Node.NOT_EVALUABLE,
    Status.NOT_YET_DUE: Node.NO_SAMPLE,
    Status.ALIVE: Node.NO_SAMPLE,
    Status.AFTER_RELAPSE: Node.OFF_STUDY,
    Status.AFTER_DEATH: Node.OFF_STUDY,
}
_NODES_BY_NUMBER = np.array([NODES.index(_NODE_OF[s]) for s in STATUS_OF], dtype=np.uint8)
Matrix = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Flow:
    """Patients from each node (row) of a visit to each node (column) of another, in the order of
    `NODES`. `named` gives up to ten pseudonyms of each.
    """

    first: str
    second: str
    counts: tuple[tuple[int, ...], ...]
    named: tuple[tuple[tuple[str, ...], ...], ...]

    def leaving(self, node: Node) -> int:
        """Returns how many are at a node of the first visit."""
        return sum(self.counts[NODES.index(node)])

    def reaching(self, node: Node) -> int:
        """Returns how many are at a node of the second visit."""
        at = NODES.index(node)
        return sum(row[at] for row in self.counts)


@dataclass(frozen=True, slots=True)
class Excluded:
    """Why so many patients are not among the pairs: each counted once, with the first reason."""

    reason: str
    patients: int


@dataclass(frozen=True, slots=True)
class GroupTransitions:
    """One group. `flows` lead from visit to visit, `between` from the first asked for to the
    second; `table` (both positive, first only, second only, neither) counts the pairs evaluable at
    both, which `agreement` is about.
    """

    name: str
    is_control: bool
    patients: int
    flows: tuple[Flow, ...]
    between: Flow
    table: tuple[int, int, int, int]
    agreement: Paired
    excluded: tuple[Excluded, ...]

    @property
    def pairs(self) -> int:
        return self.agreement.pairs

    @property
    def left_out(self) -> int:
        return self.patients - self.pairs


@dataclass(frozen=True, slots=True)
class TransitionData:
    """Two visits of every group. `split` says how the groups were made; `in_two` patients are in
    more than one of them.
    """

    first: str
    second: str
    visits: tuple[str, ...]
    groups: tuple[GroupTransitions, ...]
    by_order: bool
    rules: RuleSet
    split: str
    in_two: int


def transition_data(
    states: VisitStates,
    first: str,
    second: str,
    groups: Sequence[Group],
    through: Sequence[str] = (),
    split: str = "",
) -> TransitionData:
    """Returns the transitions of groups between two visits; flows lead `through` all of these."""
    visits = tuple(through) or (first, second)
    return TransitionData(
        first=first,
        second=second,
        visits=visits,
        groups=tuple(_group(states, (first, second), visits, group) for group in groups),
        by_order=states.by_order,
        rules=states.cohort.rules,
        split=split,
        in_two=in_two(groups),
    )


def _group(
    states: VisitStates, asked: tuple[str, str], visits: Sequence[str], group: Group
) -> GroupTransitions:
    rows = states.rows(group.codes)
    flows = {pair: _flow(states, pair, rows) for pair in pairwise(visits)}
    matrix = found_matrix(states, asked, rows)
    table = _table(matrix)
    return GroupTransitions(
        name=group.name,
        is_control=group.is_control,
        patients=int(matrix.sum()),
        flows=tuple(flows.values()),
        between=flows.get(asked) or _flow(states, asked, rows),
        table=table,
        agreement=paired(*table),
        excluded=_excluded(matrix, asked),
    )


def found_matrix(
    states: VisitStates, pair: tuple[str, str], rows: Rows | slice = slice(None)
) -> Matrix:
    """Returns how many patients had each finding (`Found`) at one visit (row) and at another."""
    wide = len(Found)
    one, two = (states.at(visit, rows) for visit in pair)
    return np.bincount(one * np.int16(wide) + two, minlength=wide**2).reshape(wide, wide)


def _flow(states: VisitStates, pair: tuple[str, str], rows: Rows | slice) -> Flow:
    wide = len(NODES)
    one, two = (nodes_at(states, visit, rows) for visit in pair)
    cells = one * np.uint8(wide) + two
    counts = np.bincount(cells, minlength=wide**2).tolist()
    named = _some_of_each(states.codes[rows], cells, counts, states.cohort)
    starts = range(0, wide * wide, wide)
    return Flow(
        *pair,
        tuple(tuple(counts[at : at + wide]) for at in starts),
        tuple(tuple(named[at : at + wide]) for at in starts),
    )


def nodes_at(states: VisitStates, visit: str, rows: Rows | slice) -> NDArray[np.uint8]:
    """Returns where patients are at a visit, by the number of the node."""
    return np.asarray(_NODES_BY_NUMBER[states.at(visit, rows)])


def _some_of_each(
    codes: Codes, cells: NDArray[np.uint8], counts: Sequence[int], cohort: Cohort
) -> list[tuple[str, ...]]:
    """Returns the first pseudonyms in each cell."""
    order = np.argsort(cells, kind="stable")  # by counting, as numbers are small
    ends = list(accumulate(counts))
    chosen = [
        codes[order[end - number : end - number + min(number, MOST_NAMED)]]
        for end, number in zip(ends, counts, strict=True)
    ]
    names = iter(cohort.pseudonyms(np.concatenate(chosen)))
    return [tuple(islice(names, own.size)) for own in chosen]


def _table(matrix: Matrix) -> tuple[int, int, int, int]:
    positive, negative = slice(Found.THREE, Found.NO_COUNT), Found.NOT_DETECTED
    return (
        int(matrix[positive, positive].sum()), int(matrix[positive, negative].sum()),
        int(matrix[negative, positive].sum()), int(matrix[negative, negative]),
    )  # fmt: skip


def _excluded(matrix: Matrix, visits: tuple[str, str]) -> tuple[Excluded, ...]:
    """Returns why patients are no pair: the first visit's reason counts, then the second's."""
    found = []
    at_first, at_second = matrix.sum(axis=1), matrix[IS_EVALUABLE].sum(axis=0)
    for visit, numbers in zip(visits, (at_first, at_second), strict=True):
        for one in np.flatnonzero(~IS_EVALUABLE & (numbers > 0)):
            found.append(Excluded(f"{_why(STATUS_OF[one])} at {visit}", int(numbers[one])))
    return tuple(found)


def _why(status: Status) -> str:
    if status is Status.DETECTED:
        return "positive without count or depth"
    return f"no sample, {status.value}," if status in MISSING else status.value
