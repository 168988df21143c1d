"""Clearance on the screen: how many, how many by chance, when, and by how many cells at first."""

import streamlit as st

from monitor.analysis.clearance_tables import clearance_table, dose_table, times_table
from monitor.analysis.clearance_times import TimesData
from monitor.analysis.formats import fewer_than
from monitor.analysis.lab_scatter import expected_note
from monitor.analysis.response_spans import Span, baseline_spans
from monitor.charts.clearance_times import clearance_times_figure, clearance_times_sentence
from monitor.charts.expected_clearance import (
    expected_clearance_figure,
    expected_clearance_sentence,
)
from monitor.charts.response_dose import dose_figure, dose_sentence
from monitor.ui.cohort import Chosen, read_cohort
from monitor.ui.cohort_figure import show_cohort_figure
from monitor.ui.figure import is_dark
from monitor.ui.response_choices import choose_grouping
from monitor.ui.response_members import keeps, show_cleared, show_dose, show_times
from monitor.ui.response_reading import (
    Grouping,
    Question,
    read_clearance,
    read_doses,
    read_labs,
    read_summary,
    read_times,
)
from monitor.ui.response_words import (
    ARMS,
    cleared_note,
    show_clearance_words,
    show_labs,
    show_multiplicity,
    show_without,
)
from monitor.ui.texts import literal

UNTIL, SUSTAINED, LABS = "response_until", "response_sustained", "response_labs"
# Beyond this a look through every assay takes more than a moment and has to be asked for.
_FEW_PATIENTS = 3_000


@st.fragment
def show_clearance(chosen: Chosen) -> None:
    """Shows observed beside expected clearance, times to clearance, and dose groups."""
    asked = Question(chosen.key, chosen.rules, chosen.filter)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        span = _choose_until(baseline_spans(chosen.cohort))
        grouping, shown = choose_grouping(chosen, "response_groups")
    _show_expected(shown, asked, span, grouping)
    left, right = st.columns(2, gap="medium")
    with left:
        _show_times(shown, asked, grouping)
    with right:
        _show_doses(chosen, asked, span)
    _show_labs(chosen)


def _choose_until(spans: tuple[Span, ...]) -> Span:
    names = {span.visit or span.until: span for span in spans}
    if st.session_state.get(UNTIL) not in names:
        st.session_state[UNTIL] = next(iter(names))
    picked = st.selectbox(
        "From baseline to",
        list(names),
        key=UNTIL,
        persist_state="session",
        width=220,
        help="Baseline: the last evaluable sampling before the first systemic therapy.",
    )
    return names[picked]


def _show_expected(chosen: Chosen, asked: Question, span: Span, grouping: Grouping) -> None:
    data = read_clearance(asked, span, grouping)
    sentence = expected_clearance_sentence(data)
    show_clearance_words(data)
    show_cohort_figure(
        expected_clearance_figure(data, is_dark()), sentence, lambda: clearance_table(data),
        "response_expected", chosen,
        caption=f"Observed and expected clearance, {span.label}{cleared_note(data.rules)}"
        f"{expected_note(chosen.cohort.scatter)}",
        on_click=keeps("response_expected"),
    )  # fmt: skip
    show_cleared("response_expected", asked, span, grouping)
    shallow = sum(group.shallow for group in data.groups)
    if shallow:
        st.caption(
            f"{shallow:,} positives left out: their second sampling was too shallow for a zero to "
            "count."
        )
    if len(data.groups) > 1:
        st.caption(ARMS)
    found = read_summary(asked, span)
    show_without(found)
    show_multiplicity(found, chosen.rules)


def _show_times(chosen: Chosen, asked: Question, grouping: Grouping) -> None:
    st.subheader("Time to clearance", anchor=False)
    is_sustained = st.toggle("Sustained", key=SUSTAINED, persist_state="session", help=(
        "Confirmed by a second sampling and never detected again. Otherwise: the first sampling "
        "not detected."
    ))  # fmt: skip
    data = read_times(asked, grouping, is_sustained)
    sentence = clearance_times_sentence(data)
    show_cohort_figure(
        clearance_times_figure(data, is_dark()), sentence, lambda: times_table(data),
        "response_times", chosen, is_second=True,
        caption=_times_caption(data),
        on_click=keeps("response_times"),
    )  # fmt: skip
    show_times("response_times", asked, grouping, is_sustained)
    st.caption(
        literal(sentence) + " Turnbull's curve from the intervals between samplings: the day of a "
        "change is never known. A band stands where they leave the share open."
    )


def _times_caption(data: TimesData) -> str:
    found = fewer_than(data.rules.threshold)
    text = "Sustained clearance" if data.is_sustained else f"First sampling with {found}"
    return text + cleared_note(data.rules)


def _show_doses(chosen: Chosen, asked: Question, span: Span) -> None:
    st.subheader("By number of cells", anchor=False)
    st.caption("Detected at the second sampling, by the cells found at the first.")
    data = read_doses(asked, span)
    sentence = dose_sentence(data)
    show_cohort_figure(
        dose_figure(data, is_dark()), sentence, lambda: dose_table(data), "response_doses", chosen,
        is_second=True,
        caption=f"Detected again by cells at first, {span.label}{cleared_note(data.rules)}",
        on_click=keeps("response_doses"),
    )  # fmt: skip
    st.caption(literal(sentence))
    show_dose("response_doses", asked, span)


def _show_labs(chosen: Chosen) -> None:
    st.subheader("What the counts are worth", anchor=False)
    many = len(read_cohort(chosen.key, chosen.rules).patients) > _FEW_PATIENTS
    if many and not st.toggle("Look through every assay", key=LABS, persist_state="session"):
        st.caption("Scatter of sites and background of controls, lab by lab.")
        return
    show_labs(read_labs(chosen.key))
