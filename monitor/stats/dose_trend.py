"""Does a share rise or fall over ordered groups?"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import chdtrc

from monitor.stats.inputs import counts, finite


@dataclass(frozen=True, slots=True)
class Trend:
    """χ² on one degree of freedom and its p; `slope` is the change of the share a step."""

    slope: float
    chi_square: float
    p_value: float


def trend_of_shares(k: ArrayLike, n: ArrayLike, scores: ArrayLike) -> Trend | None:
    """Returns the trend of the shares k/n over groups with these scores.

    T = Σsᵢ(kᵢ − nᵢp̄), χ² = T² / (p̄(1−p̄)·(Σnᵢsᵢ² − (Σnᵢsᵢ)²/Σnᵢ)). Cochran WG. Biometrics
    1954;10:417–451; Armitage P. Biometrics 1955;11:375–386; the same as R's `prop.trend.test`.
    None where all shares are 0 or 1 or only one group has patients.
    Raises ValueError for counts not whole and ≥ 0, or k > n.
    """
    some, all_of = counts(k, "k, the number of patients,"), counts(n, "n, the number of all,")
    if np.any(some > all_of):
        raise ValueError("k, the number of patients, must not be greater than n, that of all.")
    steps, total = finite(scores, "The score"), int(all_of.sum())
    if not total:
        return None
    pooled = float(some.sum()) / total
    spread = float(all_of @ steps**2 - (all_of @ steps) ** 2 / total)
    if pooled in (0.0, 1.0) or spread <= 0:
        return None
    lean = float(steps @ (some - all_of * pooled))
    chi_square = lean**2 / (pooled * (1 - pooled) * spread)
    return Trend(lean / spread, chi_square, float(chdtrc(1, chi_square)))
