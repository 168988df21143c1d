"""Patients: find one, and open it."""

from collections.abc import Sequence

import streamlit as st

from monitor.analysis.patient_list import Filter, Order, PatientTable
from monitor.ui import pages, store
from monitor.ui.patient_table import LEGEND, patient_picker, patient_table

WIDTH = 158  # five in a row on a desk, two on a phone


def main() -> None:
    st.title("Patients")
    key = store.current_key()
    count = len(store.cohort(key))
    if not count:
        pages.show_nothing_yet("No patient is stored yet.")
        return
    found = choose_patients(key)
    st.caption(f"{len(found.rows):,} of {count:,} patients · {LEGEND}")
    if found.rows:
        patient_table(found, "patients_table", height=560)
    else:
        st.info("No patient fits these filters.", icon=":material/filter_alt_off:")


def choose_patients(key: store.StoreKey) -> PatientTable:
    offered = store.cohort_choices(key)
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
        order = st.selectbox(
            "Sort by",
            [order.value for order in Order],
            key="patients_order",
            persist_state="session",
            width=WIDTH,
        )
        wanted = Filter(search, arms, centers, states, Order(order))
        found = store.patients_found(key, wanted)
        patient_picker(found.rows, "patients_open", WIDTH)
    return found


def choose_some(label: str, options: Sequence[str], key: str) -> tuple[str, ...]:
    chosen = st.multiselect(
        label, options, key=key, persist_state="session", placeholder="All", width=WIDTH
    )
    return tuple(chosen)


main()
