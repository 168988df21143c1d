"""Patients of a figure as links."""

from collections.abc import Iterable

import streamlit as st

from monitor.analysis.cohort import Cohort
from monitor.analysis.formats import counted
from monitor.ui import pages
from monitor.ui.texts import literal

MOST_LINKS = 24


def show_patient_links(cohort: Cohort, codes: Iterable[int], what: str) -> None:
    """Shows a link for each patient; of many, the first ones."""
    found = [int(code) for code in codes]
    if not found:
        return
    st.caption(f"{counted(len(found), 'patient')} {literal(what)}")
    first = found[:MOST_LINKS]
    with st.container(horizontal=True):
        for code, name in zip(first, cohort.pseudonyms(first), strict=True):
            query = {pages.LINK: cohort.link_of(code)}
            st.page_link(pages.PATIENT, label=literal(name), query_params=query)
    if len(found) > len(first):
        st.caption(f"… and {len(found) - len(first):,} more; the list as CSV has every one.")
