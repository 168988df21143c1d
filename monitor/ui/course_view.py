"""One course on the screen: its chart, what stands behind a point, and its tables.

Chart and tables are fragments: a click in one of them runs neither the page nor the other again.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from monitor.analysis.comparison import comparison
from monitor.analysis.course_tables import (
    assay_table,
    comparison_table,
    therapy_table,
    timeline_table,
)
from monitor.analysis.evidence import sampling_title
from monitor.analysis.samplings import samplings
from monitor.analysis.therapy_context import caution_windows, therapy_context
from monitor.analysis.therapy_spans import therapy_spans
from monitor.analysis.timeline import TimelineOptions, timeline
from monitor.charts.comparison import comparison_figure, comparison_sentence
from monitor.charts.timeline import timeline_figure, timeline_sentence
from monitor.domain.records import Course
from monitor.domain.rules import DEFAULT_RULES
from monitor.domain.samplings import Sampling
from monitor.ui import store
from monitor.ui.evidence import show_evidence, times_closed
from monitor.ui.figure import is_dark, show_figure
from monitor.ui.tables import show_table
from monitor.ui.texts import literal

ASSAYS, THERAPY = "Assays", "Therapy"
CLICKED = "timeline_clicked"


@dataclass(frozen=True, slots=True)
class View:
    """What is on the page: a course, seen through these options, in this state of the store."""

    course: Course
    options: TimelineOptions
    key: store.StoreKey


@st.fragment
def show_course(view: View) -> None:
    """Shows chart 1; a click on a sampling opens its evidence."""
    plan = store.visit_plan(view.key)
    cut = store.data_cut(view.key)
    data = timeline(view.course, view.options, DEFAULT_RULES, cut, plan)
    show_figure(
        timeline_figure(data, is_dark()),
        timeline_sentence(data),
        lambda: timeline_table(data),
        "timeline",
        view.options.unit.value,
        key=f"timeline_{times_closed()}",
        on_click=CLICKED,
    )
    for note in data.notes:
        st.caption(literal(note))
    _open_clicked(view)


def show_comparison(view: View, others: Sequence[Course]) -> None:
    """Shows the course with others, one below the other, on the same axes."""
    cut, plan = store.data_cut(view.key), store.visit_plan(view.key)
    courses = (view.course, *others)
    data = comparison(courses, view.options, DEFAULT_RULES, cut, plan)
    show_figure(
        comparison_figure(data, is_dark()),
        comparison_sentence(data),
        lambda: comparison_table(data),
        "comparison",
        view.options.unit.value,
    )
    for note in data.notes:
        st.caption(literal(note))


@st.fragment
def show_tables(view: View) -> None:
    """Shows the tables that are asked for: an open table costs more than all else on the page."""
    shown = st.pills(
        "Tables",
        [ASSAYS, THERAPY],
        selection_mode="multi",
        key="patient_tables",
        persist_state="session",
        label_visibility="collapsed",
    )
    if ASSAYS in shown:
        _choose_evidence(view)
        show_table(assay_table(view.course, DEFAULT_RULES, view.options.cells), ASSAYS)
    if THERAPY in shown:
        show_table(therapy_table(view.course), "Therapy events")


def _choose_evidence(view: View) -> None:
    """Shows a list of the samplings: the way to their evidence for the keyboard."""
    found = _samplings(view)
    chosen = st.selectbox(
        "Evidence of a sampling",
        [sampling.assays[0].id for sampling in found],
        index=None,
        format_func={s.assays[0].id: sampling_title(s) for s in found}.__getitem__,
        placeholder="Choose one, or click its point on the chart",
        key=f"evidence_{view.course.patient.link}_{times_closed()}",
    )
    if chosen is not None:
        _open(view, chosen)


def _open_clicked(view: View) -> None:
    clicked = st.session_state.pop(CLICKED, None)
    if clicked is not None:
        _open(view, clicked)


def _open(view: View, assay_id: int) -> None:
    sampling = next((s for s in _samplings(view) if s.assays[0].id == assay_id), None)
    if sampling is None:
        return
    spans = therapy_spans(view.course, store.data_cut(view.key))
    cautions = caution_windows(spans, DEFAULT_RULES)
    context = therapy_context(sampling.collected_on, spans, cautions)
    show_evidence(sampling, context, view.options.unit, view.key)


def _samplings(view: View) -> tuple[Sampling, ...]:
    return samplings(view.course.assays, DEFAULT_RULES, view.options.cells)
