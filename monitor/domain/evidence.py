"""What a call rests on: counts of one or several samplings, and how two of them compare."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Tally:
    """The counts of one sampling, or of several pooled.

    `cells` is k of the rate and `screened` N, both in cells; `events` is k of every test, in which
    a cluster of cells counts once. `samplings` were pooled, from `first_on` to `last_on`.
    """

    events: int
    cells: int
    screened: int
    samplings: int
    first_on: date
    last_on: date

    @property
    def millions(self) -> float:
        """Returns N in 10⁶ cells."""
        return self.screened / 1e6

    @property
    def has_clusters(self) -> bool:
        """Returns whether fewer events than cells were counted."""
        return self.events != self.cells


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two tallies of one series: is the change real?

    `ratio` is the later rate over the earlier one with its exact limits: infinite where only the
    earlier count is 0, None where both are. `p_value` two-sided exact, `p_central` twice the
    smaller tail; `demonstrable` says that the interval excludes 1. `chance_of_false_clearance` is
    the chance of so few later cells, given all, if nothing changed; `probability_fell` posterior,
    with Jeffreys' prior. `looks` is by how many the p-values were multiplied (the lowest of several
    was chosen), `dispersion` by what the counts were divided.
    """

    earlier: Tally
    later: Tally
    ratio: float | None
    lower: float | None
    upper: float | None
    p_value: float
    p_central: float
    demonstrable: bool
    chance_of_false_clearance: float
    probability_fell: float | None
    looks: int = 1
    dispersion: float = 1.0


@dataclass(frozen=True, slots=True)
class PooledNegatives:
    """Consecutive not-detected samplings taken together, if the level did not change meanwhile.

    `upper` (two-sided exact 95 %) and `excluded` (ruled out with 95 %, one-sided) per 10⁶ MNC.
    """

    tally: Tally
    upper: float
    excluded: float
