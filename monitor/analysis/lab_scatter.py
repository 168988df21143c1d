"""How much more than chance each lab's counts scatter, and what that does to its calls."""

from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache

from monitor.analysis.formats import one_line
from monitor.domain.evidence import Comparison, SameDay, Scatter, Scatters
from monitor.domain.samplings import ComparabilityKey
from monitor.domain.vocabularies import Material
from monitor.stats.dispersion import FEWEST_DEGREES, lab_dispersion_of_sums

UNCHECKED_WORDS = "Poisson assumed, not checked in this lab"
_NAME = 60


def lab_scatter(same_days: Iterable[SameDay]) -> Scatters:
    """Returns the scatter of each lab with at least 20 degrees of freedom."""
    labs: dict[str, list[SameDay]] = defaultdict(list)
    for one in same_days:
        labs[one.lab].append(one)
    found = {lab: _scatter(labs[lab]) for lab in sorted(labs)}
    return {lab: scatter for lab, scatter in found.items() if scatter.degrees >= FEWEST_DEGREES}


def _scatter(days: list[SameDay]) -> Scatter:
    found = lab_dispersion_of_sums(
        [d.cells for d in days],
        [d.screened for d in days],
        [d.squares for d in days],
        [d.assays for d in days],
    )
    return Scatter(found.phi, found.degrees, found.is_over)


def scatter_of(scatters: Scatters, key: ComparabilityKey) -> Scatter | None:
    """Returns what is known of a series; sites and replicates are of marrow, and say nothing of
    blood.
    """
    return scatters.get(key.lab) if key.material is Material.BONE_MARROW else None


def scatter_text(scatter: Scatter | None, lab: str) -> str:
    """Returns what a comparison within a lab assumes, and whether the lab's own counts bear it."""
    if scatter is None:
        return UNCHECKED_WORDS
    if not scatter.is_over:
        return (
            f"Poisson: {_named(lab)} no more than chance allows "
            f"(φ {scatter.phi:.2f}, {scatter.degrees:,} df)"
        )
    return (
        f"{_named(lab)} {scatter.phi:.1f} times as much as chance ({scatter.degrees:,} df): "
        f"counts divided by {scatter.phi:.1f} in the test"
    )


def divided_text(found: Comparison | None, lab: str) -> str:
    """Returns by what the counts of a comparison were divided and why, "" where they were not."""
    scatter = found.scatter if found else None
    return _divided(scatter, lab) if scatter and scatter.is_over else ""


# A cohort has few labs and writes this at every call.
_divided = lru_cache(maxsize=256)(scatter_text)


def with_scatter(reason: str, found: Comparison | None, lab: str) -> str:
    """Returns the reason of a call or a change, and what its lab's scatter did to it."""
    return "; ".join(part for part in (reason, divided_text(found, lab)) if part)


def expected_note(scatters: Scatters) -> str:
    """Returns what a caption says of an expected clearance where counts of a lab scatter more than
    chance, "" where none do: the expectation takes all scatter within patients for chance alone.
    """
    over = [f"{_named(lab)} {one.phi:.1f} times" for lab, one in scatters.items() if one.is_over]
    if not over:
        return ""
    return (
        f"; {', '.join(over)} as much as the Poisson counts that the expected number rests on: "
        "more turn negative by chance than expected"
    )


def labs_sentence(scatters: Scatters) -> str:
    """Returns which labs' counts are divided, and which were checked at all."""
    said = [
        f"{one_line(lab, _NAME) or 'no lab named'} φ {one.phi:.2f} ({one.degrees:,} df), "
        + (f"counts divided by {one.phi:.2f}" if one.is_over else "not divided")
        for lab, one in scatters.items()
    ]
    if not said:
        return "In this store: Poisson assumed, not checked in any lab."
    return f"In this store: {'; '.join(said)}. In any other lab: Poisson assumed, not checked."


def _named(lab: str) -> str:
    name = one_line(lab, _NAME)
    if not name:
        return "samplings of no named lab scatter"
    return f"{name if name.casefold().startswith('lab') else f'Lab {name}'} scatters"
