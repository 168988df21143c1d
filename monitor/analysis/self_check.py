"""Looking whether the statistics compute here what R and SciPy computed elsewhere."""

from collections.abc import Sequence

from monitor.domain.self_check import Check
from monitor.stats.change import compare
from monitor.stats.poisson import excluded_level, interval

# The shipped values; as far as double precision carries through different libraries.
TOLERANCE = 1e-6
ONE_IN_TWO_MILLION = (0.0126589039921449, 2.78582169546945)  # R, poisson.test(1, 2)
NONE_IN_TWO_MILLION = 1.49786613677699  # R, poisson.test(0, 2, alternative = "less")
FOURTEEN_TO_ONE = (0.0714285714285714, 0.00168927909270072, 0.469474387923731, 0.0009765625)


def check_statistics() -> tuple[Check, ...]:
    """Returns what was computed, and whether it is what the shipped values say."""
    lower, upper = interval(1, 2.0)
    found = compare(14, 2.0, 1, 2.0)
    change = (found.ratio, found.lower, found.upper, found.p_value)
    return (
        _check("Interval of 1 in 2.0 M", (lower.item(), upper.item()), ONE_IN_TWO_MILLION),
        _check("Level excluded by 0 in 2.0 M", (excluded_level(0, 2.0).item(),),
               (NONE_IN_TWO_MILLION,)),
        _check("Ratio, limits and p of 14 → 1 in 2.0 M", change, FOURTEEN_TO_ONE),
    )  # fmt: skip


def _check(name: str, found: Sequence[float], shipped: Sequence[float]) -> Check:
    is_good = all(
        abs(value - known) <= TOLERANCE * abs(known)
        for value, known in zip(found, shipped, strict=True)
    )
    values, known_values = (", ".join(f"{v:.6g}" for v in said) for said in (found, shipped))
    told = f"{values}, as R has it" if is_good else f"{values}; R has {known_values}"
    return Check(name, is_good, told)
