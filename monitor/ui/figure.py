"""A figure on the screen: chart, text alternative, and the same numbers as a table."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from monitor.ui.tables import show_table
from monitor.ui.texts import literal

# Streamlit itself leaves out plotly's logo and what selects by a box or lasso.
CONFIG = {"toImageButtonOptions": {"format": "svg"}, "modeBarButtonsToRemove": ["autoScale2d"]}


def is_dark() -> bool:
    """Returns whether the reader's screen is dark."""
    return bool(st.context.theme.type == "dark")


def show_figure(
    figure: Any,
    sentence: str,
    table: Callable[[], pd.DataFrame],
    name: str,
    unit: str,
    key: str | None = None,
    on_click: str | None = None,
) -> None:
    """Shows a chart with its sentence for screen readers, or on a switch its numbers as a table.

    A click on a point leaves its first custom value in the session's state under `on_click`.
    """
    if st.session_state.get(f"{name}_as_table", False):
        st.caption(literal(sentence))
        show_table(table(), sentence, unit)
    else:
        chart = key or name
        st.plotly_chart(
            figure,
            theme=None,
            width="stretch",
            key=chart,
            alt=sentence,
            config=CONFIG,
            on_select=partial(_keep_clicked, chart, on_click) if on_click else "ignore",
            selection_mode="points",
        )
    st.toggle("Show as table", key=f"{name}_as_table", persist_state="session")


def _keep_clicked(chart: str, kept: str) -> None:
    points = st.session_state[chart].selection.points
    values = [point["customdata"] for point in points if "customdata" in point]
    if values:
        st.session_state[kept] = values[0][0]
