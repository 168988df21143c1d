"""Undoing an import: what would go, come back and stay, and one button; and the way back."""

import pandas as pd
import streamlit as st

from monitor import intake
from monitor.analysis.undo_tables import kept_frame, removed_frame, restored_frame, undo_sentence
from monitor.domain.plan import ImportEntry
from monitor.domain.undo import Bucket
from monitor.store.drafts import save_draft
from monitor.store.errors import StoreError
from monitor.store.undo_preview import preview_undo
from monitor.store.undoing import undo_imports
from monitor.ui import pages, store
from monitor.ui.steps import show_frame
from monitor.ui.texts import literal

ASKED = "undo_asked"  # the import of which this session looks at what an undo would do
BUCKET_ROWS, BUCKET_HEIGHT = 6, 240


def offer_undo(entry: ImportEntry) -> None:
    """Shows the button that opens the preview of an undo."""
    st.button(
        "Undo this import",
        icon=":material/undo:",
        key=f"undo_{entry.import_id}",
        on_click=_ask_about,
        args=(entry.import_id,),
    )


def show_undo(entry: ImportEntry) -> None:
    """Shows, where that was asked for, what undoing an import would do, and does it."""
    number = entry.import_id
    if st.session_state.get(ASKED) != number or entry.is_undone:
        return
    with st.container(border=True):
        preview = preview_undo(store.current_store(), number)
        st.markdown(f"**Undo import {number}:** {literal(undo_sentence(preview))}")
        show_bucket("Removed", preview.removed, removed_frame(preview.removed))
        show_bucket("Brought back", preview.restored, restored_frame(preview.restored))
        show_bucket("Kept", preview.kept, kept_frame(preview.kept, number))
        st.caption("An undo is a change of its own: nothing is erased, and it can be taken back.")
        reason = st.text_input(
            "Why is it undone?", key=f"undo_reason_{number}", placeholder="wrong file"
        )
        with st.container(horizontal=True):
            if st.button(f"Undo import {number}", type="primary", key=f"undo_now_{number}"):
                carry_out_undo(number, reason.strip())
            st.button("Keep it", key=f"undo_not_{number}", on_click=_ask_about, args=(None,))


def _ask_about(import_id: int | None) -> None:
    st.session_state[ASKED] = import_id


def show_bucket(title: str, bucket: Bucket, frame: pd.DataFrame) -> None:
    """Shows the first rows of a bucket; an empty one is not shown."""
    if bucket.count:
        more = f", the first {len(bucket.rows):,}" if bucket.count > len(bucket.rows) else ""
        st.caption(f"{title}: {bucket.count:,}{more}")
        show_frame(frame, title, height=BUCKET_HEIGHT if len(frame) > BUCKET_ROWS else "auto")


def carry_out_undo(import_id: int, reason: str) -> None:
    """Undoes an import and draws the page anew; a fault is said, and nothing was changed."""
    try:
        undo_imports(store.current_store(), [import_id], intake.user_name(), reason or None)
    except StoreError as fault:
        st.error(str(fault), icon=":material/block:")
    else:
        st.rerun()


def offer_redo(entry: ImportEntry) -> None:
    """Shows the button that opens the kept file of an undone import as a draft again."""
    if st.button("Import again", icon=":material/redo:", key=f"redo_{entry.import_id}"):
        plan = intake.plan_again(store.current_store(), entry.import_id)
        draft_id = save_draft(store.current_store(), plan, intake.user_name())
        if draft_id is None:
            st.error(literal(plan.refused or ""), icon=":material/block:")
        else:
            st.switch_page(pages.IMPORT, query_params={pages.DRAFT_ID: draft_id})
