"""Chart 4 on the screen: the swimmer, sixty lanes a page."""

import streamlit as st

from monitor.analysis.formats import counted, sentence_case
from monitor.analysis.swimmer import LANES, MOST_THERAPIES, SwimmerOrder, SwimmerPage
from monitor.analysis.swimmer_tables import swimmer_table
from monitor.analysis.therapy_lanes import LANE_LABELS
from monitor.charts.swimmer import swimmer_figure, swimmer_sentence
from monitor.domain.vocabularies import TherapyType
from monitor.ui.cohort import Chosen
from monitor.ui.cohort_figure import show_cohort_figure
from monitor.ui.figure import is_dark
from monitor.ui.response_reading import Question
from monitor.ui.response_visits_choices import choose_anchor, choose_numbered_page, choose_one
from monitor.ui.response_visits_reading import read_swimmers


@st.fragment
def show_swimmer(chosen: Chosen) -> None:
    """Shows one page of lanes; a click on one opens the patient."""
    asked = Question(chosen.key, chosen.rules, chosen.filter)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        anchor = choose_anchor(chosen)
        order = choose_one(
            "Sorted by", tuple(SwimmerOrder), "response_swimmer_order",
            lambda o: sentence_case(o.value),
        )  # fmt: skip
        therapies = _choose_therapies(chosen)
        first = read_swimmers(asked, anchor, order, 0, therapies)
        page = choose_numbered_page(first.pages, f"{LANES} lanes a page", "response_swimmer_page")
    data = read_swimmers(asked, anchor, order, page, therapies)
    show_cohort_figure(
        swimmer_figure(data, is_dark()),
        swimmer_sentence(data),
        lambda: swimmer_table(data),
        "response_swimmer",
        chosen,
        caption=f"Page {data.page + 1} of {data.pages}, by {order.value}",
    )
    st.caption(_notes(data))


def _choose_therapies(chosen: Chosen) -> tuple[TherapyType, ...]:
    given = set(chosen.cohort.therapy["lane"].astype(str).unique())
    offered = [t for t in LANE_LABELS if t.value in given]
    picked = st.multiselect(
        "Therapy drawn", offered, key="response_swimmer_therapies",
        format_func=LANE_LABELS.__getitem__, max_selections=MOST_THERAPIES,
        placeholder="The most frequent", persist_state="session", width=260,
    )  # fmt: skip
    return tuple(picked)


def _notes(data: SwimmerPage) -> str:
    notes = [
        "Click a lane to open the patient. The gray bar runs from the first day known to the last; "
        f"lost to view: no record within {data.rules.sampling_interval_days:,} days before the "
        "data cut."
    ]
    if data.left_out > 0:
        notes.append(f"{data.left_out:,} more classes of therapy were given and are not drawn.")
    if data.unplaced:
        notes.append(f"{counted(data.unplaced, 'patient')} without {data.anchor.value}: no lane.")
    return " ".join(notes)
