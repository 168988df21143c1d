"""Home: what is unfinished, the cohort in four figures, whose call changed, who came last."""

from collections.abc import Sequence
from datetime import date

import streamlit as st

from monitor.analysis.import_receipt import instant
from monitor.analysis.patient_list import CohortFigures
from monitor.domain.draft import DraftEntry
from monitor.sample import load_sample, remove_sample, sample_imports
from monitor.store.drafts import read_drafts
from monitor.ui import listed, pages, reviews, store
from monitor.ui.news import show_news
from monitor.ui.patient_table import LEGEND, patient_table
from monitor.ui.rules import active_rules
from monitor.ui.texts import literal

LATEST, DRAFTS = 10, 3
WIDTH = 170  # four in a row on a desk, two on a phone


def main() -> None:
    st.title("Marrow Monitor")
    key = store.current_key()
    show_unfinished(read_drafts(store.current_store()))
    if not store.cohort(key):
        show_empty_store()
        return
    show_figures(store.cohort_summary(key), store.data_cut(key))
    show_news(key)
    st.subheader("Latest samplings")
    st.caption(LEGEND)
    patient_table(listed.latest(key, active_rules(key), LATEST), "home_latest")
    st.page_link(pages.PATIENTS, label="All patients", icon=":material/groups:")
    if sample_imports(store.imports(key)):
        show_sample_note()
    reviews.offer_everything(key)


def show_unfinished(entries: Sequence[DraftEntry]) -> None:
    """Shows the imports that were begun and not finished, each a way to go on with it."""
    if not entries:
        return
    st.caption("Unfinished imports")
    for entry in entries[:DRAFTS]:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.page_link(
                pages.IMPORT,
                label=literal(entry.file_name),
                icon=":material/draft:",
                query_params={pages.DRAFT_ID: entry.id},
            )
            said = f"last worked on {instant(entry.updated_at)} by {entry.made_by}"
            st.caption(literal(said), width="content")
    if len(entries) > DRAFTS:
        st.page_link(pages.IMPORT, label=f"All {len(entries)}", icon=":material/upload_file:")


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
