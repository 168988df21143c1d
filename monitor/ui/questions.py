"""Questions of an import as fields to fill in, and the answers that were given."""

from collections.abc import Callable, Mapping, Sequence
from typing import Literal

import streamlit as st

from monitor.analysis.formats import counted
from monitor.analysis.import_steps import answer_title
from monitor.domain.plan import Question
from monitor.ui.texts import is_plain, literal, spoken

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
    """Shows one question. One that holds what markdown would draw stands above its field, whose own
    label is then only spoken: there, the marks that keep a text literal would be read aloud.
    """
    key = f"{name}_{question.id}"
    if is_plain(question.message):
        return _choice(question, key, "visible")
    with st.container(gap="xxsmall"):
        st.markdown(literal(question.message))
        return _choice(question, key, "collapsed")


def _choice(question: Question, key: str, look: Literal["visible", "collapsed"]) -> str | None:
    """Shows what a question is answered with; what the file suggests is chosen beforehand, else
    nothing is.
    """
    label, proposed = spoken(question.message), question.proposed
    if not question.options:
        return st.text_input(
            label, value=proposed or "", key=key, width=FIELD_WIDTH, label_visibility=look
        )
    at = None if proposed is None else question.options.index(proposed)
    if len(question.options) > FEW or max(map(len, question.options)) > LONGEST_OPTION:
        return st.selectbox(
            label,
            question.options,
            index=at,
            key=key,
            placeholder="Choose",
            width=FIELD_WIDTH,
            label_visibility=look,
        )
    return st.radio(
        label,
        question.options,
        index=at,
        key=key,
        format_func=literal,
        horizontal=True,
        captions=[PROPOSED if option == proposed else "" for option in question.options],
        label_visibility=look,
    )


def _are_proposed(questions: Sequence[Question]) -> bool:
    return all(question.proposed is not None for question in questions)
