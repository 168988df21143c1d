"""One page of the sampling calendar, as it is drawn and as a table."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from monitor.analysis.cohort import Cohort
from monitor.analysis.formats import millions, minus
from monitor.analysis.sampling_calendar import CELL_NAMES, Cell, SamplingCalendar

ROWS = 40


@dataclass(frozen=True, slots=True)
class CalendarCell:
    """One visit of one patient; `text` stands in the cell."""

    kind: Cell
    days_off: int | None
    depth: int | None

    @property
    def text(self) -> str:
        """Returns the depth where one was screened, the days off the window, or a word."""
        if self.kind is Cell.OFF_WINDOW:
            return minus(f"{self.days_off or 0:+d} d")
        depth = f"{millions(self.depth)}M" if self.depth else "?"
        marks = {
            Cell.ADEQUATE: depth, Cell.UNDER_SCREENED: f"◇{depth}", Cell.NOT_EVALUABLE: "×",
            Cell.MISSING: "none", Cell.DUE: "due", Cell.OFF_STUDY: "off", Cell.NO_DAY: "?",
        }  # fmt: skip
        return marks.get(self.kind, "")


@dataclass(frozen=True, slots=True)
class CalendarRow:
    """One patient; `overdue` as in the calendar, None where nothing is wanted."""

    link: str
    patient_id: str
    cells: tuple[CalendarCell, ...]
    complete: float | None
    overdue: int | None


@dataclass(frozen=True, slots=True)
class CalendarPage:
    """Some rows of the calendar, numbered from `first`, of `patients` in all."""

    visits: tuple[str, ...]
    rows: tuple[CalendarRow, ...]
    first: int
    patients: int
    due: int
    late: int
    counts: tuple[tuple[Cell, int], ...]
    as_of: date


def calendar_page(cohort: Cohort, calendar: SamplingCalendar, page: int = 1) -> CalendarPage:
    """Returns the rows of one page, counted from 1."""
    start = (page - 1) * ROWS
    places = range(start, min(start + ROWS, len(calendar.codes)))
    names = cohort.pseudonyms(calendar.codes[start : start + ROWS])
    complete = calendar.complete
    rows = tuple(
        CalendarRow(
            cohort.link_of(calendar.codes[at]),
            name,
            _cells(calendar, at),
            None if np.isnan(complete[at]) else float(complete[at]),
            None if np.isnan(calendar.overdue[at]) else int(calendar.overdue[at]),
        )
        for at, name in zip(places, names, strict=True)
    )
    counts = tuple((cell, calendar.count(cell)) for cell in Cell if calendar.count(cell))
    return CalendarPage(
        tuple(window.name for window in calendar.windows), rows, start + 1, len(calendar.codes),
        calendar.due, calendar.is_late, counts, calendar.as_of,
    )  # fmt: skip


def _cells(calendar: SamplingCalendar, at: int) -> tuple[CalendarCell, ...]:
    return tuple(
        CalendarCell(
            Cell(int(kind)),
            None if np.isnan(off) else int(off),
            None if np.isnan(depth) else int(depth),
        )
        for kind, off, depth in zip(
            calendar.cells[at], calendar.days_off[at], calendar.depths[at], strict=True
        )
    )


def calendar_frame(cohort: Cohort, calendar: SamplingCalendar) -> pd.DataFrame:
    """Returns the whole calendar as a table: what became of every visit of every patient."""
    names = np.array([CELL_NAMES[cell] for cell in Cell], dtype=object)
    table: dict[str, Any] = {"patient": cohort.pseudonyms(calendar.codes)}
    table |= {w.name: names[calendar.cells[:, at]] for at, w in enumerate(calendar.windows)}
    table["complete, %"] = np.round(100 * calendar.complete)
    table["days overdue"] = np.where(calendar.overdue > 0, calendar.overdue, np.nan)
    return pd.DataFrame(table)
