"""Chart 7 on the screen: what every visit found, and the samplings that no visit counts."""

import streamlit as st

from monitor.analysis.detection import DetectionData
from monitor.analysis.detection_places import MOST_IN_ORDER
from monitor.analysis.detection_tables import detection_table, uncounted_table
from monitor.analysis.formats import counted
from monitor.charts.detection import detection_figure, detection_sentence
from monitor.ui.cohort import Chosen
from monitor.ui.cohort_figure import show_cohort_figure
from monitor.ui.figure import is_dark
from monitor.ui.response_choices import choose_grouping
from monitor.ui.response_members import keeps, show_detected
from monitor.ui.response_reading import Question
from monitor.ui.response_visits_choices import choose_visits
from monitor.ui.response_visits_reading import read_detection
from monitor.ui.tables import show_table
from monitor.ui.texts import literal

MOST_LISTED = 500


@st.fragment
def show_detection(chosen: Chosen) -> None:
    """Shows chart 7 with its table, and what it does not count."""
    asked = Question(chosen.key, chosen.rules, chosen.filter)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        grouping, shown = choose_grouping(chosen, "response_detection_groups")
        by_order = choose_visits(chosen)
    if by_order is None:
        return
    data = read_detection(asked, grouping, by_order)
    sentence = detection_sentence(data)
    show_cohort_figure(
        detection_figure(data, is_dark()),
        sentence,
        lambda: detection_table(data),
        "response_detection",
        shown,
        caption=_caption(data),
        on_click=keeps("response_detection"),
    )
    show_detected("response_detection", asked, grouping, by_order)
    st.markdown(literal(sentence))
    st.caption(literal(_notes(data)))
    _show_uncounted(data, shown)


def _caption(data: DetectionData) -> str:
    which = "order of the sampling" if data.by_order else "visit window"
    return f"Detection by {which}; rate among the evaluable, Wilson 95 %"


def _notes(data: DetectionData) -> str:
    notes = [
        "Bars are of all patients; numbers inside count patients. Hollow points: the rate of "
        "everybody sampled if no under-screened sampling were positive, and if all were."
    ]
    if data.by_order:
        notes.append("By order it is not known who is not yet due.")
        if len(data.visits) == MOST_IN_ORDER:
            notes.append(f"The first {MOST_IN_ORDER} samplings are shown.")
    if data.in_two:
        notes.append(f"{counted(data.in_two, 'patient')} in both groups, counted in each.")
    return " ".join(notes)


def _show_uncounted(data: DetectionData, shown: Chosen) -> None:
    """Lists the samplings that were kept but do not count at a visit."""
    number = data.off_window + data.second
    if not number:
        return
    label = (
        f"{counted(number, 'sampling')} not counted: {data.off_window:,} off every window, "
        f"{data.second:,} second in a window"
    )
    listed = st.expander(label, key="response_uncounted", on_change="rerun")
    if not listed.open:
        return
    with listed:
        show_table(uncounted_table(shown.cohort).head(MOST_LISTED), label)
        if number > MOST_LISTED:
            st.caption(f"The first {MOST_LISTED} of {number:,}.")
