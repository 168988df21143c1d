"""Chart 8 on the screen: the change of every patient from the baseline."""

import pandas as pd
import streamlit as st

from monitor.analysis.clearance_tables import pair_table
from monitor.analysis.formats import counted, sentence_case
from monitor.analysis.response_spans import FIRST, LAST, LOWEST, Span
from monitor.analysis.waterfall import PAGE, WaterfallData
from monitor.charts.waterfall import waterfall_figure, waterfall_sentence
from monitor.ui.cohort import Chosen
from monitor.ui.cohort_figure import show_cohort_figure
from monitor.ui.figure import is_dark
from monitor.ui.response_choices import choose_page
from monitor.ui.response_reading import Question, read_pairs, read_summary, read_waterfall
from monitor.ui.response_words import show_multiplicity
from monitor.ui.texts import literal

UNTIL = "response_change_until"
MOST_LISTED = 200
NAMES = {LAST: "Last", LOWEST: "Lowest", FIRST: "First later"}


@st.fragment
def show_change(chosen: Chosen) -> None:
    """Shows the waterfall, and beside it who has no bar."""
    asked = Question(chosen.key, chosen.rules, chosen.filter)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        span = Span(until=_choose_until())
        pairs = read_pairs(asked, span)
        bars = int((pairs.frame["k1"] > 0).sum())
        page = choose_page(bars, PAGE, f"response_change_page_{span.until}")
    data = read_waterfall(asked, span, page)
    sentence = waterfall_sentence(data)
    left, right = st.columns([2, 1]) if data.listed else (st.container(), None)
    with left:
        show_cohort_figure(
            waterfall_figure(data, is_dark()), sentence, lambda: pair_table(pairs),
            "response_change", chosen, caption=f"Change from the {span.label}",
        )  # fmt: skip
    if right is not None:
        with right:
            _show_listed(data)
    st.markdown(literal(sentence_case(sentence)))
    if span.is_lowest:
        st.caption("The lowest of several samplings: each p is multiplied by their number.")
    show_multiplicity(read_summary(asked, span), chosen.rules)


def _choose_until() -> str:
    picked = st.segmented_control(
        "Against the baseline", list(NAMES), default=LAST, required=True, key=UNTIL,
        format_func=NAMES.__getitem__, persist_state="session", label_visibility="collapsed",
    )  # fmt: skip
    return str(picked)


def _show_listed(data: WaterfallData) -> None:
    st.markdown(f"**{counted(len(data.listed), 'patient')} without a bar**")
    listed = [(one.patient_id, one.reason) for one in data.listed[:MOST_LISTED]]
    st.dataframe(
        pd.DataFrame(listed, columns=["Patient", "Why"]),
        hide_index=True,
        height=400 if len(listed) > 10 else "auto",
        alt="Patients without a bar, and why",
    )
    if len(data.listed) > MOST_LISTED:
        st.caption(f"The first {MOST_LISTED:,}; the table and the CSV hold all.")
