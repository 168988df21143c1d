"""Who was sampled at which planned visit, and who is due (screens.md 2.10)."""

from dataclasses import dataclass
from datetime import date
from enum import IntEnum

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from monitor.analysis.cohort import Cohort
from monitor.analysis.cohort_visits import planned_day
from monitor.analysis.time_axis import DAYS_PER_MONTH
from monitor.domain.visits import VisitWindow
from monitor.domain.vocabularies import EvidenceState


class Cell(IntEnum):
    """What became of one planned visit of one patient, the best first."""

    ADEQUATE = 0
    UNDER_SCREENED = 1
    NOT_EVALUABLE = 2
    OFF_WINDOW = 3
    MISSING = 4
    DUE = 5
    NOT_YET_DUE = 6
    OFF_STUDY = 7
    NO_DAY = 8


CELL_NAMES = {
    Cell.ADEQUATE: "in window, evaluable",
    Cell.UNDER_SCREENED: "in window, under-screened",
    Cell.NOT_EVALUABLE: "in window, not evaluable",
    Cell.OFF_WINDOW: "off window",
    Cell.MISSING: "missing, window closed",
    Cell.DUE: "due now",
    Cell.NOT_YET_DUE: "not yet due",
    Cell.OFF_STUDY: "off study",
    Cell.NO_DAY: "no day to count from",
}
_IN_WINDOW = (Cell.ADEQUATE, Cell.UNDER_SCREENED, Cell.NOT_EVALUABLE)
_PLANNED = (*_IN_WINDOW, Cell.OFF_WINDOW, Cell.MISSING)
_OF_STATE = {
    EvidenceState.DETECTED: Cell.ADEQUATE,
    EvidenceState.NOT_DETECTED: Cell.ADEQUATE,
    EvidenceState.UNDER_SCREENED: Cell.UNDER_SCREENED,
    EvidenceState.DEPTH_UNKNOWN: Cell.NOT_EVALUABLE,
    EvidenceState.NOT_EVALUABLE: Cell.NOT_EVALUABLE,
}

# The number of the visit wanted of a patient of whom none is.
_NOTHING = -1

Grid = NDArray[np.int64]
Days = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class SamplingCalendar:
    """Patients by visits as of one day; rows in the order of `codes`, the most overdue first.

    `cells` hold a Cell, `days_off` the days from the planned day (NaN unsampled), `depths` the MNC
    screened (NaN unknown). `overdue` counts days since the window of the visit that is wanted now
    closed: negative while it is open, NaN where none is wanted. `wanted` is that visit's number.
    """

    windows: tuple[VisitWindow, ...]
    as_of: date
    codes: Grid
    cells: Grid
    days_off: Days
    depths: Days
    overdue: Days
    wanted: Grid

    def count(self, cell: Cell) -> int:
        """Returns how many visits are of that kind."""
        return int((self.cells == cell).sum())

    @property
    def due(self) -> int:
        """Returns how many patients are due or overdue."""
        return int((~np.isnan(self.overdue)).sum())

    @property
    def is_late(self) -> int:
        """Returns how many of them are overdue."""
        return int((self.overdue > 0).sum())

    @property
    def complete(self) -> Days:
        """Returns each patient's share of visits sampled in their window among those whose window
        has closed or that were sampled; NaN where none has.
        """
        done = np.isin(self.cells, _IN_WINDOW).sum(axis=1)
        planned = np.isin(self.cells, _PLANNED).sum(axis=1)
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.asarray(done / np.where(planned, planned, np.nan))


def sampling_calendar(cohort: Cohort, as_of: date) -> SamplingCalendar:
    """Returns the calendar of these patients; without visit windows it has no column.

    A patient is off study from death or the first distant metastasis on. A sampling off every
    window stands at the nearest visit that has none of its own. Wanted is the last visit whose
    window has opened, where it was not sampled; nothing is of who is off study.
    """
    windows = cohort.visits.windows if cohort.visits else ()
    today = np.datetime64(as_of, "s")
    since = (pd.Timestamp(as_of) - cohort.patients["anchored_on"]).dt.days.to_numpy(dtype=float)
    cells = _expected(cohort, windows, today)
    days_off, depths = np.full(cells.shape, np.nan), np.full(cells.shape, np.nan)
    _fill(cohort, windows, (cells, days_off, depths), today)
    wanted, overdue = _wanted(windows, cells, since)
    is_over = (_ends(cohort.patients) <= today).to_numpy()
    wanted[is_over], overdue[is_over] = _NOTHING, np.nan
    order = np.lexsort((cohort.codes, -np.nan_to_num(overdue, nan=-np.inf)))
    return SamplingCalendar(
        windows, as_of, cohort.codes[order], cells[order], days_off[order], depths[order],
        overdue[order], wanted[order],
    )  # fmt: skip


def _expected(cohort: Cohort, windows: tuple[VisitWindow, ...], today: np.datetime64) -> Grid:
    """Returns what each visit would be without any sampling."""
    patients = cohort.patients
    anchors = patients["anchored_on"].to_numpy()
    ends = _ends(patients).to_numpy()
    cells = np.full((len(patients), len(windows)), int(Cell.NO_DAY))
    for at, window in enumerate(windows):
        opens, closes = anchors + _days(window.first), anchors + _days(window.last)
        cells[:, at] = np.select(
            [np.isnat(anchors), ends <= closes, closes < today, opens <= today],
            [Cell.NO_DAY, Cell.OFF_STUDY, Cell.MISSING, Cell.DUE],
            Cell.NOT_YET_DUE,
        )
    return cells


def _ends(patients: pd.DataFrame) -> pd.Series:
    """Returns the day from which on nobody is sampled any more."""
    return patients[["died_on", "metastasis_on"]].min(axis=1)


def _days(months: float) -> np.timedelta64:
    return np.timedelta64(round(months * DAYS_PER_MONTH), "D")


def _fill(
    cohort: Cohort,
    windows: tuple[VisitWindow, ...],
    grids: tuple[Grid, Days, Days],
    today: np.datetime64,
) -> None:
    """Puts samplings where they belong: those that count in their window, then those off window."""
    cells, days_off, depths = grids
    samplings = cohort.samplings
    known = samplings.loc[(samplings["collected_on"] <= today).to_numpy()]
    names = {window.name: at for at, window in enumerate(windows)}
    counted = known.loc[known["is_counted_visit"].to_numpy()]
    rows = np.searchsorted(cohort.codes, counted["patient"].to_numpy())
    places = counted["visit"].astype(str).map(names).to_numpy(dtype=np.int64)
    states = {state.value: int(cell) for state, cell in _OF_STATE.items()}
    cells[rows, places] = counted["state"].astype(str).map(states).to_numpy()
    days_off[rows, places] = counted["days_off"].to_numpy(dtype=float, na_value=np.nan)
    depths[rows, places] = counted["n"].to_numpy(dtype=float, na_value=np.nan)
    off = known.loc[(known["is_off_window"] & ~known["after_relapse"]).to_numpy()]
    if windows and len(off):
        _fill_off_window(cohort, off, windows, grids)


def _fill_off_window(
    cohort: Cohort,
    off: pd.DataFrame,
    windows: tuple[VisitWindow, ...],
    grids: tuple[Grid, Days, Days],
) -> None:
    cells, days_off, depths = grids
    rows = np.searchsorted(cohort.codes, off["patient"].to_numpy())
    since = off["collected_on"].to_numpy() - cohort.patients["anchored_on"].to_numpy()[rows]
    planned = np.array([planned_day(window) for window in windows])
    apart = (since / np.timedelta64(1, "D"))[:, None] - planned[None, :]
    places = abs(apart).argmin(axis=1)
    distance = apart[np.arange(len(off)), places]
    is_free = np.isin(cells[rows, places], (Cell.MISSING, Cell.DUE, Cell.NOT_YET_DUE))
    farthest_first = np.argsort(-abs(distance), kind="stable")
    kept = farthest_first[is_free[farthest_first]]
    cells[rows[kept], places[kept]] = Cell.OFF_WINDOW
    days_off[rows[kept], places[kept]] = distance[kept]
    depths[rows[kept], places[kept]] = off["n"].to_numpy(dtype=float, na_value=np.nan)[kept]


def _wanted(windows: tuple[VisitWindow, ...], cells: Grid, since: Days) -> tuple[Grid, Days]:
    """Returns the number of the visit that is wanted now (−1: none), and the days since its window
    closed.
    """
    wanted = np.full(len(cells), _NOTHING)
    overdue = np.full(len(cells), np.nan)
    for at, window in enumerate(windows):
        is_open = since >= round(window.first * DAYS_PER_MONTH)
        is_free = np.isin(cells[:, at], (Cell.MISSING, Cell.DUE))
        wanted = np.where(is_open, np.where(is_free, at, _NOTHING), wanted)
        late = since - round(window.last * DAYS_PER_MONTH)
        overdue = np.where(is_open, np.where(is_free, late, np.nan), overdue)
    return wanted, overdue


def due_list(cohort: Cohort, calendar: SamplingCalendar) -> pd.DataFrame:
    """Returns who is wanted for a sampling, the most overdue first: a list for the clinic."""
    is_due = ~np.isnan(calendar.overdue)
    codes, wanted = calendar.codes[is_due], calendar.wanted[is_due]
    patients = cohort.patients.loc[codes]
    planned = np.array([planned_day(window) for window in calendar.windows] or [0])
    last = np.array([round(w.last * DAYS_PER_MONTH) for w in calendar.windows] or [0])
    anchors = patients["anchored_on"]
    overdue = calendar.overdue[is_due].astype(np.int64)
    return pd.DataFrame(
        {
            "patient_id": patients["patient_id"],
            "center": patients["center"].astype(str),
            "arm": patients["arm"].astype(str),
            "visit": [calendar.windows[at].name for at in wanted],
            "planned_on": anchors + pd.to_timedelta(planned[wanted], unit="D"),
            "window_closes_on": anchors + pd.to_timedelta(last[wanted], unit="D"),
            "state": np.where(overdue > 0, "overdue", "due"),
            "days_overdue": np.maximum(overdue, 0),
            "last_sampling_on": _last_sampling(cohort).reindex(codes),
        },
        index=codes,
    )


def due_without_plan(cohort: Cohort, as_of: date) -> pd.DataFrame:
    """Returns the same list where no visit windows are set: the rules' interval after the last
    sampling.
    """
    patients = cohort.patients
    last = _last_sampling(cohort).reindex(patients.index)
    due_on = last + pd.Timedelta(days=cohort.rules.sampling_interval_days)
    today = pd.Timestamp(as_of)
    is_on = _ends(patients).isna()
    found = patients.loc[(is_on & (due_on <= today)).to_numpy()]
    late = (today - due_on.loc[found.index]).dt.days
    return pd.DataFrame(
        {
            "patient_id": found["patient_id"],
            "center": found["center"].astype(str),
            "arm": found["arm"].astype(str),
            "planned_on": due_on.loc[found.index],
            "days_overdue": late,
            "last_sampling_on": last.loc[found.index],
        }
    ).sort_values(["days_overdue", "patient_id"], ascending=[False, True])


def _last_sampling(cohort: Cohort) -> pd.Series:
    return cohort.samplings.groupby("patient")["collected_on"].max()
