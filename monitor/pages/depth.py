"""Depth: which negatives mean something, and how deep to screen next time."""

import streamlit as st

from monitor.domain.rules import RuleSet
from monitor.ui import pages, store
from monitor.ui.depth_planner import plan_detection, plan_fall
from monitor.ui.depth_view import choose_lab, read_cohort_depth, show_depth
from monitor.ui.rules import active_rules

COHORT, PLANNER = "Cohort", "Planner"


def main() -> None:
    st.title("Depth")
    key = store.current_key()
    rules = active_rules(key)
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
            cohort = read_cohort_depth(key, rules)
            lab = choose_lab(cohort.labs)
    if shown == PLANNER:
        show_planner(rules)
    elif cohort.is_empty:
        pages.show_nothing_yet(
            "No marrow sampling with a count and its cells screened is stored yet. The planner "
            "needs none."
        )
    else:
        show_depth(key, rules, lab)


def show_planner(rules: RuleSet) -> None:
    left, right = st.columns(2, gap="large")
    with left:
        plan_detection(rules)
    with right:
        plan_fall(rules)


main()
