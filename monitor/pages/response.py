"""Response: does the therapy clear the cells?"""

import streamlit as st

from monitor.ui.cohort import Chosen, choose_cohort
from monitor.ui.response_change import show_change
from monitor.ui.response_clearance import show_clearance
from monitor.ui.response_lines import show_lines
from monitor.ui.response_visits import (
    show_courses,
    show_detection,
    show_swimmer,
    show_transitions,
)

VIEWS = {
    "Therapy lines": show_lines,
    "Clearance": show_clearance,
    "Change": show_change,
    "Visits": show_detection,
    "Transitions": show_transitions,
    "Courses": show_courses,
    "Swimmer": show_swimmer,
}


def main() -> None:
    st.title("Response")
    show_view(choose_cohort())


# A fragment, so that another view of the same patients runs nothing above it.
@st.fragment
def show_view(chosen: Chosen) -> None:
    view = st.segmented_control(
        "Show",
        list(VIEWS),
        default=next(iter(VIEWS)),
        required=True,
        key="response_view",
        persist_state="session",
        label_visibility="collapsed",
    )
    VIEWS[view](chosen)


main()
