"""The small controls that several views of response share."""

from dataclasses import replace

import streamlit as st

from monitor.analysis.cohort_filter import CohortFilter
from monitor.analysis.formats import sentence_case, words
from monitor.ui.cohort import Chosen, chosen_groups, read_cohort
from monitor.ui.response_reading import TOGETHER, Grouping

NONE, SAVED = "All together", "Two saved groups"
COLUMNS = ("arm", "center", "er", "her2", "grade", "menopausal_status")
WIDTH = 180


def choose_grouping(chosen: Chosen, key: str) -> tuple[Grouping, Chosen]:
    """Shows how to group the patients; returns that and whom the figure is about then.

    Saved groups are compared over the whole cohort, whatever the filter says.
    """
    columns = [name for name in COLUMNS if _has_several(chosen, name)]
    names = {NONE: NONE, **{name: f"By {_label(name)}" for name in columns}, SAVED: SAVED}
    if st.session_state.get(key) not in names:
        st.session_state[key] = NONE
    picked = st.selectbox(
        "Groups", list(names), key=key, format_func=names.__getitem__,
        persist_state="session", width=WIDTH,
    )  # fmt: skip
    if picked == SAVED:
        return _saved(chosen)
    return (TOGETHER if picked == NONE else Grouping(column=picked)), chosen


def _has_several(chosen: Chosen, name: str) -> bool:
    return bool(chosen.cohort.patients[name].nunique() > 1)


def _label(name: str) -> str:
    return {"er": "ER", "her2": "HER2"}.get(name, words(name))


def _saved(chosen: Chosen) -> tuple[Grouping, Chosen]:
    two = chosen_groups()
    if two is None:
        return TOGETHER, chosen
    named = tuple((one.words.partition(":")[0], one.filter) for one in (two.first, two.second))
    shown = replace(
        chosen,
        cohort=read_cohort(chosen.key, chosen.rules),
        filter=CohortFilter(),
        words=sentence_case(f"{two.first.words}; compared with {two.second.words}"),
    )
    return Grouping(saved=named), shown


def choose_page(total: int, size: int, key: str) -> int:
    """Shows which of several pages of patients is drawn and returns it, the first being 0."""
    pages = -(-total // size)
    if pages < 2:
        return 0
    if not 1 <= st.session_state.get(key, 1) <= pages:
        st.session_state[key] = 1
    page = st.number_input(
        f"Page of {pages:,}", min_value=1, max_value=pages, step=1, key=key, width=130,
        help=f"{size} of {total:,} patients a page, the greatest fall first",
    )  # fmt: skip
    return int(page) - 1
