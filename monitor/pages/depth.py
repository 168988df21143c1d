"""Depth: which negatives mean something, and how deep to screen next time."""

import streamlit as st

from monitor.domain.rules import DEFAULT_RULES
from monitor.ui import pages, store
from monitor.ui.depth_planner import plan_detection, plan_fall
from monitor.ui.depth_view import choose_lab, read_cohort_depth, show_depth

COHORT, PLANNER = "Cohort", "Planner"


def main() -> None:
    st.title("Depth")
    key = store.current_key()
    with st.container(horizontal=True):
        shown = st.segmented_control(
            "Show",
            [COHORT, PLANNER],
            default=COHORT,
            required=True,
            key="depth_shown",
            persist_state="session",
            label_visibility="collapsed",
        )
        if shown == COHORT:
            cohort = read_cohort_depth(key, DEFAULT_RULES)
            lab = choose_lab(cohort.labs)
    if shown == PLANNER:
        show_planner()
    elif not cohort.found and not cohort.doubtful:
        pages.show_nothing_yet(
            "No marrow sampling with a count and its cells screened is stored yet. The planner "
            "needs none."
        )
    else:
        show_depth(key, DEFAULT_RULES, lab)


def show_planner() -> None:
    left, right = st.columns(2, gap="large")
    with left:
        plan_detection(DEFAULT_RULES)
    with right:
        plan_fall(DEFAULT_RULES)


main()
