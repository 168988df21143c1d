"""Which visit window each sampling lies in, and which one counts in its window."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from monitor.analysis.frame_builder import categorical
from monitor.analysis.time_axis import DAYS_PER_MONTH
from monitor.domain.visits import VisitPlan, VisitWindow
from monitor.domain.vocabularies import EvidenceState

NO_VISIT = ""


def with_visits(
    samplings: pd.DataFrame, anchored_on: pd.Series, visits: VisitPlan | None
) -> pd.DataFrame:
    """Returns samplings with their visit ("" off every window), the days from its planned day, and
    whether they are the one that counts there.

    The nearest to the planned day counts; of two as near the evaluable, then the positive, then the
    earlier one. What a lab withdrew gives way to anything else; after a distant metastasis nothing
    counts.
    """
    windows = visits.windows if visits else ()
    collected = samplings["collected_on"].to_numpy()
    since = collected - anchored_on.to_numpy()[samplings["patient"].to_numpy()]
    days = np.where(np.isnat(since), np.nan, since / np.timedelta64(1, "D"))
    visit = np.zeros(len(samplings), dtype=np.int32)
    off = np.full(len(samplings), np.nan)
    for number, window in enumerate(windows, start=1):
        months = days / DAYS_PER_MONTH
        # Windows may meet at a day; the first of them has it, as everywhere.
        is_inside = (months >= window.first) & (months <= window.last) & (visit == 0)
        visit[is_inside] = number
        off[is_inside] = days[is_inside] - planned_day(window)
    names = [NO_VISIT, *(window.name for window in windows)]
    return samplings.assign(
        visit=categorical(visit, names),
        days_off=pd.array(off, dtype="Int64"),
        is_off_window=(visit == 0) & ~np.isnan(days) & bool(windows),
        is_counted_visit=_counted(samplings, visit, off),
    )


def _counted(
    samplings: pd.DataFrame, visit: NDArray[np.int32], off: NDArray[np.float64]
) -> NDArray[np.bool_]:
    rows = np.flatnonzero((visit > 0) & ~samplings["after_relapse"].to_numpy(dtype=bool))
    found = np.zeros(len(samplings), dtype=bool)
    if not rows.size:
        return found
    place = samplings["patient"].to_numpy()[rows] * (int(visit.max()) + 1) + visit[rows]
    # One number a sampling, as samplings come by patient and day: that is sorted in no time.
    ranks = _ranks(samplings, off)[rows]
    order = np.argsort(place * (int(ranks.max()) + 1) + ranks, kind="stable")
    found[rows[order[np.append(True, np.diff(place[order]) > 0)]]] = True
    return found


def _ranks(samplings: pd.DataFrame, off: NDArray[np.float64]) -> NDArray[np.int64]:
    """Returns how late each sampling is taken for its visit, were there several."""
    is_positive = samplings["is_positive"].to_numpy(dtype=bool, na_value=False)
    evaluable = (EvidenceState.DETECTED.value, EvidenceState.NOT_DETECTED.value)
    states = samplings["state"].cat
    is_evaluable = np.isin(states.categories, evaluable)[states.codes.to_numpy()]
    days = np.where(np.isnan(off), 0, off).astype(np.int64)
    rank = samplings["is_withdrawn"].to_numpy(dtype=np.int64) * (int(abs(days).max()) + 1)
    rank += abs(days)
    for is_later in (~is_evaluable, ~is_positive, days > 0):
        rank = 2 * rank + is_later
    return rank


def planned_day(window: VisitWindow) -> int:
    """Returns the days from the anchor to the day that a window is planned for."""
    return round(window.month * DAYS_PER_MONTH)
