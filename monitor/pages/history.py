"""History: what came in, and what did not."""

import streamlit as st

from monitor.analysis.import_tables import entries_frame
from monitor.ui import pages, store
from monitor.ui.import_view import show_entry


def main() -> None:
    st.title("History")
    entries = store.imports(store.current_key())
    if not entries:
        pages.show_nothing_yet("Nothing was imported yet.")
        return
    st.dataframe(entries_frame(entries), hide_index=True, alt="Imports, the newest first")
    labels = {entry.import_id: f"{entry.import_id} · {entry.file_name}" for entry in entries}
    chosen = st.selectbox(
        "Look into an import", list(labels), format_func=labels.__getitem__, key="history_import"
    )
    show_entry(store.import_entry(store.current_key(), chosen))


main()
