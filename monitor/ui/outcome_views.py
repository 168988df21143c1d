"""The four views of the Outcomes page; one of them is drawn at a time."""

from dataclasses import replace
from functools import partial

import pandas as pd
import streamlit as st

from monitor.analysis.cohort_filter import CohortFilter
from monitor.analysis.formats import counted
from monitor.analysis.outcome_excluded import Exclusions
from monitor.analysis.outcome_facts import CohortFacts
from monitor.analysis.outcome_forest import ForestData, forest_data, group_terms, residual_data
from monitor.analysis.outcome_steps import StepsData, incidence_data, survival_data
from monitor.analysis.outcome_tables import (
    curves_table,
    excluded_table,
    forest_table,
    residual_table,
    status_table,
    summary_table,
)
from monitor.analysis.outcome_words import clock_words, endpoint_words, p_text
from monitor.analysis.outcomes import Outcomes
from monitor.charts.forest import (
    forest_figure,
    forest_sentence,
    residual_figure,
    residual_sentence,
)
from monitor.charts.survival import median_text, survival_figure, survival_sentence
from monitor.domain.endpoints import DEFINITIONS
from monitor.ui.cohort import Chosen, read_cohort
from monitor.ui.cohort_figure import show_cohort_figure
from monitor.ui.csv_files import csv_file
from monitor.ui.figure import is_dark
from monitor.ui.outcome_answers import answer, facts_for, grouping_of, over_time, ratios
from monitor.ui.outcome_choice import LANDMARK, Asked
from monitor.ui.outcome_members import follows_steps, show_status, show_step
from monitor.ui.tables import show_table
from monitor.ui.texts import literal

EXPLORATORY = (
    "Exploratory: the landmark was not fixed beforehand. What is seen here suggests a question; it "
    "does not answer one."
)
MOST_LISTED = 500


def show_survival(chosen: Chosen, asked: Asked) -> None:
    """Shows the Kaplan–Meier curves with the risk table, and medians."""
    found, facts = answer(chosen, asked), facts_for(chosen, asked)
    data = survival_data(found, asked.unit, asked.zoomed)
    show_cohort_figure(
        survival_figure(data, is_dark()),
        survival_sentence(data),
        partial(curves_table, data),
        "survival",
        about(chosen, asked),
        caption=caption(found, asked),
        on_click=follows_steps("survival", found, facts, asked),
    )
    show_step("survival", found, facts, asked)
    show_table(_summary(data), "Patients, events and median by group")
    show_remarks(found.notes, found.is_exploratory)
    show_excluded(found.excluded, len(found.members), facts)


def _summary(data: StepsData) -> pd.DataFrame:
    """Returns the groups in numbers; a median that is not reached says so, as in the legend."""
    medians = [median_text(group, data) for group in data.groups]
    return summary_table(data).assign(**{f"median_{data.unit.value}": medians})


def show_incidence(chosen: Chosen, asked: Asked) -> None:
    """Shows the cumulative incidence of the event, with competing death as such."""
    found, facts = answer(chosen, asked), facts_for(chosen, asked)
    data = incidence_data(found, asked.unit)
    show_cohort_figure(
        survival_figure(data, is_dark()),
        survival_sentence(data),
        partial(curves_table, data),
        "incidence",
        about(chosen, asked),
        caption=caption(found, asked),
        on_click=follows_steps("incidence", found, facts, asked),
    )
    show_step("incidence", found, facts, asked)
    if not DEFINITIONS[asked.question.endpoint].competing:
        st.caption(
            f"Every death is an event of {asked.question.endpoint}: nothing competes with it, and "
            "the curves are those of *Survival* upside down. Choose BCSS, RFI or DRFI to see "
            "competing death."
        )
    show_remarks(found.notes, found.is_exploratory)
    show_excluded(found.excluded, len(found.members), facts)


def show_ratios(chosen: Chosen, asked: Asked) -> None:
    """Shows the hazard ratios as a forest plot, and whether they are constant."""
    found, facts = answer(chosen, asked), facts_for(chosen, asked)
    fitted = ratios(chosen, asked)
    terms = group_terms(found, grouping_of(chosen, asked))
    size = fitted.model.rows if fitted.model else len(found.members)
    data = forest_data(fitted, asked.question.endpoint, terms, size)
    _forest(data, about(chosen, asked), "forest", caption(found, asked))
    _show_check(data, chosen, asked)
    show_remarks((*found.notes, *fitted.notes), found.is_exploratory)
    show_excluded(found.excluded, len(found.members), facts)


def show_over_time(chosen: Chosen, asked: Asked) -> None:
    """Shows the hazard while cells are detected against the hazard while not."""
    found, facts = over_time(chosen, asked), facts_for(chosen, asked)
    patients = len({*found.rows.patient.tolist()})
    compared = {
        "marrow detected": (
            "detected at the time, against not detected",
            f"{found.rows.events(True):,} while detected, {found.rows.events(False):,} while not",
        )
    }
    data = forest_data(found.adjusted, asked.question.endpoint, compared, patients)
    words = f"{endpoint_words(asked.question.endpoint)}, marrow status as last known at each time"
    _forest(data, chosen, "over_time", words)
    if data.rows:
        show_status("over_time", found, facts)
    show_table(status_table(found.rows), "Time and events by marrow status")
    st.caption(
        "A patient counts with the status last known, from the day of its sampling on; the status "
        "may change, and no landmark is needed. Whether a therapy was changed because of the "
        "marrow is not seen here."
    )
    show_remarks(found.adjusted.notes, is_exploratory=False)
    show_excluded(found.excluded, patients, facts)


def about(chosen: Chosen, asked: Asked) -> Chosen:
    """Returns whom a figure is about: at a visit window those who were sampled there; two saved
    groups are of the whole cohort, whatever the filter says.
    """
    if asked.groups is not None:
        two = " and ".join(name for name, _ in asked.choice.saved)
        everybody = read_cohort(chosen.key, chosen.rules)
        return replace(
            chosen, filter=CohortFilter(), cohort=everybody, words=f"{two}, saved groups"
        )
    at_window = asked.choice.kind in ("window", "call") and asked.choice.name != LANDMARK
    return chosen.at(asked.choice.name) if at_window else chosen


def caption(found: Outcomes, asked: Asked) -> str:
    """Returns what the figure is of, for its files."""
    parts = [
        endpoint_words(asked.question.endpoint),
        f"by {asked.choice.label[:1].lower()}{asked.choice.label[1:]}",
        f"from {clock_words(found)} on",
    ]
    if found.is_exploratory:
        parts.append("exploratory")
    return ", ".join(parts)


def show_remarks(notes: tuple[str, ...], is_exploratory: bool) -> None:
    """Says what was assumed."""
    if is_exploratory:
        st.caption(f":material/travel_explore: {EXPLORATORY}")
    assumed = [note for note in notes if not note.startswith("Exploratory")]
    if assumed:
        st.caption(literal(" · ".join(note.removesuffix(".") for note in assumed)))


def show_excluded(excluded: Exclusions, followed: int, facts: CohortFacts) -> None:
    """Says who is not followed and why, and lists them on demand."""
    total = len(excluded) + followed
    title = f"Followed {followed:,} of {total:,} · excluded {len(excluded):,}"
    shown = st.expander(title, icon=":material/person_off:", on_change="rerun", key="outcomes_out")
    if not shown.open:
        return
    with shown:
        if not len(excluded):
            st.caption("Nobody is excluded.")
            return
        for kind, number in excluded.kinds[:12]:
            st.markdown(f"- {number:,}: {literal(kind)}")
        table = excluded_table(excluded, facts)
        if len(table) > MOST_LISTED:
            st.caption(f"The first {MOST_LISTED} of {len(table):,}; the file holds all.")
        show_table(table.head(MOST_LISTED), "Excluded patients with the reason")
        st.download_button(
            "CSV",
            csv_file(table, (title,)),
            file_name="excluded.csv",
            mime="text/csv",
            icon=":material/download:",
            type="tertiary",
            on_click="ignore",
        )


def _forest(data: ForestData, chosen: Chosen, name: str, words: str) -> None:
    """Shows a forest. A coefficient has no patients of its own; its row is kept for what has."""
    size = f" · model of {counted(data.patients, 'patient')}, {counted(data.events, 'event')}"
    show_cohort_figure(
        forest_figure(data, is_dark()),
        forest_sentence(data),
        partial(forest_table, data),
        name,
        chosen,
        caption=words + (size if data.rows else ""),
        on_click=lambda row: st.session_state.__setitem__(f"{name}_mark", row),
    )


def _show_check(data: ForestData, chosen: Chosen, asked: Asked) -> None:
    if not data.rows:
        return
    st.subheader("Is each hazard ratio the same at all times?", anchor=False)
    changing = [row.name for row in data.rows if row.changes]
    verdict = (
        f"Changes with time: {', '.join(changing)}. The hazard ratio is an average over time."
        if changing
        else "Compatible with constant hazard ratios."
    )
    st.write(literal(f"{verdict} All terms at once: {p_text(data.check_p)}."))
    names = [row.name for row in data.rows]
    key = "outcomes_check"
    if st.session_state.get(key) not in names:
        st.session_state[key] = names[0]
    term = st.selectbox("Term", names, key=key, width=260) if len(names) > 1 else names[0]
    drawn = residual_data(ratios(chosen, asked), term)
    if drawn is not None:
        show_cohort_figure(
            residual_figure(drawn, is_dark()),
            residual_sentence(drawn),
            partial(residual_table, drawn),
            "residuals",
            about(chosen, asked),
            caption=f"{asked.question.endpoint}, {term}: scaled Schoenfeld residuals",
            is_second=True,
        )
