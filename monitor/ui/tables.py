"""Tables of a patient page: headings in words, counts with separators, no blank columns."""

from typing import Any

import pandas as pd
import streamlit as st
from streamlit.column_config import DateColumn, NumberColumn

COUNTS = ("N", "N1", "N2", "cells_screened", "control_cells_screened")
RATES = ("rate", "lower", "upper", "excluded")
HEADINGS = {
    "k": "k",
    "N": "N",
    "lower": "Lower 95 %",
    "upper": "Upper 95 %",
    "excluded": "Level excluded",
    "sample_id": "Sample",
    "source": "Source line",
    "key": "Method",
    "k1": "k1",
    "k2": "k2",
    "p": "p",
    "p_central": "p central",
    "g_csf": "G-CSF",
    "depth_needed": "Depth needed, M",
}


def show_table(frame: pd.DataFrame, name: str, unit: str = "per 10⁶ MNC") -> None:
    """Shows a table, its rates headed by their unit; blank columns are left out."""
    shown = frame.dropna(axis="columns", how="all")
    st.dataframe(
        shown,
        hide_index=True,
        placeholder="",
        alt=name,
        column_config={column: _column(column, unit, shown[column]) for column in shown.columns},
    )


def separated(frame: pd.DataFrame) -> dict[str, Any]:
    """Returns how whole numbers are written, "1,815"; years and what counts nothing as they are."""
    return {c: NumberColumn(c, format="localized") for c in frame.columns if _counts(c, frame[c])}


def _counts(name: str, values: pd.Series) -> bool:
    plain = name.lower().endswith(("year", "import", "line", "number"))
    return not plain and pd.api.types.is_integer_dtype(values)


def _column(name: str, unit: str, values: pd.Series) -> Any:
    heading = HEADINGS.get(name, name.replace("_", " ").capitalize())
    if name in COUNTS or _counts(name, values):
        return NumberColumn(heading, format="localized")
    if name in RATES:
        return NumberColumn(f"{heading} {unit}", format="%.3g")
    return DateColumn(heading, format="YYYY-MM-DD") if name == "date" else heading
