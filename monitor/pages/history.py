"""History: what came in, what it changed, what was left out, and the way back."""

import streamlit as st

from monitor.analysis.change_tables import changes_frame
from monitor.analysis.import_tables import entries_frame
from monitor.domain.plan import ImportEntry
from monitor.ui import pages, past_imports, store
from monitor.ui.import_view import show_entry
from monitor.ui.steps import show_frame
from monitor.ui.texts import literal

CHANGES = 500


def main() -> None:
    st.title("History")
    entries = store.imports(store.current_key())
    if not entries:
        pages.show_nothing_yet("Nothing was imported yet.")
        return
    imports, changes = st.tabs(["Imports", "Every change"])
    with imports:
        show_imports(entries)
    with changes:
        show_changes()


def show_imports(entries: tuple[ImportEntry, ...]) -> None:
    show_frame(entries_frame(entries), "Imports, the newest first")
    labels = {entry.import_id: f"{entry.import_id} · {entry.file_name}" for entry in entries}
    wanted = st.query_params.get(pages.IMPORT_ID, "")
    numbers = list(labels)
    chosen = st.selectbox(
        "Look into an import",
        numbers,
        index=numbers.index(int(wanted)) if wanted.isdecimal() and int(wanted) in labels else 0,
        format_func=labels.__getitem__,
        key="history_import",
    )
    entry = store.import_entry(store.current_key(), chosen)
    st.subheader(literal(f"Import {entry.import_id} · {entry.file_name}"))
    show_entry(entry)


def show_changes() -> None:
    changes = past_imports.changes(store.current_key(), CHANGES)
    st.caption(
        "Every change of the store: who, when and why. Nothing is ever erased; an undo is a "
        "change as well."
    )
    show_frame(changes_frame(changes), "Every change of the store, the newest first")
    if len(changes) == CHANGES:
        st.caption(f"The last {CHANGES:,} changes.")


main()
