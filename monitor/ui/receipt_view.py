"""The receipt of an import: that it is stored, the way to its patients, and a profile to keep."""

import streamlit as st

from monitor import intake
from monitor.domain.answers import layout_answers
from monitor.domain.plan import ImportEntry
from monitor.domain.profile import Profile
from monitor.domain.vocabularies import FileKind
from monitor.profiling import profile_of_import
from monitor.store.profiles import save_profile
from monitor.ui import importing, pages, past_imports, store
from monitor.ui.import_view import show_entry
from monitor.ui.texts import literal


def show_receipt(entry: ImportEntry) -> None:
    """Shows that an import is stored, with the way to its patients and everything about it."""
    if entry.is_undone:
        st.info(f"Import {entry.import_id} was undone.", icon=":material/undo:")
    elif not entry.counts.stored + entry.counts.changed:
        st.warning(
            f"No row was stored. Import {entry.import_id} keeps those left out on record.",
            icon=":material/block:",
        )
    else:
        st.success(f"Stored as import {entry.import_id}.", icon=":material/check_circle:")
    st.subheader(literal(entry.file_name))
    show_patients(entry)
    show_entry(entry)
    with st.container(horizontal=True):
        offer_profile(entry)
        st.button(
            "Import another file",
            icon=":material/upload_file:",
            type="tertiary",
            on_click=st.query_params.clear,
        )


def show_patients(entry: ImportEntry) -> None:
    """Shows the way to the first patients of whom the import says something."""
    touched = past_imports.touched(store.current_key(), entry.import_id)
    with st.container(horizontal=True):
        for link, name in touched:
            st.page_link(
                pages.PATIENT,
                label=literal(name),
                icon=":material/person:",
                query_params={pages.LINK: link},
            )
        st.page_link(pages.PATIENTS, label="All patients", icon=":material/groups:")
        st.page_link(pages.HISTORY, label="History", icon=":material/history:")


def offer_profile(entry: ImportEntry) -> None:
    """Offers to keep what was answered for this lab's export, unless a profile says it already."""
    key = store.current_key()
    header = past_imports.header(key, entry.import_id)
    layout = layout_answers(past_imports.answers(key, entry.import_id))
    used = next((p for p in importing.known_profiles() if p.label == entry.profile), None)
    if not header or entry.is_undone or (used and layout.items() <= used.answers.items()):
        return
    with (
        st.popover("Save as a profile", icon=":material/bookmark_add:"),
        st.form(f"profile_{entry.import_id}", border=False),
    ):
        st.caption("The next export with this header is then read without asking.")
        name = st.text_input(
            "Name", value=used.name if used else "", key=f"profile_name_{entry.import_id}"
        )
        is_sent = st.form_submit_button("Save", key=f"profile_save_{entry.import_id}")
    if is_sent and name.strip():
        wanted = profile_of_import(store.current_store(), entry.import_id, name.strip())
        wanted = wanted or Profile(name.strip(), 1, FileKind(entry.kind), header, layout)
        kept = save_profile(store.current_store(), wanted, intake.user_name())
        st.success(
            literal(f"Saved as {kept.name}, version {kept.version}."), icon=":material/bookmark:"
        )
