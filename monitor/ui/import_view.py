"""One import as it is kept: counts, the rows that were left out, and both files to download."""

from collections.abc import Sequence

import streamlit as st

from monitor.analysis.import_tables import counts_sentence, rejected_frame
from monitor.domain.plan import ImportEntry, Rejected
from monitor.ui import store
from monitor.ui.texts import literal


def show_entry(entry: ImportEntry) -> None:
    """Shows one import of the past."""
    st.write(literal(counts_sentence(entry.counts)))
    key = store.current_key()
    rejected = store.rejected(key, entry.import_id)
    if rejected:
        file = store.rejected_file(key, entry.import_id)
        show_rejected(rejected, file, entry.file_name, entry.sha256)
    st.download_button(
        "The file as it was uploaded",
        store.source(key, entry.sha256),
        file_name=f"{entry.sha256[:8]}_{entry.file_name}",
        icon=":material/download:",
        key=f"source_{entry.import_id}",
    )


def show_rejected(rejected: Sequence[Rejected], file: str, file_name: str, sha256: str) -> None:
    """Shows rows that are not stored, each with its line and reasons, and offers them as a file."""
    number = len(rejected)
    with st.expander(f"{number:,} rejected {'row' if number == 1 else 'rows'}", expanded=True):
        st.dataframe(
            rejected_frame(rejected), hide_index=True, alt="Rejected rows with line and reason"
        )
        st.download_button(
            "Rejected rows, to be corrected and uploaded again",
            file,
            file_name=f"rejected_{sha256[:8]}_{file_name}",
            icon=":material/download:",
            key=f"rejected_{sha256}",
        )
