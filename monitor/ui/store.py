"""Reading the store for pages. Every cached answer is keyed by store and revision, so that a write,
also one from the command line, is seen at the next rerun and nothing ever needs clearing.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

import streamlit as st

from monitor.analysis.patient_list import (
    CohortFigures,
    PatientRow,
    cohort_figures,
    patient_rows,
)
from monitor.domain.plan import ImportEntry
from monitor.domain.records import Assay, Course, Origin
from monitor.domain.row_history import RowVersion
from monitor.domain.visits import VisitPlan
from monitor.domain.vocabularies import FileKind
from monitor.store import history, reading, rule_sets, settings, source_rows
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


# What follows is frozen or never changed, so every session may hold the same: a copy for each
# rerun would cost more than everything else on the page.
@st.cache_resource(show_spinner="Reading the cohort …", max_entries=2)
def cohort(key: StoreKey) -> tuple[PatientRow, ...]:
    """Returns one row per patient, in order of their pseudonyms."""
    with without_collector():
        opened = _opened(key.url)
        courses = reading.read_listed_courses(opened)
        return patient_rows(courses, rule_sets.read_rules(opened), data_cut(key))


@contextmanager
def without_collector() -> Iterator[None]:
    """Pauses the garbage collector: a hundred thousand new records are no garbage, and looking
    through them again and again costs a third of reading them.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


@st.cache_resource(show_spinner=False, max_entries=2)
def cohort_summary(key: StoreKey) -> CohortFigures:
    """Returns the cohort's figures."""
    return cohort_figures(cohort(key), data_cut(key))


@dataclass(frozen=True, slots=True)
class _Order:
    """The patients' links and pseudonyms in the order of the latter, and where each link stands."""

    patients: tuple[tuple[str, str], ...]
    places: dict[str, int]


@st.cache_resource(show_spinner=False, max_entries=2)
def _order(key: StoreKey) -> _Order:
    patients = reading.read_links(_opened(key.url))
    return _Order(patients, {link: at for at, (link, _) in enumerate(patients)})


def pseudonyms(key: StoreKey) -> dict[str, str]:
    """Returns the pseudonym of every patient by link, in their order."""
    return dict(_order(key).patients)


def neighbors(key: StoreKey, link: str) -> tuple[str | None, str | None]:
    """Returns the links of the patients before and after this one, None at either end."""
    order = _order(key)
    at, last = order.places[link], len(order.patients) - 1
    return (
        order.patients[at - 1][0] if at else None,
        order.patients[at + 1][0] if at < last else None,
    )


@st.cache_data(show_spinner=False, max_entries=2)
def visit_plan(key: StoreKey) -> VisitPlan | None:
    """Returns the visit windows, None where none were ever set."""
    return settings.read_visit_plan(_opened(key.url))


@st.cache_data(show_spinner=False, max_entries=50)
def source_row(key: StoreKey, origin: Origin) -> str:
    """Returns the text of a row as it stands in its file."""
    return source_rows.read_source_row(_opened(key.url), origin)


@st.cache_data(show_spinner=False, max_entries=50)
def assay_columns(
    key: StoreKey,
    assay_id: int,  # noqa: ARG001  (part of the cache's key)
    _assay: Assay,
) -> dict[str, str]:
    """Returns the columns that an assay was read from, where its line holds several assays."""
    from monitor.source_columns import source_columns

    return dict(source_columns(_opened(key.url), _assay))


@st.cache_data(show_spinner=False, max_entries=50)
def assay_versions(key: StoreKey, assay_id: int) -> tuple[RowVersion, ...]:
    """Returns every version of an assay's row, the first one first."""
    return source_rows.read_versions(_opened(key.url), FileKind.ASSAYS, assay_id)


@st.cache_data(show_spinner=False, max_entries=2)
def imports(key: StoreKey) -> tuple[ImportEntry, ...]:
    """Returns every import, the newest first."""
    return history.read_imports(_opened(key.url))


def import_entry(key: StoreKey, import_id: int) -> ImportEntry:
    """Returns one import by its number."""
    return next(entry for entry in imports(key) if entry.import_id == import_id)


def has_import(key: StoreKey, import_id: int) -> bool:
    """Returns whether there is an import of this number."""
    return any(entry.import_id == import_id for entry in imports(key))
