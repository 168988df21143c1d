"""Chart 7: how often cells were detected at each visit, among whom, and what was not seen."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from monitor.analysis.detection_places import Rows
from monitor.analysis.detection_states import Found, VisitStates
from monitor.analysis.response_groups import Group, in_two
from monitor.domain.rules import RuleSet
from monitor.stats.proportions import wilson


class Part(StrEnum):
    """What a bar is made of, from below; the last one has no sampling that counts."""

    THREE = "≥ 3 cells"
    TWO = "2 cells"
    ONE = "1 cell"
    NO_COUNT = "positive, no count or depth"
    NOT_DETECTED = "not detected"
    UNDER_SCREENED = "under-screened"
    NOT_EVALUABLE = "not evaluable"
    NO_SAMPLE = "no sample"


PARTS = tuple(Part)


@dataclass(frozen=True, slots=True)
class VisitCount:
    """One group at one visit. `parts` and `missing` count patients, in the order of `Part` and of
    the reasons for no sample.

    The rate is `detected` of `evaluable` with Wilson's 95 % limits, NaN without an evaluable one.
    `lowest` and `highest` are that of everybody sampled to any depth, if no under-screened one were
    positive, and if all were.
    """

    visit: str
    group: str
    parts: tuple[int, ...]
    missing: tuple[int, ...]
    detected: int
    evaluable: int
    lower: float
    upper: float
    lowest: float
    highest: float
    open_ended: int

    @property
    def patients(self) -> int:
        return sum(self.parts)

    @property
    def sampled(self) -> int:
        return self.patients - self.count(Part.NO_SAMPLE)

    @property
    def rate(self) -> float:
        return self.detected / self.evaluable if self.evaluable else float("nan")

    def count(self, part: Part) -> int:
        """Returns how many patients a part of the bar stands for."""
        return self.parts[PARTS.index(part)]


@dataclass(frozen=True, slots=True)
class DetectionData:
    """Every visit of every group, group by group. `off_window` samplings lie in no window,
    `second` ones in a window where another one counts; both are listed, not counted. `in_two` are
    patients who belong to more than one group.
    """

    visits: tuple[str, ...]
    groups: tuple[str, ...]
    counts: tuple[VisitCount, ...]
    by_order: bool
    rules: RuleSet
    off_window: int
    second: int
    in_two: int

    def of_group(self, group: str) -> tuple[VisitCount, ...]:
        """Returns the visits of one group, in time order."""
        return tuple(count for count in self.counts if count.group == group)

    @property
    def is_empty(self) -> bool:
        return not any(count.sampled for count in self.counts)


def detection_data(states: VisitStates, groups: Sequence[Group]) -> DetectionData:
    """Returns the bars and rates of these groups at every visit."""
    return DetectionData(
        visits=states.visits,
        groups=tuple(group.name for group in groups),
        counts=tuple(_counts(states, groups)),
        by_order=states.by_order,
        rules=states.cohort.rules,
        off_window=int(states.off_window.sum()),
        second=int(states.second.sum()),
        in_two=in_two(groups),
    )


def _counts(states: VisitStates, groups: Sequence[Group]) -> Iterable[VisitCount]:
    for group in groups:
        rows = states.rows(group.codes)
        for visit in states.visits:
            yield _count((visit, group.name), _numbers(states, visit, rows))


def _numbers(states: VisitStates, visit: str, rows: Rows | slice) -> dict[Found, int]:
    """Returns how many patients each finding stands for."""
    counts = np.bincount(states.at(visit, rows), minlength=len(Found))
    return dict(zip(Found, counts.tolist(), strict=True))


def _count(names: tuple[str, str], found: dict[Found, int]) -> VisitCount:
    missing = tuple(found[reason] for reason in Found if reason > Found.NOT_EVALUABLE)
    without_count, shallow = found[Found.NO_COUNT], found[Found.UNDER_SCREENED]
    detected = found[Found.THREE] + found[Found.TWO] + found[Found.ONE]
    evaluable = detected + found[Found.NOT_DETECTED]
    lower, upper = wilson(detected, evaluable)
    anyhow = evaluable + without_count + shallow
    positive = detected + without_count
    return VisitCount(
        *names,
        parts=(*(found[part] for part in Found if part <= Found.NOT_EVALUABLE), sum(missing)),
        missing=missing,
        detected=detected,
        evaluable=evaluable,
        lower=float(lower),
        upper=float(upper),
        lowest=positive / anyhow if anyhow else float("nan"),
        highest=(positive + shallow) / anyhow if anyhow else float("nan"),
        open_ended=without_count + shallow,
    )
