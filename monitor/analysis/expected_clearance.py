"""Observed beside expected clearance (methods.md 5): how many would have turned negative though
nothing changed? Patients are picked for being positive; part of them were so by chance.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import pandas as pd

from monitor.analysis.cohort import Codes
from monitor.analysis.response_groups import Group
from monitor.analysis.response_pairs import Pairs
from monitor.analysis.response_spans import Span
from monitor.domain.rules import RuleSet
from monitor.stats.binomial import clopper_pearson
from monitor.stats.clearance import Expectation, expected_clearance
from monitor.stats.inputs import Floats
from monitor.stats.two_groups import CountRatio, ShareDifference, count_ratio, share_difference

_MANY = 5_000


class Verdict(StrEnum):
    MORE = "more than expected if nothing had changed"
    WITHIN = "no more than expected if nothing had changed"
    FEWER = "fewer than expected if nothing had changed"
    BRACKETS = "no expected number"


@dataclass(frozen=True, slots=True)
class GroupClearance:
    """Positives of one group, and how many had fewer cells than the threshold at the second
    sampling: cleared, as the call is.

    `observed` of `positive` with exact limits of the share; `expectation` for the same pairs.
    `shallow` positives are left out: their second sampling was so shallow that a zero would not
    have counted, so that only positives could get in. `baseline_positives` of `baselines` patients
    are what rates are fitted to.
    """

    name: str
    is_control: bool
    positive: int
    observed: int
    lower: float
    upper: float
    expectation: Expectation
    shallow: int
    baselines: int
    baseline_positives: int
    without: int
    threshold: int = 1

    @property
    def share(self) -> float:
        """Returns the share observed, NaN without a positive."""
        return self.observed / self.positive if self.positive else float("nan")

    @property
    def verdict(self) -> Verdict:
        low, high = self.expectation.lower, self.expectation.upper
        if low is None or high is None or not self.positive:
            return Verdict.BRACKETS
        if self.observed > high:
            return Verdict.MORE
        return Verdict.FEWER if self.observed < low else Verdict.WITHIN


@dataclass(frozen=True, slots=True)
class TwoGroups:
    """The last group against the first: share cleared, and counts at the second sampling."""

    first: str
    second: str
    cleared: ShareDifference
    counts: CountRatio | None


@dataclass(frozen=True, slots=True)
class ClearanceData:
    """Observed and expected clearance of groups over one span."""

    span: Span
    rules: RuleSet
    groups: tuple[GroupClearance, ...]
    comparison: TwoGroups | None
    in_two: int = 0

    @property
    def has_positives(self) -> bool:
        return any(group.positive for group in self.groups)


def clearance_data(pairs: Pairs, groups: Sequence[Group], in_two: int = 0) -> ClearanceData:
    """Returns what was observed and what was to be expected, group by group.

    Two groups are compared with each other too.
    """
    parts = [pairs.of(group.codes) for group in groups]
    found = tuple(_of_group(part, group) for part, group in zip(parts, groups, strict=True))
    both = _compared(parts, found) if len(found) == 2 else None
    return ClearanceData(pairs.span, pairs.rules, found, both, in_two)


def positives(pairs: Pairs) -> pd.DataFrame:
    """Returns the pairs that were positive at first and deep enough to show a zero at second."""
    frame = pairs.frame
    is_positive = frame["k1"] >= pairs.rules.threshold
    return frame[is_positive & (frame["n2"] >= frame["minimum"])]


def cleared_patients(pairs: Pairs, codes: Codes) -> tuple[Codes, Codes]:
    """Returns the positives of a group who cleared, and those who did not, by code."""
    chosen = positives(pairs.of(codes))
    is_cleared = chosen["k2"] < pairs.rules.threshold
    return chosen["patient"][is_cleared].to_numpy(), chosen["patient"][~is_cleared].to_numpy()


def _of_group(pairs: Pairs, group: Group) -> GroupClearance:
    chosen, rules = positives(pairs), pairs.rules
    observed = int((chosen["k2"] < rules.threshold).sum())
    lower, upper = clopper_pearson(observed, len(chosen)) if len(chosen) else (np.nan, np.nan)
    baseline = pairs.firsts[pairs.firsts["n"] >= pairs.firsts["minimum"]]
    return GroupClearance(
        name=group.name,
        is_control=group.is_control,
        positive=len(chosen),
        observed=observed,
        lower=float(lower),
        upper=float(upper),
        expectation=_expected(baseline, chosen, rules.threshold),
        shallow=int((pairs.frame["k1"] >= rules.threshold).sum()) - len(chosen),
        baselines=len(baseline),
        baseline_positives=int((baseline["events"] >= rules.threshold).sum()),
        without=len(pairs.without),
        threshold=rules.threshold,
    )


def _expected(baseline: pd.DataFrame, chosen: pd.DataFrame, threshold: int) -> Expectation:
    """Returns the expectation from events, in which a cluster of cells counts once.

    Rates are fitted to first samplings that a zero would have counted in, so that positives from
    shallow samplings do not stand there alone.
    """
    return expected_clearance(
        (baseline["events"].to_numpy(), _depths(baseline["n"].to_numpy(dtype=float) / 1e6)),
        (
            chosen["events1"].to_numpy(),
            chosen["n1"].to_numpy() / 1e6,
            chosen["n2"].to_numpy() / 1e6,
        ),
        threshold=threshold,
    )


def _depths(depths: Floats) -> Floats:
    """Returns depths to fit rates to; of a large cohort rounded by up to 0.5 %, since every refit
    goes through each distinct pair of count and depth.
    """
    if depths.size <= _MANY:
        return depths
    return np.asarray(np.exp(np.round(np.log(depths), 2)))


def _compared(parts: Sequence[Pairs], found: Sequence[GroupClearance]) -> TwoGroups:
    one, two = found
    frames = [part.frame for part in parts]
    # A shallow second sampling is evaluable where it is positive only: it would raise the rate.
    counts = [frame[frame["n2"] >= frame["minimum"]] for frame in frames]
    every = pd.concat(counts)
    is_second = np.repeat([False, True], [len(part) for part in counts])
    return TwoGroups(
        one.name,
        two.name,
        share_difference(one.observed, one.positive, two.observed, two.positive),
        count_ratio(every["events2"].to_numpy(), every["n2"].to_numpy() / 1e6, is_second),
    )
