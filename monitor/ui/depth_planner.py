"""The planner on the screen: two questions, each answered by a sentence, a curve and a table."""

import pandas as pd
import streamlit as st

from monitor.analysis.depth_plan import (
    detection_plan,
    detection_table,
    fall_plan,
    fall_table,
)
from monitor.charts.depth_plan import (
    detection_figure,
    detection_sentence,
    fall_figure,
    fall_sentence,
)
from monitor.domain.rules import RuleSet
from monitor.ui.figure import CONFIG, is_dark
from monitor.ui.texts import literal

WIDTH = 150
DEPTHS = st.column_config.NumberColumn(format="%.3g")


@st.fragment
def plan_detection(rules: RuleSet) -> None:
    """Asks for a rate and a chance, and shows the depth that they need."""
    st.subheader("To see a level", anchor=False)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        rate = st.number_input(
            "Cells per 10⁶ MNC", 0.01, 1000.0, 0.5, 0.1, "%.2f", key="plan_rate", width=WIDTH,
            persist_state="session",
        )  # fmt: skip
        percent = st.number_input(
            "Chance, %", 1.0, 99.9, 95.0, 1.0, "%g", key="plan_chance", width=WIDTH,
            persist_state="session",
        )  # fmt: skip
    plan = detection_plan(rate, percent / 100, rules)
    sentence = detection_sentence(plan)
    st.write(literal(sentence))
    _curve(detection_figure(plan, is_dark()), sentence, "plan_detection")
    _table(detection_table(rules, rate), "Depth in 10⁶ MNC by rate and chance", "detection")


@st.fragment
def plan_fall(rules: RuleSet) -> None:
    """Asks for a count before, and shows the depth that shows a fall from it."""
    st.subheader("To show a fall", anchor=False)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        k1 = st.number_input(
            "Cells before (k₁)", 1, 200, 6, 1, key="plan_k1", width=WIDTH, persist_state="session"
        )
        n1 = st.number_input(
            "In M screened (N₁)", 0.1, 50.0, 2.0, 0.1, "%.2f", key="plan_n1", width=WIDTH,
            persist_state="session",
        )  # fmt: skip
    plan = fall_plan(k1, n1, rules)
    sentence = fall_sentence(plan)
    st.write(literal(sentence))
    _curve(fall_figure(plan, is_dark()), sentence, "plan_fall")
    _table(fall_table(plan), "Depth in 10⁶ MNC by cells before and after", "fall")


def _curve(figure: object, sentence: str, key: str) -> None:
    st.plotly_chart(figure, theme=None, width="stretch", key=key, alt=sentence, config=CONFIG)


def _table(frame: pd.DataFrame, name: str, key: str) -> None:
    """Shows a table of depths on a switch, all of them in 10⁶ MNC."""
    if st.toggle("Show as table", key=f"plan_{key}_table", persist_state="session"):
        st.caption(name)
        columns = dict.fromkeys(frame.columns[1:], DEPTHS)
        st.dataframe(frame, hide_index=True, alt=name, column_config=columns)
