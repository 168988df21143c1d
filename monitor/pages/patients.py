"""Patients: find one, and open it."""

from collections.abc import Sequence

import streamlit as st

from monitor.analysis.patient_list import Filter, PatientRow, choices, filtered
from monitor.ui import pages, store
from monitor.ui.patient_table import LEGEND, patient_picker, patient_table

WIDTH = 158  # five in a row on a desk, two on a phone


def main() -> None:
    st.title("Patients")
    rows = store.cohort(store.current_key())
    if not rows:
        pages.show_nothing_yet("No patient is stored yet.")
        return
    found = filtered(rows, choose_filter(rows))
    st.caption(f"{len(found):,} of {len(rows):,} patients · {LEGEND}")
    if found:
        patient_table(found, "patients_table", height=560)
    else:
        st.info("No patient fits these filters.", icon=":material/filter_alt_off:")


def choose_filter(rows: Sequence[PatientRow]) -> Filter:
    offered = choices(rows)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        search = st.text_input(
            "Search",
            key="patients_search",
            persist_state="session",
            placeholder="Pseudonym",
            width=WIDTH,
        )
        arms = choose_some("Arm", offered.arms, "patients_arms")
        centers = choose_some("Center", offered.centers, "patients_centers")
        states = choose_some("Last sampling", offered.states, "patients_states")
        patient_picker(rows, "patients_open", WIDTH)
    return Filter(search, arms, centers, states)


def choose_some(label: str, options: Sequence[str], key: str) -> tuple[str, ...]:
    chosen = st.multiselect(
        label, options, key=key, persist_state="session", placeholder="All", width=WIDTH
    )
    return tuple(chosen)


main()
