"""Import: a file's rows as they were understood, then one button."""

import streamlit as st

from monitor.domain.plan import Action, ImportPlan
from monitor.intake import source_file
from monitor.ui import importing, plan_view, store
from monitor.ui.import_view import show_entry

MEGABYTES = 20


def main() -> None:
    st.title("Import")
    files = st.file_uploader(
        "Assays, therapy, patients or outcomes as CSV files",
        type=["csv", "txt", "tsv"],
        accept_multiple_files=True,
        max_upload_size=MEGABYTES,
        key="import_files",
    )
    if not files:
        plan_view.show_columns()
    for file in files:
        with st.container(border=True):
            show_file(file.name, file.getvalue())


def show_file(name: str, content: bytes) -> None:
    source = source_file(name, content)
    receipt = importing.receipt_of(source)
    if receipt:
        plan_view.show_receipt(receipt)
        show_entry(store.import_entry(store.current_key(), receipt.import_id))
        return
    plan = importing.planned(source)
    plan_view.show_plan(plan)
    if plan.action in (Action.STORED, Action.PARTIAL):
        offer_import(plan)


def offer_import(plan: ImportPlan) -> None:
    text = plan_view.button_text(plan)
    if st.button(text, type="primary", key=f"import_{plan.source.sha256}"):
        with st.spinner("Storing …"):
            importing.carry_out(plan)
        st.rerun()


main()
