"""Chart 2: how deep each marrow was screened, and what it showed there (screens.md 2.2)."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil, floor, log10
from zlib import crc32

import numpy as np

from monitor.analysis.rate_axis import RateAxis, log_axis
from monitor.analysis.samplings import judged_samplings
from monitor.domain.records import Assay, Course, Patient
from monitor.domain.rules import RuleSet
from monitor.domain.samplings import ComparabilityKey, Sampling
from monitor.domain.vocabularies import AssayStatus, EvidenceState, Material
from monitor.stats.poisson import excluded_level, interval

# Points of 100 kB; of more samplings, every nth is drawn.
MOST_POINTS = 1_100
BINS_PER_DECADE = 10
ISO_CELLS = (1, 2, 5, 10)
# A reported rate is rounded: it may say so much less than the one cell that it means.
_LEAST_CELL = 0.9
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


@dataclass(frozen=True, slots=True)
class _Found:
    """A sampling with a count and a depth, before anything is computed of it: no more than is
    drawn, since a cohort may have a million.
    """

    patient: Patient
    collected_on: date
    key: ComparabilityKey
    k: int
    n: int
    state: EvidenceState
    reason: str


@dataclass(frozen=True, slots=True)
class CohortDepth:
    """Every marrow sampling of a cohort that has a count and a depth; what does not fit is counted
    or listed. Pages keep it, and draw all of it or one lab's.
    """

    found: tuple[_Found, ...]
    doubtful: tuple[tuple[Patient, Assay], ...]
    without_depth: tuple[str, ...]
    rules: RuleSet

    @property
    def labs(self) -> tuple[str, ...]:
        """Returns every lab that occurs, by name; "" where none is given."""
        return tuple(sorted({f.key.lab for f in self.found}))


def cohort_depth(courses: Iterable[Course], rules: RuleSet) -> CohortDepth:
    """Returns the depth of every marrow sampling; courses are gone through once."""
    found, doubtful, missing = [], [], []
    for course in courses:
        marrow = [a for a in course.assays if a.material is Material.BONE_MARROW]
        doubtful += [(course.patient, a) for a in marrow if _is_impossible(a)]
        for sampling in judged_samplings(marrow, rules):
            one = _found(course.patient, sampling)
            if one is None:
                missing.append(sampling.key.lab)
            else:
                found.append(one)
    return CohortDepth(tuple(found), tuple(doubtful), tuple(missing), rules)


def _found(patient: Patient, sampling: Sampling) -> _Found | None:
    k, n = sampling.tumor_cells, sampling.cells_screened
    if k is None or not n:
        return None
    return _Found(
        patient, sampling.collected_on, sampling.key, k, n, sampling.state, sampling.reason
    )


def _is_impossible(assay: Assay) -> bool:
    if not assay.reported_rate or not assay.cells_screened:
        return False
    cells = assay.reported_rate * assay.cells_screened / 1e6
    return cells < _LEAST_CELL and assay.status is not AssayStatus.WITHDRAWN


def depth_data(cohort: CohortDepth, lab: str | None = None) -> DepthData:
    """Returns what chart 2 shows of the cohort, or of one lab's samplings ("" for no lab named)."""
    found = [f for f in cohort.found if lab is None or f.key.lab == lab]
    doubtful = [(p, a) for p, a in cohort.doubtful if lab is None or (a.lab or "") == lab]
    rules = cohort.rules
    labs = _labs(found, rules)
    low, high = _depth_range(found, doubtful, rules)
    rates = log_axis(_highest_rate(found, rules), round(max([high / 1.6, *(f.n for f in found)])))
    drawn = found[:: ceil(len(found) / MOST_POINTS)] if found else []
    states = Counter(f.state for f in found)
    return DepthData(
        points=_points(drawn, rates, rules),
        samplings=len(found),
        states=tuple((state, states[state]) for state in EvidenceState if states[state]),
        patients=len({f.patient.link for f in found}),
        impossible=tuple(_impossible(p, a, rates) for p, a in doubtful),
        labs=labs,
        bins=_bins([f.n for f in found]),
        rates=rates,
        low=low,
        high=high,
        depths=tuple(sorted({one.minimum for one in labs} or {rules.minimum_depth})),
        without_depth=sum(lab is None or lab == name for name in cohort.without_depth),
        rules=rules,
    )


def _depth_range(
    found: Sequence[_Found], doubtful: Sequence[tuple[Patient, Assay]], rules: RuleSet
) -> tuple[float, float]:
    """Returns the ends of the axis of depths, with room for the names of the lines on its right."""
    depths = [f.n for f in found] + [a.cells_screened or 0 for _, a in doubtful]
    depths += [*_USUAL_DEPTHS, rules.minimum_depth]
    return min(depths) / 1.25, max(depths) * 1.25


def _highest_rate(found: Sequence[_Found], rules: RuleSet) -> float:
    at_minimum = max(ISO_CELLS) * 1e6 / rules.minimum_depth
    return max([1e6 * f.k / f.n for f in found] + [at_minimum])


def _points(drawn: Sequence[_Found], rates: RateAxis, rules: RuleSet) -> tuple[DepthPoint, ...]:
    depths = [f.n / 1e6 for f in drawn]
    cells = [f.k for f in drawn]
    lower, upper = interval(cells, depths)
    excluded = excluded_level(cells, depths, rules.recovery)
    limits = zip(drawn, lower.tolist(), upper.tolist(), excluded.tolist(), strict=True)
    return tuple(_point(f, (low, high, level), rates) for f, low, high, level in limits)


def _point(found: _Found, limits: tuple[float, float, float], rates: RateAxis) -> DepthPoint:
    lower, upper, excluded = limits
    rate = 1e6 * found.k / found.n
    return DepthPoint(
        link=found.patient.link,
        patient_id=found.patient.patient_id,
        collected_on=found.collected_on,
        series=str(found.key),
        lab=found.key.lab,
        k=found.k,
        n=found.n,
        state=found.state,
        reason=found.reason,
        rate=rate,
        lower=lower,
        upper=upper,
        excluded=None if found.state is EvidenceState.DETECTED else excluded,
        y=rates.place(rate) if found.k else _in_lane(found, rates),
    )


def _in_lane(found: _Found, rates: RateAxis) -> float:
    """Returns a height within the lane of zeros, the same one for the same sampling each time."""
    seed = f"{found.patient.link} {found.collected_on} {found.key}"
    share = crc32(seed.encode()) / 2**32 - 0.5
    return rates.zero * float(10 ** (0.26 * share))


def _impossible(patient: Patient, assay: Assay, rates: RateAxis) -> ImpossiblePoint:
    rate, n = assay.reported_rate or 0.0, assay.cells_screened or 0
    return ImpossiblePoint(
        patient.link,
        patient.patient_id,
        assay.collected_on,
        assay.lab or "",
        rate,
        n,
        rate * n / 1e6,
        rates.place(rate),
    )


def _labs(found: Sequence[_Found], rules: RuleSet) -> tuple[LabDepth, ...]:
    """Returns the labs, the shallowest first."""
    depths: dict[str, list[int]] = {}
    shallow: Counter[str] = Counter()
    for one in found:
        lab = one.key.lab
        depths.setdefault(lab, []).append(one.n)
        shallow[lab] += one.state is EvidenceState.UNDER_SCREENED
    labs = [
        LabDepth(
            lab,
            len(own),
            *_quartiles(own),
            rules.depth_for_lab(lab),
            shallow[lab],
        )
        for lab, own in depths.items()
    ]
    return tuple(sorted(labs, key=lambda one: (one.median, one.lab)))


def _quartiles(depths: Sequence[int]) -> tuple[float, float, float]:
    low, middle, high = np.quantile(depths, (0.25, 0.5, 0.75)).tolist()
    return low, middle, high


def _bins(depths: Sequence[int]) -> tuple[DepthBin, ...]:
    """Returns how many samplings lie in each tenth of a decade, empty bins between them too."""
    counted = Counter(floor(round(log10(n) * BINS_PER_DECADE, 9)) for n in depths)
    if not counted:
        return ()
    return tuple(
        DepthBin(10 ** (at / BINS_PER_DECADE), 10 ** ((at + 1) / BINS_PER_DECADE), counted[at])
        for at in range(min(counted), max(counted) + 1)
    )
