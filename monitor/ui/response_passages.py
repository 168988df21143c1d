"""The patients who passed from one visit to another so, picked from a list or by a click.

A link of a Sankey tells nobody that it was clicked; a cell of the matrix does. Both are in the one
list, which the keyboard reaches too.
"""

import streamlit as st

from monitor.analysis.transitions import TransitionData
from monitor.analysis.transitions_members import passages, passing_patients
from monitor.ui.cohort import read_cohort
from monitor.ui.patient_links import show_patient_links
from monitor.ui.response_visits_reading import Transition

PASSAGE = "response_passage"


def picks_passage(name: str) -> None:
    """Keeps the passage whose cell was clicked."""
    st.session_state[PASSAGE] = name


def show_passage(question: Transition, data: TransitionData) -> None:
    """Shows every link and cell with its number, and lists the patients of the one picked."""
    offered = passages(data)
    if not offered:
        return
    if st.session_state.get(PASSAGE) not in offered:
        st.session_state[PASSAGE] = None
    is_one = len(data.groups) == 1
    words = {name: name.partition(": ")[2] if is_one else name for name in offered}
    labels = {name: f"{words[name]} ({one.patients:,})" for name, one in offered.items()}
    picked = st.selectbox(
        "Who passed so",
        list(offered),
        index=None,
        key=PASSAGE,
        persist_state="session",
        format_func=labels.__getitem__,
        placeholder="Click a cell of the matrix, or pick a link",
    )
    if picked is None:
        return
    codes = passing_patients(question.states, question.groups, offered[picked])
    cohort = read_cohort(question.asked.key, question.asked.rules)
    show_patient_links(cohort, codes, words[picked])
