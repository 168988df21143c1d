"""Months from one day of each patient: what the courses of a cohort are laid over each other by."""

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from monitor.analysis.cohort import Cohort
from monitor.analysis.cohort_visits import with_visits
from monitor.analysis.detection_places import rows_of
from monitor.analysis.time_axis import DAYS_PER_MONTH, Anchor
from monitor.domain.visits import VisitPlan, VisitWindow

Months = NDArray[np.float64]

COLUMN_OF = {
    Anchor.FIRST_SAMPLING: "first_sampling_on",
    Anchor.FIRST_SURGERY: "first_surgery_on",
    Anchor.DIAGNOSIS: "diagnosed_on",
    Anchor.FIRST_SYSTEMIC_THERAPY: "first_systemic_on",
}
_MOST_YEARS = 40


def offered_anchors(cohort: Cohort) -> tuple[Anchor, ...]:
    """Returns what months can be counted from: the visit windows' own anchor first, then what the
    most patients have.
    """
    own = cohort.visits.anchor if cohort.visits else ""
    known = {a: int(cohort.patients[column].notna().sum()) for a, column in COLUMN_OF.items()}
    ordered = sorted(COLUMN_OF, key=lambda a: (a.value != own, -known[a]))
    return tuple(a for a in ordered if known[a]) or (Anchor.FIRST_SAMPLING,)


def months_from(cohort: Cohort, anchor: Anchor, patients: ArrayLike, days: pd.Series) -> Months:
    """Returns the months from each patient's anchor to these days, NaN where one is not known."""
    at = rows_of(cohort, np.asarray(patients))
    anchors = cohort.patients[COLUMN_OF[anchor]].to_numpy()[at]
    since = days.to_numpy() - anchors
    whole = np.where(np.isnat(since), np.nan, since / np.timedelta64(1, "D"))
    return np.asarray(np.round(whole / DAYS_PER_MONTH, 2))


def windows_from(cohort: Cohort, anchor: Anchor) -> tuple[VisitWindow, ...]:
    """Returns the visit windows where they are counted from this anchor, else none."""
    plan = cohort.visits
    return plan.windows if plan is not None and plan.anchor == anchor.value else ()


def with_years(cohort: Cohort, anchor: Anchor) -> tuple[pd.DataFrame, tuple[VisitWindow, ...]]:
    """Returns samplings with years from the anchor in the place of visits, each half a year either
    side of its anniversary, and these windows.
    """
    samplings = cohort.samplings
    months = months_from(cohort, anchor, samplings["patient"], samplings["collected_on"])
    known = months[~np.isnan(months)]
    every = np.round(known / 12).astype(int)
    near = every[np.abs(every) <= _MOST_YEARS] + _MOST_YEARS
    kept = np.flatnonzero(np.bincount(near)) - _MOST_YEARS
    windows = tuple(VisitWindow(f"year {year}", 12.0 * year, 6.0) for year in kept.tolist())
    anchors = cohort.patients[COLUMN_OF[anchor]]
    # Narrowed cohorts keep their codes, which number every patient.
    by_code = anchors.reindex(range(int(cohort.codes.max(initial=-1)) + 1))
    return with_visits(samplings, by_code, VisitPlan(anchor.value, windows)), windows
