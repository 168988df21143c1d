"""Rules on the Settings page: what is in force, changing it with its effect, every version."""

from dataclasses import replace

import streamlit as st

from monitor.analysis.rule_tables import changes_in_words, version_table
from monitor.domain.rules import RuleSet, next_version
from monitor.intake import user_name
from monitor.store.errors import StoreError
from monitor.store.labs import read_labs
from monitor.store.rule_sets import save_rules
from monitor.ui import store
from monitor.ui.rule_form import edit_rules
from monitor.ui.rule_preview import compute_preview, preview_of, show_preview
from monitor.ui.rules import active_rules, rule_versions
from monitor.ui.texts import literal


@st.cache_data(show_spinner=False, max_entries=2)
def labs(key: store.StoreKey) -> tuple[str, ...]:  # noqa: ARG001
    """Returns the labs of this state of the store."""
    return read_labs(store.current_store())


def show_rules(key: store.StoreKey) -> None:
    """Shows the rules in force, the form that changes them, and all their versions."""
    in_force = active_rules(key)
    newest = rule_versions(key)[0]
    saved = "shipped" if newest.is_shipped else f"{newest.made_at[:10]}, {newest.made_by}"
    st.write(
        f"Rules **{literal(in_force.version)}** are in force ({literal(saved)}). Every call is "
        "derived from the counts under them and names their version; saving others makes a new "
        "version and changes no count."
    )
    start = _start(key)
    filled = edit_rules(start, labs(key), f"rules_{hash((in_force, start))}")
    _offer(key, in_force, replace(filled, version=in_force.version))
    st.subheader("Versions", anchor=False)
    st.table(version_table(rule_versions(key)).map(literal), border="horizontal", hide_index=True)


def _start(key: store.StoreKey) -> RuleSet:
    """Returns the version at which the form starts: the newest, or an older one to go back to."""
    versions = {one.rules.version: one.rules for one in rule_versions(key)}
    if len(versions) == 1:
        return active_rules(key)
    chosen = st.selectbox(
        "Start from version",
        list(versions),
        key=f"rules_start_{active_rules(key).version}",
        width=210,
        help="Going back to an older version saves its values as a new one.",
    )
    return versions[chosen]


def _offer(key: store.StoreKey, in_force: RuleSet, filled: RuleSet) -> None:
    """Shows what differs from the rules in force, what that flips, and then the way to save it."""
    for fault in filled.faults:
        st.error(literal(fault), icon=":material/error:")
    if filled.faults:
        return
    if filled == in_force:
        st.caption("These are the rules in force. Change one to see which calls would flip.")
        return
    proposed = replace(filled, version=next_version(in_force.version))
    st.info(literal(changes_in_words(in_force, proposed)), icon=":material/edit:")
    if preview_of(key, in_force, proposed) is None:
        if not st.button("Show which calls would flip", type="primary"):
            return
        compute_preview(key, in_force, proposed)
        st.rerun()
    preview = preview_of(key, in_force, proposed)
    if preview is not None:
        show_preview(preview)
        _save(in_force, proposed)


def _save(in_force: RuleSet, proposed: RuleSet) -> None:
    with st.form(f"rules_save_{proposed.version}", border=False):
        reason = st.text_input(
            "Why are the rules changed?", placeholder="the lab now screens 3 million", width=480
        )
        if not st.form_submit_button(f"Save as version {proposed.version}", type="primary"):
            return
    try:
        kept = save_rules(
            store.current_store(), proposed, user_name(), reason, based_on=in_force.version
        )
    except StoreError as fault:
        st.error(literal(str(fault)), icon=":material/block:")
        return
    st.toast(f"Rules {kept.version} are in force.", icon=":material/check:")
    st.rerun()
