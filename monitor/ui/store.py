"""Reading the store for pages. Every cached answer is keyed by store and revision, so that a write,
also one from the command line, is seen at the next rerun and nothing ever needs clearing.
"""

from dataclasses import dataclass
from datetime import date

import streamlit as st

from monitor.analysis.patient_list import PatientRow, patient_rows
from monitor.domain.plan import ImportEntry, Rejected
from monitor.domain.records import Course
from monitor.domain.rules import DEFAULT_RULES
from monitor.ingest.report import rejected_csv
from monitor.ingest.text_table import read_table
from monitor.store import history, reading
from monitor.store.engine import Store, default_url, open_store, revision
from monitor.store.errors import StoreError


@dataclass(frozen=True, slots=True)
class StoreKey:
    """One state of one store: what every cached answer belongs to."""

    url: str
    revision: int


@st.cache_resource(show_spinner=False)
def _opened(url: str) -> Store:
    return open_store(url)


def current_store() -> Store:
    """Returns the open store; where there is none to be had, says why and ends the page."""
    try:
        return _opened(default_url())
    except StoreError as fault:
        st.error(str(fault), icon=":material/database_off:")
        st.stop()


def current_key() -> StoreKey:
    """Returns the store's present state."""
    return StoreKey(default_url(), revision(current_store()))


@st.cache_data(show_spinner=False, max_entries=200)
def course(key: StoreKey, link: str) -> Course | None:
    """Returns the course of the patient with this link, None where there is none."""
    return reading.read_course(_opened(key.url), link)


@st.cache_data(show_spinner=False, max_entries=2)
def data_cut(key: StoreKey) -> date:
    """Returns the last day that any record speaks of; today where no record has a day."""
    return reading.read_last_date(_opened(key.url)) or date.today()  # noqa: DTZ011  (the user's day)


# The rows are frozen, so every session may hold the same ones: a copy for each rerun would cost
# more than everything else on the page.
@st.cache_resource(show_spinner="Reading the cohort …", max_entries=2)
def cohort(key: StoreKey) -> tuple[PatientRow, ...]:
    """Returns one row per patient, in order of their pseudonyms."""
    return patient_rows(reading.read_courses(_opened(key.url)), DEFAULT_RULES, data_cut(key))


@st.cache_data(show_spinner=False, max_entries=2)
def _links(key: StoreKey) -> tuple[str, ...]:
    return tuple(link for link, _ in reading.read_links(_opened(key.url)))


def neighbors(key: StoreKey, link: str) -> tuple[str | None, str | None]:
    """Returns the links of the patients before and after this one, None at either end."""
    links = _links(key)
    at = links.index(link)
    return (links[at - 1] if at else None, links[at + 1] if at + 1 < len(links) else None)


@st.cache_data(show_spinner=False, max_entries=2)
def imports(key: StoreKey) -> tuple[ImportEntry, ...]:
    """Returns every import, the newest first."""
    return history.read_imports(_opened(key.url))


def import_entry(key: StoreKey, import_id: int) -> ImportEntry:
    """Returns one import by its number."""
    return next(entry for entry in imports(key) if entry.import_id == import_id)


@st.cache_data(show_spinner=False, max_entries=20)
def rejected(key: StoreKey, import_id: int) -> tuple[Rejected, ...]:
    """Returns the rows of an import that were not stored."""
    return history.read_rejected(_opened(key.url), import_id)


@st.cache_data(show_spinner=False, max_entries=4)
def source(key: StoreKey, sha256: str) -> bytes:
    """Returns an imported file's bytes as they were uploaded."""
    return history.read_source(_opened(key.url), sha256)


@st.cache_data(show_spinner=False, max_entries=4)
def rejected_file(key: StoreKey, import_id: int) -> str:
    """Returns the rows of an import that were not stored, as a file to be corrected."""
    table = read_table(source(key, import_entry(key, import_id).sha256))
    return rejected_csv(table.header, table.delimiter, rejected(key, import_id))
