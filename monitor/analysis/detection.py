"""Chart 7: how often cells were detected at each visit, among whom, and what was not seen."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from monitor.analysis.detection_states import (
    MISSING,
    Status,
    Statuses,
    VisitStates,
    number_of,
)
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
    samplings = states.cohort.samplings
    is_counted = samplings["is_counted_visit"].to_numpy(dtype=bool)
    is_inside = (samplings["visit"].astype(object) != "").to_numpy(dtype=bool)
    off = samplings["is_off_window"].to_numpy(dtype=bool)
    may_count = ~samplings["after_relapse"].to_numpy(dtype=bool)
    return DetectionData(
        visits=states.visits,
        groups=tuple(group.name for group in groups),
        counts=tuple(_counts(states, groups)),
        by_order=states.by_order,
        rules=states.cohort.rules,
        off_window=0 if states.by_order else int(np.sum(off & may_count)),
        second=0 if states.by_order else int(np.sum(is_inside & ~is_counted & may_count)),
        in_two=in_two(groups),
    )


def _counts(states: VisitStates, groups: Sequence[Group]) -> Iterable[VisitCount]:
    cells = states.cohort.samplings["k"].to_numpy(dtype=float, na_value=np.nan)
    for group in groups:
        rows = np.isin(states.cohort.codes, group.codes)
        for column, visit in enumerate(states.visits):
            place = states.place[rows, column]
            yield _count(
                (visit, group.name),
                states.status[rows, column],
                states.is_evaluable[rows, column],
                np.where(place >= 0, cells[place], np.nan) if cells.size else place * np.nan,
            )


def _count(
    names: tuple[str, str],
    status: Statuses,
    is_evaluable: NDArray[np.bool_],
    cells: NDArray[np.float64],
) -> VisitCount:
    is_detected = status == number_of(Status.DETECTED)
    counted = cells[is_detected & is_evaluable]
    without_count = int(np.sum(is_detected & ~is_evaluable))
    missing = tuple(_number(status, reason) for reason in MISSING)
    not_detected, shallow = (
        _number(status, one) for one in (Status.NOT_DETECTED, Status.UNDER_SCREENED)
    )
    detected, evaluable = counted.size, counted.size + not_detected
    lower, upper = wilson(detected, evaluable)
    anyhow = evaluable + without_count + shallow
    positive = detected + without_count
    return VisitCount(
        *names,
        parts=(
            int(np.sum(counted >= 3)), int(np.sum(counted == 2)), int(np.sum(counted < 2)),
            without_count, not_detected, shallow, _number(status, Status.NOT_EVALUABLE),
            sum(missing),
        ),
        missing=missing,
        detected=detected,
        evaluable=evaluable,
        lower=float(lower),
        upper=float(upper),
        lowest=positive / anyhow if anyhow else float("nan"),
        highest=(positive + shallow) / anyhow if anyhow else float("nan"),
        open_ended=without_count + shallow,
    )  # fmt: skip


def _number(status: Statuses, wanted: Status) -> int:
    return int(np.sum(status == number_of(wanted)))
