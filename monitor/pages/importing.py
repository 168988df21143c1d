"""Import: a file becomes a draft, its review asks what only a person can know, then one button."""

import streamlit as st

from monitor.domain.draft import Draft
from monitor.domain.plan import Action
from monitor.domain.source_file import SourceFile
from monitor.intake import source_file
from monitor.store.drafts import read_drafts
from monitor.ui import import_run, import_start, importing, jobs, pages, plan_view, store
from monitor.ui.job_view import show_job
from monitor.ui.receipt_view import show_receipt
from monitor.ui.texts import literal
from monitor.ui.unkept_view import show_unkept

MEGABYTES = 20
MOVED = "The store changed meanwhile: this file was compared with it anew."
KINDS = ["csv", "txt", "tsv", "xlsx", "xls", "ods"]


def main() -> None:
    st.title("Import")
    draft_id = st.query_params.get(pages.DRAFT_ID)
    import_id = st.query_params.get(pages.IMPORT_ID, "")
    if draft_id:
        show_draft(draft_id)
    elif import_id.isdecimal() and store.has_import(store.current_key(), int(import_id)):
        show_receipt(store.import_entry(store.current_key(), int(import_id)))
    else:
        show_start()


def show_start() -> None:
    files = st.file_uploader(
        "Marrow lab exports, therapy, patients or outcomes: CSV or workbook",
        type=KINDS,
        accept_multiple_files=True,
        max_upload_size=MEGABYTES,
        key="import_files",
    )
    st.caption(
        f"Up to {MEGABYTES} MB each. A larger file goes in with the same checks on the command "
        "line: `python -m monitor import FILE`."
    )
    for file in files:
        take(source_file(file.name, file.getvalue()), file.file_id, is_only=len(files) == 1)
    import_start.show_drafts(read_drafts(store.current_store()))
    if not files:
        import_start.show_columns()
    import_start.show_last_imports(store.imports(store.current_key()))


def take(source: SourceFile, file_id: str, *, is_only: bool) -> None:
    """Makes an uploaded file a draft and opens it; one that may not be kept is shown here."""
    if importing.was_taken(file_id):
        return
    draft_id, found = importing.begin(source)
    if draft_id is None:
        st.subheader(literal(source.name))
        show_unkept(source, found)
        return
    importing.note_taken(file_id)
    if is_only:
        st.query_params[pages.DRAFT_ID] = draft_id
        st.rerun()


def show_draft(draft_id: str) -> None:
    job = jobs.job_of(draft_id)
    if job and job.import_id is not None:
        import_run.open_receipt(job.import_id)
    draft = importing.read_draft(draft_id)
    if draft is None:
        st.info("This draft is not here any more: it was imported or discarded.")
        st.page_link(pages.IMPORT, label="Import a file", icon=":material/upload_file:")
        return
    show_title(draft)
    if job and job.is_running:
        show_job(draft_id)
    else:
        import_run.show_failure(job)
        review(draft)


def show_title(draft: Draft) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.subheader(literal(draft.source.name), width="content")
        st.caption("Kept as a draft; nothing is stored yet.", width="content")
        leaves = st.button("Another file", icon=":material/upload_file:", type="tertiary")
        discards = st.button("Discard", icon=":material/delete:", type="tertiary")
    if discards:
        import_start.discard(draft.entry.id)
    if leaves or discards:
        st.query_params.clear()
        st.rerun()


def review(draft: Draft) -> None:
    reviewed = importing.planned(draft.source, draft.entry.answers, draft.entry.profile)
    if reviewed.review.action is Action.REFUSED:
        show_unkept(draft.source, reviewed)
    if importing.store_moved(draft.entry.id, reviewed.plan.revision):
        st.info(MOVED, icon=":material/sync:")
    order = plan_view.show_review(draft, reviewed)
    if order:
        import_run.carry_out(draft, reviewed, order)


main()
