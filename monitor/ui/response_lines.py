"""Chart 5b on the screen: response to a therapy, not to the calendar."""

import streamlit as st

from monitor.analysis.clearance_tables import clearance_table, pair_table
from monitor.analysis.line_response import PAGE, line_page
from monitor.analysis.response_spans import Span, therapy_spans
from monitor.charts.expected_clearance import (
    expected_clearance_figure,
    expected_clearance_sentence,
)
from monitor.charts.line_ladder import line_ladder_figure
from monitor.charts.line_response import (
    line_response_figure,
    line_response_sentence,
    summary_sentence,
)
from monitor.ui.cohort import Chosen
from monitor.ui.cohort_figure import show_cohort_figure
from monitor.ui.figure import is_dark
from monitor.ui.response_choices import choose_grouping, choose_page
from monitor.ui.response_members import keeps, show_cleared
from monitor.ui.response_reading import Question, read_clearance, read_pairs, read_summary
from monitor.ui.response_words import (
    BY_INDICATION,
    cleared_note,
    show_clearance_words,
    show_multiplicity,
    show_without,
)
from monitor.ui.texts import literal

THERAPY = "response_therapy"


@st.fragment
def show_lines(chosen: Chosen) -> None:
    """Shows each patient before and after a therapy, and what was to be expected by chance."""
    spans = therapy_spans(chosen.cohort)
    if not spans:
        st.info(
            "None of these patients was given a systemic therapy. Upload a therapy file, or look "
            "at *Clearance*, which needs none.",
            icon=":material/medication:",
        )
        return
    asked = Question(chosen.key, chosen.rules, chosen.filter)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        span = _choose_therapy(spans)
        pairs = read_pairs(asked, span)
        page = choose_page(len(pairs.frame), PAGE, f"response_page_{span.label}")
    found = read_summary(asked, span)
    st.markdown(literal(summary_sentence(span.label, found)))
    data = line_page(pairs, page)
    sentence = line_response_sentence(data, found)
    left, right = st.columns([3, 2])
    with left:
        show_cohort_figure(
            line_response_figure(data, is_dark()), sentence, lambda: pair_table(pairs),
            "response_lines", chosen, caption=f"Before and after {span.label}",
        )  # fmt: skip
    with right:
        show_cohort_figure(
            line_ladder_figure(data, is_dark()), sentence, lambda: pair_table(pairs),
            "response_ladder", chosen, caption=f"Ratio of rates, {span.label}", is_second=True,
        )  # fmt: skip
    show_without(found)
    show_multiplicity(found, chosen.rules)
    _show_expected(chosen, asked, span)


def _choose_therapy(spans: tuple[Span, ...]) -> Span:
    names = {f"{span.therapy_type}/{span.agent}": span for span in spans}
    labels = {name: span.label for name, span in names.items()}
    if st.session_state.get(THERAPY) not in names:
        st.session_state[THERAPY] = next(iter(names))
    picked = st.selectbox(
        "Therapy",
        list(names),
        key=THERAPY,
        format_func=labels.__getitem__,
        persist_state="session",
        width=260,
    )
    return names[picked]


def _show_expected(chosen: Chosen, asked: Question, span: Span) -> None:
    st.subheader("Observed beside expected", anchor=False)
    grouping, shown = choose_grouping(chosen, "response_lines_groups")
    data = read_clearance(asked, span, grouping)
    sentence = expected_clearance_sentence(data)
    show_cohort_figure(
        expected_clearance_figure(data, is_dark()), sentence, lambda: clearance_table(data),
        "response_lines_expected", shown, is_second=True,
        caption=f"Observed and expected clearance, {span.label}{cleared_note(chosen.rules)}",
        on_click=keeps("response_lines_expected"),
    )  # fmt: skip
    show_cleared("response_lines_expected", asked, span, grouping)
    show_clearance_words(data)
    st.caption(BY_INDICATION)
