"""The table of patients: one click, or a choice by name, opens a patient."""

from collections.abc import Sequence
from typing import Literal

import streamlit as st

from monitor.analysis.patient_list import GLYPHS, PatientRow, patient_frame
from monitor.ui.pages import open_patient

LEGEND = " · ".join(f"{glyph} {state.value}" for state, glyph in GLYPHS.items())


def patient_table(
    rows: Sequence[PatientRow], name: str, height: int | Literal["auto"] = "auto"
) -> None:
    """Shows rows as a table and opens the patient whose name is clicked."""
    st.dataframe(
        patient_frame(rows),
        key=name,
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
            "k / N": st.column_config.TextColumn(help="tumor cells / MNC screened"),
            "Samplings": st.column_config.NumberColumn(width="small"),
            "Next due": st.column_config.DateColumn(
                format="YYYY-MM-DD", help="twelve months after the last sampling"
            ),
        },
    )
    click = st.session_state.get(f"{name}_click")
    if click:
        open_patient(rows[click["row"]].link)


def patient_picker(rows: Sequence[PatientRow], name: str, width: int) -> None:
    """Shows a list to choose a patient from by typing: the way in for the keyboard."""
    labels = {row.link: _label(row) for row in rows}
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
