"""Settings: rules, visit windows, profiles, backups, and whether all is well."""

import streamlit as st

from monitor.ui import store
from monitor.ui.backup_settings import show_backups
from monitor.ui.profile_settings import show_profiles
from monitor.ui.rule_settings import show_rules
from monitor.ui.self_check import show_self_check
from monitor.ui.visit_settings import show_visit_windows

RULES, VISITS, PROFILES, BACKUPS, CHECK = (
    "Rules",
    "Visit windows",
    "Profiles",
    "Backups",
    "Self-check",
)


def main() -> None:
    st.title("Settings")
    key = store.current_key()
    shown = st.segmented_control(
        "Section",
        [RULES, VISITS, PROFILES, BACKUPS, CHECK],
        default=RULES,
        required=True,
        key="settings_shown",
        persist_state="session",
        label_visibility="collapsed",
    )
    if shown == RULES:
        show_rules(key)
    elif shown == VISITS:
        show_visit_windows(key)
    elif shown == PROFILES:
        show_profiles()
    elif shown == BACKUPS:
        show_backups(key)
    else:
        show_self_check()


main()
