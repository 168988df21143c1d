"""The table of patients: one click, or a choice by name, opens a patient."""

from collections.abc import Sequence
from itertools import islice
from typing import Literal

import streamlit as st

from monitor.analysis.patient_list import GLYPHS, PatientRow, PatientTable
from monitor.ui.pages import open_patient

# A browser is slow with longer lists to choose from; the filters make this one shorter.
MOST_TO_PICK = 500
# From here on the browser fetches the rows that it shows, and cannot sort them itself.
MANY_ROWS = 2_000
LEGEND = " · ".join(f"{glyph} {state.value}" for state, glyph in GLYPHS.items())


def patient_table(
    table: PatientTable, name: str, height: int | Literal["auto", "content"] = "auto"
) -> None:
    """Shows patients as a table and opens the one whose name is clicked."""
    st.dataframe(
        table.frame,
        key=name,
        lazy=len(table.rows) > MANY_ROWS,
        hide_index=True,
        height=height,
        placeholder="",
        alt="Patients with their marrow samplings",
        column_config={
            "Patient": st.column_config.ButtonColumn(
                type="tertiary", alignment="left", pinned=True, key=f"{name}_click"
            ),
            "Course": st.column_config.TextColumn(help=LEGEND),
            "Last sampling": st.column_config.DateColumn(format="YYYY-MM-DD"),
            "Call": st.column_config.TextColumn(help="of the last sampling"),
            "k / N": st.column_config.TextColumn(help="tumor cells / MNC screened"),
            "Samplings": st.column_config.NumberColumn(width="small"),
            "Next due": st.column_config.DateColumn(
                format="YYYY-MM-DD",
                help="so long after the last sampling as the rules on Settings say",
            ),
        },
    )
    click = st.session_state.get(f"{name}_click")
    if click:
        open_patient(table.rows[click["row"]].link)


def patient_picker(rows: Sequence[PatientRow], name: str, width: int) -> None:
    """Shows a list to choose a patient from by typing: the way in for the keyboard."""
    labels = {row.link: _label(row) for row in islice(rows, MOST_TO_PICK)}
    chosen = st.selectbox(
        "Open patient",
        list(labels),
        index=None,
        key=name,
        format_func=labels.__getitem__,
        placeholder="Type a pseudonym",
        width=width,
    )
    if chosen is not None:
        open_patient(chosen)


def _label(row: PatientRow) -> str:
    return f"{row.patient_id} · {row.center}" if row.center else row.patient_id
