"""Chart 5 on the screen: all courses over each other, or twelve a page."""

import streamlit as st

from monitor.analysis.cohort_courses_tables import courses_table, shares_table
from monitor.analysis.cohort_courses_trellis import PANELS, TrellisOrder
from monitor.analysis.formats import sentence_case
from monitor.analysis.time_axis import Anchor
from monitor.charts.cohort_courses import courses_caption, courses_figure, courses_sentence
from monitor.charts.cohort_courses_trellis import HALF, trellis_figure, trellis_sentence
from monitor.ui.cohort import Chosen
from monitor.ui.cohort_figure import show_cohort_figure
from monitor.ui.figure import is_dark
from monitor.ui.response_reading import Question
from monitor.ui.response_visits_choices import choose_anchor, choose_numbered_page, choose_one
from monitor.ui.response_visits_reading import read_courses, read_trellis
from monitor.ui.tables import show_table
from monitor.ui.texts import literal

ALL, EACH = "All together", "Twelve a page"
MOST_TO_PICK = 500
ONE = "response_highlighted"


@st.fragment
def show_courses(chosen: Chosen) -> None:
    """Shows chart 5 in one of its two ways."""
    asked = Question(chosen.key, chosen.rules, chosen.filter)
    row = st.container(horizontal=True, vertical_alignment="bottom")
    with row:
        picked = st.segmented_control(
            "Courses", [ALL, EACH], default=ALL, required=True, key="response_courses_way",
            persist_state="session", label_visibility="collapsed",
        )  # fmt: skip
        anchor = choose_anchor(chosen)
    if picked == EACH:
        with row:
            order = choose_one("Sorted by", tuple(TrellisOrder), "response_trellis_order", _name)
            pages = read_trellis(asked, anchor, order, 0).pages
            page = choose_numbered_page(pages, f"{PANELS} a page", "response_trellis_page")
        _show_trellis(asked, chosen, anchor, order, page)
        return
    with row:
        one = _choose_one(chosen)
    data = read_courses(asked, anchor, one)
    show_cohort_figure(
        courses_figure(data, is_dark(), one),
        courses_sentence(data),
        lambda: courses_table(data, chosen.cohort),
        "response_courses",
        chosen,
        caption=f"Courses in months from {anchor.value}",
    )
    if said := courses_caption(data):
        st.caption(literal(f"{sentence_case(said)}."))
    if data.steps:
        show_table(shares_table(data), "Share detected at each visit")


def _name(order: TrellisOrder) -> str:
    return sentence_case(order.value)


def _choose_one(chosen: Chosen) -> str:
    """Returns whose course is drawn strong, "" for nobody's."""
    names = chosen.cohort.patients["patient_id"].head(MOST_TO_PICK).astype(str).tolist()
    if st.session_state.get(ONE) not in names:
        st.session_state[ONE] = None
    return st.selectbox(
        "Highlight", names, key=ONE, placeholder="A pseudonym", persist_state="session", width=180
    ) or ""  # fmt: skip


def _show_trellis(
    asked: Question, chosen: Chosen, anchor: Anchor, order: TrellisOrder, page: int
) -> None:
    data = read_trellis(asked, anchor, order, page)
    sentence = trellis_sentence(data)
    caption = f"Page {data.page + 1} of {data.pages}, by {order.value}"
    halves = 2 if len(data.panels) > HALF else 1
    for half, column in enumerate(st.columns(2)[:halves]):
        with column:
            show_cohort_figure(
                trellis_figure(data, half, is_dark()),
                sentence,
                lambda: courses_table(data, chosen.cohort),
                f"response_trellis_{half}",
                chosen,
                caption=caption,
                is_second=half > 0,
            )
    if data.others:
        st.caption(f"{data.others:,} more classes of therapy were given and have no strip.")
