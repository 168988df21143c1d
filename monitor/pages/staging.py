"""Staging: marrow status at baseline, against stage and receptors, and as strata for a trial."""

import streamlit as st

from monitor.ui.cohort import choose_cohort
from monitor.ui.staging_view import show_groups, show_patients, show_stages, show_strata

TABLE, GROUPS, PATIENTS, STRATA = "Cross-table", "Two groups", "Patients", "Strata"
VIEWS = {TABLE: show_stages, GROUPS: show_groups, PATIENTS: show_patients, STRATA: show_strata}


def main() -> None:
    st.title("Staging")
    chosen = choose_cohort()
    view = st.segmented_control(
        "Show",
        list(VIEWS),
        default=TABLE,
        required=True,
        key="staging_shown",
        persist_state="session",
        label_visibility="collapsed",
    )
    VIEWS[view or TABLE](chosen)


main()
