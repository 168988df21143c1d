"""What each lab's counts are worth: do sites of one day scatter as Poisson, and how many positives
are to be expected with no tumor cell at all? One pass over the courses; nothing of them is kept.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby

import numpy as np

from monitor.analysis.samplings import comparability_key
from monitor.domain.records import Assay, Course
from monitor.domain.vocabularies import AssayStatus, Material, ResultText
from monitor.stats.dispersion import FEWEST_DEGREES, LabDispersion, lab_dispersion
from monitor.stats.poisson import interval

NO_LAB = "no lab named"


@dataclass(frozen=True, slots=True)
class LabEvidence:
    """One lab: `scatter` of same-day sites and replicates, and the background of its controls.

    `stained` cells in `control_screened` control cells; `positives` of `samplings` assays with a
    count, of which `false_expected` (with limits) though no tumor cell was there; None without
    controls.
    """

    lab: str
    scatter: LabDispersion
    stained: int
    control_screened: int
    positives: int
    samplings: int
    false_expected: float | None
    false_lower: float | None
    false_upper: float | None


class _Lab:
    """What is gathered of a lab while courses go by."""

    def __init__(self) -> None:
        self.groups: dict[tuple[tuple[int, int], ...], int] = defaultdict(int)
        self.depths: dict[int, int] = defaultdict(int)
        self.stained = self.screened = self.positives = 0


def lab_evidence(courses: Iterable[Course]) -> tuple[LabEvidence, ...]:
    """Returns the labs in order of their names, those without a single marrow count left out."""
    labs: dict[str, _Lab] = defaultdict(_Lab)
    for course in courses:
        for lab, same_day in _days(course):
            _add(labs[lab], same_day)
    return tuple(_evidence(lab or NO_LAB, labs[lab]) for lab in sorted(labs))


def _days(course: Course) -> Iterator[tuple[str, list[Assay]]]:
    """Yields the valid marrow counts of each day and comparability key, with their lab."""
    usable = [a for a in course.assays if _is_counted(a)]

    def of_one(assay: Assay) -> tuple[date, tuple[str, ...]]:
        key = comparability_key(assay)
        return assay.collected_on, (key.method.value, key.antibody, key.lab)

    for (_, key), group in groupby(sorted(usable, key=of_one), key=of_one):
        yield key[2], list(group)


def _is_counted(assay: Assay) -> bool:
    return (
        assay.material is Material.BONE_MARROW
        and assay.status is AssayStatus.VALID
        and assay.result_text is not ResultText.NOT_EVALUABLE
        and assay.tumor_cells is not None
        and bool(assay.cells_screened)
    )


def _add(lab: _Lab, same_day: list[Assay]) -> None:
    counts = tuple(sorted((a.tumor_cells or 0, a.cells_screened or 0) for a in same_day))
    if len(counts) > 1 and any(k for k, _ in counts):
        lab.groups[counts] += 1
    lab.depths[sum(n for _, n in counts)] += 1
    lab.positives += any(k for k, _ in counts)
    for assay in same_day:
        if assay.control_cells_screened and assay.control_positive is not None:
            lab.stained += assay.control_positive
            lab.screened += assay.control_cells_screened


def _evidence(name: str, lab: _Lab) -> LabEvidence:
    groups = [
        ([k for k, _ in counts], [n / 1e6 for _, n in counts])
        for counts, times in lab.groups.items()
        for _ in range(times)
    ]
    false = _false_positives(lab)
    return LabEvidence(
        name, lab_dispersion(groups), lab.stained, lab.screened, lab.positives,
        sum(lab.depths.values()), *false,
    )  # fmt: skip


def _false_positives(lab: _Lab) -> tuple[float, float, float] | tuple[None, None, None]:
    """Returns how many samplings of these depths would hold a stained cell by the background alone.

    Σ(1 − exp(−b·N)) with b the controls' rate and its exact limits.
    """
    if not lab.screened:
        return None, None, None
    depth = np.array(list(lab.depths), dtype=float) / 1e6
    times = np.array(list(lab.depths.values()), dtype=float)
    screened = lab.screened / 1e6
    limits = interval(lab.stained, screened)
    rates = (lab.stained / screened, *(float(limit) for limit in limits))
    most, low, high = (float(times @ -np.expm1(-rate * depth)) for rate in rates)
    return most, low, high


def scatter_words(lab: LabEvidence) -> str:
    """Returns what the scatter of a lab's sites says."""
    found = lab.scatter
    if not found.degrees:
        return f"{lab.lab}: Poisson assumed, not checked (no two sites or replicates of one day)."
    text = f"{lab.lab}: φ = {found.phi:.2f} on {found.degrees:,} degrees of freedom"
    if found.degrees < FEWEST_DEGREES:
        return f"{text}; fewer than {FEWEST_DEGREES}: Poisson assumed, not checked."
    if found.is_over:
        says = "scatters more than Poisson, its counts are divided by φ in tests"
        return f"{text}, p = {found.p_value:.2g}: {says}."
    return f"{text}, p = {found.p_value:.2g}: no more scatter than Poisson."


def background_words(lab: LabEvidence) -> str:
    """Returns how many of a lab's positives are to be expected with no tumor cell."""
    if lab.false_expected is None or lab.false_lower is None or lab.false_upper is None:
        return f"{lab.lab}: no control counts, background not known."
    return (
        f"{lab.lab}: {lab.stained:,} stained in {lab.control_screened / 1e6:,.1f} M control cells; "
        f"of {lab.positives:,} positives among {lab.samplings:,} samplings about "
        f"{lab.false_expected:.0f} ({lab.false_lower:.0f}–{lab.false_upper:.0f}) expected with no "
        "tumor cell."
    )
