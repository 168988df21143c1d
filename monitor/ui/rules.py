"""The rules in force, for pages."""

import streamlit as st

from monitor.domain.rules import RuleSet, RuleVersion
from monitor.store import rule_sets
from monitor.ui import store
from monitor.ui.store import StoreKey


@st.cache_data(show_spinner=False, max_entries=2)
def active_rules(key: StoreKey) -> RuleSet:  # noqa: ARG001
    """Returns the rule set under which this state of the store is judged."""
    return rule_sets.read_rules(store.current_store())


@st.cache_data(show_spinner=False, max_entries=2)
def rule_versions(key: StoreKey) -> tuple[RuleVersion, ...]:  # noqa: ARG001
    """Returns every version of the rules, the newest first."""
    return rule_sets.read_rule_sets(store.current_store())
