"""The patients behind a step of a curve or a row of a forest that was clicked, as links."""

from collections.abc import Callable, Iterable, Sequence
from functools import partial

import streamlit as st

from monitor.analysis.marrow_over_time import MarrowOverTime, status_members
from monitor.analysis.outcome_facts import CohortFacts
from monitor.analysis.outcome_step_members import Members, step_members
from monitor.analysis.outcomes import Outcomes
from monitor.ui.outcome_choice import Asked
from monitor.ui.pages import open_patient
from monitor.ui.patient_links import MOST_LINKS, show_first_links


def follows_steps(
    figure: str, found: Outcomes, facts: CohortFacts, asked: Asked
) -> Callable[[str], None]:
    """Returns what a click on a curve does: one patient is opened, several are kept to be listed
    for as long as the same is asked.
    """

    def follow(mark: str) -> None:
        every = [who for _, own in step_members(found, mark) for who in own.tolist()]
        if len(every) == 1:
            open_patient(facts.links[every[0]])
        st.session_state[f"{figure}_mark"] = (asked.question, asked.choice, mark)

    return follow


def show_step(figure: str, found: Outcomes, facts: CohortFacts, asked: Asked) -> None:
    """Lists whose time ended at the step or tick that was clicked."""
    *about, mark = st.session_state.get(f"{figure}_mark") or ("",)
    if about != [asked.question, asked.choice]:
        st.caption("Click a step or a tick: its patients are listed here.")
        return
    _show(facts, step_members(found, mark))


def show_status(figure: str, found: MarrowOverTime, facts: CohortFacts) -> None:
    """Lists who had the event in which status, where the row of the marrow was clicked."""
    members = status_members(found.rows, str(st.session_state.get(f"{figure}_mark", "")))
    if not members:
        st.caption("Click the row of the marrow: who had the event is listed here.")
    _show(facts, members)


def _show(facts: CohortFacts, members: Members) -> None:
    for what, who in members:
        numbers = who.tolist()
        first = [(facts.patient_ids[at], facts.links[at]) for at in numbers[:MOST_LINKS]]
        show_first_links(
            first, len(numbers), what, partial(_pseudonyms, facts.patient_ids, numbers)
        )


def _pseudonyms(names: Sequence[str], numbers: Iterable[int]) -> list[str]:
    return [names[at] for at in numbers]
