"""Home: the cohort in four figures, and who was sampled last."""

from datetime import date

import streamlit as st

from monitor.analysis.patient_list import CohortFigures
from monitor.sample import load_sample, remove_sample, sample_imports
from monitor.ui import pages, store
from monitor.ui.patient_table import LEGEND, patient_table

LATEST = 10
WIDTH = 170  # four in a row on a desk, two on a phone


def main() -> None:
    st.title("Marrow Monitor")
    key = store.current_key()
    if not store.cohort(key):
        show_empty_store()
        return
    figures, latest = store.cohort_summary(key, LATEST)
    show_figures(figures, store.data_cut(key))
    st.subheader("Latest samplings")
    st.caption(LEGEND)
    patient_table(latest, "home_latest")
    st.page_link(pages.PATIENTS, label="All patients", icon=":material/groups:")
    if sample_imports(store.imports(key)):
        show_sample_note()


def show_figures(figures: CohortFigures, cut: date) -> None:
    with st.container(horizontal=True):
        st.metric("Patients", f"{figures.patients:,}", width=WIDTH)
        st.metric("Marrow samplings", f"{figures.samplings:,}", width=WIDTH)
        st.metric(
            "Detected at last",
            f"{figures.detected_last:,} of {figures.evaluable_last:,}",
            width=WIDTH,
            help="tumor cells detected at the last sampling, of the patients whose last sampling "
            "is evaluable (detected, or not detected at adequate depth)",
        )
        st.metric(
            "Due or overdue",
            f"{figures.due:,}",
            width=WIDTH,
            help=f"no sampling in the twelve months before the data cut, {cut}; after distant "
            "metastasis or death nothing is due",
        )
    st.caption(f"Data cut {cut}: the last day that any record speaks of.")


def show_empty_store() -> None:
    st.write(
        "Upload a marrow lab's CSV export and see each patient's tumor-cell counts over time, "
        "against their therapy, with honest uncertainty. Nothing leaves this machine."
    )
    with st.container(horizontal=True):
        if st.button("Upload an export", type="primary", icon=":material/upload_file:"):
            st.switch_page(pages.IMPORT)
        if st.button("Load the sample cohort", icon=":material/science:"):
            with st.spinner("Loading 120 synthetic patients …"):
                load_sample(store.current_store())
            st.rerun()


def show_sample_note() -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption("The sample cohort is synthetic: no patient in it is real.", width="content")
        if st.button("Remove the sample cohort", icon=":material/delete:", type="tertiary"):
            remove_sample(store.current_store())
            st.rerun()


main()
