"""What the Response page reads and computes, each answer kept for everybody who asks the same."""

from dataclasses import dataclass

import pandas as pd
import streamlit as st

from monitor.analysis.clearance_times import TimesData, clearance_intervals, times_data
from monitor.analysis.cohort import Cohort
from monitor.analysis.cohort_filter import CohortFilter
from monitor.analysis.expected_clearance import ClearanceData, clearance_data
from monitor.analysis.line_response import ResponseSummary, by_change, summary
from monitor.analysis.response_dose import DoseData, dose_data
from monitor.analysis.response_groups import Group, everybody, groups_by, in_two
from monitor.analysis.response_labs import LabEvidence, lab_evidence
from monitor.analysis.response_pairs import Pairs, pairs_of
from monitor.analysis.response_spans import Span
from monitor.analysis.waterfall import WaterfallData, waterfall_data
from monitor.domain.rules import RuleSet
from monitor.store import reading
from monitor.ui import store
from monitor.ui.cohort import read_cohort, read_narrowed
from monitor.ui.keys import BY_TEXT
from monitor.ui.store import StoreKey


@dataclass(frozen=True, slots=True)
class Question:
    """Whose response is asked for: one state of the store, its rules, and who is chosen."""

    key: StoreKey
    rules: RuleSet
    wanted: CohortFilter

    @property
    def cohort(self) -> Cohort:
        return read_narrowed(self.key, self.rules, self.wanted)


@dataclass(frozen=True, slots=True)
class Grouping:
    """How patients are grouped: by a `column`, by two `saved` filters with their names, or not."""

    column: str = ""
    saved: tuple[tuple[str, CohortFilter], ...] = ()


TOGETHER = Grouping()


def groups_of(asked: Question, grouping: Grouping) -> tuple[Group, ...]:
    """Returns the groups; everybody as one where a column makes none.

    Saved groups are taken over the whole cohort.
    """
    if grouping.saved:
        return tuple(
            Group(name, read_narrowed(asked.key, asked.rules, wanted).codes)
            for name, wanted in grouping.saved
        )
    found = groups_by(asked.cohort, grouping.column) if grouping.column else ()
    return found or everybody(asked.cohort)


def grouped_cohort(asked: Question, grouping: Grouping) -> Cohort:
    """Returns the patients that the groups are taken from."""
    return read_cohort(asked.key, asked.rules) if grouping.saved else asked.cohort


# A frame of a large cohort is some tens of megabytes: few are held.
@st.cache_resource(show_spinner="Pairing samplings …", max_entries=4, hash_funcs=BY_TEXT)
def read_pairs(asked: Question, span: Span) -> Pairs:
    """Returns the pairs of a span among the patients chosen, the greatest fall first."""
    return by_change(pairs_of(asked.cohort, span))


@st.cache_resource(show_spinner="Pairing samplings …", max_entries=32, hash_funcs=BY_TEXT)
def read_summary(asked: Question, span: Span) -> ResponseSummary:
    """Returns what the pairs of a span say together."""
    return summary(read_pairs(asked, span))


@st.cache_resource(show_spinner="Comparing with chance …", max_entries=32, hash_funcs=BY_TEXT)
def read_clearance(asked: Question, span: Span, grouping: Grouping) -> ClearanceData:
    """Returns observed and expected clearance by group."""
    groups = groups_of(asked, grouping)
    return clearance_data(grouped_pairs(asked, span, grouping), groups, in_two(groups))


def grouped_pairs(asked: Question, span: Span, grouping: Grouping) -> Pairs:
    """Returns the pairs that the groups are taken from."""
    if grouping.saved:
        return pairs_of(grouped_cohort(asked, grouping), span)
    return read_pairs(asked, span)


@st.cache_resource(show_spinner="Finding times to clearance …", max_entries=16, hash_funcs=BY_TEXT)
def read_times(asked: Question, grouping: Grouping, is_sustained: bool) -> TimesData:
    """Returns the interval-censored times to clearance by group."""
    cohort = grouped_cohort(asked, grouping)
    return times_data(cohort, groups_of(asked, grouping), is_sustained)


@st.cache_resource(show_spinner=False, max_entries=4, hash_funcs=BY_TEXT)
def read_intervals(asked: Question, grouping: Grouping, is_sustained: bool) -> pd.DataFrame:
    """Returns between which samplings each patient of the groups cleared."""
    return clearance_intervals(grouped_cohort(asked, grouping), is_sustained)


@st.cache_resource(show_spinner=False, max_entries=16, hash_funcs=BY_TEXT)
def read_doses(asked: Question, span: Span) -> DoseData:
    """Returns the dose groups of a span."""
    return dose_data(read_pairs(asked, span))


@st.cache_resource(show_spinner=False, max_entries=4, hash_funcs=BY_TEXT)
def read_waterfall(asked: Question, span: Span, page: int) -> WaterfallData:
    """Returns one page of chart 8."""
    return waterfall_data(read_pairs(asked, span), asked.cohort, page)


@st.cache_resource(show_spinner="Looking through every assay …", max_entries=2, hash_funcs=BY_TEXT)
def read_labs(key: StoreKey) -> tuple[LabEvidence, ...]:  # noqa: ARG001
    """Returns scatter and background of every lab in this state of the store."""
    chunks = reading.read_course_chunks(store.current_store())
    return lab_evidence(course for chunk in chunks for course in chunk)
