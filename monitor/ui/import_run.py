"""From the button to the receipt: a small file at once, a long one as a process of its own."""

from dataclasses import replace
from typing import NoReturn

import streamlit as st

from monitor import intake
from monitor.domain.draft import Draft
from monitor.intake import Wish
from monitor.store.errors import StoreError
from monitor.ui import jobs, pages, store
from monitor.ui.import_order import Order
from monitor.ui.importing import Reviewed
from monitor.ui.jobs import Job
from monitor.ui.texts import literal

LONG_ROWS = 20_000  # from so many rows on, an import runs beside the page


def carry_out(draft: Draft, reviewed: Reviewed, order: Order) -> None:
    """Imports a draft as it was ordered."""
    if reviewed.review.stored >= LONG_ROWS:
        jobs.start(draft.entry.id, order)
        st.rerun()
    plan = replace(reviewed.plan, uploaded_sha256=draft.entry.uploaded_sha256)
    try:
        with st.spinner("Storing …"):
            wish = Wish(
                all_or_nothing=order.all_or_nothing, reason=order.reason, draft_id=draft.entry.id
            )
            _, receipt = intake.carry_out(store.current_store(), plan, wish)
    except StoreError as fault:
        _say_nothing_was_stored(str(fault))
        return
    if receipt is None:
        st.rerun()  # the store changed meanwhile, and now the file asks or brings nothing
    open_receipt(receipt.import_id)


def open_receipt(import_id: int) -> NoReturn:
    """Opens the receipt of an import; its address holds after a reload."""
    st.query_params.from_dict({pages.IMPORT_ID: str(import_id)})
    st.rerun()


def show_failure(job: Job | None) -> None:
    """Says how the last long import of a draft ended, where it did not end well."""
    if job is None or job.is_running:
        return
    if job.is_cancelled:
        st.info("Cancelled: nothing was stored. Your draft is kept.", icon=":material/undo:")
    elif job.failed:
        _say_nothing_was_stored(job.failed)


def _say_nothing_was_stored(reason: str) -> None:
    said = reason.removeprefix("Nothing was stored. ").removeprefix("Nothing was stored: ")
    st.error(literal(f"Nothing was stored. Your draft is kept. {said}"), icon=":material/block:")
