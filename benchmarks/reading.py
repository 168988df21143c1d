"""From the store to chart 1: reading one patient's course, and drawing it."""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from datetime import date
from time import perf_counter
from typing import Any

import plotly.graph_objects as go
import plotly.io

from benchmarks.commands import store_url
from benchmarks.figures import Effort, Figure, alternate, figure
from benchmarks.stores import sample_links, sample_store
from monitor.analysis.timeline import TimelineOptions, timeline
from monitor.charts.timeline import timeline_figure
from monitor.domain.records import Course
from monitor.domain.rules import DEFAULT_RULES
from monitor.store.engine import open_store
from monitor.store.reading import read_course, read_courses, read_last_date

ORDERS = {
    "assay": "collected_on",
    "therapy": "started_on",
    "outcome": "occurred_on",
    "patient": "id",
}
QUERIES = tuple(
    f"SELECT t.*, person.link, import.file_name FROM {table} AS t"
    " JOIN person ON person.id = t.person_id JOIN import ON import.id = t.import_id"
    f" WHERE t.ended_by IS NULL AND person.link = ? ORDER BY t.{order}, t.id"
    for table, order in ORDERS.items()
)


def patient_figures(effort: Effort) -> Iterator[Figure]:
    """Yields the time to read one course of the sample cohort, in a store with many others."""
    with sample_store(effort.rows) as path:
        store = open_store(store_url(path))
        links = sample_links(path)
        with closing(sqlite3.connect(path)) as connection:
            found = alternate(
                effort.rounds,
                lambda: _milliseconds(links, lambda link: read_course(store, link)),
                lambda: _milliseconds(links, lambda link: _rows(connection, link)),
            )
        store.engine.dispose()
    yield figure(
        "patient.read",
        "store.reading.read_course of one patient of the sample cohort",
        "ms",
        found[0],
        "the same four queries by bare sqlite3",
        found[1],
        effort.rows,
    )


def timeline_figures(effort: Effort) -> Iterator[Figure]:
    """Yields the time from a course to the JSON of its chart, over the whole sample cohort."""
    with sample_store() as path:
        store = open_store(store_url(path))
        courses, data_cut = read_courses(store), read_last_date(store)
        store.engine.dispose()
    if data_cut is None:
        raise ValueError("The sample cohort is empty.")
    _chart(courses[0], data_cut)  # imports what plotly imports late
    found = alternate(
        effort.rounds,
        lambda: _milliseconds(courses, lambda course: _chart(course, data_cut)),
        lambda: _milliseconds(courses, _bare_chart),
    )
    yield figure(
        "timeline.build",
        "course to chart 1 as JSON (data, figure, JSON), mean over the sample cohort",
        "ms",
        found[0],
        "one plotly scatter of the same dates and counts to JSON",
        found[1],
    )


def _milliseconds(items: Sequence[Any], do: Callable[[Any], object]) -> float:
    """Returns the mean time to do it with one of the items."""
    started = perf_counter()
    for item in items:
        do(item)
    return (perf_counter() - started) / len(items) * 1000


def _rows(connection: sqlite3.Connection, link: str) -> list[list[Any]]:
    connection.execute("BEGIN")
    rows = [connection.execute(query, (link,)).fetchall() for query in QUERIES]
    connection.execute("COMMIT")
    return rows


def _chart(course: Course, data_cut: date) -> Any:
    data = timeline(course, TimelineOptions(), DEFAULT_RULES, data_cut)
    return plotly.io.to_json(timeline_figure(data, dark=False), validate=False)


def _bare_chart(course: Course) -> Any:
    trace = {
        "type": "scatter",
        "x": [assay.collected_on for assay in course.assays],
        "y": [assay.tumor_cells for assay in course.assays],
    }
    return plotly.io.to_json(go.Figure({"data": [trace]}), validate=False)
