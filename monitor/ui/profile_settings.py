"""Profiles on the Settings page: what is known of labs' exports."""

import streamlit as st

from monitor.analysis.setting_tables import profile_table
from monitor.profiling import all_profiles
from monitor.ui import store


def show_profiles() -> None:
    """Lists the profiles, each version by itself. They are no part of the record: their list is
    read each time, since saving one leaves the revision as it is.
    """
    st.write(
        "What was answered once for a lab's export: the next file with the same columns is read "
        "without asking. Profiles are saved on the Import page; each change is a new version."
    )
    st.dataframe(
        profile_table(all_profiles(store.current_store())),
        hide_index=True,
        placeholder="",
        alt="Import profiles",
    )
