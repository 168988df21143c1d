"""Two groups of patients side by side: the same shares in each, and how far they differ."""

from dataclasses import dataclass

import pandas as pd

from monitor.analysis.formats import minus
from monitor.stats.binomial import clopper_pearson
from monitor.stats.two_groups import ShareDifference, share_difference


@dataclass(frozen=True, slots=True)
class Share:
    """`k` of `n` with exact 95 % limits of the share, NaN where n is 0."""

    k: int
    n: int
    lower: float
    upper: float

    @property
    def value(self) -> float:
        return self.k / self.n if self.n else float("nan")

    @property
    def text(self) -> str:
        """Returns "12 of 40: 30.0 %, 95 % exact 16.6–46.5"."""
        if not self.n:
            return "nobody"
        share, lower, upper = (100 * part for part in (self.value, self.lower, self.upper))
        return f"{self.k:,} of {self.n:,}: {share:.1f} %, 95 % exact {lower:.1f}–{upper:.1f}"


@dataclass(frozen=True, slots=True)
class SharePair:
    """One share in both groups under a heading; `difference` is the second less the first."""

    heading: str
    name: str
    first: Share
    second: Share
    difference: ShareDifference

    @property
    def is_known(self) -> bool:
        """Returns whether both groups have anybody to count."""
        return bool(self.first.n and self.second.n)

    @property
    def text(self) -> str:
        """Returns "difference +12.0 points (−3.1 to +26.0), Fisher's exact p = 0.12"."""
        if not self.is_known:
            return "no difference: nobody to count in a group"
        found = self.difference
        value, lower, upper = (
            minus(f"{100 * part:+.1f}") for part in (found.difference, found.lower, found.upper)
        )
        return f"difference {value} points ({lower} to {upper}), exact p = {found.p_value:.2g}"


@dataclass(frozen=True, slots=True)
class GroupShares:
    """Shares of two groups, by the names of these; `of` says what they are shares of, `in_both` how
    many patients are counted twice.
    """

    first: str
    second: str
    of: str
    pairs: tuple[SharePair, ...]
    in_both: int = 0

    @property
    def known(self) -> tuple[SharePair, ...]:
        return tuple(pair for pair in self.pairs if pair.is_known)


def share_pair(
    heading: str, name: str, first: tuple[int, int], second: tuple[int, int]
) -> SharePair:
    """Returns one share, (k, n) in each group."""
    return SharePair(
        heading, name, _share(*first), _share(*second), share_difference(*first, *second)
    )


def _share(k: int, n: int) -> Share:
    if not n:
        return Share(k, n, float("nan"), float("nan"))
    lower, upper = clopper_pearson(k, n)
    return Share(k, n, float(lower), float(upper))


def shares_frame(data: GroupShares) -> pd.DataFrame:
    """Returns the comparison as it is shown and saved; shares and differences in percent."""
    return pd.DataFrame([_row(pair) for pair in data.pairs], columns=_columns(data))


def _columns(data: GroupShares) -> list[str]:
    of_group = [
        f"{name}: {part}"
        for name in (f"1 {data.first}", f"2 {data.second}")
        for part in ("k", "n", "share, %", "lower 95 %", "upper 95 %")
    ]
    return ["Of", "Share", *of_group, "Difference, points", "Lower 95 %", "Upper 95 %", "p (exact)"]


def _row(pair: SharePair) -> list[object]:
    values = [
        value
        for one in (pair.first, pair.second)
        for value in (one.k, one.n, 100 * one.value, 100 * one.lower, 100 * one.upper)
    ]
    found = pair.difference
    limits = (100 * part for part in (found.difference, found.lower, found.upper))
    p = found.p_value if pair.is_known else float("nan")
    return [pair.heading, pair.name, *values, *limits, p]
