"""Many pairs of tallies compared at once: one course or a whole cohort costs the same few calls."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isnan

import numpy as np

from monitor.domain.evidence import Comparison, PooledNegatives, Scatter, Tally
from monitor.domain.rules import RuleSet
from monitor.stats.change import compare, false_clearance
from monitor.stats.poisson import excluded_level, interval


@dataclass(frozen=True, slots=True)
class Pair:
    """Two tallies to be compared; `looks` and `scatter` as in `Comparison`."""

    earlier: Tally
    later: Tally
    looks: int = 1
    scatter: Scatter | None = None

    @property
    def dispersion(self) -> float:
        return self.scatter.divisor if self.scatter else 1.0


def comparisons(pairs: Sequence[Pair], alpha: float) -> list[Comparison]:
    """Returns the comparison of each pair.

    The interval of several looks is at level 1 − α/looks: it and the multiplied p-values agree.
    """
    if not pairs:
        return []
    looks = np.array([p.looks for p in pairs])
    found = compare(*_columns(pairs), alpha=alpha / looks, dispersion=[p.dispersion for p in pairs])
    rows = zip(
        pairs,
        found.ratio.tolist(), found.lower.tolist(), found.upper.tolist(),
        np.minimum(1.0, found.p_value * looks).tolist(),
        np.minimum(1.0, found.p_central * looks).tolist(),
        found.demonstrable.tolist(),
        found.chance_of_false_clearance.tolist(), found.probability_fell.tolist(),
        strict=True,
    )  # fmt: skip
    return [
        Comparison(
            pair.earlier, pair.later, _defined(ratio), _defined(lower), _defined(upper),
            p_value, p_central, demonstrable, chance, _defined(fell), pair.looks, pair.scatter,
        )
        for pair, ratio, lower, upper, p_value, p_central, demonstrable, chance, fell in rows
    ]  # fmt: skip


def false_clearances(pairs: Sequence[Pair]) -> list[float]:
    """Returns for each pair the chance of so few later cells if nothing had changed."""
    if not pairs:
        return []
    chances: list[float] = false_clearance(
        *_columns(pairs), dispersion=[p.dispersion for p in pairs]
    ).tolist()
    return chances


def pooled_negatives(tallies: Sequence[Tally], rules: RuleSet) -> list[PooledNegatives]:
    """Returns each tally of zeros with the levels, per 10⁶, that it leaves possible."""
    cells, depths = [t.cells for t in tallies], [t.millions for t in tallies]
    upper = interval(cells, depths)[1].tolist()
    excluded = excluded_level(cells, depths, rules.recovery).tolist()
    return [PooledNegatives(*row) for row in zip(tallies, upper, excluded, strict=True)]


def _columns(pairs: Sequence[Pair]) -> tuple[list[int], list[float], list[int], list[float]]:
    return (
        [p.earlier.events for p in pairs],
        [p.earlier.millions for p in pairs],
        [p.later.events for p in pairs],
        [p.later.millions for p in pairs],
    )


def _defined(value: float) -> float | None:
    return None if isnan(value) else value
