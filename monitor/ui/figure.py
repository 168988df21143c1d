"""A figure on the screen: chart, text alternative, and the same numbers as a table."""

from typing import Any

import pandas as pd
import streamlit as st

from monitor.ui.tables import show_table
from monitor.ui.texts import literal

CONFIG = {
    "displaylogo": False,
    "toImageButtonOptions": {"format": "svg"},
    "modeBarButtonsToRemove": ["select2d", "lasso2d", "autoScale2d"],
}


def is_dark() -> bool:
    """Returns whether the reader's screen is dark."""
    return bool(st.context.theme.type == "dark")


def show_figure(figure: Any, sentence: str, table: pd.DataFrame, name: str, unit: str) -> None:
    """Shows a chart with its sentence for screen readers, or on a switch its numbers as a table."""
    as_table = st.session_state.get(f"{name}_as_table", False)
    if as_table:
        st.caption(literal(sentence))
        show_table(table, sentence, unit)
    else:
        st.plotly_chart(figure, theme=None, width="stretch", key=name, alt=sentence, config=CONFIG)
    st.toggle("Show as table", key=f"{name}_as_table", persist_state="session")
