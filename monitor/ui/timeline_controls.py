"""The quiet row above chart 1: what a reader can choose, kept for the session."""

from enum import StrEnum
from typing import TypeVar

import streamlit as st

from monitor.analysis.formats import words
from monitor.analysis.rate_axis import Scale, Unit
from monitor.analysis.time_axis import Anchor, AxisKind, available_anchors
from monitor.analysis.timeline import TimelineOptions
from monitor.domain.records import Course
from monitor.domain.samplings import CellDefinition
from monitor.domain.vocabularies import TherapyType

Word = TypeVar("Word", bound=StrEnum)

DEFAULTS = TimelineOptions()


def choose_options(course: Course) -> TimelineOptions:
    """Shows the controls and returns what is chosen."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        axis = _segments("Time", AxisKind, "timeline_axis")
        scale = _segments("Scale", Scale, "timeline_scale")
        with st.popover("More", icon=":material/tune:"):
            anchor = _anchor(course)
            unit = _segments("Unit", Unit, "timeline_unit")
            cells = _segments("Cells counted", CellDefinition, "timeline_cells")
            shaded = _shaded(course)
    return TimelineOptions(
        axis=axis, anchor=anchor, scale=scale, unit=unit, shaded=shaded, cells=cells
    )


def _segments(label: str, kind: type[Word], key: str) -> Word:
    options = [word.value for word in kind]
    chosen = st.segmented_control(
        label, options, default=options[0], required=True, key=key, persist_state="session"
    )
    return kind(chosen)


def _anchor(course: Course) -> Anchor:
    offered = [anchor.value for anchor in available_anchors(course)] or [DEFAULTS.anchor.value]
    chosen = st.selectbox("Months counted from", offered, key="timeline_anchor")
    return Anchor(chosen)


def _shaded(course: Course) -> tuple[TherapyType, ...]:
    given = list(dict.fromkeys(therapy.therapy_type.value for therapy in course.therapies))
    chosen = st.multiselect(
        "Shade behind counts",
        given,
        default=[word for word in given if word in DEFAULTS.shaded],
        format_func=words,
        key=f"timeline_shaded_{course.patient.link}",
    )
    return tuple(TherapyType(word) for word in chosen)
