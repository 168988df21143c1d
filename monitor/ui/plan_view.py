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
    same_name_sentence,
    values_sentence,
)
from monitor.analysis.import_steps import Step, StepState
from monitor.analysis.wide_tables import columns_read
from monitor.domain.answers import spoken_answers
from monitor.domain.cell_corrections import is_cell
from monitor.domain.draft import Draft
from monitor.domain.plan import Outcome
from monitor.domain.profile import ProfileMatch
from monitor.ui import import_effect, importing, lab_view, questions, read_otherwise, steps
from monitor.ui.cell_editor import correct_cells
from monitor.ui.import_order import Order
from monitor.ui.import_summary import show_summary
from monitor.ui.importing import Reviewed
from monitor.ui.steps import Look
from monitor.ui.texts import literal
from monitor.ui.wide_view import show_layout
from monitor.ui.withdrawal import offer_withdrawal

STAGES = tuple(step for step in Step if step is not Step.STORE)


def show_review(draft: Draft, reviewed: Reviewed) -> Order | None:
    """Shows a draft's review; returns what was ordered once the button is pressed."""
    left, right = st.columns([7, 3], gap="large")
    with left:
        if reviewed.review.same_name:
            st.caption(f":material/info: {literal(same_name_sentence(reviewed.review.same_name))}")
        matches = importing.fits(reviewed.plan)
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
        if step is Step.COLUMNS:
            show_layout(reviewed)
        _show_questions(draft, state, name)
        steps.show_notes(reviewed.review.notes(step))
        if step is Step.LAB:
            lab_view.show_lab(draft, matches)
        elif step is Step.CHECK:
            steps.show_checks(reviewed.review)
            _keep(draft, correct_cells(draft, reviewed, name))
        elif step is Step.COMPARE:
            import_effect.show_changed(reviewed)
            steps.show_compared(reviewed.review)
            offer_withdrawal(reviewed, name)
        elif step is Step.VALUES:
            steps.show_preview(reviewed.review)
        elif reviewed.reading and step is Step.READ:
            steps.show_reading(reviewed.plan, reviewed.reading)
            _keep(draft, read_otherwise.offer_layout(reviewed, name))
        elif reviewed.reading and step is Step.COLUMNS:
            steps.show_mapping(reviewed.reading, reviewed.asked_columns)
            _keep(draft, read_otherwise.offer_column(reviewed, name))


def _show_questions(draft: Draft, state: StepState, name: str) -> None:
    if state.is_open:
        _keep(draft, questions.ask(state.questions, name))
    questions.show_answers(
        spoken_answers(state.answers),
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
        compared = compare_sentence(shown.rows, shown.absent_count)
        changed = import_effect.effect_words(reviewed)
        return f"{compared} · {changed}" if changed else compared
    if step is Step.VALUES:
        return values_sentence(shown)
    if reading is None:
        return ""
    if step is Step.READ:
        return reading_sentence(reading.encoding, reading.delimiter, plan.named, reading.row_count)
    if plan.layout:
        return columns_sentence(plan.kind, *columns_read(plan, reading.targets.values()))
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
        return shown.rows[Outcome.REJECTED] > 0 or any(map(is_cell, shown.state(step).answers))
    return step is Step.COMPARE and shown.change_count > 0


def _keep(draft: Draft, given: importing.Answers) -> None:
    """Keeps answers and shows what they change, unless they would have the file refused or settle
    nothing.
    """
    if not given:
        return
    refused = importing.answer(draft, given)
    if refused:
        st.error(
            literal(f"{refused} The answer was not kept."),
            icon=":material/block:",
        )
    else:
        st.rerun()
