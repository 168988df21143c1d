"""Chart 3, the change ladder: every sampling against its reference and against the one before."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import pandas as pd

from monitor.analysis.comparisons import Pair, comparisons
from monitor.analysis.series import BOTH, tally
from monitor.domain.calls import Call, Reference, ReferenceKind
from monitor.domain.evidence import Comparison, Tally
from monitor.domain.rules import RuleSet
from monitor.domain.samplings import CellDefinition, ComparabilityKey, Sampling
from monitor.domain.vocabularies import EvidenceState
from monitor.stats.change import depth_to_show_fall

# The axis of ratios; what lies beyond is drawn at its end.
LEAST, MOST = 0.01, 100.0


class Against(StrEnum):
    REFERENCE = "reference"
    PREVIOUS = "previous sampling"


@dataclass(frozen=True, slots=True)
class Rung:
    """One comparison. `low`, `high` and `at` are places on the axis, cut at its ends: None where
    there is no cell in either sampling.

    `chance` is that of a false clearance, from the last detected sampling, after a zero: said once
    for each sampling, in its first rung. `depth` in
    10⁶ is from where so few cells would be demonstrably fewer; None where that is so already, or
    there was no fall.
    """

    against: Against
    reference: Reference | None
    sampling: Sampling
    comparison: Comparison
    at: float | None
    low: float | None
    high: float | None
    chance: float | None
    depth: float | None

    @property
    def is_cleared(self) -> bool:
        """Returns whether only the later count is 0: the ratio is 0, at the left end."""
        return self.comparison.later.events == 0 and self.comparison.earlier.events > 0

    @property
    def is_new(self) -> bool:
        """Returns whether only the earlier count is 0: the ratio is infinite, at the right end."""
        return self.comparison.earlier.events == 0 and self.comparison.later.events > 0


@dataclass(frozen=True, slots=True)
class LadderData:
    """The rungs, those against the reference first, each group in time order and of one series.

    `missing` says why there is none; `rules` under which they are demonstrable or not.
    """

    patient_id: str
    rungs: tuple[Rung, ...]
    rules: RuleSet
    missing: str | None

    def of(self, against: Against) -> tuple[Rung, ...]:
        return tuple(r for r in self.rungs if r.against is against)

    @property
    def groups(self) -> tuple[tuple[Rung, ...], ...]:
        """Returns the rungs of each kind of comparison and series."""
        found: dict[tuple[Against, ComparabilityKey], list[Rung]] = {}
        for rung in self.rungs:
            found.setdefault((rung.against, rung.sampling.key), []).append(rung)
        return tuple(tuple(group) for group in found.values())

    @property
    def has_series(self) -> bool:
        """Returns whether there is more than one series."""
        return len({rung.sampling.key for rung in self.rungs}) > 1


@dataclass(frozen=True, slots=True)
class _Step:
    """A comparison that is still to be computed."""

    against: Against
    reference: Reference | None
    earlier: Sampling
    call: Call


def ladder(
    patient_id: str, calls: Sequence[Call], rules: RuleSet, cells: CellDefinition = BOTH
) -> LadderData:
    """Returns the comparisons of one patient's `calls`, which are in time order.

    Under-screened zeros are compared too; nothing is after a distant metastasis or without depth.
    """
    first = list(_against_reference(calls))
    told = {(step.call.collected_on, step.call.key) for step in first}
    steps = [*first, *_against_previous(calls)]
    pairs = [_pair(step, cells) for step in steps]
    found = comparisons(pairs, rules.alpha)
    rungs = tuple(
        _rung(step, comparison, rules, told) for step, comparison in zip(steps, found, strict=True)
    )
    missing = None if rungs else "Nothing to compare: it takes two samplings of one series"
    return LadderData(patient_id, rungs, rules, missing)


def _pair(step: _Step, cells: CellDefinition) -> Pair:
    looks = step.reference.looks if step.reference else 1
    scatter = step.call.comparison.scatter if step.call.comparison else None
    return Pair(tally(step.earlier, cells), tally(step.call.sampling, cells), looks, scatter)


def _against_reference(calls: Sequence[Call]) -> Iterator[_Step]:
    for call in calls:
        reference = call.reference
        if reference is None or not _can_be_compared(call):
            continue
        is_other = reference.sampling.collected_on < call.collected_on
        if is_other and reference.kind is not ReferenceKind.PREVIOUS:
            yield _Step(Against.REFERENCE, reference, reference.sampling, call)


def _against_previous(calls: Sequence[Call]) -> Iterator[_Step]:
    """Returns each sampling with the evaluable one before it, unless that is its reference."""
    last: dict[ComparabilityKey, Sampling] = {}
    for call in calls:
        before = last.get(call.key)
        if before is not None and _can_be_compared(call) and not _is_reference(before, call):
            yield _Step(Against.PREVIOUS, None, before, call)
        if call.sampling.is_evaluable and call.reference is not None:
            last[call.key] = call.sampling


def _is_reference(before: Sampling, call: Call) -> bool:
    reference = call.reference
    if reference is None or reference.kind is ReferenceKind.PREVIOUS:
        return False
    return reference.sampling.collected_on == before.collected_on


def _can_be_compared(call: Call) -> bool:
    states = (EvidenceState.DETECTED, EvidenceState.NOT_DETECTED, EvidenceState.UNDER_SCREENED)
    has_counts = call.sampling.tumor_cells is not None and bool(call.sampling.cells_screened)
    return call.reference is not None and call.sampling.state in states and has_counts


def _rung(
    step: _Step, found: Comparison, rules: RuleSet, told: set[tuple[date, ComparabilityKey]]
) -> Rung:
    is_first = step.against is Against.REFERENCE or (
        (step.call.collected_on, step.call.key) not in told
    )
    return Rung(
        against=step.against,
        reference=step.reference,
        sampling=step.call.sampling,
        comparison=found,
        at=_on_axis(found.ratio),
        low=_on_axis(found.lower),
        high=_on_axis(found.upper),
        chance=step.call.chance_of_false_clearance if is_first else None,
        depth=_depth(found, rules),
    )


def _on_axis(ratio: float | None) -> float | None:
    return None if ratio is None else min(max(ratio, LEAST), MOST)


def _depth(found: Comparison, rules: RuleSet) -> float | None:
    if found.demonstrable or found.ratio is None or found.ratio >= 1:
        return None
    k1, n1, k2 = found.earlier.events, found.earlier.millions, found.later.events
    alpha = rules.alpha / found.looks
    return depth_to_show_fall(k1, n1, k2, alpha, found.dispersion).item()


def ladder_table(data: LadderData) -> pd.DataFrame:
    """Returns one row for each comparison; N1 and N2 in cells, depth_needed in 10⁶ MNC."""
    return pd.DataFrame([_row(rung) for rung in data.rungs])


def _row(rung: Rung) -> Mapping[str, date | str | int | float | bool | None]:
    found = rung.comparison
    return {
        "date": rung.sampling.collected_on,
        "held_against": str(rung.against),
        "of": found.earlier.first_on,
        **_counts("1", found.earlier),
        **_counts("2", found.later),
        "ratio": found.ratio,
        "ratio_lower": found.lower,
        "ratio_upper": found.upper,
        "p": found.p_value,
        "p_central": found.p_central,
        "demonstrable": found.demonstrable,
        "chance_of_false_clearance": rung.chance,
        "depth_needed": rung.depth,
        "key": str(rung.sampling.key),
    }


def _counts(number: str, tally: Tally) -> dict[str, int]:
    return {
        f"k{number}": tally.cells,
        f"N{number}": tally.screened,
        f"events{number}": tally.events,
    }
