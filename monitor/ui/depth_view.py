"""Chart 2 on the screen, and the patients of the points that a reader picks from it."""

from collections.abc import Iterable
from typing import Any

import streamlit as st

from monitor.analysis.cohort_filter import CohortFilter
from monitor.analysis.depth import CohortDepth, DepthData, cohort_depth, depth_data
from monitor.analysis.depth_tables import depth_table, impossible_table, lab_table
from monitor.analysis.formats import counted
from monitor.charts.depth import depth_denominators, depth_figure, depth_sentence
from monitor.charts.stamp import stamped
from monitor.domain.rules import RuleSet
from monitor.domain.vocabularies import EvidenceState
from monitor.ui import pages, store
from monitor.ui.cohort import read_cohort, read_denominators
from monitor.ui.cohort_figure import file_name_of, saved_as, show_files
from monitor.ui.figure import is_dark
from monitor.ui.keys import BY_TEXT
from monitor.ui.tables import separated, show_table
from monitor.ui.texts import literal

CHART, AS_TABLE, LAB = "depth_chart", "depth_as_table", "depth_lab"
EVERY_LAB = "All labs"
MOST_LINKS, MOST_TO_PICK = 24, 500
NO_LAB = "No lab named"


@st.cache_resource(show_spinner=False, max_entries=2, hash_funcs=BY_TEXT)
def read_cohort_depth(key: store.StoreKey, rules: RuleSet) -> CohortDepth:
    """Returns the depth of every marrow sampling in this state of the store."""
    return cohort_depth(read_cohort(key, rules))


@st.cache_resource(show_spinner=False, max_entries=8, hash_funcs=BY_TEXT)
def read_depth(key: store.StoreKey, rules: RuleSet, lab: str | None) -> DepthData:
    """Returns what chart 2 shows, of all labs or of one."""
    return depth_data(read_cohort_depth(key, rules), lab)


@st.fragment
def show_depth(key: store.StoreKey, rules: RuleSet, lab: str | None) -> None:
    """Shows chart 2 with its table, the patients picked from it, and how deep each lab screens."""
    data = read_depth(key, rules, lab)
    sentence = depth_sentence(data)
    counts = read_denominators(key, rules, CohortFilter(), "")
    about = depth_denominators(data, counts.data_cut.isoformat())
    notes = (_caption(lab), f"{about} · #{counts.content}")
    file_name = file_name_of("depth", counts)
    if st.session_state.get(AS_TABLE, False):
        st.caption(literal(sentence))
        show_table(depth_table(data), sentence)
        st.caption(literal(" · ".join(notes)))
        picked: list[str] = []
    else:
        picked = _chart(data, sentence, lab, (notes, file_name))
    show_files(lambda: depth_table(data), "depth", notes, file_name)
    _pick_under_screened(data)
    _show_picked(picked, data)
    _show_impossible(data)
    if data.labs:
        _show_labs(data)


def _show_labs(data: DepthData) -> None:
    st.subheader("Depth by lab", anchor=False)
    table = lab_table(data)
    depths = [name for name in table.columns if name.endswith(", M")]
    st.dataframe(
        table,
        hide_index=True,
        alt="How deep each lab screens, in 10⁶ MNC",
        column_config=separated(table)
        | dict.fromkeys(depths, st.column_config.NumberColumn(format="%.2f")),
    )


def choose_lab(labs: tuple[str, ...]) -> str | None:
    """Shows the labs, where there are several, and returns the chosen one, None for all."""
    if len(labs) < 2:
        return None
    names = {lab or NO_LAB: lab for lab in labs}
    options = [EVERY_LAB, *names]
    if st.session_state.get(LAB) not in options:
        st.session_state[LAB] = EVERY_LAB
    chosen = st.selectbox(
        "Lab", options, key=LAB, persist_state="session", width=220, label_visibility="collapsed"
    )
    return names.get(chosen)


def _caption(lab: str | None) -> str:
    where = "all labs" if lab is None else lab or NO_LAB
    return f"Cells screened against the rate found, every marrow sampling of {where}"


def _chart(
    data: DepthData, sentence: str, lab: str | None, saved: tuple[tuple[str, ...], str]
) -> list[str]:
    """Shows the chart and returns the links of the points picked from it."""
    chosen: Any = st.plotly_chart(
        stamped(depth_figure(data, is_dark()), saved[0], is_dark()),
        theme=None,
        width="stretch",
        key=f"{CHART}_{lab}",
        alt=sentence,
        config=saved_as(saved[1]),
        on_select="rerun",
        selection_mode=("points", "lasso"),
    )
    points = chosen["selection"]["points"]
    return [point["customdata"][0] for point in points if point.get("customdata")]


def _pick_under_screened(data: DepthData) -> None:
    """Shows a list of who has a negative that means little: a way to patients for the keyboard."""
    shallow = {p.link: p.patient_id for p in data.points if p.state is EvidenceState.UNDER_SCREENED}
    if not shallow:
        return
    offered = dict(sorted(shallow.items(), key=lambda item: item[1])[:MOST_TO_PICK])
    chosen = st.selectbox(
        "Open a patient with an under-screened sampling",
        list(offered),
        index=None,
        format_func=offered.__getitem__,
        placeholder="Type a pseudonym",
        key="depth_open",
        width=320,
    )
    if chosen is not None:
        pages.open_patient(chosen)


def _show_picked(picked: Iterable[str], data: DepthData) -> None:
    """Shows a link for each patient picked, with the samplings of theirs that are on the chart."""
    names = {p.link: p.patient_id for p in data.points}
    names |= {p.link: p.patient_id for p in data.impossible}
    # What was picked before the last import may be gone.
    links = [link for link in dict.fromkeys(picked) if link in names]
    if not links:
        st.caption(
            "Click a sampling, or draw around several with the lasso: their patients are listed "
            "here."
        )
        return
    st.write(f"**{counted(len(links), 'patient')} picked**")
    with st.container(horizontal=True):
        for link in links[:MOST_LINKS]:
            st.page_link(pages.PATIENT, label=literal(names[link]), query_params={pages.LINK: link})
    if len(links) > MOST_LINKS:
        st.caption(f"… and {len(links) - MOST_LINKS:,} more. Draw around fewer to see them all.")


def _show_impossible(data: DepthData) -> None:
    if not data.impossible:
        return
    st.warning(
        f"{counted(len(data.impossible), 'reported rate')} below one cell in the depth given: the "
        "rate or the depth has another unit than the file says. Correct it and import the file "
        "again.",
        icon=":material/rule:",
    )
    show_table(impossible_table(data), "Reported rates below one cell")
