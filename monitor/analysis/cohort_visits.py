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
    state = samplings["state"].to_numpy()
    patient = samplings["patient"].to_numpy()
    is_positive = samplings["is_positive"].to_numpy(dtype=bool, na_value=False)
    evaluable = (EvidenceState.DETECTED.value, EvidenceState.NOT_DETECTED.value)
    is_evaluable = np.isin(state, evaluable)
    is_withdrawn = samplings["is_withdrawn"].to_numpy()
    order = np.lexsort((off, ~is_positive, ~is_evaluable, abs(off), is_withdrawn, visit, patient))
    may_count = (visit > 0) & ~samplings["after_relapse"].to_numpy()
    order = order[may_count[order]]
    place = pd.MultiIndex.from_arrays([patient[order], visit[order]])
    found = np.zeros(len(samplings), dtype=bool)
    found[order[~place.duplicated()]] = True
    return found


def planned_day(window: VisitWindow) -> int:
    """Returns the days from the anchor to the day that a window is planned for."""
    return round(window.month * DAYS_PER_MONTH)
