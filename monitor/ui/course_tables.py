"""The tables of a patient page, and chart 3: each is shown when it is asked for.

A fragment: a click in it runs neither the page nor the chart again.
"""

import streamlit as st

from monitor.analysis.call_tables import (
    call_table,
    context_table,
    therapy_line_table,
    times_table,
)
from monitor.analysis.course_tables import assay_table, therapy_table
from monitor.analysis.evidence import sampling_title
from monitor.analysis.ladder import ladder, ladder_table
from monitor.analysis.series import series
from monitor.analysis.series_times import series_times
from monitor.analysis.series_trends import series_trend
from monitor.analysis.therapy_context import caution_windows
from monitor.analysis.therapy_line_changes import therapy_line_changes
from monitor.analysis.therapy_spans import therapy_spans
from monitor.charts.ladder import ladder_figure, ladder_sentence
from monitor.domain.vocabularies import Material
from monitor.ui.course_view import View, open_evidence, samplings_of
from monitor.ui.evidence import times_closed
from monitor.ui.figure import is_dark, show_figure
from monitor.ui.rules import lab_scatters
from monitor.ui.tables import show_table

ASSAYS, THERAPY, CHANGES = "Assays", "Therapy", "Is the change real?"
LINES, TIMES, CONTEXT, CALLS = "Before / after therapy", "Trend and times", "Context", "Calls"
LADDER_NOTE = (
    "Bar: exact 95 % interval, gray where it crosses 1. Chance: of a false clearance, from the "
    "last detected sampling. Depth: from where so few cells would be demonstrably fewer."
)


@st.fragment
def show_tables(view: View) -> None:
    """Shows what is asked for: an open table costs more than all else on the page."""
    tables = {
        CHANGES: _show_ladder,
        LINES: _show_lines,
        TIMES: _show_times,
        CALLS: _show_calls,
        CONTEXT: _show_context,
        ASSAYS: _show_assays,
        THERAPY: _show_therapy,
    }
    shown = st.pills(
        "Tables",
        list(tables),
        selection_mode="multi",
        key="patient_tables",
        persist_state="session",
        label_visibility="collapsed",
    )
    for name, show in tables.items():
        if name in shown:
            show(view)


def _show_ladder(view: View) -> None:
    data = ladder(view.course.patient.patient_id, view.calls.every, view.rules, view.options.cells)
    show_figure(
        ladder_figure(data, is_dark()),
        ladder_sentence(data),
        lambda: ladder_table(data),
        "ladder",
        view.options.unit.value,
    )
    st.caption(LADDER_NOTE)


def _show_lines(view: View) -> None:
    scatter = lab_scatters(view.key)
    changes = therapy_line_changes(view.course, view.rules, view.options.cells, scatter)
    show_table(therapy_line_table(changes), LINES)


def _show_times(view: View) -> None:
    found = [
        one
        for one in series(view.course, view.rules, view.options.cells)
        if one.key.material is Material.BONE_MARROW
    ]
    times = [series_times(one, view.course, view.rules) for one in found]
    trends = [series_trend(one, view.options.cells) for one in found]
    show_table(times_table(times, trends), TIMES)


def _show_calls(view: View) -> None:
    show_table(call_table(view.calls.every), CALLS)


def _show_context(view: View) -> None:
    spans = therapy_spans(view.course, view.data_cut)
    days = [s.collected_on for s in samplings_of(view)]
    show_table(context_table(days, spans, caution_windows(spans, view.rules)), CONTEXT)


def _show_assays(view: View) -> None:
    _choose_evidence(view)
    show_table(assay_table(view.course, view.rules, view.options.cells), ASSAYS)


def _show_therapy(view: View) -> None:
    show_table(therapy_table(view.course), "Therapy events")


def _choose_evidence(view: View) -> None:
    """Shows a list of the samplings: the way to their evidence for the keyboard."""
    found = samplings_of(view)
    chosen = st.selectbox(
        "Evidence of a sampling",
        [sampling.assays[0].id for sampling in found],
        index=None,
        format_func={s.assays[0].id: sampling_title(s) for s in found}.__getitem__,
        placeholder="Choose one, or click its point on the chart",
        key=f"evidence_{view.course.patient.link}_{times_closed()}",
    )
    if chosen is not None:
        open_evidence(view, chosen)
