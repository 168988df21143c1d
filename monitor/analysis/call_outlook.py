"""What would change a call: how deep to look, and which counts would demonstrate something."""

from dataclasses import dataclass

from monitor.domain.calls import Call, CallKind
from monitor.domain.evidence import Comparison, Tally
from monitor.domain.rules import RuleSet
from monitor.stats.change import (
    REALISTIC_DEPTH,
    SmallestChange,
    depth_to_show_fall,
    smallest_demonstrable,
)
from monitor.stats.poisson import depth_for, interval


@dataclass(frozen=True, slots=True)
class FallOutlook:
    """Depth in 10⁶ without another cell, in all and still to come, that would make a fall from
    `basis` demonstrable. `is_realistic` compares what is still to come with what a marrow gives.
    """

    basis: Tally
    depth: float
    still_needed: float
    is_realistic: bool


@dataclass(frozen=True, slots=True)
class LevelOutlook:
    """The level at the last detected sampling, per 10⁶, with what the data allow, and the depth in
    10⁶ that shows it with 95 % chance.
    """

    level: float
    lower: float
    upper: float
    depth: float


@dataclass(frozen=True, slots=True)
class Outlook:
    """What would change the call: `fall` and `level` after a zero, `counts` after a detection."""

    fall: FallOutlook | None
    level: LevelOutlook | None
    counts: SmallestChange | None


NOTHING = Outlook(None, None, None)


def outlook(call: Call, rules: RuleSet) -> Outlook:
    """Returns what would change the call; nothing where no sampling is compared.

    `counts` are those of a next sampling, as deep as this one, held against the same tally.
    """
    compared = call.comparison
    if compared is None:
        return NOTHING
    if call.kind is CallKind.CLEARED and call.last_detected is not None:
        fall = None if compared.demonstrable else _fall(compared, rules)
        return Outlook(fall, _level(call.last_detected, rules), None)
    earlier, later = compared.earlier, compared.later
    counts = smallest_demonstrable(
        earlier.events, earlier.millions, later.millions, rules.alpha, compared.dispersion
    )
    return Outlook(None, None, counts)


def _fall(compared: Comparison, rules: RuleSet) -> FallOutlook:
    earlier, later = compared.earlier, compared.later
    depth = depth_to_show_fall(
        earlier.events, earlier.millions, later.events, rules.alpha, compared.dispersion
    ).item()
    missing = max(depth - later.millions, 0.0)
    return FallOutlook(earlier, depth, missing, missing <= REALISTIC_DEPTH)


def _level(last: Tally, rules: RuleSet) -> LevelOutlook:
    level = last.cells / last.millions
    lower, upper = interval(last.cells, last.millions)
    return LevelOutlook(
        level, lower.item(), upper.item(), depth_for(level, recovery=rules.recovery).item()
    )
