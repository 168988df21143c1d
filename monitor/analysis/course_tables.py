"""A patient's course as tables: the twin of the timeline, the assays, the therapy.

Counts are whole numbers that may be missing (Int64), dates are dates, all else is text as it was
read; columns are named in code and get their headings on the page.
"""

from collections.abc import Callable, Sequence
from typing import Any

import pandas as pd

from monitor.analysis.call_text import verdict
from monitor.analysis.comparison import Comparison
from monitor.analysis.formats import sentence_case
from monitor.analysis.samplings import cells_that_count, samplings
from monitor.analysis.therapy_lanes import LANE_LABELS
from monitor.analysis.timeline import TimelineData
from monitor.analysis.timeline_points import Point
from monitor.domain.records import Assay, Course, TherapyEvent
from monitor.domain.rules import DEFAULT_RULES, RuleSet
from monitor.domain.samplings import CellDefinition, Sampling
from monitor.domain.vocabularies import DatePrecision, TherapyType

_COUNTS = frozenset(
    {"k", "N", "tumor_cells", "probable_cells", "cells_screened", "control_positive",
     "control_cells_screened", "cells_that_count", "cycles"}
)  # fmt: skip

Cells = dict[str, Callable[[Any], Any]]


def timeline_table(data: TimelineData) -> pd.DataFrame:
    """Returns one row for each sampling in time order, marrow first and blood after it.

    Columns: date, visit, k, N (cells), rate, lower, upper, excluded (cells in `data.options.unit`;
    exact 95 % limits, level excluded with 95 % one-sided), state, reason, call, key, source.
    """
    factor = data.options.unit.factor
    calls = {(c.collected_on, c.key): sentence_case(verdict(c)) for c in data.calls}
    cells: Cells = {
        "date": lambda s: s.collected_on,
        "visit": lambda s: s.visit,
        "k": lambda s: s.tumor_cells,
        "N": lambda s: s.cells_screened,
        "rate": lambda s: _times(s.rate, factor),
        "lower": lambda s: _times(s.lower, factor),
        "upper": lambda s: _times(s.upper, factor),
        "excluded": lambda s: _times(s.excluded, factor),
        "state": lambda s: s.state.value,
        "reason": lambda s: s.reason,
        "call": lambda s: calls.get((s.collected_on, s.key)),
        "key": lambda s: str(s.key),
        "source": _sources,
    }
    return _frame([*map(_sampling_of, data.points), *data.blood], cells)


def comparison_table(data: Comparison) -> pd.DataFrame:
    """Returns the rows of all panels, with the patient before the columns of `timeline_table`."""
    tables = [timeline_table(panel) for panel in data.panels]
    for table, panel in zip(tables, data.panels, strict=True):
        table.insert(0, "patient", panel.patient_id)
    return pd.concat(tables, ignore_index=True) if tables else pd.DataFrame()


def assay_table(
    course: Course,
    rules: RuleSet = DEFAULT_RULES,
    cells: CellDefinition = CellDefinition.TUMOR_AND_PROBABLE,
) -> pd.DataFrame:
    """Returns one row for each assay in time order, with whether and why it was pooled or not.

    Columns: date, visit, site, tumor_cells, probable_cells, cells_screened, cells_that_count,
    rate (cells per 10⁶ MNC of this assay alone), control_positive, control_cells_screened, pooled,
    reason (why not), state (of its sampling), material, method, antibody, lab, reader, sample_id,
    status, comment, source.
    """
    found = samplings(course.assays, rules, cells)
    rows = [(assay, s, reason) for s in found for assay, reason in _judged(s)]
    rows.sort(key=lambda row: (row[0].collected_on, row[0].id))
    return _frame(rows, _assay_cells(cells))


def _assay_cells(cells: CellDefinition) -> Cells:
    def of(name: str) -> Callable[[Any], Any]:
        return lambda row: getattr(row[0], name)

    return {
        "date": of("collected_on"),
        "visit": of("visit"),
        "site": of("site"),
        "tumor_cells": of("tumor_cells"),
        "probable_cells": of("probable_cells"),
        "cells_screened": of("cells_screened"),
        "cells_that_count": lambda row: cells_that_count(row[0], cells),
        "rate": lambda row: _rate(row[0], cells),
        "control_positive": of("control_positive"),
        "control_cells_screened": of("control_cells_screened"),
        "pooled": lambda row: row[2] is None,
        "reason": lambda row: row[2] or "",
        "state": lambda row: row[1].state.value,
        **{
            name: of(name)
            for name in ("material", "method", "antibody", "lab", "reader", "sample_id", "status",
                         "comment")
        },
        "source": lambda row: _source(row[0]),
    }  # fmt: skip


def therapy_table(course: Course) -> pd.DataFrame:
    """Returns one row for each therapy event in time order.

    Columns: type, agent, started, ended (as precise as they are known, or "ongoing" or "unknown"),
    cycles, dose, intent, end_reason, comment, source.
    """
    cells: Cells = {
        "type": lambda t: LANE_LABELS[t.therapy_type],
        "agent": lambda t: t.agent,
        "started": lambda t: t.started_on.isoformat()[: _DATE_LENGTHS[t.date_precision]],
        "ended": _ended,
        "cycles": lambda t: t.cycles,
        "dose": lambda t: f"{t.dose:g} {t.dose_unit or ''}".strip() if t.dose is not None else None,
        "intent": lambda t: _words(t.intent),
        "end_reason": lambda t: _words(t.end_reason),
        "comment": lambda t: t.comment,
        "source": _source,
    }
    return _frame(course.therapies, cells)


_DATE_LENGTHS = {DatePrecision.YEAR: 4, DatePrecision.MONTH: 7, DatePrecision.DAY: 10}


def _frame(rows: Sequence[Any], cells: Cells) -> pd.DataFrame:
    columns = {name: [cell(row) for row in rows] for name, cell in cells.items()}
    return pd.DataFrame(
        {
            name: pd.Series(values, dtype="Int64" if name in _COUNTS else _dtype(name))
            for name, values in columns.items()
        }
    )


def _dtype(name: str) -> str:
    if name in ("rate", "lower", "upper", "excluded"):
        return "float64"
    return "bool" if name == "pooled" else "object"


def _sampling_of(point: Point) -> Sampling:
    return point.sampling


def _judged(sampling: Sampling) -> list[tuple[Assay, str | None]]:
    pooled: list[tuple[Assay, str | None]] = [(assay, None) for assay in sampling.pooled]
    return pooled + [(aside.assay, aside.reason) for aside in sampling.set_aside]


def _rate(assay: Assay, cells: CellDefinition) -> float | None:
    k = cells_that_count(assay, cells)
    return None if k is None or not assay.cells_screened else k / (assay.cells_screened / 1e6)


def _times(value: float | None, factor: float) -> float | None:
    return None if value is None else value * factor


def _sources(sampling: Sampling) -> str:
    return "; ".join(source for a in sampling.assays if (source := _source(a)))


def _source(row: Assay | TherapyEvent) -> str:
    return str(row.origin) if row.origin else ""


def _words(code: str | None) -> str | None:
    return code.replace("_", " ") if code else None


def _ended(event: TherapyEvent) -> str:
    if event.ended_on is not None:
        return event.ended_on.isoformat()[: _DATE_LENGTHS[event.date_precision]]
    if event.therapy_type is TherapyType.SURGERY:
        return ""
    return "ongoing" if event.ongoing else "unknown"
