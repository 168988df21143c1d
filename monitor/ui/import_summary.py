"""What will be stored: the counts that add up, what still holds it back, and the one button."""

import pandas as pd
import streamlit as st

from monitor.analysis.formats import counted
from monitor.analysis.import_checks import held_sentence
from monitor.analysis.import_review import Review, stops, summary_frame
from monitor.analysis.import_steps import Step, proposals
from monitor.analysis.import_tables import counts_sentence
from monitor.domain.draft import Draft
from monitor.domain.plan import Action, ImportPlan, Outcome
from monitor.ui import importing, pages
from monitor.ui.import_effect import show_effect
from monitor.ui.import_order import Order
from monitor.ui.importing import Reviewed
from monitor.ui.texts import literal

NAMED = "named: lines that hold no row, such as the header, blank lines and totals"
NEEDS_REASON = "Values that are stored already will change. Say why, for the record."


def show_summary(draft: Draft, reviewed: Reviewed) -> Order | None:
    """Shows what will be stored; returns the order once the button is pressed."""
    plan, shown = reviewed.plan, reviewed.review
    st.subheader("What will be stored")
    show_counts(summary_frame(shown, len(plan.new_patients)))
    st.caption(literal(counts_sentence(shown.counts)), help=NAMED)
    if shown.action is Action.UNCHANGED:
        show_unchanged(plan)
    elif shown.action is Action.ASK:
        _offer_proposals(draft, plan)
    elif shown.action is Action.PARTIAL and not shown.stored:
        return _offer_record(draft, plan, shown)
    elif shown.action in (Action.STORED, Action.PARTIAL):
        show_effect(reviewed)
        return _offer_import(draft, plan, shown)
    return None


def show_counts(frame: pd.DataFrame) -> None:
    """Shows how many rows share a fate, one a line."""
    numbers = frame.columns[-1:]
    styled = frame.style.format("{:,}", subset=numbers)
    styled = styled.set_properties(subset=numbers, **{"text-align": "right"})
    st.table(styled, border="horizontal", hide_index=True, hide_header=True)


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
    if earlier:
        show_earlier(earlier.import_id)


def show_earlier(import_id: int) -> None:
    """Shows the way to an import of the past."""
    st.page_link(
        pages.HISTORY,
        label=f"Open import {import_id}",
        icon=":material/history:",
        query_params={pages.IMPORT_ID: str(import_id)},
    )


def _offer_proposals(draft: Draft, plan: ImportPlan) -> None:
    """Says that questions are open, and takes all that the file itself answers with one click."""
    proposed = proposals(plan.questions)
    st.markdown(f"{held_sentence(plan.questions)}. Nothing is stored before they are answered.")
    if not proposed:
        return
    label = "Accept the proposal" if len(proposed) == 1 else f"Accept {len(proposed)} proposals"
    if st.button(label, key=f"accept_{draft.entry.id}", icon=":material/done_all:"):
        refused = importing.answer(draft, proposed)
        if refused:
            st.error(literal(refused), icon=":material/block:")
        else:
            st.rerun()


def _offer_import(draft: Draft, plan: ImportPlan, shown: Review) -> Order | None:
    name = draft.entry.id
    left_out = shown.rows[Outcome.REJECTED]
    whole = left_out > 0 and st.toggle(
        "All or nothing",
        key=f"whole_{name}",
        help="store nothing while a row of the file has to be left out",
    )
    reason = None
    if shown.rows[Outcome.CHANGED]:
        reason = st.text_input(
            "Why do values change?", key=f"reason_{name}", placeholder="corrected report"
        )
    lacks_reason = reason is not None and not reason.strip()
    if whole:
        st.caption(f"{counted(left_out, 'row')} cannot be stored, so nothing is.")
    elif lacks_reason:
        st.caption(NEEDS_REASON)
    # The revision is part of the key: a click on a page that the store has left behind is lost,
    # and the page shows the file compared with the store as it is now.
    is_pressed = st.button(
        button_text(shown),
        type="primary",
        width="stretch",
        key=f"import_{name}_{plan.revision}",
        disabled=whole,
    )
    if not is_pressed:
        return None
    if lacks_reason:
        st.warning("A reason is needed before stored values change.", icon=":material/edit_note:")
        return None
    return Order(whole, reason.strip() if reason else None)


def _offer_record(draft: Draft, plan: ImportPlan, shown: Review) -> Order | None:
    """Says that and why no row can be stored; all that is left is to keep them on record."""
    left = shown.rows[Outcome.REJECTED]
    st.warning(
        literal(f"No row can be stored. {_sentences(stops(shown.rules))}"),
        icon=":material/block:",
    )
    st.caption(
        f"Correct single cells under {Step.CHECK}, or the file, and upload it again. Or keep the "
        "rows on record: no value is stored, and they can be downloaded with the reason of each."
    )
    is_pressed = st.button(
        f"Keep {counted(left, 'rejected row')} on record",
        width="stretch",
        key=f"record_{draft.entry.id}_{plan.revision}",
    )
    return Order() if is_pressed else None


def _sentences(reasons: list[str]) -> str:
    return f"{'; '.join(reasons)}." if reasons else "Every row has its reason under Check."


def button_text(shown: Review) -> str:
    """Returns what the import button says: how many rows it stores."""
    left = shown.rows[Outcome.REJECTED]
    return f"Import {counted(shown.stored, 'row')}{f', leave {left:,} out' if left else ''}"
