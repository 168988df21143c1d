"""One course on the screen: its current call, its chart, and what stands behind a point.

The chart is a fragment, as its tables are: a click in one runs neither the page nor the other.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import streamlit as st

from monitor.analysis.call_card import call_facts
from monitor.analysis.comparison import comparison
from monitor.analysis.course_tables import comparison_table, timeline_table
from monitor.analysis.samplings import samplings
from monitor.analysis.therapy_context import caution_windows, therapy_context
from monitor.analysis.therapy_spans import therapy_spans
from monitor.analysis.timeline import TimelineOptions, timeline
from monitor.analysis.timeline_calls import CourseCalls, course_calls
from monitor.analysis.timeline_ribbon import unknown_since
from monitor.charts.comparison import comparison_figure, comparison_sentence
from monitor.charts.timeline import timeline_figure, timeline_sentence
from monitor.domain.records import Course
from monitor.domain.rules import RuleSet
from monitor.domain.samplings import Sampling
from monitor.ui import reviews, store
from monitor.ui.call_card import show_call, show_notes
from monitor.ui.evidence import show_evidence, times_closed
from monitor.ui.figure import is_dark, show_figure
from monitor.ui.rules import active_rules, lab_scatters
from monitor.ui.texts import literal

CLICKED = "timeline_clicked"


@dataclass(frozen=True, slots=True)
class View:
    """What is on the page: a course, seen through these options, in this state of the store, with
    its calls under the rules in force.
    """

    course: Course
    options: TimelineOptions
    key: store.StoreKey
    rules: RuleSet
    data_cut: date
    calls: CourseCalls


def view_of(course: Course, options: TimelineOptions, key: store.StoreKey) -> View:
    """Returns what is to be shown; the calls are made once for all that shows them."""
    rules, cut, scatter = active_rules(key), store.data_cut(key), lab_scatters(key)
    found = course_calls(course, options, rules, cut, scatter)
    return View(course, options, key, rules, cut, found)


@st.fragment
def show_course(view: View) -> None:
    """Shows the current call and chart 1; a click on a sampling opens its evidence."""
    found, link = view.calls, view.course.patient.link
    waiting = reviews.unreviewed(view.key, link)
    data = timeline(
        view.course,
        view.options,
        view.rules,
        view.data_cut,
        store.visit_plan(view.key),
        calls=found.every,
        unreviewed=waiting,
    )
    if found.current is not None and show_call(found.current, unknown_since(data.ribbon)):
        st.session_state[CLICKED] = found.current.sampling.assays[0].id
    show_figure(
        timeline_figure(data, is_dark()),
        timeline_sentence(data),
        lambda: timeline_table(data),
        "timeline",
        view.options.unit.value,
        key=f"timeline_{times_closed()}",
        on_click=CLICKED,
    )
    if found.every:
        show_notes(found, view.rules)
    for note in data.notes:
        st.caption(literal(note))
    reviews.offer_patient(view.key, link, len(waiting))
    _open_clicked(view)


def show_comparison(view: View, others: Sequence[Course]) -> None:
    """Shows the course with others, one below the other, on the same axes."""
    plan = store.visit_plan(view.key)
    courses = (view.course, *others)
    data = comparison(courses, view.options, view.rules, view.data_cut, plan)
    show_figure(
        comparison_figure(data, is_dark()),
        comparison_sentence(data),
        lambda: comparison_table(data),
        "comparison",
        view.options.unit.value,
    )
    for note in data.notes:
        st.caption(literal(note))


def _open_clicked(view: View) -> None:
    clicked = st.session_state.pop(CLICKED, None)
    if clicked is not None:
        open_evidence(view, clicked)


def open_evidence(view: View, assay_id: int) -> None:
    """Opens what stands behind the sampling of this assay."""
    sampling = next((s for s in samplings_of(view) if s.assays[0].id == assay_id), None)
    if sampling is None:
        return
    spans = therapy_spans(view.course, view.data_cut)
    cautions = caution_windows(spans, view.rules)
    context = therapy_context(sampling.collected_on, spans, cautions)
    at = (sampling.collected_on, sampling.key)
    call = next((c for c in view.calls.every if (c.collected_on, c.key) == at), None)
    facts = call_facts(call, view.rules) if call else ()
    show_evidence(sampling, context, view.options.unit, view.key, facts)


def samplings_of(view: View) -> tuple[Sampling, ...]:
    """Returns the samplings of the course, blood too."""
    return samplings(view.course.assays, view.rules, view.options.cells)
