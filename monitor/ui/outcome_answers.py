"""Answers on outcomes, each worked out once for everybody who asks it of the same state of the
store. What is held here nobody changes.
"""

import streamlit as st

from monitor.analysis.cohort import Codes
from monitor.analysis.cohort_filter import CohortFilter
from monitor.analysis.group_membership import ever_members, facts_of_some
from monitor.analysis.marrow_over_time import MarrowOverTime, marrow_over_time
from monitor.analysis.outcome_cohort_groups import CallAt, MarrowInWindow
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
from monitor.analysis.outcome_reduction import facts_of_cohort
from monitor.analysis.outcome_saved_groups import SavedGroups
from monitor.analysis.outcomes import Outcomes, hazard_ratios, outcomes_of
from monitor.domain.rules import RuleSet
from monitor.ui import store
from monitor.ui.cohort import Chosen, read_cohort, read_narrowed
from monitor.ui.keys import BY_TEXT
from monitor.ui.outcome_choice import FIRST, LANDMARK, SAVED, Asked, GroupChoice, group_choices


@st.cache_resource(show_spinner=False, max_entries=2, hash_funcs=BY_TEXT)
def _read_facts(key: store.StoreKey, rules: RuleSet) -> CohortFacts:
    return facts_of_cohort(read_cohort(key, rules))


@st.cache_resource(show_spinner=False, max_entries=4, hash_funcs=BY_TEXT)
def read_facts(key: store.StoreKey, rules: RuleSet, wanted: CohortFilter) -> CohortFacts:
    """Returns what outcomes rest on, of the patients who fit the filter."""
    return facts_of_some(_read_facts(key, rules), read_narrowed(key, rules, wanted), wanted)


def read_choices(chosen: Chosen) -> tuple[GroupChoice, ...]:
    """Returns how the patients chosen can be grouped."""
    return _choices(chosen.key, chosen.rules, chosen.filter)


@st.cache_resource(show_spinner=False, max_entries=8, hash_funcs=BY_TEXT)
def _choices(key: store.StoreKey, rules: RuleSet, wanted: CohortFilter) -> tuple[GroupChoice, ...]:
    return group_choices(read_facts(key, rules, wanted), store.visit_plan(key))


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


@st.cache_resource(show_spinner="Following the patients …", max_entries=16, hash_funcs=BY_TEXT)
def _answer(
    key: store.StoreKey,
    rules: RuleSet,
    wanted: CohortFilter,
    question: OutcomeQuestion,
    choice: GroupChoice,
) -> Outcomes:
    facts = _facts(key, rules, wanted, choice)
    return outcomes_of(facts, question, _grouping(key, rules, wanted, choice))


@st.cache_resource(show_spinner="Fitting the model …", max_entries=16, hash_funcs=BY_TEXT)
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


@st.cache_resource(show_spinner="Fitting the model …", max_entries=8, hash_funcs=BY_TEXT)
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


@st.cache_resource(show_spinner=False, max_entries=4, hash_funcs=BY_TEXT)
def _facts_of_two(key: store.StoreKey, rules: RuleSet, choice: GroupChoice) -> CohortFacts:
    return _read_facts(key, rules).of(_codes_of_two(key, rules, choice))


def _codes_of_two(key: store.StoreKey, rules: RuleSet, choice: GroupChoice) -> Codes:
    return ever_members(read_cohort(key, rules), [wanted for _, wanted in choice.saved])


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
