"""Does the number of cells matter? Groups of 0, 1, 2 and at least 3 cells at first."""

from dataclasses import dataclass

import numpy as np

from monitor.analysis.cohort import Codes
from monitor.analysis.response_pairs import Pairs
from monitor.analysis.response_spans import Span
from monitor.domain.rules import RuleSet
from monitor.stats.clearance import FEWEST_POSITIVES, chance_negative
from monitor.stats.dose_trend import Trend, trend_of_shares
from monitor.stats.gamma_rates import fit_rates
from monitor.stats.proportions import wilson

DOSES = ("0", "1", "2", "≥ 3")


@dataclass(frozen=True, slots=True)
class DoseGroup:
    """Patients with this many cells at first; `detected` of them also at second.

    `lower` and `upper` are Wilson's limits of that share, `expected` the share to be detected
    though nothing changed; None where too few positives allow a fit.
    """

    dose: str
    patients: int
    detected: int
    lower: float
    upper: float
    expected: float | None

    @property
    def share(self) -> float:
        return self.detected / self.patients if self.patients else float("nan")


@dataclass(frozen=True, slots=True)
class DoseData:
    """The dose groups of a span; `trend` over 0, 1, 2, 3 and `trend_of_positives` over 1, 2, 3."""

    span: Span
    rules: RuleSet
    groups: tuple[DoseGroup, ...]
    trend: Trend | None
    trend_of_positives: Trend | None

    @property
    def patients(self) -> int:
        return sum(group.patients for group in self.groups)


def dose_data(pairs: Pairs) -> DoseData:
    """Returns how many of each dose were detected at the second sampling.

    Pairs whose second sampling was too shallow for a zero are left out: they would all be positive.
    """
    frame = pairs.frame[pairs.frame["n2"] >= pairs.frame["minimum"]]
    dose = np.minimum(frame["k1"].to_numpy(dtype=np.int64), 3)
    still = (frame["k2"] >= pairs.rules.threshold).to_numpy()
    sizes = [int((dose == d).sum()) for d in range(4)]
    detected = [int(still[dose == d].sum()) for d in range(4)]
    lower, upper = wilson(detected, sizes)
    expected = _expected(pairs)
    groups = tuple(
        DoseGroup(name, n, k, float(low), float(high), more)
        for name, n, k, low, high, more in zip(
            DOSES, sizes, detected, lower, upper, expected, strict=True
        )
    )
    return DoseData(
        pairs.span,
        pairs.rules,
        groups,
        trend_of_shares(detected, sizes, range(4)),
        trend_of_shares(detected[1:], sizes[1:], range(1, 4)),
    )


def dose_patients(pairs: Pairs, dose: str) -> tuple[Codes, Codes]:
    """Returns the patients of a dose group who were detected again, and who were not, by code."""
    frame = pairs.frame[pairs.frame["n2"] >= pairs.frame["minimum"]]
    own = frame[np.minimum(frame["k1"], 3) == DOSES.index(dose)]
    is_again = own["k2"] >= pairs.rules.threshold
    return own["patient"][is_again].to_numpy(), own["patient"][~is_again].to_numpy()


def _expected(pairs: Pairs) -> list[float | None]:
    """Returns for each dose the share detected again if nothing had changed."""
    firsts = pairs.firsts[pairs.firsts["n"] >= pairs.firsts["minimum"]]
    if int((firsts["events"] >= pairs.rules.threshold).sum()) < FEWEST_POSITIVES:
        return [None] * len(DOSES)
    rates = fit_rates(firsts["events"].to_numpy(), firsts["n"].to_numpy() / 1e6)
    frame = pairs.frame[pairs.frame["n2"] >= pairs.frame["minimum"]]
    chance = 1 - chance_negative(
        frame["events1"].to_numpy(), frame["n1"].to_numpy() / 1e6, frame["n2"].to_numpy() / 1e6,
        rates, pairs.rules.threshold,
    )  # fmt: skip
    dose = np.minimum(frame["k1"].to_numpy(dtype=np.int64), 3)
    return [float(chance[dose == d].mean()) if (dose == d).any() else None for d in range(4)]
