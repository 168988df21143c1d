"""A file that is not kept: refused, without news, or naming persons until somebody decides."""

import streamlit as st

from monitor.domain.plan import Action, SourceFile
from monitor.ui import import_summary, importing, questions, steps
from monitor.ui.importing import Reviewed
from monitor.ui.texts import literal


def show_unkept(source: SourceFile, found: Reviewed) -> None:
    """Shows why a file is not kept, and what can be done about it. No cell is shown
    of one that may name persons.
    """
    plan = found.plan
    if plan.refused:
        st.error(literal(plan.refused), icon=":material/block:")
    if found.review.action is Action.UNCHANGED:
        import_summary.show_unchanged(plan)
    asked = [q for q in plan.questions if q.id.startswith("personal_columns")]
    if asked:
        given = questions.ask(asked, f"unkept_{source.sha256[:12]}")
        if given:
            importing.answer_unkept(source, given)
            st.rerun()
    elif plan.refused and plan.rows is not None:
        steps.show_checks(found.review)
