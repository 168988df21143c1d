"""Marking stored assays, which a newer export of the lab lacks, as withdrawn by it."""

import streamlit as st

from monitor.analysis.formats import counted
from monitor.analysis.import_absent import absent_names
from monitor.store.errors import StoreError
from monitor.ui import pages, store
from monitor.ui.importing import Reviewed
from monitor.ui.texts import literal, spoken
from monitor.withdrawing import NotWithdrawnError, may_be_withdrawn, withdraw

SAID = "withdrawal_said"
ABOUT = (
    "An export that lacks an assay says nothing about it. Where the lab did take it back, it can "
    "be marked: it then counts no more, stays on record, and can be undone under History."
)


def offer_withdrawal(reviewed: Reviewed, name: str) -> None:
    """Lets assays that the store has and the file lacks be marked as withdrawn by the lab."""
    _show_said()
    rows = {row.id: row for row in may_be_withdrawn(reviewed.plan)}
    if not rows:
        return
    names = absent_names(reviewed.plan)
    with (
        st.popover("Mark as withdrawn by the lab", icon=":material/block:", type="tertiary"),
        st.form(f"withdraw_{name}_{reviewed.plan.revision}", border=False),
    ):
        st.caption(ABOUT)
        chosen = st.multiselect(
            "Assays",
            list(rows),
            format_func=lambda number: spoken(names[number]),
            key=f"withdraw_rows_{name}_{reviewed.plan.revision}",
            placeholder="Choose",
        )
        reason = st.text_input(
            "Reason", key=f"withdraw_why_{name}", placeholder="such as: letter of the lab"
        )
        is_sent = st.form_submit_button("Mark them", icon=":material/block:")
    if not is_sent:
        return
    if not chosen or not reason.strip():
        st.warning("Choose the assays and say why.", icon=":material/edit_note:")
        return
    try:
        number = withdraw(
            store.current_store(), reviewed.plan, [rows[at] for at in chosen], reason.strip()
        )
    except (NotWithdrawnError, StoreError) as fault:
        st.error(literal(fault), icon=":material/block:")
        return
    st.session_state[SAID] = (number, len(chosen))
    st.rerun()


def _show_said() -> None:
    """Says once what was marked, with the way to it."""
    said = st.session_state.pop(SAID, None)
    if said is None:
        return
    number, rows = said
    st.success(
        f"{counted(rows, 'assay')} marked as withdrawn by the lab, as import {number}.",
        icon=":material/check_circle:",
    )
    st.page_link(
        pages.HISTORY,
        label=f"Open import {number}",
        icon=":material/history:",
        query_params={pages.IMPORT_ID: str(number)},
    )
