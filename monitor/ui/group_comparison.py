"""Two saved groups side by side on a cohort page: chart, table and files."""

from collections.abc import Callable
from dataclasses import replace

import streamlit as st

from monitor.analysis.cohort_filter import CohortFilter
from monitor.analysis.formats import sentence_case
from monitor.analysis.group_shares import GroupShares, shares_frame
from monitor.charts.group_shares import group_shares_figure, group_shares_sentence
from monitor.ui.cohort import Chosen, ChosenGroups, chosen_groups, read_cohort
from monitor.ui.cohort_figure import show_cohort_figure
from monitor.ui.figure import is_dark
from monitor.ui.patient_links import show_patient_links
from monitor.ui.texts import literal

NOTE = (
    "Difference: second group less the first, limits by Newcombe, p by Fisher's exact test. Groups "
    "compare fairly only where chance chose them; many lines are compared, and one of twenty is "
    "below 0.05 when nothing differs."
)


def show_two_groups(
    chosen: Chosen,
    shares: Callable[[ChosenGroups, tuple[str, str]], GroupShares],
    name: str,
    caption: str,
    note: str = "",
) -> None:
    """Shows a choice of two saved groups and how they differ; how to save some, where there are no
    two. They are of the whole cohort, whatever the filter says.
    """
    two = chosen_groups()
    if two is None:
        return
    names = two.first.words.partition(":")[0], two.second.words.partition(":")[0]
    data = shares(two, names)
    shown = replace(
        chosen,
        cohort=read_cohort(chosen.key, chosen.rules),
        filter=CohortFilter(),
        words=sentence_case(f"{two.first.words}; compared with {two.second.words}"),
    )
    sentence = group_shares_sentence(data)
    show_cohort_figure(
        group_shares_figure(data, is_dark()),
        sentence,
        lambda: shares_frame(data),
        name,
        shown,
        caption=caption,
        on_click=lambda row: st.session_state.__setitem__(f"{name}_row", row),
    )
    _show_line(data, str(st.session_state.get(f"{name}_row", "")))
    st.caption(f"{NOTE} {note}".strip())
    for one, group in zip(names, (two.first, two.second), strict=True):
        show_patient_links(group.cohort, group.cohort.codes, f"in {one}")


def _show_line(data: GroupShares, clicked: str) -> None:
    """Says in words the line that was clicked, at first the one that differs most."""
    known = {f"{pair.heading} · {pair.name}": pair for pair in data.known}
    if not known:
        return
    pair = known.get(clicked) or min(known.values(), key=lambda pair: pair.difference.p_value)
    st.markdown(
        literal(
            f"{pair.heading}, {pair.name}: {data.first} {pair.first.text}; {data.second} "
            f"{pair.second.text}; {pair.text}."
        )
    )
