"""Chart 5b: the counts of each patient before and after a line of therapy, and what changed."""

from dataclasses import dataclass
from datetime import date
from math import isinf, isnan

import numpy as np
import pandas as pd

from monitor.analysis.rate_axis import RateAxis, log_axis
from monitor.analysis.response_pairs import Pairs
from monitor.domain.rules import RuleSet
from monitor.stats.binomial import clopper_pearson
from monitor.stats.change import attained_size
from monitor.stats.multiplicity import false_discovery_q
from monitor.stats.poisson import excluded_level, interval

PAGE = 12
# Of more pairs the shares of the depths are rounded: there are too many distinct ones to list.
_MANY = 5_000


@dataclass(frozen=True, slots=True)
class Count:
    """One of the two samplings: k cells in n, its rate with exact limits per 10⁶ and, below the
    threshold, the level excluded.
    """

    day: date
    k: int
    n: int
    rate: float
    lower: float
    upper: float
    excluded: float | None


@dataclass(frozen=True, slots=True)
class PairLine:
    """One patient's change over the span. `ratio`, `lower` and `upper` are None where no cell was
    found in either; `ratio` and `upper` may be infinite.
    """

    link: str
    patient_id: str
    label: str
    series: str
    before: Count
    after: Count
    ratio: float | None
    lower: float | None
    upper: float | None
    p_value: float
    p_central: float
    demonstrable: bool
    looks: int


@dataclass(frozen=True, slots=True)
class ResponseSummary:
    """What the pairs say together.

    `cleared` (fewer cells than the `threshold` at the second sampling) of `positive` at the first,
    with exact limits; `expected_demonstrable` by chance alone (the sum of the exact attained sizes)
    of `pairs` tests.
    """

    pairs: int
    lower: int
    higher: int
    no_cells: int
    positive: int
    cleared: int
    cleared_lower: float
    cleared_upper: float
    expected_demonstrable: float
    reasons: tuple[tuple[str, int], ...]
    further: int
    threshold: int = 1

    @property
    def without(self) -> int:
        """Returns how many patients have no pair."""
        return sum(number for _, number in self.reasons)


@dataclass(frozen=True, slots=True)
class LinePage:
    """One page of chart 5b: up to twelve patients by change, the greatest fall first."""

    label: str
    rules: RuleSet
    lines: tuple[PairLine, ...]
    rates: RateAxis
    page: int
    pages: int
    first: int
    total: int


def by_change(pairs: Pairs) -> Pairs:
    """Returns the same pairs, the greatest fall first, no cells in either last.

    Falls to zero are ordered by what they exclude: the upper limit.
    """
    frame = pairs.frame
    order = frame.assign(is_undefined=frame["ratio"].isna()).sort_values(
        ["is_undefined", "ratio", "upper", "patient"], kind="stable"
    )
    return Pairs(
        pairs.span, pairs.rules, order[list(frame.columns)].reset_index(drop=True),
        pairs.firsts, pairs.without, pairs.further,
    )  # fmt: skip


def line_page(ordered: Pairs, page: int) -> LinePage:
    """Returns one page, the first being 0, of pairs in order of their change."""
    total = len(ordered.frame)
    pages = max(1, -(-total // PAGE))
    at = min(max(page, 0), pages - 1)
    lines = pair_lines(ordered.frame.iloc[at * PAGE : (at + 1) * PAGE], ordered.rules)
    return LinePage(
        ordered.span.label, ordered.rules, lines, _axis(lines), at, pages, at * PAGE, total
    )


def pair_lines(frame: pd.DataFrame, rules: RuleSet) -> tuple[PairLine, ...]:
    """Returns each pair with the interval of both samplings."""
    before = _counts(frame, "first_on", "k1", "n1", rules)
    after = _counts(frame, "second_on", "k2", "n2", rules)
    columns = (
        "link", "patient_id", "label", "series", "ratio", "lower", "upper", "p_value", "p_central",
        "demonstrable", "looks",
    )  # fmt: skip
    rows = zip(before, after, *(frame[name].tolist() for name in columns), strict=True)
    return tuple(
        PairLine(
            link, patient, label, series, one, two, _known(ratio), _known(low), _known(high),
            float(p), float(central), bool(is_real), int(looks),
        )
        for one, two, link, patient, label, series, ratio, low, high, p, central, is_real, looks
        in rows
    )  # fmt: skip


def summary(pairs: Pairs) -> ResponseSummary:
    """Returns what the pairs say together."""
    frame, rules = pairs.frame, pairs.rules
    positive = frame[frame["k1"] >= rules.threshold]
    cleared = int((positive["k2"] < rules.threshold).sum())
    limits = clopper_pearson(cleared, len(positive)) if len(positive) else (np.nan, np.nan)
    real, ratio = frame["demonstrable"], frame["ratio"]
    reasons = pairs.without["reason"].value_counts()
    return ResponseSummary(
        pairs=len(frame),
        lower=int((real & (ratio < 1)).sum()),
        higher=int((real & (ratio > 1)).sum()),
        no_cells=int(ratio.isna().sum()),
        positive=len(positive),
        cleared=cleared,
        cleared_lower=float(limits[0]),
        cleared_upper=float(limits[1]),
        expected_demonstrable=expected_demonstrable(frame, rules.alpha),
        reasons=tuple((str(reason), int(n)) for reason, n in reasons.items()),
        further=pairs.further,
        threshold=rules.threshold,
    )


def expected_demonstrable(frame: pd.DataFrame, alpha: float) -> float:
    """Returns how many pairs would be demonstrable if nothing had changed in any.

    The sum of the exact attained sizes, each at most α: far below α times the pairs where counts
    are small. Of several looks each has its share of α; where the lab's scatter divides the counts
    the chance is that of the divided ones, as the test is.
    """
    total = (frame["events1"] + frame["events2"]).to_numpy()
    phi = frame["dispersion"].to_numpy(dtype=float)
    looks = frame["looks"].to_numpy()
    after = (frame["n2"] / (frame["n1"] + frame["n2"])).to_numpy(dtype=float)
    if len(frame) > _MANY:
        after = after.round(3)
    sizes = (
        number * attained_size(total[of], 1 - after[of], after[of], alpha / number, phi[of]).sum()
        for number in np.unique(looks)
        if (of := looks == number).any()
    )
    return float(sum(sizes))


def with_q(frame: pd.DataFrame) -> pd.DataFrame:
    """Returns the pairs with Benjamini and Hochberg's q of the central p; for the export."""
    return frame.assign(q=false_discovery_q(frame["p_central"].to_numpy(dtype=float)))


def ratio_words(line: PairLine) -> str:
    """Returns the change in one line: "14/2.0 → 5/2.0, RR 0.36 (0.10–1.05)"."""
    counts = f"{_brief(line.before)} → {_brief(line.after)}"
    if line.ratio is None or line.lower is None or line.upper is None:
        return f"{counts}, no cells in either"
    limits = f"{ratio_text(line.lower)}–{ratio_text(line.upper)}"
    return f"{counts}, RR {ratio_text(line.ratio)} ({limits})"


def ratio_text(ratio: float) -> str:
    """Returns a ratio of rates as short as it may be: "0.36", "0.072", "12", "∞"."""
    if isinf(ratio):
        return "∞"
    if ratio >= 10:
        return f"{ratio:,.0f}"
    if ratio >= 0.1 or ratio == 0:
        return f"{ratio:.2f}" if ratio else "0"
    return f"{ratio:.2g}" if ratio >= 0.001 else f"{ratio:.1g}"


def _brief(count: Count) -> str:
    from monitor.analysis.formats import millions

    return f"{count.k}/{millions(count.n)}"


def _counts(frame: pd.DataFrame, day: str, k: str, n: str, rules: RuleSet) -> list[Count]:
    cells, depth = frame[k].to_numpy(dtype=float), frame[n].to_numpy(dtype=float) / 1e6
    lower, upper = interval(cells, depth)
    level = excluded_level(cells, depth, rules.recovery)
    rows = zip(
        frame[day], frame[k].tolist(), frame[n].tolist(), (cells / depth).tolist(),
        lower.tolist(), upper.tolist(), level.tolist(), strict=True,
    )  # fmt: skip
    return [
        Count(on.date(), count, of, rate, low, high, out if count < rules.threshold else None)
        for on, count, of, rate, low, high, out in rows
    ]


def _axis(lines: tuple[PairLine, ...]) -> RateAxis:
    counts = [count for line in lines for count in (line.before, line.after)]
    ends = [c.excluded if c.k == 0 and c.excluded is not None else c.upper for c in counts]
    return log_axis(max(ends, default=5.0), max((c.n for c in counts), default=2_000_000))


def _known(value: float) -> float | None:
    return None if isnan(value) else float(value)
