"""Quality: who is due, how the labs work, and what in the data deserves a look."""

import streamlit as st

from monitor.ui.cohort import choose_cohort
from monitor.ui.quality_view import show_calendar, show_groups, show_labs, show_rules

CALENDAR, LABS, RULES, GROUPS = "Calendar", "Labs", "Data", "Two groups"
VIEWS = {CALENDAR: show_calendar, LABS: show_labs, RULES: show_rules, GROUPS: show_groups}


def main() -> None:
    st.title("Quality")
    chosen = choose_cohort()
    view = st.segmented_control(
        "Show",
        list(VIEWS),
        default=CALENDAR,
        required=True,
        key="quality_shown",
        persist_state="session",
        label_visibility="collapsed",
    )
    VIEWS[view or CALENDAR](chosen)


main()
