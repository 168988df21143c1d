"""Chart 2: how deep each marrow was screened, and what it showed there (screens.md 2.2)."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from math import ceil, floor, log10
from typing import Any
from zlib import crc32

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from monitor.analysis.cohort import Cohort
from monitor.analysis.rate_axis import RateAxis, log_axis
from monitor.domain.rules import RuleSet
from monitor.domain.vocabularies import EvidenceState
from monitor.stats.poisson import excluded_level, interval

# Points of 100 kB; of more samplings, every nth is drawn.
MOST_POINTS = 1_100
BINS_PER_DECADE = 10
ISO_CELLS = (1, 2, 5, 10)
# The plot shows at least these depths, and rates up to ten cells at the minimum depth.
_USUAL_DEPTHS = (300_000, 3_000_000)


@dataclass(frozen=True, slots=True)
class DepthPoint:
    """One sampling with a count and a depth: `k` cells in `n`, drawn at `y`.

    `rate`, `lower`, `upper` and `excluded` (None where detected) per 10⁶ MNC.
    """

    link: str
    patient_id: str
    collected_on: date
    series: str
    lab: str
    k: int
    n: int
    state: EvidenceState
    reason: str
    rate: float
    lower: float
    upper: float
    excluded: float | None
    y: float


@dataclass(frozen=True, slots=True)
class ImpossiblePoint:
    """A reported rate that, at the depth given, would be less than one cell: a wrong unit of one
    of them. `cells` is their product.
    """

    link: str
    patient_id: str
    collected_on: date
    lab: str
    rate: float
    n: int
    cells: float
    y: float


@dataclass(frozen=True, slots=True)
class LabDepth:
    """How deep a lab screens, in MNC: median and quartiles, and its minimum for a negative."""

    lab: str
    samplings: int
    lower_quartile: float
    median: float
    upper_quartile: float
    minimum: int
    under_screened: int


@dataclass(frozen=True, slots=True)
class DepthBin:
    """So many samplings from `low` up to `high` MNC."""

    low: float
    high: float
    samplings: int


@dataclass(frozen=True, slots=True)
class DepthData:
    """What chart 2 shows. `points` may be every nth sampling only; all else counts every one.

    `depths` are the minimum depths of the labs that occur; `without_depth` samplings have no place
    on the chart. `low` and `high` are the ends of the axis of depths.
    """

    points: tuple[DepthPoint, ...]
    samplings: int
    states: tuple[tuple[EvidenceState, int], ...]
    patients: int
    impossible: tuple[ImpossiblePoint, ...]
    labs: tuple[LabDepth, ...]
    bins: tuple[DepthBin, ...]
    rates: RateAxis
    low: float
    high: float
    depths: tuple[int, ...]
    without_depth: int
    rules: RuleSet

    def count(self, state: EvidenceState) -> int:
        """Returns how many samplings are in a state."""
        return dict(self.states).get(state, 0)

    @property
    def is_thinned(self) -> bool:
        return len(self.points) < self.samplings


@dataclass(frozen=True, slots=True, eq=False)
class CohortDepth:
    """Every marrow sampling of a cohort that has a count and a depth; what does not fit is counted
    or listed. Pages keep it, and draw all of it or one lab's.
    """

    found: pd.DataFrame
    doubts: pd.DataFrame
    without_depth: pd.DataFrame
    cohort: Cohort

    @property
    def labs(self) -> tuple[str, ...]:
        """Returns every lab that occurs, by name; "" where none is given."""
        return tuple(sorted(map(str, self.found["lab"].unique())))

    @property
    def is_empty(self) -> bool:
        return self.found.empty and self.doubts.empty

    def of_lab(self, lab: str) -> "CohortDepth":
        """Returns the same of one lab."""
        return CohortDepth(
            self.found[self.found["lab"] == lab],
            self.doubts[self.doubts["lab"] == lab],
            self.without_depth[self.without_depth["lab"] == lab],
            self.cohort,
        )


_DRAWN = ["patient", "collected_on", "series", "lab", "k", "n", "state", "reason"]


def cohort_depth(cohort: Cohort) -> CohortDepth:
    """Returns the depth of every marrow sampling of a cohort."""
    samplings = cohort.samplings[_DRAWN]
    depth = samplings["n"].to_numpy(dtype=np.int64, na_value=0)
    has_depth = (depth > 0) & samplings["k"].notna().to_numpy()
    return CohortDepth(samplings[has_depth], cohort.doubts, samplings[~has_depth], cohort)


def depth_data(every: CohortDepth, lab: str | None = None) -> DepthData:
    """Returns what chart 2 shows of the cohort, or of one lab's samplings ("" for no lab named)."""
    chosen = every if lab is None else every.of_lab(lab)
    found, rules = chosen.found, chosen.cohort.rules
    labs = _labs(found, rules)
    depths = found["n"].to_numpy(dtype=np.int64)
    low, high = _depth_range(depths, chosen.doubts, rules)
    deepest = max(high / 1.6, float(depths.max(initial=0)))
    rates = log_axis(_highest_rate(found, rules), round(deepest))
    states = found["state"].value_counts()
    return DepthData(
        points=_points(found.iloc[:: ceil(len(found) / MOST_POINTS) or 1], chosen.cohort, rates),
        samplings=len(found),
        states=tuple((s, int(states[s.value])) for s in EvidenceState if states.get(s.value)),
        patients=int(found["patient"].nunique()),
        impossible=_impossible(chosen.doubts, chosen.cohort, rates),
        labs=labs,
        bins=_bins(depths),
        rates=rates,
        low=low,
        high=high,
        depths=tuple(sorted({one.minimum for one in labs} or {rules.minimum_depth})),
        without_depth=len(chosen.without_depth),
        rules=rules,
    )


def _depth_range(
    depths: NDArray[np.int64], doubts: pd.DataFrame, rules: RuleSet
) -> tuple[float, float]:
    """Returns the ends of the axis of depths, with room for the names of the lines on its right."""
    usual = [*_USUAL_DEPTHS, rules.minimum_depth]
    every = np.concatenate((depths, doubts["n"].to_numpy(dtype=np.int64), usual))
    return float(every.min() / 1.25), float(every.max() * 1.25)


def _highest_rate(found: pd.DataFrame, rules: RuleSet) -> float:
    at_minimum = max(ISO_CELLS) * 1e6 / rules.minimum_depth
    counts = found["k"].to_numpy(dtype=float), found["n"].to_numpy(dtype=float)
    return float(np.max(1e6 * counts[0] / counts[1], initial=at_minimum))


def _points(drawn: pd.DataFrame, cohort: Cohort, rates: RateAxis) -> tuple[DepthPoint, ...]:
    cells, depths = drawn["k"].tolist(), [n / 1e6 for n in drawn["n"].tolist()]
    limits = (
        *interval(cells, depths),
        excluded_level(cells, depths, cohort.rules.recovery),
    )
    rows = zip(
        *_whose(drawn, cohort), drawn["collected_on"].dt.date,
        *(drawn[name].tolist() for name in ("series", "lab", "k", "n", "state", "reason")),
        *(values.tolist() for values in limits),
        strict=True,
    )  # fmt: skip
    return tuple(_point(row, rates) for row in rows)


def _whose(rows: pd.DataFrame, cohort: Cohort) -> tuple[list[str], list[str]]:
    """Returns link and pseudonym of each row's patient."""
    return (
        cohort.of_patient(rows, "link").tolist(),
        cohort.of_patient(rows, "patient_id").tolist(),
    )


def _point(row: tuple[Any, ...], rates: RateAxis) -> DepthPoint:
    link, patient_id, day, series, lab, k, n, word, reason, lower, upper, excluded = row
    state = EvidenceState(word)
    rate = 1e6 * k / n
    return DepthPoint(
        link, patient_id, day, series, lab, k, n, state, reason, rate, lower, upper,
        excluded=None if state is EvidenceState.DETECTED else excluded,
        y=rates.place(rate) if k else _in_lane(f"{link} {day} {series}", rates),
    )  # fmt: skip


def _in_lane(seed: str, rates: RateAxis) -> float:
    """Returns a height within the lane of zeros, the same one for the same sampling each time."""
    share = crc32(seed.encode()) / 2**32 - 0.5
    return rates.zero * float(10 ** (0.26 * share))


def _impossible(
    doubts: pd.DataFrame, cohort: Cohort, rates: RateAxis
) -> tuple[ImpossiblePoint, ...]:
    rows = zip(
        *_whose(doubts, cohort), doubts["collected_on"].dt.date,
        *(doubts[name].tolist() for name in ("lab", "rate", "n")),
        strict=True,
    )  # fmt: skip
    return tuple(
        ImpossiblePoint(link, name, day, lab, rate, n, rate * n / 1e6, rates.place(rate))
        for link, name, day, lab, rate, n in rows
    )


def _labs(found: pd.DataFrame, rules: RuleSet) -> tuple[LabDepth, ...]:
    """Returns the labs, the shallowest first."""
    labs = [
        LabDepth(
            str(lab),
            len(own),
            *_quartiles(own["n"].to_numpy(dtype=np.int64)),
            rules.depth_for_lab(str(lab)),
            int((own["state"] == EvidenceState.UNDER_SCREENED.value).sum()),
        )
        for lab, own in found.groupby("lab", observed=True)
    ]
    return tuple(sorted(labs, key=lambda one: (one.median, one.lab)))


def _quartiles(depths: NDArray[np.int64]) -> tuple[float, float, float]:
    low, middle, high = np.quantile(depths, (0.25, 0.5, 0.75)).tolist()
    return low, middle, high


def _bins(depths: NDArray[np.int64]) -> tuple[DepthBin, ...]:
    """Returns how many samplings lie in each tenth of a decade, empty bins between them too."""
    counted: Counter[int] = Counter()
    for n, samplings in zip(*np.unique(depths, return_counts=True), strict=True):
        counted[floor(round(log10(n) * BINS_PER_DECADE, 9))] += int(samplings)
    if not counted:
        return ()
    return tuple(
        DepthBin(10 ** (at / BINS_PER_DECADE), 10 ** ((at + 1) / BINS_PER_DECADE), counted[at])
        for at in range(min(counted), max(counted) + 1)
    )
