"""The patients behind a link or a cell of chart 6: who passed from where to where."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from monitor.analysis.cohort import Codes
from monitor.analysis.detection_states import VisitStates
from monitor.analysis.response_groups import Group
from monitor.analysis.transitions import NODES, Flow, Node, TransitionData, nodes_at


@dataclass(frozen=True, slots=True)
class Passage:
    """Patients of a group at one node of a visit and at another one of a second visit."""

    group: str
    first: str
    one: Node
    second: str
    two: Node
    patients: int

    @property
    def name(self) -> str:
        return passage_name(self.group, (self.first, self.one), (self.second, self.two))


def passage_name(group: str, start: tuple[str, Node], end: tuple[str, Node]) -> str:
    """Returns how a passage is called, "All patients: BM1 detected → BM2 not detected"."""
    (first, one), (second, two) = start, end
    return f"{group}: {first} {one.value.lower()} → {second} {two.value.lower()}"


def passages(data: TransitionData) -> dict[str, Passage]:
    """Returns every link of the Sankeys and every cell of the matrices that anybody is in."""
    found = [
        passage
        for group in data.groups
        for flow in dict.fromkeys((*group.flows, group.between))
        for passage in _of_flow(group.name, flow)
    ]
    return {passage.name: passage for passage in found}


def _of_flow(group: str, flow: Flow) -> list[Passage]:
    return [
        Passage(group, flow.first, one, flow.second, two, number)
        for one, row in zip(NODES, flow.counts, strict=True)
        for two, number in zip(NODES, row, strict=True)
        if number
    ]


def passing_patients(states: VisitStates, groups: Sequence[Group], passage: Passage) -> Codes:
    """Returns who passed so."""
    group = next(group for group in groups if group.name == passage.group)
    rows = states.rows(group.codes)
    is_meant = np.logical_and(
        nodes_at(states, passage.first, rows) == NODES.index(passage.one),
        nodes_at(states, passage.second, rows) == NODES.index(passage.two),
    )
    return np.asarray(states.codes[rows][is_meant])
