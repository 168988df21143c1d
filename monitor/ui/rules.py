"""The rules in force and the scatter of the labs, for pages: what calls are judged by."""

import streamlit as st

from monitor.analysis.lab_scatter import lab_scatter
from monitor.domain.evidence import Scatters
from monitor.domain.rules import RuleSet, RuleVersion
from monitor.store import rule_sets
from monitor.store.same_days import read_same_days
from monitor.ui import store
from monitor.ui.store import StoreKey


@st.cache_data(show_spinner=False, max_entries=2)
def active_rules(key: StoreKey) -> RuleSet:  # noqa: ARG001
    """Returns the rule set under which this state of the store is judged."""
    return rule_sets.read_rules(store.current_store())


# What is held here nobody changes, so that every session may hold the same.
@st.cache_resource(show_spinner=False, max_entries=2)
def lab_scatters(key: StoreKey) -> Scatters:  # noqa: ARG001
    """Returns the scatter of every lab that shows enough of it in this state of the store."""
    return lab_scatter(read_same_days(store.current_store()))


@st.cache_data(show_spinner=False, max_entries=2)
def rule_versions(key: StoreKey) -> tuple[RuleVersion, ...]:  # noqa: ARG001
    """Returns every version of the rules, the newest first."""
    return rule_sets.read_rule_sets(store.current_store())
