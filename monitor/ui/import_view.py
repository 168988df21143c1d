"""One import of the past: where it came from, its counts, its files, and the way to undo it."""

from collections.abc import Sequence

import streamlit as st

from monitor.analysis.change_tables import corrections_frame
from monitor.analysis.formats import counted
from monitor.analysis.import_corrections import corrections_frame as corrected_cells_frame
from monitor.analysis.import_receipt import origin_sentence, receipt_json, state_sentence
from monitor.analysis.import_tables import answers_frame, counts_sentence, rejected_frame
from monitor.domain.answers import spoken_answers
from monitor.domain.plan import ImportEntry, Rejected
from monitor.ui import past_imports, store
from monitor.ui.import_summary import NAMED
from monitor.ui.past_imports import Answers
from monitor.ui.steps import show_frame
from monitor.ui.texts import literal
from monitor.ui.undo_view import offer_redo, offer_undo, show_undo

REJECTED_SHOWN = 500


def show_entry(entry: ImportEntry) -> None:
    """Shows one import of the past with everything that can be done about it."""
    key = store.current_key()
    answers = past_imports.answers(key, entry.import_id)
    st.markdown(literal(counts_sentence(entry.counts)), help=NAMED)
    st.caption(literal(f"{origin_sentence(entry)} · {state_sentence(entry)}"))
    st.caption(literal(f"SHA-256 {entry.sha256}"))
    rejected = past_imports.rejected(key, entry.import_id)
    with st.container(horizontal=True):
        show_downloads(entry, rejected, answers)
        if entry.is_undone:
            offer_redo(entry)
        else:
            offer_undo(entry)
    show_undo(entry)
    if rejected:
        show_rejected(rejected)
    show_corrections(entry)
    show_corrected_cells(answers)
    asked = spoken_answers(answers)
    if asked:
        with st.expander(f"{counted(len(asked), 'answer')}"):
            show_frame(answers_frame(answers), "Answers that the file was imported with")


def show_downloads(entry: ImportEntry, rejected: Sequence[Rejected], answers: Answers) -> None:
    """Offers the files of an import; the content's hash is part of each name, for large ones may
    otherwise be served stale.
    """
    key, name = store.current_key(), f"{entry.sha256[:8]}_{entry.file_name}"
    if rejected:
        st.download_button(
            "Rejected rows, to be corrected and uploaded again",
            past_imports.rejected_file(key, entry.import_id),
            file_name=f"rejected_{entry.import_id}_{name}",
            icon=":material/download:",
            key=f"rejected_{entry.import_id}",
            on_click="ignore",
        )
        st.download_button(
            "Letter to the lab",
            past_imports.letter(key, entry),
            file_name=f"letter_{entry.import_id}_{entry.sha256[:8]}.html",
            mime="text/html",
            icon=":material/mail:",
            key=f"letter_{entry.import_id}",
            on_click="ignore",
            help="the rows left out with their reasons, in German where the file is German",
        )
    st.download_button(
        "The file as it was imported",
        past_imports.source(key, entry.import_id),
        file_name=name,
        icon=":material/download:",
        key=f"source_{entry.import_id}",
        on_click="ignore",
    )
    st.download_button(
        "Receipt",
        receipt_json(entry, answers),
        file_name=f"receipt_{entry.import_id}.json",
        icon=":material/receipt_long:",
        key=f"receipt_{entry.import_id}",
        on_click="ignore",
    )


def show_rejected(rejected: Sequence[Rejected]) -> None:
    """Shows rows that are not stored, each with its line and reasons."""
    with st.expander(counted(len(rejected), "rejected row"), expanded=True):
        show_frame(rejected_frame(rejected[:REJECTED_SHOWN]), "Rejected rows with line and reason")
        if len(rejected) > REJECTED_SHOWN:
            st.caption(f"The first {REJECTED_SHOWN:,}; the download has every one.")


def show_corrections(entry: ImportEntry) -> None:
    """Shows the values that an import changed, cell by cell."""
    if not entry.counts.changed:
        return
    found = past_imports.corrections(store.current_key(), entry.import_id)
    with st.expander(counted(len(found), "corrected value")):
        show_frame(corrections_frame(found), "Values that the import changed, old and new")


def show_corrected_cells(answers: Answers) -> None:
    """Shows the cells that a person corrected before the file was stored."""
    cells = corrected_cells_frame(answers)
    if len(cells):
        with st.expander(f"{counted(len(cells), 'cell')} corrected by hand", expanded=True):
            show_frame(cells, "Cells corrected by hand: what the file said, by whom and why")
