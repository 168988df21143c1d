"""The quality page's parts: calendar and due list, labs, rules with their lists, exclusions."""

from datetime import date

import pandas as pd
import streamlit as st

from monitor.analysis.calendar_page import ROWS, calendar_frame, calendar_page
from monitor.analysis.cohort_filter import CohortFilter
from monitor.analysis.data_quality import (
    Finding,
    completeness,
    exclusions,
    finding_table,
    findings,
)
from monitor.analysis.formats import counted, sentence_case, words
from monitor.analysis.group_shares import GroupShares
from monitor.analysis.lab_qc import LabQc, assay_frame, assays_of, lab_qc, labs_of, reader_table
from monitor.analysis.lab_qc_tables import lab_qc_table, shallow_in
from monitor.analysis.quality_comparison import quality_shares
from monitor.analysis.response_labs import background_words, scatter_words
from monitor.analysis.sampling_calendar import (
    SamplingCalendar,
    due_list,
    due_without_plan,
    sampling_calendar,
)
from monitor.charts.lab_qc import lab_qc_figure, lab_qc_sentence
from monitor.charts.sampling_calendar import calendar_figure, calendar_sentence
from monitor.domain.rules import RuleSet
from monitor.store.assay_rows import read_assay_rows
from monitor.ui import pages, store
from monitor.ui.cohort import Chosen, ChosenGroups, read_narrowed
from monitor.ui.cohort_figure import show_cohort_figure
from monitor.ui.csv_files import csv_file
from monitor.ui.figure import is_dark
from monitor.ui.group_comparison import show_two_groups
from monitor.ui.keys import BY_TEXT
from monitor.ui.patient_links import show_patient_links
from monitor.ui.response_reading import read_labs
from monitor.ui.tables import separated
from monitor.ui.texts import literal

PERIOD = "quality_period"
LAB, RULE, AS_OF, PAGE = "quality_lab", "quality_rule", "quality_as_of", "quality_page"
NO_LAB = "No lab named"
MANY_ROWS = 2_000


@st.cache_resource(show_spinner=False, max_entries=6, hash_funcs=BY_TEXT)
def read_calendar(
    key: store.StoreKey, rules: RuleSet, wanted: CohortFilter, as_of: date
) -> SamplingCalendar:
    """Returns the calendar of the patients who fit a filter."""
    return sampling_calendar(read_narrowed(key, rules, wanted), as_of)


@st.cache_resource(show_spinner="Reading every assay …", max_entries=2, hash_funcs=BY_TEXT)
def read_assays(key: store.StoreKey) -> pd.DataFrame:  # noqa: ARG001
    """Returns every marrow assay in this state of the store."""
    return assay_frame(read_assay_rows(store.current_store()))


@st.cache_resource(show_spinner=False, max_entries=12, hash_funcs=BY_TEXT)
def read_lab(key: store.StoreKey, rules: RuleSet, wanted: CohortFilter, lab: str) -> LabQc:
    """Returns how a lab worked on the patients who fit a filter."""
    cohort = read_narrowed(key, rules, wanted)
    return lab_qc(cohort, assays_of(read_assays(key), cohort.codes), lab)


@st.cache_resource(show_spinner="Looking through the data …", max_entries=4, hash_funcs=BY_TEXT)
def read_findings(key: store.StoreKey, rules: RuleSet, wanted: CohortFilter) -> tuple[Finding, ...]:
    """Returns what deserves a look among the patients who fit a filter."""
    cohort = read_narrowed(key, rules, wanted)
    return findings(cohort, assays_of(read_assays(key), cohort.codes))


def show_calendar(chosen: Chosen) -> None:
    """Shows who was sampled when, who is due, and the list for the clinic."""
    cohort = chosen.cohort
    with st.container(horizontal=True, vertical_alignment="bottom"):
        as_of = st.date_input(
            "As of", value=cohort.data_cut, key=AS_OF, persist_state="session", width=160,
            help="Due and overdue are counted on this day; at first the data cut.",
        )  # fmt: skip
        if cohort.visits is None or not cohort.visits.windows:
            calendar = None
        else:
            calendar = read_calendar(chosen.key, chosen.rules, chosen.filter, as_of)
            page = _choose_page(len(calendar.codes))
    if calendar is None:
        st.info(
            "No visit windows are set, so there is no calendar: the list below counts "
            f"{chosen.rules.sampling_interval_days} days from the last sampling.",
            icon=":material/event:",
        )
        st.page_link(pages.SETTINGS, label="Set visit windows", icon=":material/settings:")
        _show_due(due_without_plan(cohort, as_of), chosen)
        return
    drawn = calendar_page(cohort, calendar, page)
    show_cohort_figure(
        calendar_figure(drawn, is_dark()),
        calendar_sentence(drawn),
        lambda: calendar_frame(cohort, calendar),
        "calendar",
        chosen,
        caption=f"Sampling calendar as of {as_of}, the most overdue on top; in a cell the 10⁶ MNC "
        "screened, or the days off the planned day. Rows "
        f"{drawn.first:,} to {drawn.first + len(drawn.rows) - 1:,} of {drawn.patients:,}.",
    )
    _show_due(due_list(cohort, calendar), chosen)


def _choose_page(patients: int) -> int:
    last = -(-patients // ROWS)
    if last < 2:
        return 1
    if not 1 <= st.session_state.get(PAGE, 1) <= last:
        st.session_state[PAGE] = 1
    return int(st.number_input(f"Page of {last:,}", 1, last, key=PAGE, width=130))


def _show_due(due: pd.DataFrame, chosen: Chosen) -> None:
    st.subheader("Due and overdue", anchor=False)
    if due.empty:
        st.caption("Nobody is due.")
        return
    late = int((due["days_overdue"] > 0).sum())
    st.caption(f"{counted(len(due), 'patient')} due, of them {late:,} overdue.")
    headings = {name: sentence_case(words(name)) for name in due.columns}
    st.dataframe(
        due,
        hide_index=True,
        height=320 if len(due) > 8 else "auto",
        lazy=len(due) > MANY_ROWS,
        placeholder="",
        alt="Patients due for a sampling",
        column_config={
            name: st.column_config.DateColumn(heading, format="YYYY-MM-DD")
            if name.endswith("_on")
            else heading
            for name, heading in headings.items()
        },
    )
    _download(due, "due_list", "Due list as CSV", chosen)
    show_patient_links(chosen.cohort, due.index.to_numpy(), "due, the most overdue first")


def show_labs(chosen: Chosen) -> None:
    """Shows one lab over time, what its readers found, and what its counts are worth."""
    labs = labs_of(chosen.cohort)
    if not labs:
        st.caption("No marrow sampling is stored of these patients.")
        return
    lab = _choose_lab(labs)
    data = read_lab(chosen.key, chosen.rules, chosen.filter, lab)
    show_cohort_figure(
        lab_qc_figure(data, is_dark()),
        lab_qc_sentence(data),
        lambda: lab_qc_table(data),
        "lab_qc",
        chosen,
        caption=f"{lab or NO_LAB}, by {data.period}: median MNC screened with its middle half; "
        "share under-screened with exact 3 σ limits around this lab's own mean; stained negative "
        "controls.",
        on_click=lambda value: _follow(value, chosen),
    )
    _show_period(chosen, lab)
    st.subheader("Scatter and background", anchor=False)
    for found in read_labs(chosen.key):
        st.write(literal(scatter_words(found)), literal(background_words(found)))
    st.caption("Over all patients of the store, whatever the filter.")
    _show_readers(chosen)


def _choose_lab(labs: tuple[str, ...]) -> str:
    if len(labs) == 1:
        return labs[0]
    if st.session_state.get(LAB) not in labs:
        st.session_state[LAB] = labs[0]
    return str(
        st.selectbox(
            "Lab", labs, key=LAB, persist_state="session", width=240,
            format_func=_lab_name,
        )
    )  # fmt: skip


def _lab_name(lab: str) -> str:
    return lab or NO_LAB


def _follow(value: str, chosen: Chosen) -> None:
    """Opens the patient of a stained control, or keeps the period that was clicked."""
    if value in set(chosen.cohort.patients["link"]):
        pages.open_patient(value)
    st.session_state[PERIOD] = value


def _show_period(chosen: Chosen, lab: str) -> None:
    period = st.session_state.get(PERIOD)
    codes = shallow_in(chosen.cohort, lab, str(period or ""))
    if not len(codes):
        st.caption("Click a period: patients with an under-screened sampling are listed here.")
        return
    show_patient_links(chosen.cohort, codes, f"under-screened in {period}")


def _show_readers(chosen: Chosen) -> None:
    assays = assays_of(read_assays(chosen.key), chosen.cohort.codes)
    readers = reader_table(assays)
    if readers.empty:
        return
    st.subheader("Readers", anchor=False)
    shares = [name for name in readers.columns if name.endswith(("%", "M"))]
    st.dataframe(
        readers,
        hide_index=True,
        alt="What each reader found",
        column_config=separated(readers)
        | dict.fromkeys(shares, st.column_config.NumberColumn(format="%.1f")),
    )
    st.caption(
        "Readers see different patients: a difference between them need not be theirs. Two readers "
        "of one slide are asked about at import and are never two samplings, so that their "
        "agreement is not drawn; nor is the time to the report: files carry no day of receipt or "
        "report."
    )


def show_groups(chosen: Chosen) -> None:
    """Shows two saved groups side by side: who was sampled, and what came of it."""
    show_two_groups(
        chosen,
        _shares,
        "quality_groups",
        "Sampling and its quality in two saved groups, exact 95 % limits. Due at a visit: alive "
        "and relapse-free when its window closed.",
        "Samplings of one patient are no independent ones: p of samplings describes only.",
    )


def _shares(two: ChosenGroups, names: tuple[str, str]) -> GroupShares:
    return quality_shares(names, (two.first.cohort, two.second.cohort), len(two.in_both))


def show_rules(chosen: Chosen) -> None:
    """Shows each rule with its count, the list of one, what is not counted, and what is missing."""
    found = read_findings(chosen.key, chosen.rules, chosen.filter)
    _show_numbers(finding_table(found), "Data-quality rules with their counts")
    some = {finding.rule: finding for finding in found if finding.count}
    if some:
        labels = {name: f"{name} ({finding.count:,})" for name, finding in some.items()}
        if st.session_state.get(RULE) not in some:
            st.session_state[RULE] = next(iter(some))
        rule = st.selectbox(
            "List", list(some), key=RULE, persist_state="session", width=360,
            format_func=labels.__getitem__,
        )  # fmt: skip
        _show_finding(some[rule], chosen)
    left, right = st.columns(2, gap="large")
    with left:
        st.subheader("Not counted, and why", anchor=False)
        _show_numbers(exclusions(chosen.cohort), "Samplings not evaluable")
    with right:
        st.subheader("What is known of patients", anchor=False)
        _show_numbers(completeness(chosen.cohort), "Facts known of patients")
    _show_rejected(chosen.key)


def _show_numbers(table: pd.DataFrame, what: str) -> None:
    st.dataframe(table, hide_index=True, alt=what, column_config=separated(table))


def _show_finding(finding: Finding, chosen: Chosen) -> None:
    shown = finding.frame.drop(columns="code")
    st.dataframe(
        shown,
        hide_index=True,
        height=280 if len(shown) > 7 else "auto",
        lazy=len(shown) > MANY_ROWS,
        placeholder="",
        alt=finding.rule,
        column_config={name: sentence_case(words(name)) for name in shown.columns}
        | {"date": st.column_config.DateColumn("Date", format="YYYY-MM-DD")},
    )
    _download(shown, "quality", "This list as CSV", chosen)
    codes = finding.frame["code"].drop_duplicates().to_numpy()
    show_patient_links(chosen.cohort, codes, "in this list")


def _show_rejected(key: store.StoreKey) -> None:
    """Shows the imports that did not take every row; their rows stand in the history."""
    entries = [entry for entry in store.imports(key) if entry.counts.rejected]
    if not entries:
        return
    st.subheader("Rows that were not stored", anchor=False)
    st.dataframe(
        pd.DataFrame(
            [(e.import_id, e.file_name, e.counts.rejected, e.counts.lines) for e in entries],
            columns=["Import", "File", "Rejected rows", "Lines in the file"],
        ),
        hide_index=True,
        alt="Imports with rejected rows",
    )
    st.page_link(pages.HISTORY, label="Rows and reasons, in the history", icon=":material/history:")


def _download(frame: pd.DataFrame, name: str, label: str, chosen: Chosen) -> None:
    counts = chosen.denominators
    st.download_button(
        label,
        lambda: csv_file(frame),
        file_name=f"{name}_{counts.data_cut.isoformat()}_{counts.content}.csv",
        mime="text/csv",
        icon=":material/download:",
        key=f"{name}_csv_list",
        on_click="ignore",
    )
