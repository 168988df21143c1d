"""A series: a patient's samplings of one comparability key in time order, until relapse."""

from dataclasses import dataclass
from datetime import date

from monitor.domain.samplings import ComparabilityKey, Sampling


@dataclass(frozen=True, slots=True)
class Series:
    """Samplings up to the day of the first distant metastasis, and those taken later.

    `is_new`: another series of the same material had given a result before this one began.
    """

    key: ComparabilityKey
    samplings: tuple[Sampling, ...]
    after_relapse: tuple[Sampling, ...] = ()
    is_new: bool = False

    @property
    def evaluable(self) -> tuple[Sampling, ...]:
        return tuple(s for s in self.samplings if s.is_evaluable)


@dataclass(frozen=True, slots=True)
class Between:
    """Something happened after one day and by another; `by` is None where it has not been seen."""

    after: date
    by: date | None


@dataclass(frozen=True, slots=True)
class Days:
    """A length of time that is known to lie between two bounds; None: without a bound."""

    at_least: int
    at_most: int | None


@dataclass(frozen=True, slots=True)
class SeriesTimes:
    """What a series says about time. Positive results without depth count as detected here.

    `clearance` is the first one, (last detected, first not detected]; `reappearance` the first
    after it. `sustained`: the clearance was confirmed and nothing re-appeared; None without one.
    `marrow_free` is the time from clearance to re-appearance; `lead_time` from the first detection
    of the run that led up to the relapse, None where a zero came between or there was no relapse.
    """

    key: ComparabilityKey
    first_detected_on: date | None
    cells_screened: int
    clearance: Between | None
    reappearance: Between | None
    is_sustained: bool | None
    marrow_free: Days | None
    lead_time: Days | None
