"""Patients: find one, and open it."""

from collections.abc import Sequence

import streamlit as st

from monitor.analysis.patient_list import Filter, Order, PatientTable
from monitor.ui import listed, pages, store
from monitor.ui.patient_table import LEGEND, patient_picker, patient_table
from monitor.ui.rules import active_rules

WIDTH = 158  # six in a row on a wide desk, two on a phone
ROWS = 15  # so many fill the table's height; fewer make it lower


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
        patient_table(found, "patients_table", height=560 if len(found.rows) > ROWS else "content")
    else:
        st.info("No patient fits these filters.", icon=":material/filter_alt_off:")


def choose_patients(key: store.StoreKey) -> PatientTable:
    rules = active_rules(key)
    has_calls = wants_calls(len(store.cohort(key)))
    offered = listed.offered(key, rules, has_calls)
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
        calls = choose_some("Call", offered.calls, "patients_calls") if has_calls else ()
        order = st.selectbox(
            "Sort by",
            [order.value for order in Order],
            key="patients_order",
            persist_state="session",
            width=WIDTH,
        )
        wanted = Filter(search, arms, centers, states, calls, Order(order))
        found = listed.found(key, rules, has_calls, wanted)
        patient_picker(found.rows, "patients_open", WIDTH)
    return found


def wants_calls(count: int) -> bool:
    """Returns whether the list has a column of calls; of very many patients only if asked for."""
    if count <= listed.QUICK:
        return True
    return st.toggle(
        "Calls",
        key="patients_with_calls",
        persist_state="session",
        help=f"works out the calls of all {count:,} patients, once for each import: some seconds",
    )


def choose_some(label: str, options: Sequence[str], key: str) -> tuple[str, ...]:
    chosen = st.multiselect(
        label, options, key=key, persist_state="session", placeholder="All", width=WIDTH
    )
    return tuple(chosen)


main()
