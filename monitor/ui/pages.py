"""Where the pages are, and how one is opened."""

from typing import NoReturn

import streamlit as st

HOME = "monitor/pages/home.py"
PATIENTS = "monitor/pages/patients.py"
PATIENT = "monitor/pages/patient.py"
IMPORT = "monitor/pages/importing.py"
HISTORY = "monitor/pages/history.py"
SETTINGS = "monitor/pages/settings.py"
DEPTH = "monitor/pages/depth.py"
RESPONSE = "monitor/pages/response.py"
OUTCOMES = "monitor/pages/outcomes.py"
STAGING = "monitor/pages/staging.py"
QUALITY = "monitor/pages/quality.py"
METHODS = "monitor/pages/methods.py"

FOOTER = (
    "Research use. A negative marrow lowers, not removes, the risk of relapse. "
    "Marrow Monitor describes; it recommends no treatment."
)
LINK = "p"  # the query parameter with a patient's opaque key
DRAFT_ID, IMPORT_ID = "draft", "import"  # those of an import in the making, and of one of the past


def open_patient(link: str) -> NoReturn:
    """Opens a patient's page. The address carries the opaque key, never the pseudonym."""
    st.switch_page(PATIENT, query_params={LINK: link})


def show_nothing_yet(sentence: str) -> None:
    """Says that a page is empty, and shows the ways to fill it: files, or on Home the sample."""
    st.write(sentence)
    with st.container(horizontal=True):
        st.page_link(IMPORT, label="Upload an export", icon=":material/upload_file:")
        st.page_link(HOME, label="Try the sample cohort", icon=":material/science:")


def show_footer() -> None:
    """Shows what ends every page."""
    st.caption(FOOTER)


def end_page() -> NoReturn:
    """Ends a page here, as it ends where there is more to show: with its footer."""
    show_footer()
    st.stop()
