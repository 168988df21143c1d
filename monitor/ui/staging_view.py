"""The staging page's parts: marrow status by stage and receptors, patient by patient, as strata."""

import pandas as pd
import streamlit as st

from monitor.analysis.cohort import Cohort
from monitor.analysis.cohort_filter import CohortFilter
from monitor.analysis.formats import counted
from monitor.analysis.group_shares import GroupShares
from monitor.analysis.staging import MarrowStage, Staging, staging
from monitor.analysis.staging_comparison import staging_shares
from monitor.analysis.staging_table import (
    StageTable,
    patient_frame,
    patients_in,
    stage_frame,
    stage_table,
)
from monitor.analysis.strata import (
    MARROW,
    Strata,
    StratumRule,
    cuts_of,
    is_numeric,
    strata,
    stratum_columns,
)
from monitor.charts.staging import staging_figure, staging_sentence
from monitor.domain.rules import RuleSet
from monitor.ui import store
from monitor.ui.cohort import Chosen, ChosenGroups, read_narrowed
from monitor.ui.cohort_figure import show_cohort_figure
from monitor.ui.csv_files import csv_file
from monitor.ui.figure import is_dark
from monitor.ui.group_comparison import show_two_groups
from monitor.ui.keys import BY_TEXT
from monitor.ui.patient_links import show_patient_links
from monitor.ui.tables import separated
from monitor.ui.texts import literal

PICKED = "staging_picked"
CAPTION = (
    "Marrow status at baseline: the last evaluable sampling on or before the first systemic "
    "therapy. Share of patients with tumor cells, exact 95 % limits; dotted: all patients."
)
TESTS_NOTE = (
    "p by Pearson's χ² over the levels that are given; where an expected number is below 5, by "
    "Fisher's exact test (Freeman and Halton's of several levels). "
    "Several factors are tested: one of twenty is below 0.05 when nothing differs."
)


@st.cache_resource(show_spinner=False, max_entries=6, hash_funcs=BY_TEXT)
def read_staging(
    key: store.StoreKey, rules: RuleSet, wanted: CohortFilter
) -> tuple[Staging, StageTable]:
    """Returns the status of the patients who fit a filter, and the cross-table."""
    cohort = read_narrowed(key, rules, wanted)
    staged = staging(cohort)
    return staged, stage_table(cohort, staged)


def show_stages(chosen: Chosen) -> None:
    """Shows the four numbers, the cross-table as a chart, and the patients of the row clicked."""
    staged, table = read_staging(chosen.key, chosen.rules, chosen.filter)
    with st.container(horizontal=True):
        for stage in MarrowStage:
            st.metric(literal(stage.value), f"{staged.count(stage):,}", width=150)
    of = (
        f"{staged.evaluable:,} of {table.total.patients:,} evaluable at baseline, k/n on the right."
    )
    show_cohort_figure(
        staging_figure(table, is_dark()),
        staging_sentence(table),
        lambda: stage_frame(table),
        "staging",
        chosen,
        caption=f"{CAPTION} {of}",
        on_click=_pick,
    )
    st.caption(TESTS_NOTE)
    _show_picked(chosen.cohort, staged, table)


def _pick(row: str) -> None:
    st.session_state[PICKED] = row


def _show_picked(cohort: Cohort, staged: Staging, table: StageTable) -> None:
    rows = {row.name: row for row in table.rows}
    picked = rows.get(st.session_state.get(PICKED, ""))
    if picked is None:
        st.caption("Click a row: its patients are listed here.")
        return
    codes = patients_in(cohort, picked.factor, picked.level)
    stages = staged.frame.loc[codes, "stage"]
    st.write(f"**{literal(picked.name)}**: {counted(len(codes), 'patient')}")
    show_patient_links(cohort, codes[(stages == MarrowStage.DETECTED.value).to_numpy()], "cM0(i+)")
    show_patient_links(cohort, codes[(stages == MarrowStage.UNKNOWN.value).to_numpy()], "not known")


def show_groups(chosen: Chosen) -> None:
    """Shows two saved groups side by side, level by level."""
    show_two_groups(
        chosen,
        _shares,
        "staging_groups",
        "Marrow status at baseline of two saved groups: share with tumor cells, exact 95 % limits.",
    )


def _shares(two: ChosenGroups, names: tuple[str, str]) -> GroupShares:
    first, second = (
        read_staging(one.key, one.rules, one.filter)[1] for one in (two.first, two.second)
    )
    return staging_shares(names, (first, second), len(two.in_both))


def show_patients(chosen: Chosen) -> None:
    """Shows the status of each patient, to be saved as a file."""
    staged, _ = read_staging(chosen.key, chosen.rules, chosen.filter)
    frame = patient_frame(chosen.cohort, staged)
    st.dataframe(
        frame,
        hide_index=True,
        height=420,
        placeholder="",
        lazy=len(frame) > 2_000,
        alt="Marrow status of each patient at baseline",
        column_config={
            "Sampled": st.column_config.DateColumn(format="YYYY-MM-DD"),
            "N": st.column_config.NumberColumn(format="localized"),
        },
    )
    _download(frame, "marrow_status", "Status of each patient as CSV", chosen)


def show_strata(chosen: Chosen) -> None:
    """Shows the choice of columns and cut points, the strata they make, and the list as a file."""
    staged, _ = read_staging(chosen.key, chosen.rules, chosen.filter)
    rules = _choose_rules(chosen.cohort, staged)
    if not rules:
        st.caption("Choose the columns that the strata are made of.")
        return
    found = strata(chosen.cohort, staged, rules)
    _show_strata(found)
    _download(found.listed, "strata", "One line per patient as CSV", chosen)


def _choose_rules(cohort: Cohort, staged: Staging) -> list[StratumRule]:
    options = stratum_columns(cohort)
    if "strata_columns" not in st.session_state:
        st.session_state["strata_columns"] = [MARROW]
    held = st.session_state["strata_columns"]
    st.session_state["strata_columns"] = [name for name in held if name in options]
    columns = st.multiselect(
        "Columns, in the order of the strata",
        options,
        key="strata_columns",
        persist_state="session",
        placeholder="Columns",
    )
    with st.container(horizontal=True):
        return [StratumRule(name, _choose_cuts(cohort, staged, name)) for name in columns]


def _choose_cuts(cohort: Cohort, staged: Staging, column: str) -> tuple[float, ...]:
    if not is_numeric(cohort, staged, column):
        return ()
    text = st.text_input(
        f"Cut points of {column}",
        key=f"strata_cuts_{column}",
        persist_state="session",
        placeholder="1, 4",
        help="“1, 4” makes three groups: below 1, 1 to below 4, 4 or more. Blank: each value.",
        width=240,
    )
    cuts = cuts_of(text)
    if cuts is None:
        st.caption("Cut points are numbers such as 1, 4.")
    return cuts or ()


def _show_strata(found: Strata) -> None:
    table = pd.DataFrame(
        [(s.number, s.name, s.patients, s.detected) for s in found.strata],
        columns=["Stratum", "Group", "Patients", "cM0(i+)"],
    )
    st.dataframe(
        table,
        hide_index=True,
        alt="Strata with their patients",
        column_config=separated(table),
    )
    if found.left_out:
        st.caption(
            f"{counted(found.left_out, 'patient')} in no stratum: a value is not known, or distant "
            "metastasis at diagnosis. Their lines in the file have a blank stratum."
        )


def _download(frame: pd.DataFrame, name: str, label: str, chosen: Chosen) -> None:
    counts = chosen.denominators
    st.download_button(
        label,
        lambda: csv_file(frame),
        file_name=f"{name}_{counts.data_cut.isoformat()}_{counts.content}.csv",
        mime="text/csv",
        icon=":material/download:",
        key=f"{name}_csv",
        on_click="ignore",
    )
