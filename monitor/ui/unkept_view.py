"""A file that is not kept: refused, without news, or naming persons until somebody decides."""

from collections.abc import Sequence

import streamlit as st

from monitor.analysis.formats import sentence_case
from monitor.domain.answers import name_of
from monitor.domain.plan import Action, Question
from monitor.domain.source_file import SourceFile
from monitor.ingest.foreign import is_text
from monitor.ingest.personal import NO_PERSON
from monitor.store.drafts import PERSONAL_COLUMNS
from monitor.ui import import_summary, importing, pages, read_otherwise, steps
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
        _offer_to_correct(found)
    if asked:
        _offer_to_drop(source, asked)
        _offer_to_deny(source, [q for q in plan.questions if name_of(q.id) == NO_PERSON])
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


def _offer_to_deny(source: SourceFile, questions: Sequence[Question]) -> None:
    """Lets a person who knows a column say that it names nobody; the answer is kept on record."""
    for number, question in enumerate(questions):
        key = f"{source.sha256[:12]}_{number}"
        knows = st.checkbox(
            literal(
                f"I know column {question.about}: it names no person, no patient, relative or "
                "physician, in any row. That I said so is kept with the import."
            ),
            key=f"denies_{key}",
        )
        st.button(
            literal(f"Read column {question.about}"),
            icon=":material/visibility:",
            disabled=not knows,
            key=f"deny_{key}",
            on_click=importing.answer_unkept,
            args=(source, {question.id: question.options[0]}),
        )


def _offer_to_correct(found: Reviewed) -> None:
    """Lets a file that is stored already be opened again, to correct a cell of it by hand."""
    st.button(
        "Correct a cell of this file",
        icon=":material/edit:",
        type="tertiary",
        help="a typing error that no rule sees; the change is shown old → new before it is stored",
        key=f"open_again_{found.plan.source.sha256[:12]}",
        on_click=_open_again,
        args=(found,),
    )


def _open_again(found: Reviewed) -> None:
    draft_id = importing.keep(found)
    if draft_id:
        st.query_params[pages.DRAFT_ID] = draft_id
