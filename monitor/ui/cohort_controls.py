"""The quiet row above every cohort page: whom to look at, kept for the session, to be shared."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

import streamlit as st

from monitor.analysis.cohort_filter import (
    LISTS,
    NOT_GIVEN,
    Above,
    CohortFilter,
    FilterChoices,
    wanted_only,
)
from monitor.analysis.cohort_link import EVERY, Query, filter_from_query, filter_to_query
from monitor.analysis.formats import sentence_case, words
from monitor.analysis.therapy_lanes import LANE_LABELS
from monitor.store import groups
from monitor.ui import store
from monitor.ui.texts import literal

WIDTH = 140  # three and three buttons in a row on a desk, two on a phone
PREFIX = "cohort_"
READ, KEPT = "cohort_read", "cohort_kept"
FIRST, SECOND = "cohort_first_group", "cohort_second_group"
NOBODY = "None"
LONGEST_NAME = 40
ANY_VISIT = "Any time"
_LANES = {kind.value: label for kind, label in LANE_LABELS.items()}

# Every page shows these; the others only where the popover is open.
_ALWAYS = {"arms": "Arm", "centers": "Center", "subtypes": "Receptors"}
_MORE = {
    "labs": "Lab", "tumors": "Tumor (pT)", "nodes": "Nodes (pN)", "grades": "Grade",
    "therapies": "Therapy received", "agents": "Agent received",
}  # fmt: skip


def choose_filter(offered: FilterChoices, also: Callable[[], Query]) -> CohortFilter:
    """Shows the controls and returns what is chosen. `also` is what else the page's link carries,
    asked for where it is shown.
    """
    _keep(wanted_only(chosen_filter(), offered))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        for name, label in _ALWAYS.items():
            if len(offered.of(name)) > 1:
                _some(name, label, offered.of(name))
        _more_filters(offered)
        _groups()
        _link(also)
    return chosen_filter()


def chosen_filter() -> CohortFilter:
    """Returns what was chosen in this session.

    It is kept apart from the controls: their own state belongs to the page that they stand on.
    """
    kept = st.session_state.get(KEPT)
    return kept if isinstance(kept, CohortFilter) else CohortFilter()


def clear_filter() -> None:
    """Chooses everybody again."""
    _keep(CohortFilter())


def take_filter_of_address(offered: FilterChoices) -> None:
    """Chooses what the page's address says, once: what is chosen later counts more."""
    query = {name: st.query_params.get_all(name) for name in EVERY if name in st.query_params}
    if not query or st.session_state.get(READ) == query:
        return
    st.session_state[READ] = query
    _keep(wanted_only(filter_from_query(query), offered))


def choose_two(saved: Sequence[str]) -> tuple[str, str] | None:
    """Shows two choices of a saved group; returns their names once there are two."""
    if len(saved) < 2:
        st.caption("Save two groups of patients above, under *Groups*, to compare them here.")
        return None
    for key in (FIRST, SECOND):
        if st.session_state.get(key) not in saved:
            st.session_state[key] = None
    with st.container(horizontal=True, vertical_alignment="bottom"):
        first, second = (
            st.selectbox(
                label, saved, key=key, persist_state="session", placeholder="A saved group",
                width=WIDTH,
            )
            for label, key in (("Group", FIRST), ("compared with", SECOND))
        )  # fmt: skip
    return (first, second) if first and second and first != second else None


def _keep(wanted: CohortFilter) -> None:
    st.session_state[KEPT] = wanted


def _keep_changed(name: str) -> None:
    """Takes over what a reader has just chosen in one control."""
    value = st.session_state[PREFIX + name]
    changed: dict[str, Any] = {name: tuple(value) if name in LISTS else value}
    _keep(replace(chosen_filter(), **changed))


def _placed(name: str) -> str:
    """Puts what is chosen into a control that is about to be shown, and returns its key."""
    key, value = PREFIX + name, getattr(chosen_filter(), name)
    st.session_state[key] = list(value) if name in LISTS else value
    return key


def _some(name: str, label: str, options: Sequence[str]) -> None:
    st.multiselect(
        label,
        options,
        key=_placed(name),
        on_change=_keep_changed,
        args=(name,),
        format_func=_shown,
        placeholder="All",
        width=WIDTH,
    )


def _shown(value: str) -> str:
    if value == NOT_GIVEN:
        return "not given"
    return _LANES.get(value, value)


def _more_filters(offered: FilterChoices) -> None:
    chosen = chosen_filter()
    number = sum(bool(getattr(chosen, name)) for name in (*_MORE, "above", "visit"))
    label = f"More filters ({number})" if number else "More filters"
    more = st.popover(label, icon=":material/filter_list:", key="cohort_more", on_change="rerun")
    if not more.open:
        return
    with more, st.container(horizontal=True, vertical_alignment="bottom", width=320):
        for name, title in _MORE.items():
            if offered.of(name):
                _some(name, title, offered.of(name))
        if offered.visits:
            st.selectbox(
                "Sampled at visit",
                ["", *offered.visits],
                key=_placed("visit"),
                on_change=_keep_changed,
                args=("visit",),
                format_func=_visit_label,
                width=WIDTH,
            )
        _evidence(chosen)


def _visit_label(visit: str) -> str:
    return visit or ANY_VISIT


def _evidence(chosen: CohortFilter) -> None:
    when = f"at {chosen.visit}" if chosen.visit else "at the last evaluable sampling"
    st.multiselect(
        "Evidence",
        [word.value for word in Above],
        key=_placed("above"),
        on_change=_keep_changed,
        args=("above",),
        placeholder="All",
        help=f"How the exact 95 % interval {when} lies to the level beside it.",
        width=WIDTH,
    )
    st.number_input(
        "Level, per 10⁶ MNC",
        min_value=0.01,
        max_value=1e5,
        step=0.5,
        key=_placed("level"),
        on_change=_keep_changed,
        args=("level",),
        width=WIDTH,
    )


def _groups() -> None:
    shown = st.popover(
        "Groups", icon=":material/group_work:", key="cohort_groups", on_change="rerun"
    )
    if not shown.open:
        return
    with shown:
        held = store.current_store()
        chosen = chosen_filter()
        st.caption(f"Save who is chosen now: {literal(chosen.words or 'all patients')}.")
        with st.form("cohort_save", border=False, clear_on_submit=True):
            name = st.text_input("Name of the group", max_chars=LONGEST_NAME)
            if st.form_submit_button("Save") and name.strip():
                groups.save_group(held, name.strip(), filter_to_query(chosen))
        for saved, asks in groups.read_groups(held).items():
            _saved(saved, filter_from_query(asks))


def _saved(name: str, asks: CohortFilter) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            literal(name),
            key=f"cohort_use_{name}",
            help=literal(sentence_case(words(asks.words or "all patients"))),
            on_click=_keep,
            args=(asks,),
        )
        if st.button(
            "",
            key=f"cohort_forget_{name}",
            icon=":material/delete:",
            type="tertiary",
            help="Forget this group",
        ):
            groups.remove_group(store.current_store(), name)
            st.rerun()


def _link(also: Callable[[], Query]) -> None:
    shown = st.popover("Copy link", icon=":material/link:", key="cohort_link", on_change="rerun")
    if not shown.open:
        return
    with shown:
        query = urlencode(filter_to_query(chosen_filter()) | dict(also()), doseq=True)
        address = (st.context.url or "").partition("?")[0]
        st.code(f"{address}?{query}" if query else address, language=None, wrap_lines=True)
        st.caption("It carries the choices only: no pseudonym, no key of a patient.")
