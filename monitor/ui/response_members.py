"""The patients behind a mark of response that was clicked, as links."""

from collections.abc import Callable

import streamlit as st

from monitor.analysis.expected_clearance import cleared_patients
from monitor.analysis.response_dose import DOSES, dose_patients
from monitor.analysis.response_spans import Span
from monitor.ui.cohort import read_cohort
from monitor.ui.patient_links import show_patient_links
from monitor.ui.response_reading import (
    Grouping,
    Question,
    grouped_pairs,
    groups_of,
    read_pairs,
)


def keeps(figure: str) -> Callable[[str], None]:
    """Returns what a click on a figure does: it keeps the name of the mark."""
    return lambda name: st.session_state.__setitem__(f"{figure}_mark", name)


def show_cleared(figure: str, asked: Question, span: Span, grouping: Grouping) -> None:
    """Lists who of the group that was clicked cleared and who did not."""
    groups = {group.name: group for group in groups_of(asked, grouping)}
    name = st.session_state.get(f"{figure}_mark")
    if name not in groups:
        st.caption("Click a group's mark: its patients are listed here.")
        return
    cohort = read_cohort(asked.key, asked.rules)
    found = cleared_patients(grouped_pairs(asked, span, grouping), groups[name].codes)
    for codes, what in zip(found, ("cleared", "not cleared"), strict=True):
        show_patient_links(cohort, codes, f"{what} · {name}")


def show_dose(figure: str, asked: Question, span: Span) -> None:
    """Lists who of the dose group that was clicked was detected again and who was not."""
    dose = st.session_state.get(f"{figure}_mark")
    if dose not in DOSES:
        st.caption("Click a mark: its patients are listed here.")
        return
    cohort = read_cohort(asked.key, asked.rules)
    found = dose_patients(read_pairs(asked, span), str(dose))
    for codes, what in zip(found, ("detected again", "not detected again"), strict=True):
        show_patient_links(cohort, codes, f"{what} · {dose} cells at first")
