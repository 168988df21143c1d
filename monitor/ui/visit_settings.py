"""Visit windows on the Settings page."""

import streamlit as st

from monitor.analysis.time_axis import Anchor
from monitor.analysis.visit_table import (
    MONTH,
    NAME,
    TOLERANCE,
    USUAL,
    window_table,
    windows_of_table,
)
from monitor.domain.visits import VisitPlan, check_windows
from monitor.intake import user_name
from monitor.store.settings import save_visit_plan
from monitor.ui import store
from monitor.ui.texts import literal

FILLED = "settings_filled"


def show_visit_windows(key: store.StoreKey) -> None:
    """Shows the visit windows and lets them be changed."""
    st.write(
        "When a sampling is planned, in months from an anchor. Windows stand as brackets above the "
        "counts of a patient; a sampling outside all of them says “off-window”."
    )
    _edit_windows(store.visit_plan(key) or VisitPlan(Anchor.FIRST_SURGERY.value), key)


def _edit_windows(plan: VisitPlan, key: store.StoreKey) -> None:
    filled = bool(st.session_state.get(FILLED)) and not plan.windows
    anchors = [anchor.value for anchor in Anchor]
    anchor = st.selectbox(
        "Months counted from", anchors, index=anchors.index(plan.anchor), width=280
    )
    edited = st.data_editor(
        window_table(USUAL if filled else plan.windows),
        num_rows="dynamic",
        hide_index=True,
        width=480,
        key=f"settings_windows_{key.revision}_{filled}",
        alt="Visit windows",
        column_config={
            NAME: st.column_config.TextColumn(max_chars=16),
            MONTH: st.column_config.NumberColumn(format="%g"),
            TOLERANCE: st.column_config.NumberColumn(format="%g", min_value=0.0),
        },
    )
    windows, problems = windows_of_table(edited)
    changed = VisitPlan(anchor, windows)
    problems += check_windows(windows)
    for problem in problems:
        st.error(literal(problem), icon=":material/error:")
    with st.container(horizontal=True):
        if st.button("Save", type="primary", disabled=bool(problems) or changed == plan):
            save_visit_plan(store.current_store(), changed, user_name())
            st.toast("Visit windows saved.", icon=":material/check:")
            st.rerun()
        if not windows and st.button("Fill in 0, 6, 12, 24 and 36 months"):
            st.session_state[FILLED] = True
            st.rerun()
