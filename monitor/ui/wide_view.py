"""Several assays in one line: the groups of columns as a table, and what the first line becomes."""

import pandas as pd
import streamlit as st

from monitor.analysis.wide_tables import groups_frame, unfolded_sentence, unfolding
from monitor.ui.importing import Reviewed
from monitor.ui.texts import literal

LONGEST_LINE = 2_000


def show_layout(reviewed: Reviewed) -> None:
    """Shows how a wide file is read, where it is one."""
    plan = reviewed.plan
    if plan.layout is None:
        return
    _table(groups_frame(plan.layout), "Each group of columns is an assay of its own")
    found = unfolding(plan)
    if found is None or reviewed.reading is None:
        return
    _show_line(reviewed.reading.text_lines, found.line)
    _table(found.assays, f"Line {found.line} is read so; {unfolded_sentence(plan)}")


def _show_line(text_lines: tuple[str, ...], line: int) -> None:
    """Shows a line as it stands in the file, where it is among the first."""
    if line <= len(text_lines):
        st.caption(f"Line {line} as it stands in the file")
        text = text_lines[line - 1].rstrip("\r\n")
        st.code(text[:LONGEST_LINE], language=None, wrap_lines=True)


def _table(frame: pd.DataFrame, caption: str) -> None:
    """Shows a small table of texts, drawn as they are."""
    st.caption(literal(caption))
    texts = frame.map(literal).rename(columns=literal)
    st.table(texts, border="horizontal", hide_index=True, alt=caption)
