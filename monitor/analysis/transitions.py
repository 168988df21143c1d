"""Chart 6: who was detected at one visit and at another, and how far both agree."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from monitor.analysis.detection_states import MISSING, Status, VisitStates, number_of
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
_NODES_BY_NUMBER = np.array([NODES.index(_NODE_OF[status]) for status in Status])


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
    rows = np.flatnonzero(np.isin(states.cohort.codes, group.codes))
    table = _table(states, asked, rows)
    return GroupTransitions(
        name=group.name,
        is_control=group.is_control,
        patients=rows.size,
        flows=tuple(_flow(states, pair, rows) for pair in pairwise(visits)),
        between=_flow(states, asked, rows),
        table=table,
        agreement=paired(*table),
        excluded=_excluded(states, asked, rows),
    )


def _flow(states: VisitStates, pair: tuple[str, str], rows: NDArray[np.int64]) -> Flow:
    nodes = [_NODES_BY_NUMBER[states.status[rows, states.column(visit)]] for visit in pair]
    cells = nodes[0] * len(NODES) + nodes[1]
    counts = np.bincount(cells, minlength=len(NODES) ** 2).reshape(len(NODES), len(NODES))
    order = np.argsort(cells, kind="stable")
    starts = np.searchsorted(cells[order], np.arange(len(NODES) ** 2))
    named = [
        tuple(states.cohort.pseudonyms(_some(states, rows, order, int(start), int(size))))
        for start, size in zip(starts, counts.flat, strict=True)
    ]
    wide = len(NODES)
    return Flow(
        *pair,
        tuple(tuple(int(n) for n in row) for row in counts),
        tuple(tuple(named[at : at + wide]) for at in range(0, wide * wide, wide)),
    )


def _some(
    states: VisitStates, rows: NDArray[np.int64], order: NDArray[np.int64], start: int, size: int
) -> NDArray[np.int64]:
    chosen = order[start : start + min(int(size), MOST_NAMED)]
    return states.cohort.codes[rows[chosen]]


def _evaluable(
    states: VisitStates, visits: tuple[str, str], rows: NDArray[np.int64]
) -> tuple[NDArray[np.bool_], ...]:
    return tuple(states.is_evaluable[rows, states.column(visit)] for visit in visits)


def _table(
    states: VisitStates, visits: tuple[str, str], rows: NDArray[np.int64]
) -> tuple[int, int, int, int]:
    one, two = _evaluable(states, visits, rows)
    both = rows[one & two]
    first, second = (
        states.status[both, states.column(visit)] == number_of(Status.DETECTED) for visit in visits
    )
    return (
        int(np.sum(first & second)), int(np.sum(first & ~second)),
        int(np.sum(~first & second)), int(np.sum(~first & ~second)),
    )  # fmt: skip


def _excluded(
    states: VisitStates, visits: tuple[str, str], rows: NDArray[np.int64]
) -> tuple[Excluded, ...]:
    """Returns why patients are no pair: the first visit's reason counts, then the second's."""
    one, two = _evaluable(states, visits, rows)
    found = []
    for visit, is_meant in zip(visits, (~one, one & ~two), strict=True):
        status = states.status[rows[is_meant], states.column(visit)]
        for wanted in Status:
            number = int(np.sum(status == number_of(wanted)))
            if number:
                found.append(Excluded(f"{_why(wanted)} at {visit}", number))
    return tuple(found)


def _why(status: Status) -> str:
    if status is Status.DETECTED:
        return "positive without count or depth"
    return f"no sample, {status.value}," if status in MISSING else status.value
