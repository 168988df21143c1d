"""The list of patients for pages, each with the call that she stands at."""

import streamlit as st

from monitor.analysis.calls import calls
from monitor.analysis.patient_list import (
    Choices,
    Filter,
    PatientRow,
    PatientTable,
    choices,
    filtered,
    latest_samplings,
    patient_list,
    with_calls,
)
from monitor.analysis.standing import Verdict, standing_call, standing_verdicts, verdict
from monitor.domain.rules import RuleSet
from monitor.ui import store
from monitor.ui.cohort import read_cohort
from monitor.ui.rules import lab_scatters

# All calls of so many patients take a second, once for each state of the store.
QUICK = 5_000


# What is held here nobody changes, so that every session may hold the same.
@st.cache_resource(show_spinner=False, max_entries=2)
def rows(key: store.StoreKey, rules: RuleSet, has_calls: bool) -> tuple[PatientRow, ...]:
    """Returns one row per patient, in order of their pseudonyms; with their calls, where wanted."""
    listed = store.cohort(key)
    if not has_calls:
        return listed
    return with_calls(listed, standing_verdicts(read_cohort(key, rules)))


@st.cache_resource(show_spinner=False, max_entries=2)
def offered(key: store.StoreKey, rules: RuleSet, has_calls: bool) -> Choices:
    """Returns what the patients can be filtered by."""
    return choices(rows(key, rules, has_calls))


@st.cache_resource(show_spinner=False, max_entries=8)
def found(key: store.StoreKey, rules: RuleSet, has_calls: bool, wanted: Filter) -> PatientTable:
    """Returns the patients who fit a filter."""
    return patient_list(filtered(rows(key, rules, has_calls), wanted))


@st.cache_resource(show_spinner=False, max_entries=2)
def latest(key: store.StoreKey, rules: RuleSet, limit: int) -> PatientTable:
    """Returns the patients sampled last; of these few, the calls are worked out by themselves."""
    last = latest_samplings(store.cohort(key), limit)
    stand = {row.link: _verdict(key, rules, row.link) for row in last}
    return patient_list(with_calls(last, {at: call for at, call in stand.items() if call}))


def _verdict(key: store.StoreKey, rules: RuleSet, link: str) -> Verdict | None:
    course = store.course(key, link)
    if course is None:
        return None
    stands = standing_call(calls(course, rules, scatter=lab_scatters(key)))
    return verdict(stands) if stands else None
