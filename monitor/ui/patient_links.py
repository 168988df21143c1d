"""Patients of a figure as links."""

from collections.abc import Callable, Iterable

import pandas as pd
import streamlit as st

from monitor.analysis.cohort import Cohort
from monitor.analysis.formats import counted
from monitor.ui import pages
from monitor.ui.csv_files import csv_file
from monitor.ui.texts import literal

MOST_LINKS = 24


def show_patient_links(cohort: Cohort, codes: Iterable[int], what: str) -> None:
    """Shows a link for each patient; of many, the first ones, and everybody as a file."""
    found = [int(code) for code in codes]
    first = found[:MOST_LINKS]
    names = zip(cohort.pseudonyms(first), map(cohort.link_of, first), strict=True)
    show_first_links(names, len(found), what, lambda: cohort.pseudonyms(found))


def show_first_links(
    first: Iterable[tuple[str, str]],
    number: int,
    what: str,
    everybody: Callable[[], Iterable[str]],
) -> None:
    """Shows the first of so many patients, each by pseudonym and link; of many, the pseudonyms of
    everybody as a file.
    """
    if not number:
        return
    title = f"{counted(number, 'patient')} {what}"
    st.caption(literal(title))
    with st.container(horizontal=True):
        for name, link in first:
            query = {pages.LINK: link}
            st.page_link(pages.PATIENT, label=literal(name), query_params=query)
        if number > MOST_LINKS:
            st.download_button(
                f"… and {number - MOST_LINKS:,} more: all as CSV",
                lambda: csv_file(pd.DataFrame({"patient_id": [*everybody()]}), (title,)),
                file_name="patients.csv",
                mime="text/csv",
                icon=":material/download:",
                type="tertiary",
                key=f"patients_{what}",
                on_click="ignore",
            )
