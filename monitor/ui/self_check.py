"""The self-check on the Settings page."""

import streamlit as st

from monitor.analysis.self_check import check_statistics
from monitor.analysis.setting_tables import check_table
from monitor.domain.self_check import Check
from monitor.store.errors import StoreError
from monitor.store.self_check import check_store
from monitor.ui import store
from monitor.ui.texts import literal

NAME = "Store"


def show_self_check() -> None:
    """Shows the button, and what the check found. It reads everything and changes nothing."""
    st.write(
        "Reads the whole store, compares every row and file with its digest, and computes a few "
        "numbers that are known from elsewhere. Nothing is changed."
    )
    if not st.button("Check now", icon=":material/fact_check:"):
        return
    with st.spinner("Checking …"):
        checks = (*_of_store(), *check_statistics())
    bad = sum(not check.is_good for check in checks)
    if bad:
        st.error(
            f"{bad} of {len(checks)} checks found a fault. Restore a backup, or ask who looks "
            "after the program.",
            icon=":material/error:",
        )
    else:
        st.success(f"All {len(checks)} checks are good.", icon=":material/check:")
    st.table(
        check_table(checks).map(literal),
        border="horizontal", width="content", hide_index=True, hide_header=True,
    )  # fmt: skip


def _of_store() -> tuple[Check, ...]:
    try:
        return check_store(store.current_store())
    except StoreError as fault:
        return (Check(NAME, is_good=False, found=str(fault)),)
