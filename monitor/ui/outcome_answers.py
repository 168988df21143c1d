"""Answers on outcomes, each worked out once for everybody who asks it of the same state of the
store. What is held here nobody changes.
"""

from itertools import chain

import streamlit as st

from monitor.analysis.cohort import Codes
from monitor.analysis.cohort_filter import CohortFilter
from monitor.analysis.marrow_over_time import MarrowOverTime, marrow_over_time
from monitor.analysis.outcome_cohort_groups import CallAt, MarrowInWindow, SavedGroups
from monitor.analysis.outcome_facts import CohortFacts
from monitor.analysis.outcome_groups import (
    ByColumn,
    FirstMarrow,
    Grouping,
    MarrowAt,
    MarrowByLandmark,
)
from monitor.analysis.outcome_models import Adjusted
from monitor.analysis.outcome_question import OutcomeQuestion
from monitor.analysis.outcome_reduction import facts_of
from monitor.analysis.outcomes import Outcomes, hazard_ratios, outcomes_of
from monitor.domain.rules import RuleSet
from monitor.store import reading
from monitor.ui import store
from monitor.ui.cohort import Chosen, read_cohort, read_narrowed
from monitor.ui.outcome_choice import FIRST, LANDMARK, SAVED, Asked, GroupChoice


@st.cache_resource(show_spinner="Reading the outcomes …", max_entries=2)
def _read_facts(key: store.StoreKey, rules: RuleSet) -> CohortFacts:  # noqa: ARG001
    chunks = reading.read_course_chunks(store.current_store())
    return facts_of(chain.from_iterable(chunks), rules)


@st.cache_resource(show_spinner=False, max_entries=4)
def read_facts(key: store.StoreKey, rules: RuleSet, wanted: CohortFilter) -> CohortFacts:
    """Returns what outcomes rest on, of the patients who fit the filter."""
    facts = _read_facts(key, rules)
    if wanted.is_empty:
        return facts
    return facts.of(read_narrowed(key, rules, wanted).codes)


def facts_for(chosen: Chosen, asked: Asked) -> CohortFacts:
    """Returns the facts of who is asked about: two saved groups are of the whole cohort."""
    if asked.groups is None:
        return read_facts(chosen.key, chosen.rules, chosen.filter)
    return _facts_of_two(chosen.key, chosen.rules, asked.choice)


def answer(chosen: Chosen, asked: Asked) -> Outcomes:
    """Returns curves and test. Raises OutcomeQuestionError where the question cannot be asked."""
    return _answer(chosen.key, chosen.rules, chosen.filter, asked.question, asked.choice)


def ratios(chosen: Chosen, asked: Asked) -> Adjusted:
    """Returns the hazard ratios."""
    return _ratios(chosen.key, chosen.rules, chosen.filter, asked.question, asked.choice)


def over_time(chosen: Chosen, asked: Asked) -> MarrowOverTime:
    """Returns the hazard while cells are detected against the hazard while not."""
    return _over_time(chosen.key, chosen.rules, chosen.filter, asked.question)


@st.cache_resource(show_spinner="Following the patients …", max_entries=16)
def _answer(
    key: store.StoreKey,
    rules: RuleSet,
    wanted: CohortFilter,
    question: OutcomeQuestion,
    choice: GroupChoice,
) -> Outcomes:
    facts = _facts(key, rules, wanted, choice)
    return outcomes_of(facts, question, _grouping(key, rules, wanted, choice))


@st.cache_resource(show_spinner="Fitting the model …", max_entries=16)
def _ratios(
    key: store.StoreKey,
    rules: RuleSet,
    wanted: CohortFilter,
    question: OutcomeQuestion,
    choice: GroupChoice,
) -> Adjusted:
    found = _answer(key, rules, wanted, question, choice)
    grouping = _grouping(key, rules, wanted, choice)
    return hazard_ratios(_facts(key, rules, wanted, choice), found, grouping)


@st.cache_resource(show_spinner="Fitting the model …", max_entries=8)
def _over_time(
    key: store.StoreKey, rules: RuleSet, wanted: CohortFilter, question: OutcomeQuestion
) -> MarrowOverTime:
    return marrow_over_time(read_facts(key, rules, wanted), question)


def _facts(
    key: store.StoreKey, rules: RuleSet, wanted: CohortFilter, choice: GroupChoice
) -> CohortFacts:
    if choice.kind == SAVED:
        return _facts_of_two(key, rules, choice)
    return read_facts(key, rules, wanted)


@st.cache_resource(show_spinner=False, max_entries=4)
def _facts_of_two(key: store.StoreKey, rules: RuleSet, choice: GroupChoice) -> CohortFacts:
    return _read_facts(key, rules).of(_codes_of_two(key, rules, choice))


def _codes_of_two(key: store.StoreKey, rules: RuleSet, choice: GroupChoice) -> Codes:
    first, second = (read_narrowed(key, rules, wanted).patients.index for _, wanted in choice.saved)
    codes: Codes = first.union(second).to_numpy()
    return codes


def grouping_of(chosen: Chosen, asked: Asked) -> Grouping:
    """Returns how patients are sorted into groups."""
    return _grouping(chosen.key, chosen.rules, chosen.filter, asked.choice)


def _grouping(
    key: store.StoreKey, rules: RuleSet, wanted: CohortFilter, choice: GroupChoice
) -> Grouping:
    if choice.kind == "column":
        return ByColumn(choice.name)
    if choice.kind == "marrow":
        words: dict[str, Grouping] = {FIRST: FirstMarrow(), LANDMARK: MarrowByLandmark()}
        return words.get(choice.name) or MarrowAt(choice.name)
    if choice.kind == SAVED:
        cohort = read_cohort(key, rules)
        return SavedGroups(cohort, _codes_of_two(key, rules, choice), dict(choice.saved))
    cohort = read_narrowed(key, rules, wanted)
    if choice.kind == "window":
        return MarrowInWindow(cohort, cohort.codes, choice.name)
    return CallAt(cohort, cohort.codes, "" if choice.name == LANDMARK else choice.name)
