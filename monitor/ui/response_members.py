"""The patients behind a mark of response that was clicked, as links."""

from collections.abc import Callable, Iterable
from functools import partial

import streamlit as st

from monitor.analysis.clearance_times import time_members
from monitor.analysis.detection_members import Members, detection_members
from monitor.analysis.expected_clearance import cleared_patients
from monitor.analysis.response_dose import DOSES, dose_patients
from monitor.analysis.response_groups import Group
from monitor.analysis.response_pairs import Pairs
from monitor.analysis.response_spans import Span
from monitor.ui.cohort import read_cohort
from monitor.ui.patient_links import show_patient_links
from monitor.ui.response_reading import (
    Grouping,
    Question,
    grouped_pairs,
    groups_of,
    read_intervals,
    read_pairs,
)
from monitor.ui.response_visits_reading import read_states


def keeps(figure: str) -> Callable[[str], None]:
    """Returns what a click on a figure does: it keeps the name of the mark."""
    return lambda name: st.session_state.__setitem__(f"{figure}_mark", name)


def show_cleared(figure: str, asked: Question, span: Span, grouping: Grouping) -> None:
    """Lists who of the group that was clicked cleared and who did not."""
    pairs = partial(grouped_pairs, asked, span, grouping)
    show_cleared_of(figure, asked, groups_of(asked, grouping), pairs)


def show_cleared_of(
    figure: str, asked: Question, among: Iterable[Group], pairs: Callable[[], Pairs]
) -> None:
    """Lists the same of any groups; the pairs are asked for where there is a list."""
    groups = {group.name: group for group in among}
    name = st.session_state.get(f"{figure}_mark")
    found: Members = ()
    if name in groups:
        cleared, others = cleared_patients(pairs(), groups[name].codes)
        found = ((f"cleared · {name}", cleared), (f"not cleared · {name}", others))
    _show(asked, found, "Click a group's mark")


def show_dose(figure: str, asked: Question, span: Span) -> None:
    """Lists who of the dose group that was clicked was detected again and who was not."""
    dose = st.session_state.get(f"{figure}_mark")
    found: Members = ()
    if dose in DOSES:
        again, others = dose_patients(read_pairs(asked, span), str(dose))
        at = f"{dose} cells at first"
        found = ((f"detected again · {at}", again), (f"not detected again · {at}", others))
    _show(asked, found, "Click a mark")


def show_detected(figure: str, asked: Question, grouping: Grouping, by_order: bool) -> None:
    """Lists the patients of the part of a bar, or of the rate, that was clicked."""
    mark = str(st.session_state.get(f"{figure}_mark", ""))
    states, groups = read_states(asked, grouping, by_order), groups_of(asked, grouping)
    _show(asked, detection_members(states, groups, mark), "Click a part of a bar, or a rate")


def show_times(figure: str, asked: Question, grouping: Grouping, is_sustained: bool) -> None:
    """Lists who of a group cleared by the step that was clicked, and of whom it is not known."""
    mark = st.session_state.get(f"{figure}_mark")
    found: Members = ()
    if mark:
        intervals = read_intervals(asked, grouping, is_sustained)
        found = time_members(intervals, groups_of(asked, grouping), str(mark))
    _show(asked, found, "Click a step of a curve")


def _show(asked: Question, found: Members, click: str) -> None:
    if not found:
        st.caption(f"{click}: its patients are listed here.")
        return
    cohort = read_cohort(asked.key, asked.rules)
    for what, codes in found:
        show_patient_links(cohort, codes, what)
