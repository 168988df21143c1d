"""Chart 8: how far each patient's rate fell or rose from the baseline, and what a zero excludes."""

from dataclasses import dataclass
from math import log10

import numpy as np
import pandas as pd

from monitor.analysis.cohort import Cohort
from monitor.analysis.line_response import PairLine, pair_lines
from monitor.analysis.response_pairs import Pairs
from monitor.domain.rules import RuleSet

PAGE = 120
BASELINE_ZERO = "no cell at the baseline"
LOWEST, HIGHEST = -3.0, 2.0


@dataclass(frozen=True, slots=True)
class Bar:
    """One patient's bar on the scale of log10 of the ratio.

    `end` is where it ends: at the ratio, or, where no cell was found (`is_zero`), at the upper
    limit of the ratio, what is excluded; 0 where nothing below the baseline is excluded. `arm` may
    be ""; `relapsed`: a distant metastasis is recorded.
    """

    line: PairLine
    end: float
    is_zero: bool
    arm: str
    relapsed: bool


@dataclass(frozen=True, slots=True)
class Listed:
    """A patient without a bar, and why: nobody is dropped."""

    link: str
    patient_id: str
    reason: str


@dataclass(frozen=True, slots=True)
class WaterfallData:
    """One page of bars, the greatest fall first, and everybody who has none."""

    label: str
    rules: RuleSet
    bars: tuple[Bar, ...]
    arms: tuple[str, ...]
    listed: tuple[Listed, ...]
    page: int
    pages: int
    first: int
    total: int
    lower: int
    higher: int
    cleared: int


def waterfall_data(pairs: Pairs, cohort: Cohort, page: int = 0) -> WaterfallData:
    """Returns one page of the waterfall over these pairs of baseline and later sampling."""
    frame = pairs.frame
    shown = _sorted(frame[frame["k1"] > 0])
    pages = max(1, -(-len(shown) // PAGE))
    at = min(max(page, 0), pages - 1)
    part = shown.iloc[at * PAGE : (at + 1) * PAGE]
    real, ratio = shown["demonstrable"], shown["ratio"]
    arms = cohort.patients["arm"]
    named = arms.astype(object).where(arms.notna(), "").astype(str)
    return WaterfallData(
        label=pairs.span.label,
        rules=pairs.rules,
        bars=_bars(part, named, cohort, pairs.rules),
        arms=tuple(sorted(set(named.reindex(frame["patient"]).fillna("")) - {""})),
        listed=(*_zeros(frame[frame["k1"] == 0]), *_without(pairs.without)),
        page=at,
        pages=pages,
        first=at * PAGE,
        total=len(shown),
        lower=int((real & (ratio < 1)).sum()),
        higher=int((real & (ratio > 1)).sum()),
        cleared=int((shown["k2"] < pairs.rules.threshold).sum()),
    )


def _sorted(frame: pd.DataFrame) -> pd.DataFrame:
    """Returns cleared ones first, by what they exclude, then by ratio: the greatest fall first."""
    ordered = frame.assign(is_detected=frame["k2"] > 0)
    keys = ["is_detected", "ratio", "upper", "patient"]
    return ordered.sort_values(keys, kind="stable")[list(frame.columns)]


def _bars(part: pd.DataFrame, arms: pd.Series, cohort: Cohort, rules: RuleSet) -> tuple[Bar, ...]:
    codes = part["patient"].tolist()
    relapsed = cohort.patients["metastasis_on"].notna().reindex(codes).tolist()
    rows = zip(pair_lines(part, rules), arms.reindex(codes).tolist(), relapsed, strict=True)
    return tuple(
        Bar(line, _end(line), line.after.k == 0, arm, bool(has)) for line, arm, has in rows
    )


def _end(line: PairLine) -> float:
    if line.after.k == 0:
        excluded = 1.0 if line.upper is None else line.upper
        return max(LOWEST, log10(excluded)) if 0 < excluded < 1 else 0.0
    return float(np.clip(log10(line.ratio or 1.0), LOWEST, HIGHEST))


def _zeros(frame: pd.DataFrame) -> list[Listed]:
    rows = zip(frame["link"], frame["patient_id"], frame["k2"], frame["n2"], strict=True)
    return [
        Listed(
            str(link), str(patient),
            f"{BASELINE_ZERO}; later {int(k)} in {int(n) / 1e6:.1f} M",
        )
        for link, patient, k, n in rows
    ]  # fmt: skip


def _without(frame: pd.DataFrame) -> list[Listed]:
    rows = zip(frame["link"], frame["patient_id"], frame["reason"], strict=True)
    return [Listed(str(link), str(patient), str(reason)) for link, patient, reason in rows]
