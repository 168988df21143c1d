"""A call: what changed at one sampling, always with its evidence. Derived, never stored."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from monitor.domain.evidence import Comparison, PooledNegatives, Tally
from monitor.domain.records import TherapyEvent
from monitor.domain.samplings import ComparabilityKey, Sampling


class CallKind(StrEnum):
    BASELINE = "baseline"
    CLEARED = "cleared"
    PERSISTENT = "persistent"
    LOWER = "lower"
    HIGHER = "higher"
    APPEARED = "appeared"
    REAPPEARED = "re-appeared"
    NEVER_DETECTED = "never detected"
    NEW_SERIES = "new series"
    AFTER_RELAPSE = "after relapse"
    NO_CALL = "no call"


class Grade(StrEnum):
    """Whether the interval of the change excludes no change."""

    DEMONSTRABLE = "demonstrable"
    COMPATIBLE = "compatible with chance"


class Direction(StrEnum):
    DOWN = "down"
    SAME = "same"
    UP = "up"


class ReferenceKind(StrEnum):
    """What a sampling's size is held against."""

    BEFORE_THERAPY = "before the first systemic therapy"
    PREVIOUS = "previous sampling"
    NADIR = "lowest sampling so far"
    BEFORE_LINE = "before a therapy line"


@dataclass(frozen=True, slots=True)
class ReferenceChoice:
    """The reader's choice; `therapy_id` names the line, for "before a therapy line" alone."""

    kind: ReferenceKind = ReferenceKind.BEFORE_THERAPY
    therapy_id: int | None = None


@dataclass(frozen=True, slots=True)
class Reference:
    """The sampling that a call's size is held against, and how it lies to the therapy.

    `days_after_start` of `therapy` is None where the sampling was taken on or before that day.
    `is_start_exact` is False where only the month or year of the start is known: its last day
    counts. `looks` is among how many earlier samplings the lowest was chosen.
    """

    sampling: Sampling
    kind: ReferenceKind
    therapy: TherapyEvent | None = None
    days_after_start: int | None = None
    is_start_exact: bool = True
    looks: int = 1


@dataclass(frozen=True, slots=True)
class Call:
    """What changed at one sampling, as known on its day; only `confirmed_on` may lie later.

    `comparison` is what the grade rests on: the reference and this sampling, or pooled zeros and
    this sampling; for a clearing the zeros since the last detection are pooled once confirmed.
    `chance_of_false_clearance` counts from `last_detected`, whatever the reference. `pooled` are
    the zeros up to this one. `other_results` name what other series, or results without depth, of
    this patient showed by that day: positive ones first.
    """

    sampling: Sampling
    kind: CallKind
    rule_version: str
    reason: str = ""
    grade: Grade | None = None
    reference: Reference | None = None
    comparison: Comparison | None = None
    last_detected: Tally | None = None
    chance_of_false_clearance: float | None = None
    pooled: PooledNegatives | None = None
    confirmed_on: date | None = None
    other_results: tuple[Sampling, ...] = ()

    @property
    def collected_on(self) -> date:
        return self.sampling.collected_on

    @property
    def key(self) -> ComparabilityKey:
        return self.sampling.key

    @property
    def is_confirmed(self) -> bool:
        """Returns whether the call was confirmed by its own day."""
        return self.confirmed_on is not None and self.confirmed_on <= self.collected_on

    @property
    def is_demonstrable(self) -> bool:
        return self.grade is Grade.DEMONSTRABLE

    @property
    def direction(self) -> Direction | None:
        """Returns where the rate went, real or not; None without a comparison."""
        if self.comparison is None or self.comparison.ratio is None:
            return None
        if self.comparison.ratio == 1:
            return Direction.SAME
        return Direction.DOWN if self.comparison.ratio < 1 else Direction.UP


@dataclass(frozen=True, slots=True)
class TherapyLineChange:
    """One series before and after one line of therapy; `reason` says what is missing, or flags."""

    therapy: TherapyEvent
    key: ComparabilityKey | None
    before: Sampling | None
    after: Sampling | None
    comparison: Comparison | None
    reason: str = ""
