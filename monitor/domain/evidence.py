"""What a call rests on: counts of one or several samplings, and how two of them compare."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType


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
class SameDay:
    """What a lab found in the assays of one day and comparability key, summed up: `cells` in
    `screened` cells over so many `assays`; `squares` is Σk²/N, which their scatter is made of.
    """

    lab: str
    cells: int
    screened: int
    squares: float
    assays: int


@dataclass(frozen=True, slots=True)
class Scatter:
    """How much sites and replicates of a lab scatter: φ (chance alone gives 1) on so many degrees
    of freedom. `is_over`: demonstrably more than chance.
    """

    phi: float
    degrees: int
    is_over: bool

    @property
    def divisor(self) -> float:
        """Returns by what the lab's counts are divided in a test."""
        return self.phi if self.is_over else 1.0


# The labs whose scatter is known well enough to say something, by name.
Scatters = Mapping[str, Scatter]
UNCHECKED: Scatters = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two tallies of one series: is the change real?

    `ratio` is the later rate over the earlier one with its exact limits: infinite where only the
    earlier count is 0, None where both are. `p_value` two-sided exact, `p_central` twice the
    smaller tail; `demonstrable` says that the interval excludes 1. `chance_of_false_clearance` is
    the chance of so few later cells, given all, if nothing changed; `probability_fell` posterior,
    with Jeffreys' prior. `looks` is by how many the p-values were multiplied (the lowest of several
    was chosen); `scatter` of the lab, by whose φ the counts are divided where it is over 1.
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
    scatter: Scatter | None = None

    @property
    def dispersion(self) -> float:
        """Returns by what the counts were divided for the test, 1 where they were not."""
        return self.scatter.divisor if self.scatter else 1.0


@dataclass(frozen=True, slots=True)
class PooledNegatives:
    """Consecutive not-detected samplings taken together, if the level did not change meanwhile.

    `upper` (two-sided exact 95 %) and `excluded` (ruled out with 95 %, one-sided) per 10⁶ MNC.
    """

    tally: Tally
    upper: float
    excluded: float
