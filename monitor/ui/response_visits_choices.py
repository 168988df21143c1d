"""Controls that the views by visit share: what a visit is, what months are counted from, pages."""

from collections.abc import Callable, Sequence
from typing import TypeVar

import streamlit as st

from monitor.analysis.cohort_courses_time import offered_anchors
from monitor.analysis.formats import sentence_case
from monitor.analysis.time_axis import Anchor
from monitor.ui import pages
from monitor.ui.cohort import Chosen

T = TypeVar("T")

WIDTH = 180
ORDER, ANCHOR = "response_by_order", "response_anchor"
WINDOWS, IN_ORDER = "Visit windows", "Sampling order"


def choose_visits(chosen: Chosen) -> bool | None:
    """Returns whether the order of the samplings stands for the visit; None where that is not
    wanted and no window is set.
    """
    if chosen.cohort.visits is not None and chosen.cohort.visits.windows:
        picked = st.selectbox(
            "Visits", [WINDOWS, IN_ORDER], key=ORDER, persist_state="session", width=WIDTH
        )
        return picked == IN_ORDER
    return _without_windows()


def _without_windows() -> bool | None:
    with st.container():
        st.info(
            "No visit windows are set: nobody knows which sampling belongs to which visit, or who "
            "is missing at one. Until they are set, the order of the samplings may stand for the "
            "visit: the 2nd of one patient may be years apart from the 2nd of another.",
            icon=":material/event_busy:",
        )
        with st.container(horizontal=True, vertical_alignment="center"):
            is_wanted = st.toggle(
                "Take the 1st, 2nd, 3rd … sampling for the visit", value=True,
                key="response_order_wanted", persist_state="session",
            )  # fmt: skip
            st.page_link(pages.SETTINGS, label="Set visit windows", icon=":material/settings:")
    return True if is_wanted else None


def choose_anchor(chosen: Chosen) -> Anchor:
    """Returns what months are counted from."""
    offered = offered_anchors(chosen.cohort)
    return choose_one("Months from", offered, ANCHOR, lambda a: sentence_case(str(a.value)))


def choose_one(
    label: str, options: Sequence[T], key: str, shown: Callable[[T], str], width: int = WIDTH
) -> T:
    """Shows a choice that is kept for the session; what is no option any more is forgotten."""
    names = {shown(option): option for option in options}
    if st.session_state.get(key) not in names:
        st.session_state[key] = next(iter(names))
    return names[st.selectbox(label, list(names), key=key, persist_state="session", width=width)]


def choose_numbered_page(number: int, of: str, key: str) -> int:
    """Shows which of so many pages is drawn and returns it, the first being 0."""
    if number < 2:
        return 0
    if not 1 <= st.session_state.get(key, 1) <= number:
        st.session_state[key] = 1
    page = st.number_input(
        f"Page of {number:,}", min_value=1, max_value=number, step=1, key=key, width=130, help=of
    )
    return int(page) - 1
