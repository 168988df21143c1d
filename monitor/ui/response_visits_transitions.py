"""Chart 6 on the screen: Sankey and matrix by group, agreement, and clearance beside chance."""

from collections.abc import Callable

import streamlit as st

from monitor.analysis.clearance_tables import clearance_table
from monitor.analysis.formats import counted, fewer_than
from monitor.analysis.lab_scatter import expected_note
from monitor.analysis.transitions import GroupTransitions, TransitionData
from monitor.analysis.transitions_clearance import VisitClearance, visit_pairs
from monitor.analysis.transitions_groups import Therapy
from monitor.analysis.transitions_tables import agreement_table, matrix_table, transition_table
from monitor.charts.expected_clearance import (
    expected_clearance_figure,
    expected_clearance_sentence,
)
from monitor.charts.transitions import (
    agreement_sentence,
    transitions_figure,
    transitions_sentence,
)
from monitor.charts.transitions_matrix import matrix_figure, matrix_sentence
from monitor.ui.cohort import Chosen
from monitor.ui.cohort_figure import show_cohort_figure
from monitor.ui.figure import is_dark
from monitor.ui.response_choices import choose_grouping
from monitor.ui.response_members import keeps, show_cleared_of
from monitor.ui.response_passages import picks_passage, show_passage
from monitor.ui.response_reading import Grouping, Question
from monitor.ui.response_visits_choices import choose_one, choose_visits
from monitor.ui.response_visits_reading import (
    Transition,
    read_states,
    read_therapies,
    read_transitions,
    read_visit_clearance,
)
from monitor.ui.response_words import ARMS, BY_INDICATION, cleared_note
from monitor.ui.texts import literal

ANY_THERAPY = "Any or none"
CLEARED = "response_transition_clearance"
FROM, TO, THERAPY, BETWEEN = (
    f"response_{name}" for name in ("from", "to", "therapy_between", "through")
)


@st.fragment
def show_transitions(chosen: Chosen) -> None:
    """Shows chart 6 between two visits."""
    asked = Question(chosen.key, chosen.rules, chosen.filter)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        by_order = choose_visits(chosen)
        if by_order is None:
            return
        grouping, shown = choose_grouping(chosen, "response_transition_groups")
        visits = _choose_two(read_states(asked, grouping, by_order).visits)
        if not visits:
            st.info("There is no second visit to compare with.", icon=":material/event_busy:")
            return
        therapy = _choose_therapy(asked, grouping, by_order, visits)
    question = Transition(asked, grouping, by_order, visits, therapy)
    data = read_transitions(question)
    _show_flows(data, shown)
    show_passage(question, data)
    _show_agreement(data)
    _show_clearance(read_visit_clearance(question), shown)
    _show_cleared(question)
    if therapy is not None or len(data.groups) > 1:
        st.caption(BY_INDICATION if therapy is not None else ARMS)


def _choose_two(visits: tuple[str, ...]) -> tuple[str, ...]:
    """Returns the visits from the one to the other, with those between where wanted."""
    if len(visits) < 2:
        return ()
    first = choose_one("From", visits[:-1], FROM, str, 120)
    later = visits[visits.index(first) + 1 :]
    second = choose_one("To", later, TO, str, 120)
    between = visits[visits.index(first) : visits.index(second) + 1]
    if len(between) > 2 and st.toggle(
        "Through the visits between", value=True, key=BETWEEN, persist_state="session"
    ):
        return between
    return first, second


def _choose_therapy(
    asked: Question, grouping: Grouping, by_order: bool, visits: tuple[str, ...]
) -> Therapy | None:
    offered = read_therapies(asked, grouping, by_order, visits[0], visits[-1])
    if not offered:
        return None
    return choose_one(
        "Therapy between", (None, *offered), THERAPY, lambda t: t.label if t else ANY_THERAPY
    )


def _show_flows(data: TransitionData, shown: Chosen) -> None:
    if len(data.groups) == 1:
        left, right = st.columns([5, 4])
        with left:
            _show_sankey(data, data.groups[0], shown, 0)
        with right:
            _show_matrix(data, data.groups[0], shown, 0)
        return
    for show in (_show_sankey, _show_matrix):
        _show_in_twos(data, shown, show)


def _show_in_twos(
    data: TransitionData,
    shown: Chosen,
    show: Callable[[TransitionData, GroupTransitions, Chosen, int], None],
) -> None:
    """Shows a figure of each group, two beside each other."""
    for first in range(0, len(data.groups), 2):
        for at, column in enumerate(st.columns(2), first):
            if at < len(data.groups):
                with column:
                    show(data, data.groups[at], shown, at)


def _show_sankey(data: TransitionData, group: GroupTransitions, shown: Chosen, at: int) -> None:
    show_cohort_figure(
        transitions_figure(group, data, is_dark()),
        transitions_sentence(group, data),
        lambda: transition_table(data),
        f"response_transitions_{at}",
        shown,
        caption=_caption(data, group),
        is_second=at > 0,
    )


def _show_matrix(data: TransitionData, group: GroupTransitions, shown: Chosen, at: int) -> None:
    show_cohort_figure(
        matrix_figure(group, data, is_dark()),
        matrix_sentence(group, data),
        lambda: matrix_table(data),
        f"response_matrix_{at}",
        shown,
        caption=_caption(data, group),
        is_second=True,
        on_click=picks_passage,
    )


def _caption(data: TransitionData, group: GroupTransitions) -> str:
    visits = "sampling order" if data.by_order else "visit windows"
    name = f"{group.name} · " if len(data.groups) > 1 else ""
    return f"{name}{data.first} to {data.second} by {visits}, {counted(group.patients, 'patient')}"


def _show_agreement(data: TransitionData) -> None:
    """Shows the 2×2 among pairs evaluable at both, and who is left out."""
    if len(data.groups) > 1:
        st.dataframe(
            agreement_table(data), hide_index=True, alt="Agreement of both visits, group by group"
        )
    for group in data.groups:
        name = f"**{literal(group.name)}**: " if len(data.groups) > 1 else ""
        st.markdown(name + literal(agreement_sentence(group)))
    if data.in_two:
        st.caption(f"{counted(data.in_two, 'patient')} in both groups, counted in each.")


def _show_clearance(clearance: VisitClearance, shown: Chosen) -> None:
    st.subheader("Cleared, and expected if nothing had changed", anchor=False)
    found = clearance.found
    sentence = expected_clearance_sentence(found)
    show_cohort_figure(
        expected_clearance_figure(found, is_dark()),
        sentence,
        lambda: clearance_table(found),
        CLEARED,
        shown,
        caption=f"{found.span.label}: {fewer_than(found.rules.threshold)} at the second visit"
        f"{cleared_note(found.rules)}{expected_note(shown.cohort.scatter)}",
        is_second=True,
        on_click=keeps(CLEARED),
    )
    st.markdown(literal(sentence))
    if clearance.other_series:
        st.caption(
            f"{counted(clearance.other_series, 'positive')} left out here: the second sampling is "
            "of another method, antibody or lab, so that counts cannot be compared."
        )


def _show_cleared(question: Transition) -> None:
    first, *_, second = question.visits
    show_cleared_of(
        CLEARED,
        question.asked,
        question.groups,
        lambda: visit_pairs(question.states, first, second)[0],
    )
