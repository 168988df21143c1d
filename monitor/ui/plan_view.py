"""The review of an import: every stage as one line, and beside them what will be stored."""

from functools import partial

import streamlit as st

from monitor.analysis.import_checks import held_sentence
from monitor.analysis.import_reading import reading_sentence
from monitor.analysis.import_review import (
    Review,
    check_sentence,
    columns_sentence,
    compare_sentence,
    values_sentence,
)
from monitor.analysis.import_steps import Step, StepState
from monitor.domain.draft import Draft
from monitor.domain.plan import Outcome
from monitor.domain.profile import ProfileMatch
from monitor.ingest.columns import COLUMNS
from monitor.ui import importing, lab_view, questions, steps
from monitor.ui.import_order import Order
from monitor.ui.import_summary import show_summary
from monitor.ui.importing import Reviewed
from monitor.ui.steps import Look
from monitor.ui.texts import literal

STAGES = tuple(step for step in Step if step is not Step.STORE)
LEAVE_OUT = "leave out"


def show_review(draft: Draft, reviewed: Reviewed) -> Order | None:
    """Shows a draft's review; returns what was ordered once the button is pressed."""
    left, right = st.columns([7, 3], gap="large")
    with left:
        matches = importing.fits(reviewed.plan.header)
        for step in STAGES:
            show_stage(step, draft, reviewed, matches)
    with right:
        return show_summary(draft, reviewed)


def show_stage(step: Step, draft: Draft, reviewed: Reviewed, matches: list[ProfileMatch]) -> None:
    """Shows one stage: its questions first, then its answers, then what was found."""
    state = reviewed.review.state(step)
    sentence = _sentence(step, reviewed, matches)
    if state.is_open:
        sentence = held_sentence(state.questions)
    with steps.section(step, sentence, draft.entry.id, _look(step, reviewed.review)):
        name = f"{draft.entry.id}_{step.value}"
        _show_questions(draft, state, name)
        steps.show_notes(reviewed.review.notes(step))
        if step is Step.LAB:
            lab_view.show_lab(draft, matches)
        elif step is Step.CHECK:
            steps.show_checks(reviewed.review)
        elif step is Step.COMPARE:
            steps.show_compared(reviewed.review)
        elif step is Step.VALUES:
            steps.show_preview(reviewed.review)
        elif reviewed.reading and step is Step.READ:
            steps.show_reading(reviewed.plan, reviewed.reading)
        elif reviewed.reading and step is Step.COLUMNS:
            steps.show_mapping(reviewed.reading, reviewed.asked_columns)
            _offer_other_column(draft, reviewed, name)


def _show_questions(draft: Draft, state: StepState, name: str) -> None:
    if state.is_open:
        given = questions.ask(state.questions, name)
        if given:
            _keep(draft, given)
    questions.show_answers(
        state.answers,
        importing.profile_answers(draft.entry),
        name,
        partial(importing.forget, draft.entry.id),
    )


def _sentence(step: Step, reviewed: Reviewed, matches: list[ProfileMatch]) -> str:
    """Returns what a stage found, in one line."""
    plan, shown, reading = reviewed.plan, reviewed.review, reviewed.reading
    if step is Step.LAB:
        return lab_view.lab_sentence(plan, matches)
    if step is Step.CHECK:
        return check_sentence(shown)
    if step is Step.COMPARE:
        return compare_sentence(shown.rows, shown.absent_count)
    if step is Step.VALUES:
        return values_sentence(shown)
    if reading is None:
        return ""
    if step is Step.READ:
        return reading_sentence(reading.encoding, reading.delimiter, plan.named, reading.row_count)
    return columns_sentence(plan.kind, len(reading.header), len(reading.targets))


def _look(step: Step, shown: Review) -> Look:
    """Returns how a stage's line looks: rows that are left out are no tick."""
    asks, opened = shown.state(step).is_open, _opens(step, shown)
    if step is Step.CHECK and shown.rows[Outcome.REJECTED]:
        return Look(asks, opened, ":material/do_not_disturb_on:")
    return Look(asks, opened)


def _opens(step: Step, shown: Review) -> bool:
    """Returns whether a stage is open: the first that asks; once nothing is asked any more, what
    deserves a look before the rows are stored.
    """
    if shown.first_open:
        return step is shown.first_open
    if step is Step.CHECK:
        return shown.rows[Outcome.REJECTED] > 0
    return step is Step.COMPARE and shown.change_count > 0


def _offer_other_column(draft: Draft, reviewed: Reviewed, name: str) -> None:
    """Lets a column of the file be read as another one of ours, or not at all."""
    reading, kind = reviewed.reading, reviewed.plan.kind
    if reading is None or kind is None:
        return
    with (
        st.popover("Read a column differently", icon=":material/swap_horiz:", type="tertiary"),
        st.form(f"column_{name}", border=False),
    ):
        column = st.selectbox("Column of the file", reading.header, key=f"column_of_{name}")
        targets = [*(ours.name for ours in COLUMNS[kind]), LEAVE_OUT]
        target = st.selectbox("Read as", targets, index=None, key=f"column_as_{name}")
        is_sent = st.form_submit_button("Read it so", key=f"column_send_{name}")
    if is_sent and column and target:
        _keep(draft, {f"column:{column}": target})


def _keep(draft: Draft, given: importing.Answers) -> None:
    """Keeps answers and shows what they change, unless they would have the file refused."""
    refused = importing.answer(draft, given)
    if refused:
        st.error(
            literal(f"{refused} The answer was not kept."),
            icon=":material/block:",
        )
    else:
        st.rerun()
