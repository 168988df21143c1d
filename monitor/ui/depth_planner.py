"""The planner on the screen: two questions, each answered by a sentence, a curve and a table."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from monitor.analysis.depth_plan import (
    detection_plan,
    detection_table,
    fall_plan,
    fall_table,
)
from monitor.analysis.formats import counted
from monitor.charts.depth_plan import (
    detection_figure,
    detection_sentence,
    fall_figure,
    fall_sentence,
)
from monitor.charts.stamp import stamped
from monitor.domain.rules import RuleSet
from monitor.ui.cohort_figure import saved_as, show_files
from monitor.ui.figure import is_dark
from monitor.ui.texts import literal

WIDTH = 150
DEPTHS = st.column_config.NumberColumn(format="%.3g")
TABLES = {
    "plan_detection": "Depth in 10⁶ MNC by rate and chance",
    "plan_fall": "Depth in 10⁶ MNC by cells before and after",
}


@dataclass(frozen=True, slots=True)
class Planned:
    """A curve of the planner: what was asked, in words and for a file's name, and the rules. No
    patient is in it, so that it has no denominators.
    """

    name: str
    asked: str
    inputs: str
    rules: str

    @property
    def notes(self) -> tuple[str, str]:
        return (
            f"{TABLES[self.name]}: {self.asked}",
            f"A plan, no patient is in it · rules {self.rules}",
        )

    @property
    def file_name(self) -> str:
        return f"{self.name}_{self.inputs}_rules_{self.rules}"


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
    asked = f"{rate:g} per 10⁶ MNC, {percent:g} % chance, recovery {rules.recovery:g}"
    _show(
        Planned("plan_detection", asked, f"{rate:g}_{percent:g}", rules.version),
        detection_figure(plan, is_dark()),
        sentence,
        partial(detection_table, rules, rate),
    )


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
    asked = f"{counted(k1, 'cell')} before in {n1:g} M, demonstrable at α = {rules.alpha:g}"
    _show(
        Planned("plan_fall", asked, f"{k1}_{n1:g}", rules.version),
        fall_figure(plan, is_dark()),
        sentence,
        partial(fall_table, plan),
    )


def _show(planned: Planned, figure: Any, sentence: str, table: Callable[[], pd.DataFrame]) -> None:
    """Shows a curve, its files, and on a switch the table of depths, all in 10⁶ MNC."""
    st.plotly_chart(
        stamped(figure, planned.notes, is_dark()),
        theme=None,
        width="stretch",
        key=planned.name,
        alt=sentence,
        config=saved_as(planned.file_name),
    )
    is_first = planned.name == "plan_detection"
    show_files(table, planned.name, planned.notes, planned.file_name, offers_formats=is_first)
    if st.session_state.get(f"{planned.name}_as_table", False):
        frame = table()
        st.caption(TABLES[planned.name])
        columns = dict.fromkeys(frame.columns[1:], DEPTHS)
        st.dataframe(frame, hide_index=True, alt=TABLES[planned.name], column_config=columns)
