"""A plan, its questions and its receipt on the screen."""

import pandas as pd
import streamlit as st

from monitor.analysis.import_tables import (
    changes_frame,
    columns_frame,
    counts_sentence,
    notes_frame,
    preview_frame,
)
from monitor.domain.plan import Action, ImportPlan, Outcome, Question
from monitor.ingest.columns import COLUMNS
from monitor.ingest.report import rejected_csv
from monitor.ui import pages
from monitor.ui.import_view import show_rejected
from monitor.ui.importing import SessionReceipt, answers, keep_answers
from monitor.ui.texts import literal

PREVIEW_ROWS = 20
DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "pipe"}


def show_columns() -> None:
    """Shows what columns each kind of file may have."""
    st.caption(
        "The header tells which of the four a file is. Dates are written 2023-01-17, numbers with "
        "a decimal point; patients by pseudonym only. A file with names or birth dates is refused."
    )
    tabs = st.tabs([kind.capitalize() for kind in COLUMNS])
    for tab, (kind, columns) in zip(tabs, COLUMNS.items(), strict=True):
        rows = [(c.name, c.required or c.expected, c.unit, c.rule) for c in columns]
        tab.dataframe(columns_frame(rows), hide_index=True, alt=f"Columns of the {kind} file")
        tab.download_button(
            "Empty template",
            ",".join(column.name for column in columns) + "\r\n",
            file_name=f"{kind}.csv",
            icon=":material/download:",
            key=f"template_{kind}",
        )


def show_plan(plan: ImportPlan) -> None:
    """Shows what importing a file would do: lines by fate, questions, reasons, corrections."""
    st.subheader(literal(plan.source.name))
    if plan.refused:
        st.error(literal(plan.refused), icon=":material/block:")
    if plan.kind:
        st.caption(f"{plan.kind.capitalize()} · {DELIMITERS[plan.delimiter]}-separated")
        st.write(literal(counts_sentence(plan.counts)))
    if plan.action is Action.UNCHANGED:
        show_unchanged(plan)
    show_answers(plan)
    if plan.questions:
        ask(plan)
    if plan.rejected:
        file = rejected_csv(plan.header, plan.delimiter, plan.rejected)
        show_rejected(plan.rejected, file, plan.source.name, plan.source.sha256)
    show_frame("Corrections of stored values", changes_frame(plan), expanded=True)
    show_frame("Notes", notes_frame(plan), expanded=False)
    show_frame(
        "First rows as they were understood", preview_frame(plan, PREVIEW_ROWS), expanded=False
    )


def button_text(plan: ImportPlan) -> str:
    """Returns what the import button says: how many rows it stores."""
    rows = plan.row_counts
    number = rows[Outcome.STORED] + rows[Outcome.CHANGED]
    left = f", leave {rows[Outcome.REJECTED]:,} out" if rows[Outcome.REJECTED] else ""
    return f"Import {number:,} {'row' if number == 1 else 'rows'}{left}"


def show_unchanged(plan: ImportPlan) -> None:
    """Says that the file brings nothing new, and which import brought the same bytes."""
    earlier = plan.same_bytes
    which = (
        f"Identical to import {earlier.import_id} of {earlier.committed_at[:10]} by "
        f"{earlier.committed_by}. "
        if earlier
        else ""
    )
    st.info(
        literal(f"{which}Every row is stored already: nothing to import."),
        icon=":material/check_circle:",
    )


def show_answers(plan: ImportPlan) -> None:
    """Shows what was answered for this file, and lets it be answered anew."""
    given = answers(plan.source)
    if not given:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        said = " · ".join(f"{name}: {answer}" for name, answer in given.items())
        st.caption(literal(f"Answered: {said}"), width="content")
        if st.button("Answer anew", type="tertiary", key=f"anew_{plan.source.sha256}"):
            keep_answers(plan.source, {})
            st.rerun()


def ask(plan: ImportPlan) -> None:
    """Asks the open questions; nothing is stored before they are answered."""
    with st.form(f"questions_{plan.source.sha256}", border=False):
        given = {question.id: choose(question, plan) for question in plan.questions}
        if st.form_submit_button("Continue with these answers", type="primary"):
            keep_answers(plan.source, {name: answer for name, answer in given.items() if answer})
            st.rerun()


def choose(question: Question, plan: ImportPlan) -> str | None:
    """Shows one question; what the file proposes is chosen beforehand, else nothing is."""
    proposed = question.options.index(question.proposed) if question.proposed else None
    return st.radio(
        literal(question.message),
        question.options,
        index=proposed,
        horizontal=True,
        key=f"{plan.source.sha256}_{question.id}",
    )


def show_frame(title: str, frame: pd.DataFrame, *, expanded: bool) -> None:
    """Shows a table under its title; one without rows is not shown."""
    if len(frame):
        with st.expander(f"{title} ({len(frame):,})", expanded=expanded):
            st.dataframe(frame, hide_index=True, alt=title, placeholder="")


def show_receipt(receipt: SessionReceipt) -> None:
    """Shows that an import is stored, with the way to its patients."""
    st.success(f"Stored as import {receipt.import_id}.", icon=":material/check_circle:")
    with st.container(horizontal=True):
        for link, name in receipt.patients:
            st.page_link(
                pages.PATIENT,
                label=literal(name),
                icon=":material/person:",
                query_params={pages.LINK: link},
            )
        st.page_link(pages.PATIENTS, label="All patients", icon=":material/groups:")
        st.page_link(pages.HISTORY, label="History", icon=":material/history:")
