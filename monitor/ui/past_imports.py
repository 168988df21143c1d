"""What is kept of imports of the past, read once per state of the store."""

from collections.abc import Mapping, Sequence

import streamlit as st

from monitor.analysis.lab_letter import Export, lab_letter
from monitor.domain.changes import ChangeEntry, Correction
from monitor.domain.plan import ImportEntry, Rejected
from monitor.ingest.mapping import UnknownHeaderError, map_columns
from monitor.ingest.report import rejected_csv
from monitor.ingest.text_table import TextTable, UnreadableFileError, read_table
from monitor.store import history
from monitor.ui import store

Answers = Mapping[str, str]
TOUCHED = 8


@st.cache_data(show_spinner=False, max_entries=20)
def rejected(key: store.StoreKey, import_id: int) -> tuple[Rejected, ...]:  # noqa: ARG001
    """Returns the rows of an import that were not stored."""
    return history.read_rejected(store.current_store(), import_id)


@st.cache_data(show_spinner=False, max_entries=20)
def answers(key: store.StoreKey, import_id: int) -> Answers:  # noqa: ARG001
    """Returns the answers that a file was imported with."""
    return history.read_answers(store.current_store(), import_id)


@st.cache_data(show_spinner=False, max_entries=20)
def touched(key: store.StoreKey, import_id: int) -> tuple[tuple[str, str], ...]:  # noqa: ARG001
    """Returns (link, pseudonym) of the first patients of whom an import says something."""
    return history.read_touched(store.current_store(), import_id, TOUCHED)


@st.cache_data(show_spinner=False, max_entries=20)
def corrections(key: store.StoreKey, import_id: int) -> tuple[Correction, ...]:  # noqa: ARG001
    """Returns every value that an import changed."""
    return history.read_corrections(store.current_store(), import_id)


@st.cache_data(show_spinner=False, max_entries=4)
def changes(key: store.StoreKey, limit: int) -> tuple[ChangeEntry, ...]:  # noqa: ARG001
    """Returns the last changes of the store, the newest first."""
    return history.read_changes(store.current_store(), limit)


@st.cache_data(show_spinner=False, max_entries=4)
def source(key: store.StoreKey, import_id: int) -> bytes:  # noqa: ARG001
    """Returns an imported file's bytes as they are kept."""
    return history.read_source_file(store.current_store(), import_id).content


@st.cache_data(show_spinner=False, max_entries=20)
def header(key: store.StoreKey, import_id: int) -> tuple[str, ...]:
    """Returns the header of an imported file, () where it can no longer be read."""
    table = _table(key, import_id)
    return table.header if table else ()


@st.cache_data(show_spinner=False, max_entries=4)
def rejected_file(key: store.StoreKey, import_id: int) -> bytes:
    """Returns the rows of an import that were not stored, in the file's own dialect, to be
    corrected and uploaded again.
    """
    table = _table(key, import_id)
    if table is None:
        return b""
    return in_dialect(rejected_csv(table, rejected(key, import_id)), table.encoding)


@st.cache_data(show_spinner=False, max_entries=4)
def letter(key: store.StoreKey, entry: ImportEntry) -> str:
    """Returns the letter to the lab about the rows of an import that were not stored."""
    table = _table(key, entry.import_id)
    found = table.header if table else ()
    names = _names(found, answers(key, entry.import_id))
    return lab_letter(entry, rejected(key, entry.import_id), Export(found, names))


def _names(found: Sequence[str], given: Answers) -> dict[str, str]:
    """Returns the lab's own names of our columns; none where its header means nothing any more."""
    try:
        mapping = map_columns(found, given)
    except UnknownHeaderError:
        return {}
    return {name: found[at] for name, at in mapping.positions.items()}


def in_dialect(text: str, encoding: str) -> bytes:
    """Returns a text in a file's own encoding; in UTF-8 with its mark where that cannot say it."""
    try:
        return text.encode(encoding)
    except (LookupError, UnicodeEncodeError):
        return text.encode("utf-8-sig")


def _table(key: store.StoreKey, import_id: int) -> TextTable | None:
    try:
        return read_table(source(key, import_id), answers(key, import_id))
    except UnreadableFileError:
        return None
