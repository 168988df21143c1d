"""Questions of an import as fields to fill in, and the answers that were given."""

from collections.abc import Callable, Mapping, Sequence

import streamlit as st

from monitor.analysis.formats import counted
from monitor.analysis.import_steps import answer_title
from monitor.domain.plan import Question
from monitor.ui.texts import literal

FEW = 4  # so many options stand side by side; more are a list to choose from
LONGEST_OPTION = 40
PROPOSED = "as the file suggests"
FIELD_WIDTH = 420


def ask(questions: Sequence[Question], name: str) -> Mapping[str, str]:
    """Asks questions in one form and returns the answers once they are sent, else nothing."""
    with st.form(f"form_{name}", border=False):
        given = {question.id: _field(question, name) for question in questions}
        label = "Confirm" if _are_proposed(questions) else "Continue with these answers"
        is_sent = st.form_submit_button(label, type="primary", key=f"send_{name}")
    answers = {found: said for found, said in given.items() if said}
    if is_sent and len(answers) < len(given):
        missing = counted(len(given) - len(answers), "question")
        st.caption(f"{missing} without an answer: the rows concerned keep waiting.")
    return answers if is_sent else {}


def show_answers(
    answers: Mapping[str, str],
    by_profile: Mapping[str, str],
    name: str,
    forget: Callable[[str], None],
) -> None:
    """Shows what was answered, each with a button that has it asked again."""
    for number, (found, said) in enumerate(sorted(answers.items())):
        source = " · from the profile" if by_profile.get(found) == said else ""
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown(
                f"{literal(answer_title(found))}: **{literal(said)}**:gray[{source}]",
                width="content",
            )
            st.button(
                "Change",
                type="tertiary",
                icon=":material/edit:",
                key=f"change_{name}_{number}",
                on_click=forget,
                args=(found,),
            )


def _field(question: Question, name: str) -> str | None:
    """Shows one question; what the file suggests is chosen beforehand, else nothing is."""
    key = f"{name}_{question.id}"
    if not question.options:
        return st.text_input(
            literal(question.message), value=question.proposed or "", key=key, width=FIELD_WIDTH
        )
    at = None if question.proposed is None else question.options.index(question.proposed)
    if len(question.options) > FEW or max(map(len, question.options)) > LONGEST_OPTION:
        return st.selectbox(
            literal(question.message),
            question.options,
            index=at,
            key=key,
            placeholder="Choose",
            width=FIELD_WIDTH,
        )
    return st.radio(
        literal(question.message),
        question.options,
        index=at,
        key=key,
        format_func=literal,
        horizontal=True,
        captions=[PROPOSED if option == question.proposed else "" for option in question.options],
    )


def _are_proposed(questions: Sequence[Question]) -> bool:
    return all(question.proposed is not None for question in questions)
