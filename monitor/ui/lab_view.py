"""The stage Lab: by which profile a file is read, what fits, and another to choose."""

import streamlit as st

from monitor.domain.draft import Draft
from monitor.domain.plan import ImportPlan
from monitor.domain.profile import ProfileMatch
from monitor.ui import importing
from monitor.ui.texts import literal

NONE = "No profile"


def lab_sentence(plan: ImportPlan, matches: list[ProfileMatch]) -> str:
    """Returns by which profile a file is read, in one line."""
    used = next((near for near in matches if near.profile.label == plan.profile), None)
    if used:
        total = len(used.profile.header)
        return f"{used.profile.name}, version {used.profile.version}: {_fit(used, total)}"
    if plan.profile:
        return f"read by the profile {plan.profile}"
    if matches:
        near = matches[0]
        return f"no profile; {near.profile.name} {'fits' if near.is_exact else 'is near'}"
    return "no saved profile fits; after the import this one can be saved"


def show_lab(draft: Draft, matches: list[ProfileMatch]) -> None:
    """Shows how near each profile is and lets one be chosen, or none."""
    if not matches:
        st.caption(
            "A profile keeps what was answered for one lab's export, so that the next one needs "
            "no answers. None of the saved ones has a header like this file's."
        )
        return
    for near in matches:
        st.markdown(literal(f"{near.profile.name}, version {near.profile.version}: {_diff(near)}"))
    labels = [NONE, *(near.profile.label for near in matches)]
    current = draft.entry.profile or NONE
    chosen = st.selectbox(
        "Read by",
        labels,
        index=labels.index(current) if current in labels else 0,
        format_func=_version,
        key=f"profile_{draft.entry.id}",
        width=320,
    )
    if chosen != current and st.button("Use it", key=f"use_profile_{draft.entry.id}"):
        profile = next((n.profile for n in matches if n.profile.label == chosen), None)
        refused = importing.choose_profile(draft, profile)
        if refused:
            st.error(literal(refused))
        else:
            st.rerun()


def _version(label: str) -> str:
    """Returns a profile's label, "Lab@2", in words: "Lab, version 2"."""
    name, _, version = label.rpartition("@")
    return f"{name}, version {version}" if name else label


def _fit(near: ProfileMatch, total: int) -> str:
    return f"{total - len(near.missing)} of {total} columns"


def _diff(near: ProfileMatch) -> str:
    parts = [_fit(near, len(near.profile.header))]
    if near.new:
        parts.append(f"new in this file: {', '.join(near.new)}")
    if near.missing:
        parts.append(f"missing: {', '.join(near.missing)}")
    return "; ".join((*parts, *near.departs))
