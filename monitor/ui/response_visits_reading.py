"""What the views by visit compute, each answer kept for everybody who asks the same."""

from dataclasses import dataclass

import streamlit as st

from monitor.analysis.cohort_courses import CoursesData, courses_data
from monitor.analysis.cohort_courses_trellis import TrellisOrder, TrellisPage, trellis_page
from monitor.analysis.detection import DetectionData, detection_data
from monitor.analysis.detection_states import VisitStates, visit_states
from monitor.analysis.response_groups import Group
from monitor.analysis.swimmer import SwimmerOrder, SwimmerPage, swimmer_page
from monitor.analysis.time_axis import Anchor
from monitor.analysis.transitions import TransitionData, transition_data
from monitor.analysis.transitions_clearance import VisitClearance, visit_clearance
from monitor.analysis.transitions_groups import Therapy, therapies_between, therapy_groups
from monitor.domain.rules import RuleSet
from monitor.domain.vocabularies import TherapyType
from monitor.ui.cohort import read_cohort
from monitor.ui.keys import BY_TEXT
from monitor.ui.response_reading import Grouping, Question, groups_of
from monitor.ui.store import StoreKey


@st.cache_resource(
    show_spinner="Sorting samplings into visits …", max_entries=4, hash_funcs=BY_TEXT
)
def _read_every_state(key: StoreKey, rules: RuleSet, by_order: bool) -> VisitStates:
    return visit_states(read_cohort(key, rules), by_order)


@st.cache_resource(show_spinner=False, max_entries=6, hash_funcs=BY_TEXT)
def read_states(asked: Question, grouping: Grouping, by_order: bool) -> VisitStates:
    """Returns what became of every patient at every visit; a filter is a mask over everybody."""
    every = _read_every_state(asked.key, asked.rules, by_order)
    return every if grouping.saved else every.of(asked.cohort.codes)


@st.cache_resource(show_spinner=False, max_entries=16, hash_funcs=BY_TEXT)
def read_detection(asked: Question, grouping: Grouping, by_order: bool) -> DetectionData:
    """Returns chart 7."""
    return detection_data(read_states(asked, grouping, by_order), groups_of(asked, grouping))


@st.cache_resource(show_spinner=False, max_entries=32, hash_funcs=BY_TEXT)
def read_therapies(
    asked: Question, grouping: Grouping, by_order: bool, first: str, second: str
) -> tuple[Therapy, ...]:
    """Returns what was given between two visits."""
    return therapies_between(read_states(asked, grouping, by_order), first, second)


@dataclass(frozen=True, slots=True)
class Transition:
    """What is asked of chart 6: the first and the last of these visits, through all of them. With a
    therapy the groups are who was given it in between, and who was not.
    """

    asked: Question
    grouping: Grouping
    by_order: bool
    visits: tuple[str, ...]
    therapy: Therapy | None

    @property
    def states(self) -> VisitStates:
        return read_states(self.asked, self.grouping, self.by_order)

    @property
    def groups(self) -> tuple[Group, ...]:
        if self.therapy is None:
            return groups_of(self.asked, self.grouping)
        return therapy_groups(self.states, self.visits[0], self.visits[-1], self.therapy)


@st.cache_resource(show_spinner=False, max_entries=32, hash_funcs=BY_TEXT)
def read_transitions(question: Transition) -> TransitionData:
    """Returns chart 6."""
    therapy, visits = question.therapy, question.visits
    split = therapy.label if therapy else question.grouping.column
    return transition_data(question.states, visits[0], visits[-1], question.groups, visits, split)


@st.cache_resource(show_spinner="Comparing with chance …", max_entries=32, hash_funcs=BY_TEXT)
def read_visit_clearance(question: Transition) -> VisitClearance:
    """Returns the clearance between the same visits, beside what was to be expected."""
    visits = question.visits
    return visit_clearance(question.states, visits[0], visits[-1], question.groups)


@st.cache_resource(show_spinner="Drawing the courses …", max_entries=8, hash_funcs=BY_TEXT)
def read_courses(asked: Question, anchor: Anchor, always: str) -> CoursesData:
    """Returns chart 5."""
    return courses_data(asked.cohort, anchor, always)


@st.cache_resource(show_spinner=False, max_entries=32, hash_funcs=BY_TEXT)
def read_trellis(asked: Question, anchor: Anchor, order: TrellisOrder, page: int) -> TrellisPage:
    """Returns one page of chart 5 as small multiples."""
    return trellis_page(asked.cohort, anchor, order, page)


@st.cache_resource(show_spinner=False, max_entries=32, hash_funcs=BY_TEXT)
def read_swimmers(
    asked: Question,
    anchor: Anchor,
    order: SwimmerOrder,
    page: int,
    therapies: tuple[TherapyType, ...],
) -> SwimmerPage:
    """Returns one page of chart 4."""
    return swimmer_page(asked.cohort, anchor, order, page, therapies)
