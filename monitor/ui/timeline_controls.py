"""The quiet row above chart 1: what a reader can choose, kept for the session."""

from enum import StrEnum

import streamlit as st

from monitor.analysis.comparison import MOST
from monitor.analysis.rate_axis import Scale, Unit
from monitor.analysis.therapy_lanes import LANE_LABELS
from monitor.analysis.time_axis import Anchor, AxisKind
from monitor.analysis.timeline import TimelineOptions
from monitor.analysis.timeline_calls import reference_choices
from monitor.analysis.timeline_link import (
    NAMES,
    options_from_query,
    options_to_query,
    reference_from_text,
    reference_to_text,
)
from monitor.domain.records import Course
from monitor.domain.samplings import CellDefinition
from monitor.domain.vocabularies import TherapyType
from monitor.ui import pages, store

USUAL = TimelineOptions()
AXIS, SCALE, ANCHOR, UNIT, CELLS, SHADED, REFERENCE, WITHOUT = (
    f"timeline_{name}"
    for name in ("axis", "scale", "anchor", "unit", "cells", "shaded", "reference", "without")
)
OTHERS, OTHERS_BOX = "timeline_others", "timeline_others_box"
READ = "timeline_read"
COMPARE = "compare"  # the query parameter with the links of the patients to compare with


def choose_options(key: store.StoreKey, course: Course) -> TimelineOptions:
    """Shows the controls and returns what is chosen.

    The seldom used ones are only sent when their popover is open.
    """
    link = course.patient.link
    for name, usual in _values(USUAL).items():
        st.session_state.setdefault(name, usual)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        _segments("Time", AxisKind, AXIS)
        _segments("Scale", Scale, SCALE)
        more = st.popover("More", icon=":material/tune:", key="timeline_more", on_change="rerun")
        if more.open:
            with more:
                _choose_calls(course)
                _choose_more()
                _choose_others(key, link)
                if st.button("Link to this view", icon=":material/link:"):
                    _write_address(link)
    return chosen_options()


def chosen_options() -> TimelineOptions:
    """Returns what was chosen in this session."""
    chosen = st.session_state
    return TimelineOptions(
        axis=AxisKind(chosen[AXIS]),
        anchor=Anchor(chosen[ANCHOR]),
        scale=Scale(chosen[SCALE]),
        unit=Unit(chosen[UNIT]),
        shaded=tuple(map(TherapyType, chosen[SHADED])),
        cells=CellDefinition(chosen[CELLS]),
        reference=reference_from_text(chosen[REFERENCE]),
        without_cautioned=bool(chosen[WITHOUT]),
    )


def _values(options: TimelineOptions) -> dict[str, str | bool | list[str]]:
    """Returns the options as the session holds them."""
    return {
        AXIS: options.axis.value,
        ANCHOR: options.anchor.value,
        SCALE: options.scale.value,
        UNIT: options.unit.value,
        SHADED: [word.value for word in options.shaded],
        CELLS: options.cells.value,
        REFERENCE: reference_to_text(options.reference),
        WITHOUT: options.without_cautioned,
    }


def chosen_others(key: store.StoreKey, link: str) -> list[str]:
    """Returns the links of the patients that this one is compared with."""
    known = store.pseudonyms(key)
    return [other for other in st.session_state.get(OTHERS, ()) if other in known and other != link]


def take_options_of_address() -> None:
    """Chooses what the page's address says, once: what is chosen later counts more."""
    query = {n: st.query_params[n] for n in (*NAMES, COMPARE) if n in st.query_params}
    if not query or st.session_state.get(READ) == query:
        return
    st.session_state[READ] = query
    for name, value in _values(options_from_query(query)).items():
        st.session_state[name] = value
    st.session_state[OTHERS] = query.get(COMPARE, "").split(",")[: MOST - 1]


def _choose_calls(course: Course) -> None:
    names = {reference_to_text(choice): name for choice, name in reference_choices(course).items()}
    usual = reference_to_text(USUAL.reference)
    kept, box = st.session_state[REFERENCE], f"{REFERENCE}_{course.patient.link}"
    st.session_state.setdefault(box, kept if kept in names else usual)
    # Kept under another key: a therapy line is of one patient, and the box of another lacks it.
    st.session_state[REFERENCE] = st.selectbox(
        "Sizes held against",
        list(names),
        format_func=names.__getitem__,
        key=box,
    )
    st.toggle("Without samplings in caution windows", key=WITHOUT, persist_state="session")


def _choose_more() -> None:
    st.selectbox(
        "Months counted from",
        [word.value for word in Anchor],
        key=ANCHOR,
        persist_state="session",
    )
    _segments("Unit", Unit, UNIT)
    _segments("Cells counted", CellDefinition, CELLS)
    st.multiselect(
        "Shade behind counts",
        [word.value for word in TherapyType],
        format_func=_lane_name,
        key=SHADED,
        persist_state="session",
    )


def _lane_name(word: str) -> str:
    return LANE_LABELS[TherapyType(word)]


def _choose_others(key: store.StoreKey, link: str) -> None:
    names = store.pseudonyms(key)
    st.session_state.setdefault(OTHERS_BOX, chosen_others(key, link))
    # Kept under another key: a widget's own would be stored with the names of the whole cohort.
    st.session_state[OTHERS] = st.multiselect(
        "Compare with",
        [other for other in names if other != link],
        format_func=names.__getitem__,
        max_selections=MOST - 1,
        key=OTHERS_BOX,
        placeholder="Up to three patients",
    )


def _write_address(link: str) -> None:
    """Puts what is chosen into the page's address: choices and opaque keys, nobody's name."""
    query = {pages.LINK: link, **options_to_query(chosen_options())}
    others = st.session_state.get(OTHERS)
    if others:
        query[COMPARE] = ",".join(others)
    st.session_state[READ] = {n: text for n, text in query.items() if n != pages.LINK}
    st.query_params.from_dict(query)
    st.toast("The address of this page now carries what is chosen.", icon=":material/link:")


def _segments(label: str, kind: type[StrEnum], key: str) -> None:
    words = [word.value for word in kind]
    st.segmented_control(label, words, required=True, key=key, persist_state="session")
