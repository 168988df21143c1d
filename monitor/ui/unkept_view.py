"""A file that is not kept: refused, without news, or naming persons until somebody decides."""

import streamlit as st

from monitor.analysis.formats import sentence_case
from monitor.domain.answers import name_of
from monitor.domain.plan import Action, Question, SourceFile
from monitor.ingest.foreign import is_text
from monitor.store.drafts import PERSONAL_COLUMNS
from monitor.ui import import_summary, importing, read_otherwise, steps
from monitor.ui.importing import Reviewed
from monitor.ui.texts import literal


def show_unkept(source: SourceFile, found: Reviewed) -> None:
    """Shows why a file is not kept, and what can be done about it. No cell is shown
    of one that may name persons.
    """
    plan = found.plan
    asked = next((q for q in plan.questions if name_of(q.id) == PERSONAL_COLUMNS), None)
    if plan.refused or asked:
        reason = plan.refused or (asked.message if asked else "")
        st.error(literal(reason), icon=":material/block:")
    if found.review.action is Action.UNCHANGED:
        import_summary.show_unchanged(plan)
    if asked:
        _offer_to_drop(source, asked)
    elif plan.refused and is_text(source.content):
        given = read_otherwise.offer_layout_unseen(plan)
        if given:
            importing.answer_unkept(source, given)
            st.rerun()
    if plan.refused and plan.rows is not None:
        steps.show_checks(found.review)


def _offer_to_drop(source: SourceFile, asked: Question) -> None:
    """Offers the one way on with a file whose columns may name persons."""
    for option in asked.options:
        st.button(
            sentence_case(literal(option)),
            type="primary",
            icon=":material/content_cut:",
            key=f"{option}_{source.sha256[:12]}",
            on_click=importing.answer_unkept,
            args=(source, {asked.id: option}),
        )
    st.caption(
        "Then they are cut out of the file before anything else is looked at: nothing of them is "
        "shown or kept."
    )
