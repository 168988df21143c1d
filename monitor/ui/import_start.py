"""Where an import begins: what is begun already, what columns are looked for, what came last."""

from collections.abc import Sequence

import streamlit as st

from monitor import intake
from monitor.analysis.formats import counted
from monitor.analysis.import_receipt import instant
from monitor.analysis.import_tables import entries_frame
from monitor.analysis.import_templates import columns_frame, english_template, german_template
from monitor.domain.draft import DraftEntry
from monitor.domain.plan import ImportEntry, Outcome
from monitor.domain.vocabularies import FileKind
from monitor.ingest.columns import COLUMNS
from monitor.store.drafts import drop_draft
from monitor.ui import importing, jobs, pages, store
from monitor.ui.steps import show_frame
from monitor.ui.texts import literal

DRAFTS, LAST_IMPORTS = 10, 5


def show_drafts(entries: Sequence[DraftEntry]) -> None:
    """Shows the imports that were begun and not finished, each to go on with or to discard."""
    if not entries:
        return
    st.subheader("Unfinished imports")
    for entry in entries[:DRAFTS]:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.button(
                literal(entry.file_name),
                type="tertiary",
                icon=":material/draft:",
                help="Go on with this import",
                key=f"open_{entry.id}",
                on_click=open_draft,
                args=(entry.id,),
            )
            st.caption(literal(_draft_state(entry)), width="content")
            st.button(
                "Discard",
                type="tertiary",
                icon=":material/delete:",
                key=f"discard_{entry.id}",
                on_click=discard,
                args=(entry.id,),
            )
    if len(entries) > DRAFTS:
        st.caption(f"And {len(entries) - DRAFTS} older ones.")


def open_draft(draft_id: str) -> None:
    """Turns the page to a draft."""
    st.query_params[pages.DRAFT_ID] = draft_id


def discard(draft_id: str) -> None:
    """Forgets a draft; an import of it that runs is ended first."""
    jobs.cancel(draft_id)
    drop_draft(store.current_store(), draft_id)


def _draft_state(entry: DraftEntry) -> str:
    job = jobs.job_of(entry.id)
    if job and job.is_running:
        return "being imported now"
    waits = _open(store.current_key(), entry.id, entry.updated_at)
    return f"{waits} · {instant(entry.updated_at)} by {entry.made_by}"


@st.cache_data(show_spinner="Looking at unfinished imports …", max_entries=100)
def _open(key: store.StoreKey, draft_id: str, updated_at: str) -> str:  # noqa: ARG001  (a key)
    """Returns what a draft waits for, as of its last change."""
    draft = importing.read_draft(draft_id)
    if draft is None:
        return ""
    plan = intake.plan_file(store.current_store(), draft.source, draft.entry.answers)
    if plan.questions:
        return f"{counted(len(plan.questions), 'question')} open"
    rows = plan.row_counts
    if rows[Outcome.STORED] + rows[Outcome.CHANGED]:
        return "ready to be imported"
    return "no row can be stored" if rows[Outcome.REJECTED] else "nothing new in it"


def show_columns() -> None:
    """Shows what columns each kind of file may have, with an empty template of each."""
    st.subheader("Columns we look for")
    st.caption(
        "The header tells which of the four a file is, in English or German, in any order. "
        "Patients by pseudonym only: a column of names or birth dates is never stored or shown."
    )
    tabs = st.tabs([kind.capitalize() for kind in COLUMNS])
    for tab, (kind, columns) in zip(tabs, COLUMNS.items(), strict=True):
        rows = [(c.name, c.required or c.expected, c.unit, c.rule) for c in columns]
        with tab:
            show_frame(columns_frame(kind, rows), f"Columns of the {kind} file")
            show_templates(kind, [column.name for column in columns])


def show_templates(kind: FileKind, names: Sequence[str]) -> None:
    """Offers an empty file of one kind, in English and in German."""
    with st.container(horizontal=True):
        st.download_button(
            "Template in English, with commas",
            english_template(names),
            file_name=f"{kind}.csv",
            icon=":material/download:",
            key=f"template_{kind}",
            on_click="ignore",
        )
        st.download_button(
            "Template in German, with semicolons",
            german_template(kind, names),
            file_name=f"{kind}_de.csv",
            icon=":material/download:",
            key=f"template_de_{kind}",
            on_click="ignore",
        )


def show_last_imports(entries: Sequence[ImportEntry]) -> None:
    """Shows what came in last."""
    if entries:
        st.subheader("Last imports")
        show_frame(entries_frame(entries[:LAST_IMPORTS]), "The last imports, the newest first")
        st.page_link(pages.HISTORY, label="History", icon=":material/history:")
